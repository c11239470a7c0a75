"""Replaces many notes in one partition and prints the memory it took; a program for test_memory."""

import json
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from lake.interface import Replacement
from lake.writer import Lake
from schemas.batch import SafeBatch
from tests.lake.making import EPOCH, NOTES, SYSTEM, pid

_WORDS = (
    "samtale",
    "møde",
    "barnet",
    "familien",
    "plan",
    "skolen",
    "uro",
    "[MOR_1]",
    "[BARN_1]",
    "vi",
    "taler",
)


def batches(rows: int) -> Iterator[SafeBatch]:
    """``rows`` notes of about 1 KB, 30 a case, all of one year, 5,000 a batch."""
    rng = random.Random(1)
    sentences = [" ".join(rng.choices(_WORDS, k=17)) for _ in range(2_000)]
    day = date(2019, 1, 1)
    for start in range(0, rows, 5_000):
        numbers = range(start, min(rows, start + 5_000))
        columns = {
            "notat_pid": [pid(("n", number)) for number in numbers],
            "sag_pid": [pid(("s", number // 30)) for number in numbers],
            "dato": [day + timedelta(days=number % 365) for number in numbers],
            "type": ["møde"] * len(numbers),
            "tekst": [". ".join(rng.choices(sentences, k=10)) for _ in numbers],
            "kilde_id_pid": [pid(number) for number in numbers],
            "kilde_aftryk": [pid(("a", number), 24) for number in numbers],
        }
        schema = NOTES.lake_schema
        filled = [pa.array(columns.get(field.name, [None] * len(numbers)), field.type) for field in schema]
        yield SafeBatch(NOTES, SYSTEM, EPOCH, pa.record_batch(filled, schema=schema))


def peak() -> int:
    """The most memory this process has had since it was last asked to forget, MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def main(rows: int) -> None:
    """Prints what a first night of ``rows`` notes and a small second night take beyond staging."""
    with tempfile.TemporaryDirectory() as folder:
        with Lake.open(Path(folder), "first") as lake:
            fragments = [fragment for batch in batches(rows) for fragment in lake.stage.write(batch)]
            first = measured(lake, Replacement(NOTES, SYSTEM, tuple(fragments)))
        with Lake.open(Path(folder), "second") as lake:
            fragments = [fragment for batch in batches(300) for fragment in lake.stage.write(batch)]
            second = measured(lake, Replacement(NOTES, SYSTEM, tuple(fragments), watermark="2"))
    print(json.dumps({"rows": rows, "first": first, "second": second}))


def measured(lake: Lake, wanted: Replacement) -> int:
    """MB of memory that one replace took."""
    pa.default_memory_pool().release_unused()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts from here
    before = peak()
    lake.replace(wanted)
    return peak() - before


if __name__ == "__main__":
    main(int(sys.argv[1]))
