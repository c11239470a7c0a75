"""Dates in running text: what day they say, and where day, month and year stand, so that they can be moved.

Two digits of a year are the latest such year that is not after 2035. Fractions (``1/2``) are not dates.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from pseudonymize.identifiers.interface import DIGIT, IdentifierKind, Place, Rule
from pseudonymize.text.interface import Kind

MONTHS = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
]
_SHORT = r"jan|feb|febr|mar|apr|jun|jul|aug|sep|sept|okt|nov|dec"
_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{_SHORT})(?:\.|(?!\w)))"
_NAMED = Rule(
    re.compile(
        rf"(?<![\w.,/-])(?P<d>[0-3]?\d)(?:\.|\s?-?de|'?te|'?ende)?[ \t]{{0,2}}\n?(?P<m>{_MONTH})(?!\w)"
        r"(?:[ ,]{1,2}(?P<y>(?:19|20)\d\d|'\d\d|(?<= )[0-4]\d(?![\d:.]))(?!\w))?"
    ),
    small=True,
    led=True,
)
_NUMERIC = Rule(
    re.compile(
        r"(?<![\w/.,-])(?P<d>[0-3]?\d)\s?(?P<s>[./-])\s?(?P<m>[01]?\d)(?:\s?(?P=s)\s?|["
        r" -])(?P<y>(?:18|19|20)\d\d|\d\d)(?![\w/]|[.,-]\d)"
    ),
    led=True,
)
_ISO = Rule(
    re.compile(r"(?<![\w/.-])(?P<y>(?:19|20)\d\d)(?P<s>[-./])(?P<m>[01]\d)(?P=s)(?P<d>[0-3]\d)(?![\d/-])"),
    row=4,
    led=True,
)
_DAY_MONTH = Rule(
    re.compile(r"(?<![\w/.,-])(?P<d>[0-3]?\d)(?P<s>/)(?P<m>[01]?\d)\.?(?![\w/]|[.,-]\d)"),
    signs=("/",),
    led=True,
)
_DOTTED = Rule(
    re.compile(r"(?:\bd\. |\bden )(?P<d>[0-3]?\d)(?P<s>[./-])(?P<m>[01]?\d)\.?(?![\w/]|[.,-]\d)"),
    small=True,
    signs=("d. ", "den "),
    row=1,
)
_I_MONTH = Rule(
    re.compile(r"\bden (?P<d>[0-3]?\d)\. ?i (?P<m>[01]?\d)\.? (?P<y>(?:19|20)\d\d|\d\d)(?!\d)"),
    small=True,
    signs=(". i ", ".i "),
    row=1,
)
_SIX = Rule(
    re.compile(r"(?<![\w.,/-])(?P<d>[0-3]\d)(?P<m>[01]\d)(?P<y>\d\d(?:\d\d)?)(?![\w/]|[.,-]\d)"),
    row=6,
    led=True,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and its layout. ``year`` is ``None`` where the text has none; groups are (start, end)."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    day_at: tuple[int, int]
    month_at: tuple[int, int]
    year_at: tuple[int, int] | None


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    low = text.lower().rstrip(".")
    for number, name in enumerate(MONTHS, 1):
        if low[:3] == name[:3]:
            return number
    return 0


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    digits = text.lstrip("'")
    number = int(digits)
    return number if len(digits) == 4 else (2000 + number if number <= 35 else 1900 + number)


def _possible(day: int, month: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def _read(match: re.Match[str]) -> FoundDate | None:
    day, month = int(match["d"]), _month(match["m"])
    if not _possible(day, month):
        return None
    has_year = "y" in match.re.groupindex and match["y"] is not None
    year = _year(match["y"]) if has_year else None
    at = match.span("y") if has_year else None
    start = min(match.start(group) for group in "dmy" if group in match.re.groupindex and match[group])
    return FoundDate(start, match.end(), day, month, year, match.span("d"), match.span("m"), at)


def _overlaps(date: FoundDate, taken: list[FoundDate]) -> bool:
    return any(date.start < other.end and other.start < date.end for other in taken)


def dates(text: str, *, compact: bool = False) -> list[FoundDate]:
    """Every absolute date, in order. ``compact`` also reads ``ddmmyy`` and ``ddmmyyyy``."""
    found: list[FoundDate] = []
    patterns = [_NAMED, _I_MONTH, _ISO, _NUMERIC, _DOTTED, _DAY_MONTH] + ([_SIX] if compact else [])
    for pattern in patterns:
        fresh = [d for m in pattern.finditer(text) if (d := _read(m)) is not None]
        merged = sorted(found, key=lambda d: d.start)
        starts = [d.start for d in merged]
        for date in fresh:
            at = bisect_left(starts, date.start)
            near = merged[max(0, at - 2) : at + 2]
            if not _overlaps(date, near):
                found.append(date)
    return sorted(found, key=lambda d: d.start)


_FRACTIONS = frozenset({(1, 2), (1, 3), (1, 4), (2, 3), (3, 4), (1, 1)})


def _find(text: str) -> Iterator[Place]:
    for date in dates(text):
        slash = text[date.start : date.end].count("/") == 1 and date.year is None
        if not (slash and (date.day, date.month) in _FRACTIONS):
            yield Place(date.start, date.end, 0.6)


DATE = IdentifierKind("date", Kind.DATE, _find, DIGIT)
