"""Sorts what a driver complains about: wait and try again, or a person must act. Quotes none of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from schemas.errors import DatahoestError, Fatal, SourceUnavailable

# Classes of SQLSTATE that the same call will meet again: no such column or right, wrong password (another try
# may lock the account), no such database, a value the driver cannot read, no such data source (IM).
_LASTING = frozenset({"0A", "22", "25", "28", "3D", "3F", "42", "IM"})
# psycopg gives no SQLSTATE for what happens while connecting; psqlODBC gives 08001 for all of it.
_REFUSED = (
    "does not exist",
    "authentication failed",
    "no pg_hba.conf entry",
    "no password supplied",
    "can't open lib",
)
# What drivers raise past SQLAlchemy's wrapping while they turn bytes into Python values, and sockets.
_UNWRAPPED = (ValueError, TypeError, ArithmeticError, OSError)
# SQLite result codes that pass: busy, locked, interrupted, I/O error, cannot open (sqlite.org/rescode.html).
_PASSING_SQLITE = frozenset({5, 6, 9, 10, 14})


@contextmanager
def sorted_faults(place: str) -> Iterator[None]:
    """Raise ``SourceUnavailable`` or ``Fatal`` for a driver's exception: place, class and SQLSTATE only."""
    try:
        yield
    except DatahoestError:
        raise
    except (SQLAlchemyError, *_UNWRAPPED) as fault:
        # from None: statements, parameters, accounts and cells stand in these messages.
        raise _sorted(place, fault) from None


def _sorted(place: str, fault: Exception) -> DatahoestError:
    cause = fault.orig if isinstance(fault, DBAPIError) and fault.orig is not None else fault
    state = sqlstate(cause)
    what = f"{type(cause).__name__}{f' {state}' if state else ''}"
    lost = isinstance(fault, DBAPIError) and fault.connection_invalidated
    if _refused(cause) or (not lost and _lasting(cause, state)):
        return Fatal(
            f"{place}: the source refused ({what}). "
            "Compare its tables, columns, rights and driver with the mapping."
        )
    return SourceUnavailable(f"{place}: the source broke off or did not answer ({what}). Try again later.")


def sqlstate(cause: BaseException) -> str:
    """Five characters that name a class of fault (ISO 9075), or "" where the driver gives none."""
    state = getattr(cause, "sqlstate", None)
    if state is None and cause.args and isinstance(cause.args[0], str):
        state = cause.args[0]  # pyodbc
    return state if isinstance(state, str) and len(state) == 5 and state.isalnum() else ""


def _refused(cause: BaseException) -> bool:
    said = " ".join(str(part) for part in cause.args).lower()
    return any(words in said for words in _REFUSED)


def _lasting(cause: BaseException, state: str) -> bool:
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return int(code) & 0xFF not in _PASSING_SQLITE
    return state[:2] in _LASTING if state else not _is_operational(cause)


def _is_operational(cause: BaseException) -> bool:
    """PEP 249 names, by class name: each driver has classes of its own."""
    names = {kind.__name__ for kind in type(cause).__mro__}
    return bool(names & {"OperationalError", "InterfaceError", "OSError"})
