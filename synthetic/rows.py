"""Rows on their way into a SQLite source: buffered, written many at a time."""

import sqlite3
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any


class SourceFile:
    """A SQLite database being filled. Memory holds one buffer, whatever the number of cases."""

    def __init__(self, path: Path, description: str, upserts: Mapping[str, str]) -> None:
        """``description``: the SQL file of this package that creates the tables."""
        path.unlink(missing_ok=True)
        self._base = sqlite3.connect(path)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.executescript((files("synthetic") / description).read_text("utf-8"))
        names = self._base.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        self._columns = {name: self._columns_of(name) for (name,) in names}
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in self._columns}
        self._upserts = upserts

    def add(self, table: str, **values: Any) -> None:
        """One row; columns left out are NULL. ``KeyError`` on a column the table does not have."""
        columns = self._columns[table]
        unknown = values.keys() - columns
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
        """Write and close."""
        self.flush()
        self._base.close()

    def _columns_of(self, table: str) -> dict[str, None]:
        return dict.fromkeys(row[1] for row in self._base.execute(f'PRAGMA table_info("{table}")'))

    def _insert_sql(self, table: str) -> str:
        columns = self._columns[table]
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        # Names come from this package's own SQL files.
        return f'INSERT INTO "{table}" ({names}) VALUES ({marks}) {self._upserts.get(table, "")}'  # noqa: S608
