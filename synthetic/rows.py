"""Rows on their way into a SQLite source: buffered, written many at a time."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Tables = Mapping[str, Mapping[str, str]]  # table -> column -> declared type


class SourceFile:
    """A SQLite database being filled. Memory holds one buffer, whatever the number of cases."""

    def __init__(
        self, path: Path, tables: Tables, indexes: Mapping[str, str], upserts: Mapping[str, str]
    ) -> None:
        path.unlink(missing_ok=True)
        self._base = sqlite3.connect(path)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._columns = {table: tuple(columns) for table, columns in tables.items()}
        self._indexes, self._upserts = indexes, upserts
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in tables}
        for table, columns in tables.items():
            self._base.execute(create_sql(table, columns))

    def add(self, table: str, **values: Any) -> None:
        """One row; columns left out are NULL."""
        columns = self._columns[table]
        unknown = values.keys() - set(columns)
        if unknown:
            raise KeyError(f"{table} has no column {sorted(unknown)}")
        self._rows[table].append(tuple(values.get(column) for column in columns))

    def flush(self) -> None:
        """Write what is buffered."""
        for table, rows in self._rows.items():
            if rows:
                self._base.executemany(self._insert_sql(table), rows)
                rows.clear()
        self._base.commit()

    def close(self) -> None:
        """Write, index and close."""
        self.flush()
        for name, target in self._indexes.items():
            self._base.execute(f"CREATE INDEX {name} ON {target}")
        self._base.commit()
        self._base.close()

    def _insert_sql(self, table: str) -> str:
        columns = self._columns[table]
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        # Names come from this package's own table descriptions.
        return f'INSERT INTO "{table}" ({names}) VALUES ({marks}) {self._upserts.get(table, "")}'  # noqa: S608


def create_sql(table: str, columns: Mapping[str, str]) -> str:
    """``CREATE TABLE`` of one described table."""
    described = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    return f'CREATE TABLE "{table}" ({described})'
