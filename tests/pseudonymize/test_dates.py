"""Dates move together, never stand still, and placeholders do not tell how far."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudonymize import dates
from pseudonymize.dates import FIRST, LAST, FamilyDates
from schemas.errors import ConfigError
from vault.testing import MemoryVault

KEYS = MemoryVault(1).ring()
FAMILIES = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16)
REAL = st.dates(FIRST, LAST).filter(lambda day: day != date(1970, 1, 1))


def days(*values: date | None) -> pa.Array:
    return pa.array(values, pa.date32())


@given(FAMILIES, st.integers(1, 400))
def test_an_offset_is_within_its_window_and_never_nothing(family: str, window: int) -> None:
    offset = FamilyDates(KEYS, window_days=window).offset(family)
    assert offset != 0
    assert abs(offset) <= window
    assert offset == FamilyDates(MemoryVault(1).ring(), window_days=window).offset(family)


@given(FAMILIES)
def test_whole_weeks_keep_the_weekday(family: str) -> None:
    offset = FamilyDates(KEYS, whole_weeks=True).offset(family)
    assert offset % 7 == 0
    assert 7 <= abs(offset) <= 182


def test_every_offset_of_the_window_is_used() -> None:
    narrow = FamilyDates(KEYS, window_days=3)
    assert {narrow.offset(f"familie{n}") for n in range(200)} == {-3, -2, -1, 1, 2, 3}


def test_keys_decide() -> None:
    families = [f"familie{n}" for n in range(20)]
    other = FamilyDates(MemoryVault(2).ring())
    assert [FamilyDates(KEYS).offset(f) for f in families] != [other.offset(f) for f in families]


@pytest.mark.parametrize(("window", "weeks"), [(0, False), (6, True)])
def test_a_window_that_moves_nothing_is_refused(window: int, weeks: bool) -> None:
    with pytest.raises(ConfigError, match="too narrow"):
        FamilyDates(KEYS, window_days=window, whole_weeks=weeks)


@given(st.lists(st.tuples(REAL, st.sampled_from(["a", "b", None])), max_size=30))
def test_within_a_family_distances_stay_and_no_date_does(rows: list[tuple[date, str | None]]) -> None:
    offsets = FamilyDates(KEYS).offsets(pa.array([family for _, family in rows], pa.string()))
    moved = dates.shift(days(*(day for day, _ in rows)), offsets).to_pylist()
    for (day, family), there in zip(rows, moved, strict=True):
        assert (there is None) == (family is None)
        assert there != day
    for (day, family), there in zip(rows, moved, strict=True):
        for (other_day, other_family), other in zip(rows, moved, strict=True):
            if family == other_family and there and other:
                assert other - there == other_day - day


@pytest.mark.parametrize(
    "placeholder",
    [
        date(1, 1, 1),
        date(1753, 1, 1),
        date(1899, 12, 30),
        date(1900, 1, 1),
        date(1970, 1, 1),
        date(2099, 12, 31),
        date(9999, 12, 31),
    ],
)
def test_a_placeholder_would_tell_the_offset_and_goes(placeholder: date) -> None:
    plain = days(placeholder, date(2020, 1, 2), None)
    assert dates.real_days(plain).to_pylist() == [None, date(2020, 1, 2), None]
    assert dates.shift(plain, pa.array([5, 5, 5], pa.int32())).to_pylist() == [None, date(2020, 1, 7), None]
    # "Still open" as a length would tell the real start.
    assert dates.days_between(days(date(2020, 1, 2)), days(placeholder)).to_pylist() == [None]


def test_a_moment_loses_its_hour() -> None:
    moments = pa.array([datetime(2020, 1, 1, 23, 59), datetime(1969, 12, 31, 1)], pa.timestamp("us"))
    assert dates.real_days(moments).to_pylist() == [date(2020, 1, 1), date(1969, 12, 31)]


def test_a_moment_with_a_zone_is_the_day_it_was_there() -> None:
    utc = pa.array([datetime(2020, 1, 1, 23, 30, tzinfo=UTC)], pa.timestamp("us", "Europe/Copenhagen"))
    assert dates.real_days(utc).to_pylist() == [date(2020, 1, 2)]


@given(REAL, REAL)
def test_days_between_is_plain_subtraction(start: date, end: date) -> None:
    assert dates.days_between(days(start), days(end)).to_pylist() == [(end - start) / timedelta(days=1)]


@pytest.mark.parametrize(
    ("birth", "at", "years"),
    [
        (date(2010, 5, 17), date(2020, 5, 16), 9),
        (date(2010, 5, 17), date(2020, 5, 17), 10),
        (date(2012, 2, 29), date(2019, 2, 28), 6),
        (date(2012, 2, 29), date(2019, 3, 1), 7),
        (date(2020, 1, 1), date(2020, 1, 1), 0),
        (date(2020, 1, 1), date(2019, 12, 31), None),
        (None, date(2019, 12, 31), None),
        (date(2020, 1, 1), None, None),
    ],
)
def test_age(birth: date | None, at: date | None, years: int | None) -> None:
    assert dates.age_at(days(birth), days(at)).to_pylist() == [years]


def test_coarser_dates() -> None:
    plain = days(date(2020, 2, 29), date(1960, 12, 31), date(9999, 12, 31), None)
    assert dates.year(plain).to_pylist() == [2020, 1960, None, None]
    assert dates.first_of_month(plain).to_pylist() == [date(2020, 2, 1), date(1960, 12, 1), None, None]
