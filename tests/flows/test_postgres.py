"""The authority's case system moved to PostgreSQL: over ODBC and natively, the lake is the same."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from flows.settings import load
from tests.connectors.servers import Server, fresh_database
from tests.flows.homes import Home, Meaning, differences, meaning


@pytest.fixture(scope="module")
def moved(unharvested: Home) -> Iterator[Server]:
    """A PostgreSQL database with the tables and rows of the authority's SQLite file, dates as dates."""
    with fresh_database("postgresql") as server:
        _move(unharvested.authority, server)
        yield server


@pytest.mark.parametrize("driver", ["pyodbc", "psycopg"])
def test_the_same_lake_from_postgresql(
    driver: str, moved: Server, fresh: Home, reference: Meaning, tmp_path: Path
) -> None:
    _point(fresh, moved, driver, tmp_path)
    report = fresh.harvest()
    assert report.whole, [(d.source, d.dataset, d.reason) for d in report.datasets if d.reason]
    assert differences(meaning(fresh.lake), reference) == {}
    again = fresh.harvest()
    assert again.whole
    assert again.total.written == again.total.redated == again.total.removed == 0


def _point(home: Home, server: Server, driver: str, folder: Path) -> None:
    """Let the authority's source be that database; a password, if the server wants one, by reference."""
    text = home.config.read_text(encoding="utf-8")
    (old,) = [line for line in text.splitlines() if line.startswith("url") and "myndighed" in line]
    new = f'url = "{server.url(driver)}"'
    if server.password:
        secret = folder / "secret"
        secret.touch(mode=0o600)
        secret.write_text(server.password, encoding="utf-8")
        new += f'\npassword = "file:{secret}"'
    home.config.write_text(text.replace(old, new), encoding="utf-8")
    assert load(str(home.config)).source("myndighed").url.startswith("postgresql+")


def _move(file: Path, server: Server) -> None:
    source, target = sa.create_engine(f"sqlite:///{file}"), server.engine()
    tables = sa.MetaData()
    with source.connect() as reading:
        tables.reflect(reading)
        copies = {table.name: _copy(table) for table in tables.sorted_tables}
        metadata = next(iter(copies.values())).metadata
        with target.begin() as writing:
            metadata.create_all(writing)
            for name, copy in copies.items():
                found = reading.exec_driver_sql(f'SELECT * FROM "{name}"').mappings()
                fitted = [{c.name: _fitted(row[c.name], c) for c in copy.columns} for row in found]
                if fitted:
                    writing.execute(sa.insert(copy), fitted)
    source.dispose()
    target.dispose()


_METADATA = sa.MetaData()


def _copy(table: sa.Table) -> sa.Table:
    return sa.Table(table.name, _METADATA, *(sa.Column(c.name, _kind(c)) for c in table.columns))


def _kind(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
    kind = str(column.type).lower()
    if "datetime" in kind or "timestamp" in kind:
        return sa.DateTime()
    if kind.startswith("date"):
        return sa.Date()
    return sa.BigInteger() if "int" in kind or kind.startswith(("bit", "bool")) else sa.Text()


def _fitted(value: object, column: sa.Column[Any]) -> object:
    match column.type:
        case sa.DateTime() if isinstance(value, str):
            return datetime.fromisoformat(value)
        case sa.Date() if isinstance(value, str):
            return date.fromisoformat(value[:10])
        case sa.Text() if value is not None:
            return str(value)
    return value
