"""Faults are sorted by what the runner does next, and nothing of theirs is quoted."""

import pytest
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from connectors.sql.faults import sorted_faults, sqlstate
from schemas.errors import Coordinate, Fatal, RowMisfit, SourceUnavailable

PRIVATE = "Emma Holm 010203-1234"


class Error(Exception):
    """A driver's base class (PEP 249)."""


class OperationalError(Error):
    """A driver's."""


class ProgrammingError(Error):
    """A driver's."""


class StatedError(OperationalError):
    """psycopg's way of saying SQLSTATE."""

    def __init__(self, message: str, sqlstate: str | None) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate


class SqliteError(OperationalError):
    """sqlite3's way of saying what."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.sqlite_errorcode = code


def wrapped(cause: BaseException, lost: bool = False) -> DBAPIError:
    return DBAPIError(f"SELECT '{PRIVATE}'", {"p": PRIVATE}, cause, connection_invalidated=lost)


PASSING = [
    wrapped(OperationalError("08S01", f"[08S01] link failure {PRIVATE}")),
    wrapped(OperationalError("08001", f"timeout {PRIVATE}")),
    wrapped(Error("HY000", PRIVATE)),
    wrapped(Error("40001", f"deadlock {PRIVATE}")),
    wrapped(OperationalError(f"server closed the connection {PRIVATE}")),
    wrapped(StatedError(PRIVATE, "57P01")),
    wrapped(StatedError(PRIVATE, None)),
    wrapped(SqliteError(f"database is locked {PRIVATE}", 5)),
    wrapped(SqliteError(f"disk I/O error {PRIVATE}", 10 | 1 << 8)),
    wrapped(ProgrammingError("42000", PRIVATE), lost=True),
    ConnectionResetError(PRIVATE),
]
LASTING = [
    wrapped(ProgrammingError("42S02", f"no table {PRIVATE}")),
    wrapped(OperationalError("28000", f"login failed for {PRIVATE}")),
    wrapped(OperationalError("08001", f'role "{PRIVATE}" does not exist'), lost=True),
    wrapped(OperationalError(f'password authentication failed for user "{PRIVATE}"')),
    wrapped(Error("01000", f"Can't open lib '{PRIVATE}' : file not found")),
    wrapped(Error("IM002", PRIVATE)),
    wrapped(StatedError(PRIVATE, "25006")),
    wrapped(SqliteError(f"no such column: {PRIVATE}", 1)),
    wrapped(SqliteError(PRIVATE, 26)),
    wrapped(ProgrammingError(PRIVATE)),
    InvalidRequestError(PRIVATE),
    UnicodeDecodeError("utf-8", PRIVATE.encode(), 0, 1, PRIVATE),
    OverflowError(PRIVATE),
]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [*((fault, SourceUnavailable) for fault in PASSING), *((fault, Fatal) for fault in LASTING)],
    ids=lambda value: type(getattr(value, "orig", None) or value).__name__,
)
def test_sorted(fault: Exception, kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught, sorted_faults("sbsys/journalnotat"):
        raise fault
    assert type(caught.value) is kind
    assert str(caught.value).startswith("sbsys/journalnotat: ")
    assert "Emma" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_our_own_errors_pass() -> None:
    mine = RowMisfit(Coordinate("sag"), "type")
    with pytest.raises(RowMisfit) as caught, sorted_faults("x"):
        raise mine
    assert caught.value is mine


@pytest.mark.parametrize(
    ("args", "state"),
    [(("42S02", "x"), "42S02"), (("no state here",), ""), ((), ""), ((17, "x"), ""), (("Emma ",), "")],
)
def test_sqlstate(args: tuple[object, ...], state: str) -> None:
    assert sqlstate(Error(*args)) == state
