"""How a session behaves at each kind of server: reads only, sees one moment, speaks our characters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, event

from connectors.interface import Promise
from connectors.sql.cells import DANISH

_BOTH = frozenset({Promise.READ_ONLY, Promise.SNAPSHOT})


@dataclass(frozen=True, slots=True)
class Manners:
    """What a dialect needs, and what it gives for it."""

    promises: frozenset[Promise]
    prepare: Callable[[Engine], None]
    warning: str = ""


def manners(dialect: str) -> Manners:
    """Of a dialect name as SQLAlchemy has it; a server we do not know gets none and promises nothing."""
    return _MANNERS.get(dialect, Manners(frozenset(), lambda _: None, _NOT_READ_ONLY))


def adapted(url: URL) -> URL:
    """The URL as the driver must have it to reach the server that is meant, and only to read."""
    backend, _, driver = url.drivername.partition("+")
    match backend, driver:
        case "sqlite", _ if url.database and not url.database.startswith("file:"):
            # Read only, and not made where it is missing (sqlite.org/uri.html).
            return url.set(database=f"file:{quote(url.database)}", query={"mode": "ro", "uri": "true"})
        case "mysql" | "mariadb", "pyodbc" if url.port is not None:
            # SQLAlchemy writes Server=host,port; MariaDB's driver takes the host and goes to port 3306.
            return url.update_query_dict({"port": str(url.port)})
        case _:
            return url


def _on_connect(engine: Engine, prepare: Callable[[Any], None]) -> None:
    event.listen(engine, "connect", lambda connection, _record: prepare(connection))


def _on_begin(engine: Engine, statement: str) -> None:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    event.listen(engine, "begin", begin)


def _execute(connection: Any, *statements: str) -> None:
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()
    connection.commit()


def _sqlite(engine: Engine) -> None:
    def prepare(connection: Any) -> None:
        # A text cell holds whatever bytes were put there; the driver's own error would quote them.
        connection.text_factory = _decoded
        _execute(connection, "PRAGMA query_only = ON")

    _on_connect(engine, prepare)


def _decoded(cell: bytes) -> str:
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        return cell.decode("cp1252", "replace")


def _postgresql(engine: Engine) -> None:
    _on_connect(
        engine,
        lambda connection: _execute(
            connection,
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
            # ODBC hands over timestamptz as local time without saying whose.
            f"SET TIME ZONE '{DANISH.key}'",
        ),
    )


def _mysql(engine: Engine) -> None:
    def prepare(connection: Any) -> None:
        if engine.driver == "pyodbc":
            # SQLAlchemy sends statements as UTF-8 bytes; MariaDB's driver reads those in the locale's
            # code page, and a column called Kørsel is not found.
            connection.setencoding(encoding="utf-16le")
        _execute(connection, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    _on_connect(engine, prepare)


def snapshot_where_allowed(connection: Any) -> None:
    """SQL Server: a snapshot where the database allows it, else READ COMMITTED, never NOLOCK."""
    cursor = connection.cursor()
    cursor.execute("SELECT snapshot_isolation_state FROM sys.databases WHERE name = DB_NAME()")
    state = cursor.fetchone()
    # Ends the transaction the question opened: one that began otherwise cannot become a snapshot.
    connection.commit()
    if state and state[0] == 1:
        _execute(connection, "SET TRANSACTION ISOLATION LEVEL SNAPSHOT")


_NOT_READ_ONLY = "the server has no read-only session: give the account rights to read and nothing else"
_MANNERS = {
    "sqlite": Manners(_BOTH, _sqlite),
    "postgresql": Manners(_BOTH, _postgresql),
    "mysql": Manners(_BOTH, _mysql),
    "mariadb": Manners(_BOTH, _mysql),
    "oracle": Manners(_BOTH, lambda engine: _on_begin(engine, "SET TRANSACTION READ ONLY")),
    "mssql": Manners(frozenset(), lambda engine: _on_connect(engine, snapshot_where_allowed), _NOT_READ_ONLY),
}
