"""Finds a database server for tests: named by the environment, answering locally, or started from binaries.

``DATAHOEST_TEST_PG_URL`` and ``DATAHOEST_TEST_MARIADB_URL`` name one (``postgresql://user:word@host:port/db``).
Where there is none, tests are skipped with the reason; with ``DATAHOEST_REQUIRE_SERVERS=1`` they fail.
"""

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy as sa

from connectors.sql.sessions import adapted

ODBC_DRIVERS = {"postgresql": ("PostgreSQL Unicode",), "mariadb": ("MariaDB Unicode", "MariaDB")}
POSTGRES_HOMES = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt/postgresql")
PATIENCE = 60.0  # seconds for a private server to answer


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answered, and a database on it."""

    product: str  # "postgresql" or "mariadb"
    host: str
    port: int
    user: str
    database: str
    password: str = ""

    def url(self, driver: str) -> str:
        """SQLAlchemy URL over ``psycopg`` or ``pyodbc``, without the password."""
        query = {"driver": odbc_driver(self.product)} if driver == "pyodbc" else {}
        url = sa.URL.create(
            f"{self.product}+{driver}",
            self.user,
            host=self.host,
            port=self.port,
            database=self.database,
            query=query,
        )
        return url.render_as_string(hide_password=False)

    def engine(self) -> sa.Engine:
        """For a test to write through."""
        url = adapted(sa.make_url(self.url("psycopg" if self.product == "postgresql" else "pyodbc")))
        engine = sa.create_engine(url.set(password=self.password or None), poolclass=sa.NullPool)
        if self.product == "mariadb":
            sa.event.listen(engine, "connect", lambda c, _: c.setencoding(encoding="utf-16le"))
        return engine


def missing(reason: str) -> NoReturn:
    """Skip, or fail where servers are required."""
    if os.environ.get("DATAHOEST_REQUIRE_SERVERS") == "1":
        pytest.fail(f"{reason} (DATAHOEST_REQUIRE_SERVERS=1)")
    pytest.skip(reason)


@cache
def odbc_driver(product: str) -> str:
    """Name of the installed ODBC driver for a product."""
    try:
        import pyodbc
    except ImportError:
        missing("no ODBC driver manager: install unixodbc")
    installed = pyodbc.drivers()
    for name in ODBC_DRIVERS[product]:
        if name in installed:
            return name
    missing(f"no ODBC driver for {product}: install odbc-{product}")


@contextmanager
def fresh_database(product: str) -> Iterator[Server]:
    """A database of its own on whatever server there is, dropped afterwards."""
    server = postgresql() if product == "postgresql" else mariadb()
    name = f"datahoest_test_{uuid.uuid4().hex[:12]}"
    how = "" if product == "postgresql" else " CHARACTER SET utf8mb4"
    engine = server.engine().execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}{how}")
    try:
        yield replace(server, database=name)
    finally:
        force = " WITH (FORCE)" if product == "postgresql" else ""
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}{force}")


def postgresql() -> Server:
    """A PostgreSQL server; skips or fails if there is none."""
    local = [
        Server("postgresql", "127.0.0.1", 5432, user, database)
        for user in ("root", "postgres")
        for database in ("test", "postgres")
    ]
    return _found("postgresql", "DATAHOEST_TEST_PG_URL", tuple(local), private_postgresql)


def mariadb() -> Server:
    """A MariaDB server; skips or fails if there is none."""
    local = (Server("mariadb", "127.0.0.1", 3306, "root", "test"),)
    return _found("mariadb", "DATAHOEST_TEST_MARIADB_URL", local, private_mariadb)


@cache
def _found(
    product: str, variable: str, local: tuple[Server, ...], private: Callable[[], Server | None]
) -> Server:
    if product == "mariadb":
        odbc_driver(product)  # the only driver we have for it
    named = os.environ.get(variable)
    if named:
        server = _of_url(product, named)
        if not _answers(server):
            missing(f"the server that {variable} names does not answer")
        return server
    for server in local:
        if _listens(server.host, server.port) and _answers(server):
            return server
    started = private()
    if started is None:
        missing(f"no {product} server: set {variable}, or install one")
    return started


def _of_url(product: str, text: str) -> Server:
    url = sa.make_url(text)
    port = url.port or {"postgresql": 5432, "mariadb": 3306}[product]
    return Server(
        product,
        url.host or "127.0.0.1",
        port,
        url.username or "",
        url.database or "",
        str(url.password or ""),
    )


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _answers(server: Server) -> bool:
    try:
        with server.engine().connect():
            return True
    except sa.exc.DBAPIError:
        return False


def private_postgresql() -> Server | None:
    """Start a server of our own in a temporary folder; None if the binaries are not installed."""
    initdb, pg_ctl = _binary("initdb"), _binary("pg_ctl")
    if initdb is None or pg_ctl is None:
        return None
    folder, port = _folder(), _free_port()
    data = str(folder / "data")
    _run([initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"])
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    _run([pg_ctl, "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start"])
    atexit.register(_stop, folder, [pg_ctl, "-D", data, "-m", "immediate", "stop"])
    return Server("postgresql", "127.0.0.1", port, "postgres", "postgres")


def private_mariadb() -> Server | None:
    """Start a server of our own in a temporary folder; None if the binaries are not installed."""
    install, daemon = _binary("mariadb-install-db"), _binary("mariadbd")
    if install is None or daemon is None:
        return None
    folder, port = _folder(), _free_port()
    data = f"--datadir={folder / 'data'}"
    _run([install, "--no-defaults", data, "--auth-root-authentication-method=normal"])
    own = ["--bind-address=127.0.0.1", f"--socket={folder / 'socket'}", f"--pid-file={folder / 'pid'}"]
    server = subprocess.Popen(
        [*_as_somebody(), daemon, "--no-defaults", data, f"--port={port}", *own],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(_stop, folder, [], server)
    found = Server("mariadb", "127.0.0.1", port, "root", "test")
    deadline = time.monotonic() + PATIENCE
    while not (_listens(found.host, port) and _answers(found)):
        if time.monotonic() > deadline or server.poll() is not None:
            return None
        time.sleep(0.2)
    return found


def _binary(name: str) -> str | None:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    for home in POSTGRES_HOMES:
        homes = sorted(Path(home).glob(f"*/bin/{name}"), key=lambda path: path.parts[-3].zfill(4))
        if homes:
            return str(homes[-1])
    return found


def _as_somebody() -> list[str]:
    """Database servers refuse to run as root."""
    return ["runuser", "-u", _somebody(), "--"] if os.geteuid() == 0 else []


def _somebody() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "mysql", "nobody") if name in known)


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="datahoest-server-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _somebody())
    return folder


def _run(command: list[str]) -> None:
    subprocess.run([*_as_somebody(), *command], check=True, capture_output=True, timeout=120)


def _stop(folder: Path, command: list[str], process: subprocess.Popen[bytes] | None = None) -> None:
    if command:
        subprocess.run([*_as_somebody(), *command], check=False, capture_output=True, timeout=60)
    if process is not None:
        process.terminate()
        process.wait(timeout=60)
    shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
