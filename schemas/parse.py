"""What systems write, as typed Arrow columns. A cell that cannot be read is null; no cell is ever quoted.

Empty cells stay null, so the cells that could not be read are those that are null only afterwards.
"""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

_HERE = ZoneInfo("Europe/Copenhagen")
_CLOCK = r"[T ]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?"
_YEAR_FIRST = r"^(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_DAY_FIRST = r"^(?P<day>\d{1,2})[-./](?P<month>\d{1,2})[-./](?P<year>\d{4})"
_ZONED = rf"{_YEAR_FIRST}{_CLOCK} ?(?:Z|[+-]\d{{2}}:?\d{{2}})$"
_FRACTION = r"[.,]\d+"
_WHOLE = r"^(?:\+|(?P<sign>-))?(?P<digits>\d{1,18})(?:[.,]0+)?$"
_DECIMAL = r"^[+-]?\d{1,15}(?:[.,]\d{1,15})?$"
# Access writes true as -1.
_TRUE = pa.array(["1", "-1", "true", "ja", "j", "sand", "yes", "y"])
_FALSE = pa.array(["0", "false", "nej", "n", "falsk", "no"])
_NO_DATE = pa.scalar(None, pa.date32())


def parse(values: pa.StringArray, kind: pa.DataType) -> pa.Array:
    """Trimmed strings as ``kind`` (string, int64, float64, bool, date32); null where a cell cannot be read.

    ``KeyError`` for any other type: no contract can ask for one.
    """
    return READABLE[kind](values)


def dates(values: pa.StringArray) -> pa.Array:
    """Days (date32) of ``2019-12-31`` and ``31-12-2019`` (or points or slashes), with or without a clock.

    With a zone (``Z``, ``+02:00``) it is the day it then was in Denmark. Two-digit years are not guessed at.
    """
    plain = pc.coalesce(
        _calendar_days(values, rf"{_YEAR_FIRST}(?:{_CLOCK})?$"),
        _calendar_days(values, rf"{_DAY_FIRST}(?:{_CLOCK})?$"),
    )
    zoned = pc.match_substring_regex(values, _ZONED)
    return pc.coalesce(plain, _danish_days(values, zoned)) if pc.any(zoned).as_py() else plain


def whole_numbers(values: pa.StringArray) -> pa.Array:
    """int64 of up to 18 digits; decimals may only be zeros (``12,00``)."""
    parts = pc.extract_regex(values, _WHOLE)
    return pc.binary_join_element_wise(_part(parts, "sign"), _part(parts, "digits"), "").cast(pa.int64())


def decimals(values: pa.StringArray) -> pa.Array:
    """float64 with point or comma; no thousands separators: ``1.234`` would be read two ways."""
    read = pc.if_else(pc.match_substring_regex(values, _DECIMAL), values, None)
    return pc.replace_substring(pc.utf8_ltrim(read, "+"), ",", ".").cast(pa.float64())


def truths(values: pa.StringArray) -> pa.Array:
    """True or false in Danish, English and digits, in any case."""
    lower = pc.utf8_lower(values)
    said = pc.or_(pc.is_in(lower, _TRUE), pc.is_in(lower, _FALSE))
    return pc.if_else(said, pc.is_in(lower, _TRUE), pa.scalar(None, pa.bool_()))


def _calendar_days(values: pa.StringArray, pattern: str) -> pa.Array:
    """Days of the cells that match, if there is such a day."""
    parts = pc.extract_regex(values, pattern)
    year, month, day = (_part(parts, name) for name in ("year", "month", "day"))
    iso = pc.binary_join_element_wise(year, month, day, "-")
    days = pc.strptime(iso, format="%Y-%m-%d", unit="s", error_is_null=True).cast(pa.date32())
    # strptime lets 31 February be 3 March; and a year 0 exists in Arrow, but not in Python.
    exists = pc.and_(pc.equal(pc.day(days), day.cast(pa.int64())), pc.greater(pc.year(days), 0))
    return pc.if_else(exists, days, _NO_DATE)


def _part(parts: pa.StructArray, name: str) -> pa.Array:
    """A named group; null where the pattern did not match (the child alone would say "")."""
    return pc.struct_field(parts, name)


def _danish_days(values: pa.StringArray, zoned: pa.BooleanArray) -> pa.Array:
    """Days of the cells with a zone; one conversion for each distinct cell."""
    chosen = pc.replace_substring_regex(pc.if_else(zoned, values, None), _FRACTION, "").dictionary_encode()
    return pa.array([_danish_day(cell) for cell in chosen.dictionary.to_pylist()], pa.date32()).take(
        chosen.indices
    )


def _danish_day(cell: str) -> date | None:
    try:
        return datetime.fromisoformat(cell.replace(" +", "+").replace(" -", "-")).astimezone(_HERE).date()
    except (ValueError, OverflowError):  # no such day; or a zone moves it out of the calendar
        return None


def _as_they_are(values: pa.StringArray) -> pa.Array:
    return values


READABLE: dict[pa.DataType, Callable[[pa.StringArray], pa.Array]] = {
    pa.string(): _as_they_are,
    pa.int64(): whole_numbers,
    pa.float64(): decimals,
    pa.bool_(): truths,
    pa.date32(): dates,
}
