"""Dates as the two systems store them."""

from datetime import date, datetime, time
from random import Random


def iso(day: date | None) -> str | None:
    """``2026-04-03``."""
    return day.isoformat() if day else None


def stamp(day: date, rng: Random | None = None) -> str:
    """A moment of the working day, or nine o'clock."""
    at = time(rng.randrange(8, 16), rng.randrange(60), rng.randrange(60)) if rng else time(9)
    return datetime.combine(day, at).isoformat(sep=" ")
