"""How each column of a chunk leaves: one place that chooses, by the column's treatment."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import assert_never

import pyarrow as pa
import pyarrow.compute as pc

from pseudonymize import dates
from pseudonymize.casewise import Held, Outcome, Outcomes
from pseudonymize.derive import Coded, derive
from pseudonymize.interface import Identified
from pseudonymize.pseudonym import Pseudonymizer
from pseudonymize.text.interface import MaskedText
from pseudonymize.zones import Zones
from schemas.contract import (
    Column,
    Derive,
    Drop,
    Generalise,
    GeneraliseTo,
    Keep,
    Pseudonymize,
    Scan,
    Shift,
)


@dataclass(frozen=True, slots=True, repr=False)
class Chunk:
    """Rows on their way out, and what decides how they leave; one of each a row."""

    rows: Identified
    protected: pa.Array  # bool: the strict profile
    offsets: pa.Array  # int32 days, null where nobody knows the family
    outcomes: Outcomes

    def only(self, wanted: Sequence[bool]) -> "Chunk":
        """The rows where ``wanted``."""
        mask = pa.array(wanted, pa.bool_())
        outcomes = {name: list(compress(cells, wanted)) for name, cells in self.outcomes.items()}
        return Chunk(self.rows.only(mask), self.protected.filter(mask), self.offsets.filter(mask), outcomes)

    def cells(self, column: Column) -> pa.Array:
        """The column as the source has it."""
        return self.rows.batch.records.column(column.name)


@dataclass(frozen=True, slots=True, repr=False)
class Tools:
    """What treatments work with."""

    pseudonymizer: Pseudonymizer
    zones: Zones
    text_version: str
    coded: Coded


def treat(column: Column, chunk: Chunk, tools: Tools) -> pa.Array | None:
    """The column as it leaves (``column.output_type``); ``None`` if it stays behind."""
    match column.treatment:
        case Drop():
            return None
        case Keep():
            return chunk.cells(column)
        case Pseudonymize(domain=domain):
            return tools.pseudonymizer.many(domain, chunk.cells(column))
        case Shift():
            return dates.shift(chunk.cells(column), chunk.offsets)
        case Generalise(to=to):
            return _generalised(to, chunk.cells(column), chunk.protected, tools.zones)
        case Scan():
            return pa.array([_text(outcome) for outcome in chunk.outcomes[column.name]], pa.string())
        case Derive():
            return derive(column.treatment, chunk.rows, chunk.outcomes, tools.text_version, tools.coded)
        case unknown:
            assert_never(unknown)


def emptied(column: Column, chunk: Chunk, output: pa.Array) -> Counter[tuple[str, str]]:
    """How many cells had a value and lost it, by output column and why."""
    if isinstance(column.treatment, Derive):
        return Counter()
    lost = pc.and_(chunk.cells(column).is_valid(), output.is_null())
    reasons = [_why(column, chunk, row) for row, gone in enumerate(lost.to_pylist()) if gone]
    return Counter((column.output, reason) for reason in reasons)


def _why(column: Column, chunk: Chunk, row: int) -> str:
    match column.treatment:
        case Pseudonymize():
            return "unreadable"
        case Shift() if not chunk.offsets[row].is_valid:
            return "no family"
        case Generalise(to="zone"):
            return "protected" if chunk.protected[row].as_py() else "no zone"
        case Scan():
            held = chunk.outcomes[column.name][row]
            return held.value if isinstance(held, Held) else ""
    return "placeholder date"


def _generalised(to: GeneraliseTo, cells: pa.Array, protected: pa.Array, zones: Zones) -> pa.Array:
    match to:
        case "year":
            return dates.year(cells)
        case "month":
            return dates.first_of_month(cells)
        case "zone":
            return pc.if_else(protected, pa.scalar(None, pa.string()), zones.many(cells))
        case "present":
            return cells.is_valid()
        case unknown:
            assert_never(unknown)


def _text(outcome: Outcome) -> str | None:
    return outcome.text if isinstance(outcome, MaskedText) else None
