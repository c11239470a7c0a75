"""How sessions are set up. Servers that run here are asked in the conformance suite; these cannot."""

from typing import Any

import pytest
import sqlalchemy as sa

from connectors.interface import Promise
from connectors.sql.sessions import adapted, manners, snapshot_where_allowed


class Recorded:
    """Stands for a SQL Server connection: none can run here. Says what it was told."""

    def __init__(self, state: int) -> None:
        self.state = state
        self.told: list[str] = []

    def cursor(self) -> "Recorded":
        return self

    def execute(self, statement: str) -> None:
        self.told.append(statement)

    def fetchone(self) -> tuple[int]:
        return (self.state,)

    def commit(self) -> None:
        self.told.append("commit")

    def close(self) -> None:
        self.told.append("close")


@pytest.mark.parametrize(("state", "snapshot"), [(1, True), (0, False)])
def test_sql_server_reads_a_snapshot_where_the_database_allows_it(state: int, snapshot: bool) -> None:
    connection: Any = Recorded(state)
    snapshot_where_allowed(connection)
    assert ("SET TRANSACTION ISOLATION LEVEL SNAPSHOT" in connection.told) is snapshot
    assert connection.told[1] == "commit"  # before the level changes
    assert "NOLOCK" not in " ".join(connection.told)


def test_oracle_transactions_begin_read_only() -> None:
    engine = sa.create_engine("sqlite://")
    manners("oracle").prepare(engine)
    told: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *a: told.append(a[2]))
    with pytest.raises(sa.exc.OperationalError), engine.connect() as connection:  # SQLite knows no such word
        connection.execute(sa.text("SELECT 1"))
    assert told == ["SET TRANSACTION READ ONLY"]


def test_what_is_promised() -> None:
    both = {Promise.READ_ONLY, Promise.SNAPSHOT}
    for name in ("sqlite", "postgresql", "mysql", "mariadb", "oracle"):
        assert manners(name).promises == both
    for name in ("mssql", "firebird"):
        assert manners(name).promises == frozenset()
        assert "read and nothing else" in manners(name).warning
    manners("firebird").prepare(sa.create_engine("sqlite://"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:////srv/en mappe/a?b.db", None),
        ("sqlite:////srv/kilde.db", "sqlite:///file%3A/srv/kilde.db?mode=ro&uri=true"),
        ("sqlite:///file:/srv/k.db?mode=ro", "sqlite:///file%3A/srv/k.db?mode=ro"),
        ("sqlite://", "sqlite://"),
        ("mariadb+pyodbc://u@h:3307/d?driver=M", "mariadb+pyodbc://u@h:3307/d?driver=M&port=3307"),
        ("mariadb+pyodbc://u@h/d?driver=M", "mariadb+pyodbc://u@h/d?driver=M"),
        ("postgresql+psycopg://u@h:5433/d", "postgresql+psycopg://u@h:5433/d"),
    ],
)
def test_urls(url: str, expected: str | None) -> None:
    if expected is not None:
        assert adapted(sa.make_url(url)).render_as_string() == expected
    else:
        odd = sa.URL.create("sqlite", database="/srv/en mappe/a?b#c.db")
        assert adapted(odd).database == "file:/srv/en%20mappe/a%3Fb%23c.db"
