"""The order rows rest in: case (else the first pseudonym), the date that partitions, the row's own id.

Sorted rows let a reader of one case open one row group of a file instead of all (STACK.md 3).
"""

from dataclasses import dataclass
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc

from schemas.contract import Contract, Pseudonymize

ID = "kilde_id_pid"
MARK = "kilde_aftryk"


@dataclass(frozen=True, slots=True)
class Order:
    """Columns of the sort key, first to last; the last is ``kilde_id_pid``, so no two rows are equal."""

    columns: tuple[str, ...]

    @classmethod
    def of(cls, contract: Contract) -> Self:
        """The order of a dataset's files."""
        pids = (c for c in contract.columns if isinstance(c.treatment, Pseudonymize))
        lead = [c.output for c in pids if pa.types.is_string(c.output_type)][:1]
        if contract.case_column:
            lead = [contract.column(contract.case_column).output]
        when = [contract.partition_year] if contract.partition_year else []
        return cls((*lead, *when, ID))

    def keys(self, rows: pa.Table) -> pa.Array:
        """One string a row that sorts as the columns do, nulls first."""
        # NUL sorts before every character a pseudonym or an ISO date is made of.
        parts = [pc.fill_null(rows.column(name).cast(pa.string()), "") for name in self.columns]
        joined = pc.binary_join_element_wise(*parts, "\x00")
        return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


@dataclass(frozen=True, slots=True)
class Sorted:
    """Rows in order, with their keys."""

    rows: pa.Table
    keys: pa.Array

    @classmethod
    def of(cls, rows: pa.Table, order: Order) -> Self:
        """``rows``, sorted."""
        keys = order.keys(rows)
        places = pc.sort_indices(keys)
        return cls(rows.take(places), keys.take(places))

    def __len__(self) -> int:
        return int(self.rows.num_rows)

    @property
    def last(self) -> str:
        """The highest key."""
        return str(self.keys[-1].as_py())

    def upto(self, key: str) -> int:
        """How many rows have a key of at most ``key``."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.keys[middle].as_py() <= key:
                low = middle + 1
            else:
                high = middle
        return low

    def slice(self, start: int, stop: int | None = None) -> Self:
        """Rows ``start`` up to ``stop``."""
        length = (len(self) if stop is None else stop) - start
        return type(self)(self.rows.slice(start, length), self.keys.slice(start, length))
