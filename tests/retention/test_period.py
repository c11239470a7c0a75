"""ISO periods on calendar dates."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.period import Period

DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [
        ("P5Y", 60, 0),
        ("P24M", 24, 0),
        ("P1Y6M", 18, 0),
        ("P2W", 0, 14),
        ("P1Y2M3W4D", 14, 25),
        ("P0D", 0, 0),
        ("P90D", 0, 90),
        ("P100Y", 1200, 0),
    ],
)
def test_forms(text: str, months: int, days: int) -> None:
    assert Period.parse(text) == Period(months, days)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "5Y",
        "P5",
        "PT5H",
        "P1Y2",
        "P-5Y",
        "P1.5Y",
        "p5y",
        "P5Y ",
        "P1M1Y",
        "P٥Y",
        "P102Y",
        "P9999Y",
        "P40000D",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"ISO 8601|must end"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("day", "period", "expected"),
    [
        (date(2020, 2, 29), "P1Y", date(2021, 2, 28)),  # leap day: the month's last day
        (date(2020, 2, 29), "P4Y", date(2024, 2, 29)),
        (date(2096, 2, 29), "P4Y", date(2100, 2, 28)),  # 2100 is no leap year
        (date(2024, 1, 31), "P1M", date(2024, 2, 29)),
        (date(2023, 12, 31), "P2M", date(2024, 2, 29)),
        (date(2023, 2, 28), "P1Y", date(2024, 2, 28)),
        (date(2024, 1, 31), "P1M1D", date(2024, 3, 1)),  # months first, then days
        (date(2033, 1, 19), "P5Y", date(2038, 1, 19)),  # the day 32-bit clocks end
        (date(2038, 1, 20), "P0D", date(2038, 1, 20)),
        (date(2024, 11, 30), "P1M", date(2024, 12, 30)),
        (date(2024, 12, 1), "P12M", date(2025, 12, 1)),
    ],
)
def test_after(day: date, period: str, expected: date) -> None:
    assert Period.parse(period).after(day) == expected


def test_past_the_last_year() -> None:
    with pytest.raises(OverflowError):
        Period.parse("P1Y").after(date(9999, 6, 1))
    with pytest.raises(OverflowError):
        Period.parse("P1D").after(date.max)


@given(DATES, st.integers(0, 1200), st.integers(0, 4000))
def test_equals_pandas(day: date, months: int, days: int) -> None:
    assert (
        Period(months, days).after(day)
        == (pd.Timestamp(day) + pd.DateOffset(months=months, days=days)).date()
    )


@given(DATES, DATES, st.integers(0, 600))
def test_a_later_anchor_never_ends_earlier(one: date, other: date, months: int) -> None:
    period = Period(months, 0)
    assert period.after(min(one, other)) <= period.after(max(one, other))
