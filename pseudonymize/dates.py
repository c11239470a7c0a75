"""Dates without people: durations first, then one secret offset a family. Order and distance survive.

Two kinds of date become null: placeholders (31-12-9999 means "no end" to everyone who reads it, so moved
it would give the offset away), and dates of rows whose family nobody knows (they would stand unmoved).
"""

from collections.abc import Iterable
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from schemas.errors import ConfigError
from vault.keys import KeyRing

# Databases write these for "no date": 0001-01-01, 1753-01-01, 1899-12-30, 1900-01-01; 2099-12-31, 9999-12-31.
FIRST, LAST = date(1900, 1, 2), date(2099, 12, 30)
_EPOCH = 0  # days since 1970-01-01: a zero that became a date


class FamilyDates:
    """Moves dates by a secret number of days, the same for all dates of a family and never 0.

    Uniform over ``-window_days .. window_days``; with ``whole_weeks`` over whole weeks in it, so that a
    Monday stays a Monday, at the price of fewer offsets. Protects against looking a date up, not against
    inside knowledge: who knows one true date of a family, knows its offset.
    """

    def __init__(self, keys: KeyRing, *, window_days: int = 182, whole_weeks: bool = False) -> None:
        self._step = 7 if whole_weeks else 1
        self._steps = window_days // self._step
        if self._steps < 1:
            raise ConfigError(f"date window of {window_days} days is too narrow. Set at least {self._step}.")
        self._key = keys.handle("date")
        self.rule = f"{window_days} days, steps of {self._step}"

    def offset(self, familie_pid: str) -> int:
        """Days to move this family's dates by."""
        # 64 random bits over a few hundred places: the lean towards the first places is below 2^-54.
        place = int.from_bytes(self._key.prf(familie_pid.encode())[:8]) % (2 * self._steps)
        steps = place - self._steps if place < self._steps else place - self._steps + 1
        return steps * self._step

    def offsets(self, familie_pids: pa.Array) -> pa.Array:
        """Days for each family, int32; null for null. Each distinct family once."""
        encoded = familie_pids.dictionary_encode()
        distinct = [self.offset(pid) for pid in encoded.dictionary.to_pylist()]
        return pa.array(distinct, pa.int32()).take(encoded.indices)


def shift(values: pa.Array, offsets: pa.Array) -> pa.Array:
    """Dates or timestamps moved by as many days (date32); null where there is no date or no offset."""
    return pc.add(real_days(values).cast(pa.int32()), offsets).cast(pa.date32())


def real_days(values: pa.Array) -> pa.Array:
    """Days of dates or timestamps (date32; hours fall away), with placeholders as null."""
    # A timestamp with a zone becomes the day it was there. No error quotes a cell: every instant has a day.
    days = values.cast(pa.date32(), safe=False)
    placeholder = pc.or_(
        pc.or_(pc.less(days, pa.scalar(FIRST)), pc.greater(days, pa.scalar(LAST))),
        pc.equal(days.cast(pa.int32()), _EPOCH),
    )
    return pc.if_else(placeholder, pa.scalar(None, pa.date32()), days)


def days_between(start: pa.Array, end: pa.Array) -> pa.Array:
    """Whole days from start to end (int32), negative if the end comes first."""
    return pc.subtract(real_days(end).cast(pa.int32()), real_days(start).cast(pa.int32()))


def age_at(birth: pa.Array, at: pa.Array) -> pa.Array:
    """Completed years at a date (int32), null before birth. Born 29 February: a year older on 1 March."""
    pairs: Iterable[tuple[date | None, date | None]] = zip(
        real_days(birth).to_pylist(), real_days(at).to_pylist(), strict=True
    )
    return pa.array([_years(*pair) for pair in pairs], pa.int32())


def first_of_month(values: pa.Array) -> pa.Array:
    """The first day of each date's month (date32)."""
    return pc.floor_temporal(real_days(values), unit="month").cast(pa.date32())


def year(values: pa.Array) -> pa.Array:
    """The year of each date (int32)."""
    return pc.year(real_days(values)).cast(pa.int32())


def _years(birth: date | None, at: date | None) -> int | None:
    if birth is None or at is None or at < birth:
        return None
    return at.year - birth.year - ((at.month, at.day) < (birth.month, birth.day))
