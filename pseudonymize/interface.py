"""What goes in and out while people are taken out of rows."""

from dataclasses import dataclass, field
from typing import Self

import pyarrow as pa

from pseudonymize.tally import Tally
from schemas.batch import SafeBatch, SourceBatch


@dataclass(frozen=True, slots=True)
class Identified:
    """Rows of a chunk with what is known about each before it is treated. Personal."""

    batch: SourceBatch
    ids: pa.Array = field(repr=False)  # kilde_id_pid, never null
    marks: pa.Array = field(repr=False)  # kilde_aftryk, never null
    cases: pa.Array = field(repr=False)  # sag_pid, null where the row has no case
    families: pa.Array = field(repr=False)  # familie_pid, null where nobody knows
    deadlines: pa.Array = field(repr=False)  # date32, real, never null
    reasons: pa.Array = field(repr=False)  # retention rule ids, never null

    def __len__(self) -> int:
        return len(self.batch)

    def only(self, wanted: pa.Array) -> Self:
        """The rows where ``wanted`` (bool, one a row) is true."""
        batch = SourceBatch(self.batch.contract, self.batch.system, self.batch.records.filter(wanted))
        rest = (self.ids, self.marks, self.cases, self.families, self.deadlines, self.reasons)
        return type(self)(batch, *(column.filter(wanted) for column in rest))


@dataclass(frozen=True, slots=True)
class Applied:
    """Rows that may rest on disk, and what became of the others: ``len(batch) == tally.written``."""

    batch: SafeBatch
    tally: Tally
