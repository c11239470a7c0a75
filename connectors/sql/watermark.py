"""A watermark as a string that says its own type, and the bound it becomes next time."""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

from connectors.sql.cells import DANISH
from schemas.errors import Fatal

# Only what is a moment goes into the journal, whatever else the column may hold behind it.
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ][0-9:.]*)?", re.ASCII)


def encode(value: object, now: datetime | None = None) -> str | None:
    """``t:`` moment, ``d:`` day, ``i:`` counter, ``x:`` bytes (rowversion), ``s:`` text from an ISO day.

    None for what cannot be compared (``31-12-2019``): then everything is read again. Moments and days later
    than ``now`` count as ``now``.
    """
    match value:
        case datetime():
            return f"t:{_capped(_local(value), now).isoformat()}"
        case date():
            return f"d:{min(value, now.date()) if now else value}"
        case bool() | None:
            return None
        case int() | Decimal():
            return f"i:{int(value)}"
        case bytes() | bytearray() | memoryview():
            return f"x:{bytes(value).hex()}"
        case str() if moment := _ISO.match(value):
            return f"s:{min(moment[0], now.isoformat(sep=' ')) if now else moment[0]}"
        case _:
            return None


def lower_bound(mark: str, overlap: timedelta) -> object:
    """The value to compare the source's column with: the mark less the overlap, in the mark's own type.

    Moments are cut to whole seconds (drivers lose fractions of a bound value). Text is cut to the day: then
    ``2026-03-01 10:00`` and ``2026-03-01T10:00`` compare alike. Counters have no overlap.
    """
    kind, _, value = mark.partition(":")
    with suppress(ValueError, OverflowError):  # refused below, outside the handler: nothing is quoted
        match kind:
            case "t":
                return datetime.fromisoformat(value).replace(microsecond=0) - overlap
            case "d":
                return date.fromisoformat(value) - _whole_days(overlap)
            case "i":
                return int(value)
            case "x":
                return bytes.fromhex(value)
            case "s":
                return (date.fromisoformat(value[:10]) - _whole_days(overlap)).isoformat()
    raise Fatal("The stored watermark cannot be read. Run once with --full to set a new one.")


def _local(value: datetime) -> datetime:
    return value.astimezone(DANISH).replace(tzinfo=None) if value.tzinfo else value


def _capped(value: datetime, now: datetime | None) -> datetime:
    return min(value, now) if now else value


def _whole_days(overlap: timedelta) -> timedelta:
    return timedelta(days=-(-overlap // timedelta(days=1)))
