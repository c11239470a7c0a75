"""The connection to the control store's database: closed to others, safe for several processes."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, ColumnElement, Connection, Engine, Select, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from schemas.errors import VaultError
from vault.permissions import FILE_MODE, check_file, sync_folder

# Values in one IN list. SQLite takes 32,766 (before 3.32: 999), SQL Server 2,100.
CHUNK = 900
BUSY_SECONDS = 60.0
_WRITES = "datahoest_writes"

T = TypeVar("T")


def open_file(path: Path) -> Engine:
    """An engine on an SQLite file that only its owner may read; made if it is not there."""
    check_file(path)
    if not path.exists():
        # Made before SQLite does, who would leave the mode to the umask. SQLite gives -wal and -shm
        # the mode of the file itself.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, FILE_MODE))
        sync_folder(path.parent)
    for companion in ("-wal", "-shm"):
        check_file(path.with_name(path.name + companion))
    return _prepared(
        create_engine(
            URL.create("sqlite", database=str(path)),
            hide_parameters=True,  # else SQLAlchemy's errors quote the values
            connect_args={"timeout": BUSY_SECONDS},
        )
    )


def open_memory() -> Engine:
    """An engine on a database that is gone when the process is."""
    return _prepared(
        create_engine(
            "sqlite://",
            hide_parameters=True,
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
    )


def _prepared(engine: Engine) -> Engine:
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    return engine


def _settle(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: it would not ask for the write lock.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",  # readers do not wait for the writer
        "synchronous=FULL",  # what was remembered survives a power cut
        "secure_delete=ON",  # forgotten rows are overwritten, not only unlinked
        "temp_store=MEMORY",  # no sorting in temporary files
        f"busy_timeout={int(BUSY_SECONDS * 1000)}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: one that reads first and writes later would be refused,
    # not made to wait, when another wrote in between.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the store."""
    with _typed_errors(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it happens, or nothing. Waits for other writers."""
    locking = engine.execution_options(**{_WRITES: True})
    with _typed_errors(), locking.connect() as connection, connection.begin():
        yield connection


@contextmanager
def _typed_errors() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as problem:
        # from None: the driver's message is not ours to vouch for.
        raise VaultError(
            f"The control store cannot be used ({type(problem).__name__}). Is its disk full, is it held by "
            "another process for over a minute, or damaged? Free it, or restore it from its backup."
        ) from None


def matching(
    connection: Connection, rows: Select[*tuple[Any, ...]], column: ColumnElement[str], values: Iterable[str]
) -> Iterator[Any]:
    """The rows whose ``column`` is one of ``values``, a chunk of values at a time."""
    for chunk in chunks(values):
        yield from connection.execute(rows.where(column.in_(chunk))).all()


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[tuple[T, ...]]:
    """``values`` in pieces that fit one statement."""
    remaining = iter(values)
    while piece := tuple(islice(remaining, size)):
        yield piece
