"""The SELECT statements of one mapped table. Pure SQLAlchemy: nothing here knows a server."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement, FromClause, Select
from sqlalchemy.sql.selectable import NamedFromClause

from connectors.interface import Slice
from schemas.contract import ANCHOR
from schemas.mapping import SourceTable, split

Cell = ColumnElement[Any]


class Statements:
    """Builds what is asked of a source: columns by name, never ``*``, never OFFSET, never NOLOCK."""

    def __init__(self, table: SourceTable) -> None:
        self._table = table
        self._sources = {alias: _source(name, alias) for alias, name in table.aliases.items()}
        self._slice = self._cell(table.slice)
        self._keys = [self._cell(reference) for reference in table.key]
        self._from = self._joined()

    def rows(self, part: Slice, since: object = None) -> Select[Any]:
        """Every mapped column of a slice, then keys and anchor, in the order of slice and key."""
        cells = [
            self._cell(column.source).label(column.name) for column in self._table.columns if column.source
        ]
        return self._ordered(sa.select(*cells, *self._identity()), part, since)

    def keys(self, part: Slice) -> Select[Any]:
        """Keys and anchor of a slice."""
        return self._ordered(sa.select(*self._identity()), part, None)

    def groups(self, since: object = None) -> Select[Any]:
        """Each slice value with the number of its rows, in order."""
        counted: Any = sa.select(self._slice.label("slice_value"), sa.func.count().label("row_count"))
        return self._from_where(counted, since).group_by(self._slice).order_by(self._slice)

    def high_water(self) -> Select[Any] | None:
        """The latest mark; None if the mapping has no watermark."""
        mark = self._mark()
        return None if mark is None else self._from_where(sa.select(sa.func.max(mark)), None)

    def headers(self) -> Iterator[tuple[str, Select[Any]]]:
        """For each source table a statement that has its column names and no row."""
        for name in dict.fromkeys(self._table.aliases.values()):
            yield name, sa.select(sa.text("*")).select_from(_source(name, name)).where(sa.text("1 = 0"))

    def _ordered(self, statement: Select[Any], part: Slice, since: object) -> Select[Any]:
        order = {self._table.slice: self._slice, **dict(zip(self._table.key, self._keys, strict=True))}
        return self._from_where(statement, since).where(*self._within(part)).order_by(*order.values())

    def _identity(self) -> Iterator[Cell]:
        for number, key in enumerate(self._keys):
            yield key.label(f"_key{number}")
        yield (self._cell(self._table.anchor) if self._table.anchor else sa.null()).label(ANCHOR)

    def _from_where(self, statement: Select[Any], since: object) -> Select[Any]:
        statement = statement.select_from(self._from)
        if self._table.deleted:
            statement = statement.where(self._cell(self._table.deleted).is_(None))
        mark = self._mark()
        if since is not None and mark is not None:
            # A row without a mark may have changed at any time.
            statement = statement.where(sa.or_(mark >= since, mark.is_(None)))
        return statement

    def _within(self, part: Slice) -> Iterator[ColumnElement[bool]]:
        if part.nulls:
            yield self._slice.is_(None)
            return
        if part.after is not None:
            yield self._slice > part.after
        if part.upto is not None:
            yield self._slice <= part.upto
        if part.after is None and part.upto is None:
            yield self._slice.is_not(None)

    def _mark(self) -> Cell | None:
        marks = [self._cell(reference) for reference in self._table.changed]
        if not marks:
            return None
        return sa.func.coalesce(*marks) if len(marks) > 1 else marks[0]

    def _joined(self) -> FromClause:
        joined: FromClause = self._sources[self._table.table]
        for join in self._table.joins:
            met = self._cell(join.left) == self._cell(join.right)
            joined = joined.join(self._sources[join.alias], met, isouter=join.outer)
        return joined

    def _cell(self, reference: str) -> Cell:
        alias, name = split(reference)
        source = self._sources[alias]
        column: sa.ColumnClause[Any] = sa.column(name)
        column.table = source
        return column


def _source(name: str, alias: str) -> NamedFromClause:
    """``dbo.Sag`` is table Sag of schema dbo."""
    schema, _, plain = name.rpartition(".")
    table = sa.table(plain, schema=schema or None)
    return table if alias == name else table.alias(alias)
