"""Columns computed from others: durations, ages, families, and facts about masked texts."""

import hashlib
from collections.abc import Callable, Sequence
from typing import assert_never

import pyarrow as pa

from pseudonymize import dates
from pseudonymize.casewise import Outcome, Outcomes
from pseudonymize.interface import Identified
from pseudonymize.text.interface import MaskedText
from schemas.batch import SourceBatch
from schemas.contract import Derive, Scan

SCANNED, EMPTY, WITHHELD = "scannet", "tom", "tilbageholdt"  # scanstatus

Coded = Callable[[Derive, SourceBatch], pa.Array]
Texts = Sequence[Outcome]  # those of one row that a column is derived from


def derive(
    derivation: Derive, rows: Identified, outcomes: Outcomes, text_version: str, coded: Coded
) -> pa.Array:
    """One derived column; real dates go in, so a duration does not depend on any offset.

    ``text_version``: the masker's fingerprint; the contract's token policy is added.
    Facts about a text are about the masked one, as it rests. ``coded`` compares with notes of the lake.
    """
    cells = [rows.batch.records.column(name) for name in derivation.of if name not in outcomes]
    match derivation.rule:
        case "days_between":
            return dates.days_between(*cells)
        case "age_at":
            return dates.age_at(*cells)
        case "family":
            return rows.families
        case "words":
            return _each(derivation, outcomes, _words, pa.int32())
        case "replacements":
            return _each(derivation, outcomes, _replacements, pa.int32())
        case "text_version":
            version = f"{text_version}-{_tokens(derivation, rows)}"
            return _each(derivation, outcomes, lambda texts: version if _masked(texts) else None)
        case "text_sha256":
            return _each(derivation, outcomes, _sha256)
        case "scan_status":
            return _each(derivation, outcomes, _status)
        case "text_state":
            return coded(derivation, rows.batch)
        case unknown:
            assert_never(unknown)


def _each(
    derivation: Derive,
    outcomes: Outcomes,
    fact: Callable[[Texts], int | str | None],
    kind: pa.DataType | None = None,
) -> pa.Array:
    rows = zip(*(outcomes[name] for name in derivation.of), strict=True)
    return pa.array([fact(texts) for texts in rows], kind or pa.string())


def _tokens(derivation: Derive, rows: Identified) -> str:
    """What stands instead of people in the text that a column is derived from."""
    treatment = rows.batch.contract.column(derivation.of[0]).treatment
    assert isinstance(treatment, Scan)
    return treatment.tokens


def _masked(texts: Texts) -> list[MaskedText]:
    return [text for text in texts if isinstance(text, MaskedText)]


def _complete(texts: Texts) -> bool:
    """Whether every text that exists was masked."""
    return all(text is None or isinstance(text, MaskedText) for text in texts)


def _words(texts: Texts) -> int | None:
    return sum(len(text.text.split()) for text in _masked(texts)) if _complete(texts) else None


def _replacements(texts: Texts) -> int | None:
    return sum(len(text.spans) for text in _masked(texts)) if _complete(texts) else None


def _sha256(texts: Texts) -> str | None:
    """Of the masked text's UTF-8 bytes, in hexadecimal: anyone who holds the text can check a coding."""
    return next((hashlib.sha256(text.text.encode()).hexdigest() for text in _masked(texts)), None)


def _status(texts: Texts) -> str:
    if not _complete(texts):
        return WITHHELD
    return SCANNED if _masked(texts) else EMPTY
