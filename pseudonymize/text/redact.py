"""Rewrites a text once, last. Dates are moved in the layout they were written in."""

from collections.abc import Sequence
from datetime import date, timedelta

from pseudonymize.identifiers.dates import MONTHS, FoundDate, dates
from pseudonymize.text.interface import Span


def redact(text: str, spans: Sequence[Span]) -> str:
    """The text with every span replaced by its token.

    Raises ``ValueError`` if spans overlap or are out of order: that is refused, not guessed.
    """
    pieces: list[str] = []
    at = 0
    for span in spans:
        if span.start < at or span.end > len(text) or span.end <= span.start:
            raise ValueError("spans must be in order, apart from each other and inside the text")
        pieces += (text[at : span.start], span.token)
        at = span.end
    pieces.append(text[at:])
    return "".join(pieces)


def moved(surface: str, days: int) -> str | None:
    """A date moved by some days, in the layout it had; ``None`` if the surface is not one whole date.

    >>> moved("03.04.2025", 30), moved("3/4", 1), moved("11. marts 2025", -11)
    ('03.05.2025', '4/4', '28. februar 2025')
    """
    found = dates(surface)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(surface)):
        return None
    one = found[0]
    year = one.year if one.year is not None else 2000 if (one.day, one.month) == (29, 2) else 2001
    try:
        new = date(year, one.month, one.day) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return _written(surface, one, new)


def _written(surface: str, one: FoundDate, new: date) -> str:
    day, month = surface[slice(*one.day_at)], surface[slice(*one.month_at)]
    padded = day.startswith("0") or (month.startswith("0") and month.isdigit())
    width = 2 if padded or (one.year_at is not None and one.year_at[0] == 0) else 1
    parts = [(one.day_at, str(new.day).zfill(width)), (one.month_at, _month(month, new.month, width))]
    if one.year_at is not None:
        old = surface[slice(*one.year_at)]
        parts.append((one.year_at, str(new.year) if len(old) == 4 else old[:-2] + f"{new.year % 100:02}"))
    for (start, end), text in sorted(parts, reverse=True):
        surface = surface[:start] + text + surface[end:]
    return surface


def _month(old: str, number: int, width: int) -> str:
    if old.isdigit():
        return str(number).zfill(width)
    name = MONTHS[number - 1]
    if len(old.rstrip(".")) < len(MONTHS[0]) and old.lower() not in MONTHS:
        name = name[:3] + ("." if old.endswith(".") else "")
    return name.upper() if old.isupper() else name.capitalize() if old[:1].isupper() else name
