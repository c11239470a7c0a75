"""What every connector does and what it may promise. Connectors know sources; nothing of keys or Parquet."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, ClassVar, NoReturn, Protocol, Self

import pyarrow as pa

from schemas.mapping import SourceTable, System

TextFormat = Callable[[str], str]  # from a marked-up cell to plain text; never raises


class Promise(Enum):
    """What a connector keeps. The conformance suite has one test a promise and runs those it makes."""

    WHOLE_GROUPS = "rows of one slice value come in one slice"
    REPEATABLE = "reading a slice of an unchanged source again gives the same rows in the same order"
    TEXT_CELLS = "every cell is a string or null, dates in ISO form"
    KEY_SETS = "the keys of a slice can be had without its rows, to find what is gone"
    WATERMARK = "rows changed since a mark can be read alone, and a row without a mark is never lost"
    SOFT_DELETES = "rows marked as deleted are gone"
    READ_ONLY = "cannot write to the source"
    SNAPSHOT = "one slice is read as the source was at one moment"
    BOUNDED = "memory does not grow with the source"


class Secret:
    """A password that prints as nothing and cannot be pickled into a task or a log."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The password. Only for the call that opens the connection."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled: pass the reference and resolve it where it is used")


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One source as configured. Holds references to secrets, never secrets."""

    name: str
    url: str = field(repr=False)  # without password; hidden all the same: hosts and accounts
    secret: str = ""  # env:NAME, file:PATH or credential:NAME; "" where the source asks for none
    overlap: timedelta = timedelta(days=2)  # how far before the watermark to read again: sources lie
    fetch_rows: int = 1000  # rows a round trip, and at most in a batch
    mischief: Mapping[str, Any] = field(default_factory=dict)  # for tests: see hostile.py


@dataclass(frozen=True, slots=True)
class Slice:
    """A range of values of the slice column: ``after`` < value <= ``upto``; None is open.

    The bounds are real ids: hidden in repr, and no argument for a scheduler that stores arguments.
    """

    number: int
    rows: int  # as counted when the slices were cut
    after: object = field(default=None, repr=False)
    upto: object = field(default=None, repr=False)
    nulls: bool = False  # the slice of the rows that have no slice value


@dataclass(frozen=True, slots=True)
class Health:
    """A source that answered."""

    server: str  # product and version
    promises: frozenset[Promise]
    warnings: tuple[str, ...] = ()


class Connector(Protocol):
    """Reads one system. Raises ``SourceUnavailable`` (try again) or ``Fatal`` (a person must act).

    No message holds a cell, a statement's parameters, a user name or a password.
    """

    @property
    def promises(self) -> frozenset[Promise]:
        """What it keeps at this kind of server."""

    def check(self) -> Health:
        """Connect, ask for the version, and see that every mapped column is there."""

    def columns(self, table: SourceTable) -> dict[str, str]:
        """``Table.Column`` → type as the source names it, for the tables a mapping uses. Names only."""

    def slices(self, table: SourceTable, rows: int, since: str | None = None) -> Iterator[Slice]:
        """Cut a table into slices of about ``rows`` rows, counted by the source; groups stay whole.

        First and last are open-ended, so a row that arrives meanwhile is in one. With ``since`` only
        changed rows count. An empty table has one empty slice.
        """

    def read(self, table: SourceTable, part: Slice, since: str | None = None) -> Iterator[pa.RecordBatch]:
        """Rows of one slice, all cells strings: canonical columns, ``_key0`` …, ``anker_dato``.

        Ordered by slice value and key. With ``since``, rows changed from ``overlap`` before it, and rows
        without a mark.
        """

    def keys(self, table: SourceTable, part: Slice) -> Iterator[pa.RecordBatch]:
        """``_key0`` … and ``anker_dato`` of every row of the slice: what is not here is gone."""

    def high_water(self, table: SourceTable, now: datetime | None = None) -> str | None:
        """Watermark to pass as ``since`` next time; take it before reading. None: read everything next time.

        ``now`` (Danish local time) caps it: one row stamped 2099 must not hide every change until then.
        """

    def close(self) -> None:
        """Give connections back."""


class ConnectorKind(Connector, Protocol):
    """A connector that can stand in the registry."""

    kind: ClassVar[str]  # the word mappings use: "sql"

    @classmethod
    def open(
        cls, spec: SourceSpec, system: System, secret: Secret | None, formats: Mapping[str, TextFormat]
    ) -> Self:
        """A connector of that source. Does not connect yet. ``ConfigError`` if the spec cannot be."""
