"""Whatever a driver hands over becomes a string: one form a value, whichever driver it came through."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

# The canonical model holds Danish local time, as the case systems' screens show it. A moment with a zone is
# brought there: 31 December 23:30 UTC is 1 January to the law that counts years.
DANISH = ZoneInfo("Europe/Copenhagen")


def to_string(value: object) -> str | None:
    """Canonical text of a cell: ISO dates, decimal point, no exponent, ``true``/``false``; null stays null.

    >>> to_string(Decimal("1.50")), to_string(date(2026, 3, 1)), to_string(True), to_string(3.0)
    ('1.50', '2026-03-01', 'true', '3')
    """
    if value is None or isinstance(value, str):
        return value
    form = _FORMS.get(type(value))
    return form(value) if form else _rest(value)


def _datetime(value: datetime) -> str:
    if value.tzinfo is not None:
        value = value.astimezone(DANISH).replace(tzinfo=None)
    return value.isoformat(sep="T")


def _float(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _bytes(value: bytes) -> str:
    """Text that a driver did not decode: UTF-8, else the code page of Danish SQL Servers."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def _rest(value: object) -> str:
    """Subclasses first (a driver's own datetime), then anything that can say what it is."""
    for kind, form in _FORMS.items():
        if isinstance(value, kind):
            return form(value)
    return (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
    )


# datetime before date: every datetime is a date.
_FORMS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "true" if value else "false",
    int: str,
    datetime: _datetime,
    date: date.isoformat,
    time: lambda value: value.replace(tzinfo=None).isoformat(),
    timedelta: lambda value: str(value.total_seconds()),
    float: _float,
    Decimal: lambda value: format(value, "f"),
    bytes: _bytes,
    bytearray: lambda value: _bytes(bytes(value)),
    memoryview: lambda value: _bytes(value.tobytes()),
}
