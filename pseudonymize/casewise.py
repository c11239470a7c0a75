"""The texts of a chunk, case by case: registers and casebooks in, masked texts out, by column and row.

A text is *held* where masking it would be reckless: its case is protected, or no system has told who belongs
to it. The row may leave without the text. A text that *failed* takes its row along: ``apply`` leaves the row
out, so that the next night tries again.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum

from pseudonymize.interface import Identified
from pseudonymize.text.interface import CaseTexts, MaskedText, TextMasker, Withheld
from schemas.contract import SOURCE_ID, Contract, Scan, Shift
from schemas.people import CaseRegister
from vault.store import ControlStore


class Held(Enum):
    """Why a text was not even looked at."""

    PROTECTED = "protected"
    NO_REGISTER = "no case register"


Outcome = MaskedText | Withheld | Held | None  # None: there is no text
Outcomes = Mapping[str, Sequence[Outcome]]  # canonical column -> one a row
Cells = Mapping[str, Sequence[str | None]]


def mask_texts(
    rows: Identified,
    protected: Sequence[bool],
    offsets: Sequence[int | None],
    store: ControlStore,
    masker: TextMasker,
) -> Outcomes:
    """What becomes of each text. ``protected``, ``offsets`` (days): one a row.

    Texts of one case are masked together in the order of their dates, so that tokens are numbered alike
    however a source orders its rows; what the case learned is remembered in the store.
    """
    texts: Cells = {c.name: rows.batch.records.column(c.name).to_pylist() for c in rows.batch.contract.texts}
    outcomes: dict[str, list[Outcome]] = {
        name: [_held(text, strict) for text, strict in zip(cells, protected, strict=True)]
        for name, cells in texts.items()
    }
    wishes = tuple(c.treatment for c in rows.batch.contract.texts if isinstance(c.treatment, Scan))
    cases = _cases(rows, texts, protected)
    registers = _registers(store, list(cases))
    casebooks = store.casebooks(registers)
    asked = [
        CaseTexts(
            register,
            tuple(texts[name][row] for row in cases[sag_pid] for name in texts),
            casebooks[sag_pid],
            _common({offsets[row] for row in cases[sag_pid]}),
            wishes * len(cases[sag_pid]),
        )
        for sag_pid, register in registers.items()
    ]
    results = masker.mask(asked)
    for sag_pid, result in zip(registers, results, strict=True):
        places = [(name, row) for row in cases[sag_pid] for name in texts]
        for (name, row), outcome in zip(places, result.texts, strict=True):
            outcomes[name][row] = outcome
    pairs = zip(asked, results, strict=True)
    store.remember_casebooks([r.casebook for a, r in pairs if r.casebook != a.casebook])
    return outcomes


def _held(text: str | None, strict: bool) -> Outcome:
    """Every text is held until a masker has answered."""
    if text is None:
        return None
    return Held.PROTECTED if strict else Held.NO_REGISTER


def _registers(store: ControlStore, sag_pids: list[str]) -> dict[str, CaseRegister]:
    """Registers that know somebody. Without one, names would be looked for with half the means."""
    known = store.registers(sag_pids)
    return {sag_pid: known[sag_pid] for sag_pid in sag_pids if known[sag_pid].people}


def _cases(rows: Identified, texts: Cells, protected: Sequence[bool]) -> dict[str, list[int]]:
    """Rows with texts to mask, by case, in (date, source id) order."""
    records = rows.batch.records
    source_ids: list[str] = records.column(SOURCE_ID).to_pylist()
    name = _date_column(rows.batch.contract)
    dates: list[date | None] = records.column(name).to_pylist() if name else [None] * len(rows)
    sag_pids: list[str | None] = rows.cases.to_pylist()
    cases: dict[str, list[int]] = {}
    for row in sorted(range(len(rows)), key=lambda r: (dates[r] is None, dates[r], source_ids[r])):
        sag_pid = sag_pids[row]
        if sag_pid and not protected[row] and any(cells[row] is not None for cells in texts.values()):
            cases.setdefault(sag_pid, []).append(row)
    return cases


def _date_column(contract: Contract) -> str:
    """The date that orders a dataset: the one that partitions it, else the first one that is shifted."""
    shifted = [c for c in contract.columns if isinstance(c.treatment, Shift)]
    return next((c.name for c in sorted(shifted, key=lambda c: c.output != contract.partition_year)), "")


def _common(offsets: set[int | None]) -> int | None:
    """The offset all rows of a case agree on; ``None`` lets the masker take dates out instead."""
    return offsets.pop() if len(offsets) == 1 else None
