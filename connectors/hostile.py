"""A source on its worst day, for tests and drills: wraps any connector and misbehaves by a seed.

Every kind of mischief is counted, so that a test can ask whether each was survived and reported.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self

import pyarrow as pa

from connectors.interface import Connector, Health, Promise, Slice
from schemas.errors import ConfigError, SourceUnavailable
from schemas.mapping import SourceTable

# Broken by any of these; the rest a hostile source keeps.
_BROKEN = frozenset({Promise.REPEATABLE})
# What turns up in columns that promise a date, a number or a code.
_NONSENSE = (
    "31-02-2026",
    "0000-00-00",
    "9999999999999999999999",
    "-",
    "#REF!",
    "1,01E+09",
    "\0",
    "ja nej",
    "æ" * 50,
)


@dataclass(frozen=True, slots=True)
class Mischief:
    """How often a source misbehaves; 0 is never. Shares are between 0 and 1."""

    seed: int = 0
    breaks: int = 0  # the connection is lost this many times, each in the middle of a read
    twice: float = 0  # share of rows that come again
    nulls: float = 0  # share of cells that are lost
    nonsense: float = 0  # share of cells that are of another type
    huge: float = 0  # share of cells blown up to ``huge_characters``
    huge_characters: int = 1_000_000
    delay: float = 0  # seconds before each batch

    @classmethod
    def configured(cls, options: Mapping[str, Any]) -> Self:
        """From a table of the same names. ``ConfigError`` for a name or value that cannot be."""
        known = {field.name: field.type for field in fields(cls)}
        for name, value in options.items():
            if name not in known:
                raise ConfigError(f"mischief has no {name!r}. Known: {', '.join(known)}.")
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise ConfigError(f"mischief: {name} is not a number of 0 or more.")
        return cls(**options)


class HostileConnector:
    """The wrapped source, misbehaving. Keys are never touched: a row keeps its identity."""

    def __init__(
        self, inner: Connector, mischief: Mischief, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._inner = inner
        self._mischief = mischief
        self._random = random.Random(mischief.seed)  # noqa: S311 - a drill, not a secret
        self._sleep = sleep
        self.done: Counter[str] = Counter()

    @property
    def promises(self) -> frozenset[Promise]:
        """What the source itself keeps, less what is being broken."""
        m = self._mischief
        return self._inner.promises - (_BROKEN if m.twice or m.nulls or m.nonsense or m.huge else frozenset())

    def check(self) -> Health:
        """As the source says."""
        return self._inner.check()

    def columns(self, table: SourceTable) -> dict[str, str]:
        """As the source says."""
        return self._inner.columns(table)

    def slices(self, table: SourceTable, rows: int, since: str | None = None) -> Iterator[Slice]:
        """As the source says."""
        return self._inner.slices(table, rows, since)

    def high_water(self, table: SourceTable, now: datetime | None = None) -> str | None:
        """As the source says."""
        return self._inner.high_water(table, now)

    def close(self) -> None:
        """Close the source."""
        self._inner.close()

    def read(self, table: SourceTable, part: Slice, since: str | None = None) -> Iterator[pa.RecordBatch]:
        """The rows, with cells spoilt, rows repeated, late, and perhaps not to the end."""
        for batch in self._slowly(self._inner.read(table, part, since)):
            yield self._again(self._spoilt(batch))

    def keys(self, table: SourceTable, part: Slice) -> Iterator[pa.RecordBatch]:
        """The keys, late, repeated, and perhaps not to the end."""
        for batch in self._slowly(self._inner.keys(table, part)):
            yield self._again(batch)

    def _slowly(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if self._mischief.delay:
                self._sleep(self._mischief.delay)
            if self.done["breaks"] < self._mischief.breaks:
                self.done["breaks"] += 1
                # Half a batch got through: the reader must not keep it.
                yield batch.slice(0, batch.num_rows // 2)
                raise SourceUnavailable("the source broke off in the middle of a read (mischief). Try again.")
            yield batch

    def _again(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        repeated = [row for row in range(batch.num_rows) if self._random.random() < self._mischief.twice]
        self.done["twice"] += len(repeated)
        return batch.take(pa.array(sorted([*range(batch.num_rows), *repeated]), pa.int64()))

    def _spoilt(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = [
            column if name.startswith("_key") else pa.array(map(self._cell, column.to_pylist()), pa.string())
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        ]
        return pa.record_batch(columns, batch.schema.names)

    def _cell(self, cell: str | None) -> str | None:
        dice = self._random.random()
        for kind, share, instead in self._ways(self._mischief, cell):
            if dice < share:
                self.done[kind] += 1
                return instead()
            dice -= share
        return cell

    def _ways(self, m: Mischief, cell: str | None) -> Iterator[tuple[str, float, Callable[[], str | None]]]:
        yield "nulls", m.nulls, lambda: None
        yield "nonsense", m.nonsense, lambda: self._random.choice(_NONSENSE)
        yield "huge", m.huge, lambda: ((cell or "x") * m.huge_characters)[: m.huge_characters]
