"""Pseudonyms of a million CPR numbers beside a bare HMAC loop over the distinct ones."""

import hashlib
import hmac
import random
from base64 import b32encode
from pathlib import Path

import pyarrow as pa

from benchmarks.interface import Benchmark, Result, Size
from benchmarks.timing import in_turns, ratio
from pseudonymize.pseudonym import Pseudonymizer
from schemas.contract import Domain
from vault.testing import MemoryVault

OURS, BARE, EACH = "Pseudonymizer.many", "bare hmac over distinct values", "bare hmac over every value"


def numbers(rows: int, distinct: int) -> pa.Array:
    """CPR-shaped strings that can be nobody's (day + 60, as the CPR office's own test numbers), repeated."""
    chance = random.Random(1)
    people = [f"{chance.randint(61, 88)}{chance.randint(1, 12):02}{i:06}" for i in range(distinct)]
    return pa.array(chance.choices(people, k=rows), pa.string())


def token(key: bytes, value: str) -> str:
    """What any pseudonym of this kind costs at least."""
    return b32encode(hmac.digest(key, b"citizen\x1f" + value.encode(), hashlib.sha256)[:10]).decode().lower()


def measure(size: Size, _folder: Path) -> Result:
    """Same column, three ways."""
    column, key = numbers(size.cprs, size.distinct), b"k" * 32
    pseudonymizer = Pseudonymizer(MemoryVault().ring())

    def loop() -> pa.Array:
        encoded = column.dictionary_encode()
        return pa.array([token(key, v) for v in encoded.dictionary.to_pylist()]).take(encoded.indices)

    def every() -> pa.Array:
        return pa.array([token(key, value) for value in column.to_pylist()])

    ours = pseudonymizer.many(Domain.CITIZEN, column)
    if ours.null_count or len(ours.unique()) != len(column.unique()):
        raise RuntimeError("pseudonyms and numbers do not match one to one")
    rivals = {OURS: lambda: pseudonymizer.many(Domain.CITIZEN, column), BARE: loop, EACH: every}
    seconds = in_turns(size.rounds, rivals)
    return Result(
        ratios=(ratio(seconds, OURS, BARE), ratio(seconds, OURS, EACH)),
        facts={"values a CPU second": size.cprs / min(seconds[OURS])},
    )


COLUMNS = Benchmark("columns", "What do keyed pseudonyms cost beside the hash alone?", measure)
