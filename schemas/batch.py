"""The one currency between rooms: Arrow rows in a wrapper that says what may be done with them.

``repr=False`` everywhere: Arrow prints cells.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import pyarrow as pa

from schemas.contract import Contract


@dataclass(frozen=True, slots=True)
class SourceBatch:
    """Rows as the source has them, in canonical columns. Personal: never leaves the process.

    ``records`` has ``contract.source_schema``, then ``kilde_id`` (string: ``system:dataset:key``)
    and ``anker_dato`` (date32, nullable: the real date retention counts from).
    Ids of cases, notes, employees and objects already carry their namespace: ``sbsys:1234``.
    """

    contract: Contract
    system: str
    records: pa.RecordBatch = field(repr=False)

    def __len__(self) -> int:
        return int(self.records.num_rows)


@dataclass(frozen=True, slots=True)
class SafeBatch:
    """Rows that may rest on disk. Made by ``pseudonymize.apply`` and nowhere else.

    ``records`` has ``contract.lake_schema``. Pseudonymised, so still personal data in law.
    """

    contract: Contract
    system: str
    key_epoch: str
    records: pa.RecordBatch = field(repr=False)

    def without(self, rows: Collection[int]) -> "SafeBatch":
        """Fewer of the same rows: what rows of a safe batch are left are as safe as before."""
        stay = [number not in rows for number in range(len(self))]
        return replace(self, records=self.records.filter(pa.array(stay, pa.bool_())))

    def __len__(self) -> int:
        return int(self.records.num_rows)
