"""Any SQL database SQLAlchemy knows, over ODBC or its own driver: slices of strings in bounded memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, ClassVar, Self

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy import URL, CursorResult, Engine
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

import connectors.sql.postgresql_odbc as _registered  # noqa: F401 - makes postgresql+pyodbc known
from connectors.interface import Health, Promise, Secret, Slice, SourceSpec, TextFormat
from connectors.sql import watermark
from connectors.sql.cells import to_string
from connectors.sql.faults import sorted_faults
from connectors.sql.sessions import adapted, manners
from connectors.sql.statements import Statements
from schemas.drift import drift
from schemas.errors import ConfigError, ContractError, Fatal
from schemas.mapping import SourceColumn, SourceTable, System

_CHARACTERS = 32_000_000  # a batch is cut here: huge cells must not meet Arrow's 2 GB limit, nor memory
_ALWAYS = frozenset(Promise) - {Promise.READ_ONLY, Promise.SNAPSHOT}


class SqlConnector:
    """One SQL source. See ``Connector`` for what each method gives."""

    kind: ClassVar[str] = "sql"

    def __init__(
        self, engine: Engine, spec: SourceSpec, system: System, formats: Mapping[str, TextFormat]
    ) -> None:
        self._engine = engine
        self._spec = spec
        self._system = system
        self._formats = formats
        self._manners = manners(engine.dialect.name)

    @classmethod
    def open(
        cls, spec: SourceSpec, system: System, secret: Secret | None, formats: Mapping[str, TextFormat]
    ) -> Self:
        """Make the engine; nothing is contacted. ``ConfigError`` for a URL or driver that cannot be."""
        _check_formats(system, formats)
        engine = _engine(spec, _url(spec, secret))
        manners(engine.dialect.name).prepare(engine)
        return cls(engine, spec, system, formats)

    @property
    def promises(self) -> frozenset[Promise]:
        """All of them where the server can; read-only and snapshot depend on it."""
        return _ALWAYS | self._manners.promises

    def check(self) -> Health:
        """Connect, and compare every mapped column with the source."""
        tables = self._system.tables.values()
        with sorted_faults(self._spec.name), self._engine.connect() as connection:
            version = ".".join(str(part) for part in connection.dialect.server_version_info or ())
            server = f"{connection.dialect.name} {version} over {connection.dialect.driver}"
        missing = drift(tables, [name for table in tables for name in self.columns(table)]).lacks
        if missing:
            raise Fatal(
                f"{self._spec.name}: not in the source, or not readable: {', '.join(missing)}. "
                "Correct the mapping or the rights of the account."
            )
        return Health(server, self.promises, tuple(filter(None, [self._manners.warning])))

    def columns(self, table: SourceTable) -> dict[str, str]:
        """Names as the source spells them; a table that is missing or not ours to read has none.

        The type is the driver's word for it, "" where it has none.
        """
        found: dict[str, str] = {}
        with sorted_faults(self._spec.name), self._engine.connect():
            pass  # so that what is refused below is a table, not the account
        for name, statement in Statements(table).headers():
            with suppress(Fatal), self._answer(table, statement) as result:
                described = result.cursor.description if result.cursor else ()
                found |= {f"{name}.{column[0]}": _type_name(column) for column in described or ()}
        return found

    def slices(self, table: SourceTable, rows: int, since: str | None = None) -> Iterator[Slice]:
        """One pass over the source's own counts; only values and counts of groups cross the wire.

        All slices are cut before the first is given, so that no transaction stays open while they are read.
        """
        with self._answer(table, Statements(table).groups(self._bound(since))) as result:
            cut = list(_cut(result, rows))
        yield from cut

    def read(self, table: SourceTable, part: Slice, since: str | None = None) -> Iterator[pa.RecordBatch]:
        """Mapped columns of a slice. HTML is text already; constants stand in their columns."""
        mapped = [column for column in table.columns if column.source]
        constants = {column.name: column.value for column in table.columns if not column.source}
        formats = {column.name: self._formats[column.format] for column in mapped if column.format}
        with self._answer(table, Statements(table).rows(part, self._bound(since))) as result:
            yield from _batches(result, self._spec.fetch_rows, formats, constants)

    def keys(self, table: SourceTable, part: Slice) -> Iterator[pa.RecordBatch]:
        """Keys and anchors of a slice."""
        with self._answer(table, Statements(table).keys(part)) as result:
            yield from _batches(result, self._spec.fetch_rows, {}, {})

    def high_water(self, table: SourceTable, now: datetime | None = None) -> str | None:
        """The latest mark in the source, capped at ``now``."""
        statement = Statements(table).high_water()
        if statement is None:
            return None
        with self._answer(table, statement) as result:
            return watermark.encode(result.scalar(), now)

    def close(self) -> None:
        """Close pooled connections."""
        self._engine.dispose()

    def _bound(self, since: str | None) -> object:
        return None if since is None else watermark.lower_bound(since, self._spec.overlap)

    @contextmanager
    def _answer(self, table: SourceTable, statement: sa.Select[Any]) -> Iterator[CursorResult[Any]]:
        """Run one statement as a stream. Each runs in a transaction of its own, which is rolled back."""
        place = f"{self._spec.name}/{table.dataset}"
        options = {"yield_per": self._spec.fetch_rows}
        with (
            sorted_faults(place),
            self._engine.connect() as connection,
            connection.execute(statement, execution_options=options) as result,
        ):
            yield result


def _cut(groups: Iterable[Sequence[Any]], rows: int) -> Iterator[Slice]:
    """Gather groups in order of their value until the next would make a slice too long."""
    after, upto, number, counted, nulls = None, None, 0, 0, 0
    for value, count in groups:
        if value is None:
            nulls += count
            continue
        if counted and counted + count > rows:
            yield Slice(number, counted, after, upto)
            after, number, counted = upto, number + 1, 0
        upto, counted = value, counted + count
    yield Slice(number, counted, after, None)
    if nulls:
        yield Slice(number + 1, nulls, nulls=True)


def _check_formats(system: System, formats: Mapping[str, TextFormat]) -> None:
    for table in system.tables.values():
        for column in table.columns:
            if column.format and column.format not in formats:
                raise _unknown_format(table, column, formats)


def _unknown_format(table: SourceTable, column: SourceColumn, formats: Mapping[str, TextFormat]) -> Fatal:
    problem = f"column {column.name!r} has unknown format {column.format!r}"
    return ContractError(table.file, column.line, problem, f"Known: {', '.join(sorted(formats))}")


def _url(spec: SourceSpec, secret: Secret | None) -> URL:
    try:
        url = sa.make_url(spec.url)
    except (ArgumentError, ValueError):
        # from None: the message may quote the URL, and somebody may have put a password into it.
        raise ConfigError(
            f"{spec.name}: url is no SQLAlchemy URL. Write dialect+driver://user@host:port/database"
        ) from None
    inline = (str(value).lower() for item in url.query.items() for value in item)
    if url.password or any("pwd" in text or "password" in text for text in inline):
        raise ConfigError(f"{spec.name}: url holds a password. Take it out and give a reference: env:NAME.")
    return adapted(url.set(password=secret.reveal()) if secret else url)


def _engine(spec: SourceSpec, url: URL) -> Engine:
    try:
        engine = sa.create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=2, max_overflow=2)
    except NoSuchModuleError:
        raise ConfigError(f"{spec.name}: no SQL dialect {url.drivername!r} is installed.") from None
    except ImportError:
        raise ConfigError(
            f"{spec.name}: the Python driver of {url.drivername!r} is missing. Install it beside Datahøst."
        ) from None
    if engine.driver == "pyodbc":
        # SQLAlchemy pools already; the driver manager's pool would keep sessions alive behind its back.
        engine.dialect.loaded_dbapi.pooling = False  # type: ignore[attr-defined]
    return engine


def _type_name(column: Sequence[Any]) -> str:
    kind = getattr(column, "type_display", column[1])
    return kind.__name__ if isinstance(kind, type) else kind if isinstance(kind, str) else ""


def _batches(
    result: CursorResult[Any],
    fetch_rows: int,
    formats: Mapping[str, TextFormat],
    constants: Mapping[str, str | None],
) -> Iterator[pa.RecordBatch]:
    names = list(result.keys())
    for fetched in result.partitions(fetch_rows):
        cells = [[to_string(cell) for cell in row] for row in fetched]
        for rows in _portions(cells):
            columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
            for name, to_text in formats.items():
                columns[name] = [cell if cell is None else to_text(cell) for cell in columns[name]]
            columns |= {name: [value] * len(rows) for name, value in constants.items()}
            yield pa.record_batch([_strings(column) for column in columns.values()], list(columns))


def _portions(rows: list[list[str | None]]) -> Iterator[list[list[str | None]]]:
    """Cut where a batch would hold more text than it should."""
    start, size = 0, 0
    for end, row in enumerate(rows):
        width = sum(len(cell) for cell in row if cell)
        if size + width > _CHARACTERS and end > start:
            yield rows[start:end]
            start, size = end, 0
        size += width
    if rows[start:]:
        yield rows[start:]


def _strings(cells: list[str | None]) -> pa.Array:
    try:
        return pa.array(cells, pa.string())
    except UnicodeEncodeError:
        # Half a surrogate pair: UTF-16 that was cut. Arrow's message quotes the cell.
        return pa.array(
            [c if c is None else c.encode("utf-8", "replace").decode() for c in cells], pa.string()
        )
