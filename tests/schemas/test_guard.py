"""What stops a batch: things shaped like a CPR number, and what must not stop it."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.guard import cpr_shaped

BRIEF = settings(max_examples=60, deadline=None)  # a busy machine is no failure
# Numbers of the fixture policy: digit 7 = 5-8 with year 38-57 (nobody born yet), or day + 60.
SHAPED = [
    "010150-5000",
    "0101505000",
    "010150 5000",
    "01 01 50 5000",
    "01.01.50-5000",
    "010150 - 5000",
    "010150/5000",
    "010150–5000",
    "010150\u20115000",
    "010150\u00a05000",
    "０１０１５０-５０００",
    "CPR0101505000",
    "sag om 010150-5000, haster",
    "010120505000",
    "20500101-5000",
    "2050-01-01-5000",
    "610150-5000",
    "012150-5000",
    "014150-5000",
    "0203501WQ3",
]
NOT_SHAPED = [
    "",
    "åben",
    "27.24.00-G01",
    "BL§32.1.5",
    "SEL§52.3.3",
    "2019-01-01",
    "2019-01-01 10:00:00",
    "01-01-2019 10:00",
    "12345678",  # CVR or phone
    "5798000000000",  # EAN
    "320150-5000",  # no such day
    "011350-5000",  # no such month
    "1010150-5000",  # eleven digits
    "010150-50001",
    "010150-500",
    "010150-XXXX",
    "2018/2019",
    "8900",
    "0751",
    "a" * 54 + "0101505000",  # 64 hex characters: a hash
]


@pytest.mark.parametrize("cell", SHAPED)
def test_shaped(cell: str) -> None:
    assert cpr_shaped(pa.array([cell])).to_pylist() == [True]


@pytest.mark.parametrize("cell", NOT_SHAPED)
def test_not_shaped(cell: str) -> None:
    assert cpr_shaped(pa.array([cell])).to_pylist() == [False]


def test_null_is_false_and_order_is_kept() -> None:
    cells = pa.array([None, "010150-5000", "x", "010150-5000"])
    assert cpr_shaped(cells).to_pylist() == [False, True, False, True]
    assert cpr_shaped(pa.array([], pa.string())).to_pylist() == []


def test_63_characters_are_no_hash() -> None:
    assert cpr_shaped(pa.array(["a" * 53 + "0101505000"])).to_pylist() == [True]


@BRIEF
@given(
    st.dates(date(2038, 1, 1), date(2057, 12, 31)),
    st.integers(5000, 8999),
    st.sampled_from(["", "-", " ", " - ", "–"]),
    st.text("abcæøå ,:", max_size=5),
)
def test_every_day_and_number(day: date, last: int, between: str, around: str) -> None:
    """Of those born from 2038 on: nobody yet."""
    cell = f"{around}{day.day:02}{day.month:02}{day.year % 100:02}{between}{last:04}{around}"
    assert cpr_shaped(pa.array([cell])).to_pylist() == [True]
