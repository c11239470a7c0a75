"""What systems write and what it becomes; what cannot be read is null, and nothing else is."""

from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.parse import READABLE, dates, decimals, parse, truths, whole_numbers

BRIEF = settings(max_examples=60, deadline=None)  # a busy machine is no failure
STYLES = (
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%Y-%m-%d 00:00:00.000",
    "%d-%m-%Y 23:59",
    "%Y-%m-%dT12:00:00",
)


def strings(*values: str | None) -> pa.StringArray:
    return pa.array(values, pa.string())


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019-12-31", date(2019, 12, 31)),
        ("2019-1-2", date(2019, 1, 2)),
        ("31-12-2019", date(2019, 12, 31)),
        ("1.2.2019", date(2019, 2, 1)),  # day first
        ("31/12/2019 23:59:59.997", date(2019, 12, 31)),
        ("2019-12-31T00:00:00.0000000", date(2019, 12, 31)),
        ("2020-02-29", date(2020, 2, 29)),
        ("0001-01-01 00:00:00", date(1, 1, 1)),  # a placeholder is a date; others know what it means
        ("9999-12-31", date(9999, 12, 31)),
        ("2019-06-30T22:30:00Z", date(2019, 7, 1)),  # summer: Denmark is two hours ahead
        ("2019-12-31T22:30:00Z", date(2019, 12, 31)),  # winter: one
        ("2019-06-30 22:30:00.1234567 +00:00", date(2019, 7, 1)),
        ("2019-06-30T22:30:00+02:00", date(2019, 6, 30)),
        ("2019-06-30T22:30+0200", date(2019, 6, 30)),
        ("2019-07-01 00:30:00 -05:00", date(2019, 7, 1)),
        # near misses
        ("2019-02-29", None),
        ("31-02-2019", None),
        ("31-11-2019", None),
        ("2019-13-01", None),
        ("13/13/2019", None),
        ("0000-01-01", None),
        ("00-00-2019", None),
        ("31-12-19", None),  # which century is not ours to guess
        ("20191231", None),
        ("2019-12-31x", None),
        ("2019-12-31 kl. 12", None),
        ("x2019-12-31", None),
        ("2019-13-01T10:00Z", None),
        ("9999-12-31T23:59:59Z", None),  # tomorrow is outside the calendar
        ("i går", None),
        (None, None),
    ],
)
def test_dates(written: str | None, day: date | None) -> None:
    assert dates(strings(written)).to_pylist() == [day]


@BRIEF
@given(st.lists(st.dates() | st.none()), st.sampled_from(STYLES))
def test_dates_survive_printing(days: list[date | None], style: str) -> None:
    # strftime's own %Y does not pad years below 1000.
    written = [day and day.strftime(style.replace("%Y", f"{day.year:04}")) for day in days]
    assert dates(strings(*written)).to_pylist() == days


@BRIEF
@given(st.text(alphabet="0123456789-./ T:", max_size=12))
def test_a_date_is_read_one_way(written: str) -> None:
    """Whatever is read as a date names that day's numbers; nothing rolls over."""
    (day,) = dates(strings(written)).to_pylist()
    if day is not None:
        numbers = [
            int(n)
            for n in written.replace("T", " ").split(" ")[0].replace("/", "-").replace(".", "-").split("-")
        ]
        assert sorted(numbers) == sorted([day.year, day.month, day.day])


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0", 0),
        ("-3", -3),
        ("+3", 3),
        ("007", 7),
        ("12,00", 12),
        ("12.0", 12),
        ("999999999999999999", 999999999999999999),
        ("9999999999999999999", None),  # would not fit
        ("12,5", None),
        ("1.234", None),
        ("1 234", None),
        ("1e3", None),
        ("--1", None),
        ("-+1", None),
        ("+-1", None),
        ("٣", None),  # a digit, but of another script
        ("", None),
        (None, None),
    ],
)
def test_whole_numbers(written: str | None, number: int | None) -> None:
    assert whole_numbers(strings(written)).to_pylist() == [number]


@BRIEF
@given(st.lists(st.integers(-(10**17), 10**17) | st.none()))
def test_whole_numbers_survive_printing(numbers: list[int | None]) -> None:
    assert whole_numbers(strings(*(None if n is None else str(n) for n in numbers))).to_pylist() == numbers


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1", 1.0),
        ("1,5", 1.5),
        ("-1.25", -1.25),
        ("+0,5", 0.5),
        ("1.234,5", None),
        ("1,234,5", None),
        ("1e3", None),
        ("nan", None),
        ("inf", None),
        (",5", None),
        (None, None),
    ],
)
def test_decimals(written: str | None, number: float | None) -> None:
    assert decimals(strings(written)).to_pylist() == [number]


@BRIEF
@given(st.lists(st.decimals(-(10**9), 10**9, places=3)), st.sampled_from(",."))
def test_decimals_survive_printing(numbers: list, mark: str) -> None:
    written = (f"{n:.3f}".replace(".", mark) for n in numbers)
    assert decimals(strings(*written)).to_pylist() == [float(f"{n:.3f}") for n in numbers]


@pytest.mark.parametrize("written", ["1", "-1", "true", "True", "JA", "j", "Sand", "yes", "y"])
def test_true(written: str) -> None:
    assert truths(strings(written)).to_pylist() == [True]


@pytest.mark.parametrize("written", ["0", "false", "FALSE", "nej", "N", "falsk", "no"])
def test_false(written: str) -> None:
    assert truths(strings(written)).to_pylist() == [False]


@pytest.mark.parametrize("written", ["2", "måske", "", "t", None])
def test_neither(written: str | None) -> None:
    assert truths(strings(written)).to_pylist() == [None]


@pytest.mark.parametrize("kind", READABLE, ids=str)
@BRIEF
@given(st.lists(st.text() | st.none()))
def test_anything_can_be_parsed(kind: pa.DataType, written: list[str | None]) -> None:
    """No cell raises, none is added or lost, and the type is what was asked for."""
    values = strings(*written)
    parsed = parse(values, kind)
    assert parsed.type == kind
    assert len(parsed) == len(values)
    assert all(p is None for p, w in zip(parsed.to_pylist(), written, strict=True) if w is None)


def test_other_types_have_no_parser() -> None:
    with pytest.raises(KeyError):
        parse(strings("1"), pa.int32())


@BRIEF
@given(st.integers(0, 800_000))
def test_a_zone_moves_a_day_by_one_at_most(minutes: int) -> None:
    start = date(2018, 1, 1)
    moment = timedelta(minutes=minutes)
    day = start + timedelta(days=moment.days)
    clock = f"{moment.seconds // 3600:02}:{moment.seconds // 60 % 60:02}"
    (here,) = dates(strings(f"{day}T{clock}Z")).to_pylist()
    assert here in {day, day + timedelta(days=1)}
    assert (here == day) or clock >= "22:00"
