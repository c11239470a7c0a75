"""A mark keeps its type through a file, and its bound is never later than the mark."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sql.watermark import encode, lower_bound
from schemas.errors import Fatal

NOW = datetime(2026, 3, 1, 12)
TWO = timedelta(days=2)


@pytest.mark.parametrize(
    ("value", "mark", "bound"),
    [
        (datetime(2026, 2, 1, 7, 5, 9, 3330), "t:2026-02-01T07:05:09.003330", datetime(2026, 1, 30, 7, 5, 9)),
        (datetime(2026, 2, 1, 7, tzinfo=UTC), "t:2026-02-01T08:00:00", datetime(2026, 1, 30, 8)),
        (datetime(2099, 1, 1), "t:2026-03-01T12:00:00", datetime(2026, 2, 27, 12)),  # capped
        (date(2026, 2, 1), "d:2026-02-01", date(2026, 1, 30)),
        (date(2099, 1, 1), "d:2026-03-01", date(2026, 2, 27)),
        (4711, "i:4711", 4711),
        (Decimal("4711"), "i:4711", 4711),
        (b"\x00\x00\x07\xd1", "x:000007d1", b"\x00\x00\x07\xd1"),
        ("2026-02-01 07:05:09.003", "s:2026-02-01 07:05:09.003", "2026-01-30"),
        ("2026-02-01T07:05", "s:2026-02-01T07:05", "2026-01-30"),
        ("2026-02-01 Emma Holm", "s:2026-02-01 ", "2026-01-30"),
        ("2099-01-01", "s:2026-03-01 12:00:00", "2026-02-27"),
    ],
)
def test_there_and_back(value: object, mark: str, bound: object) -> None:
    assert encode(value, NOW) == mark
    assert lower_bound(mark, TWO) == bound


@pytest.mark.parametrize("value", [None, "31-12-2019", "", "ukendt", True, 1.5, object()])
def test_what_cannot_be_compared_has_no_mark(value: object) -> None:
    assert encode(value, NOW) is None


def test_without_a_now_nothing_is_capped() -> None:
    assert encode(datetime(2099, 1, 1)) == "t:2099-01-01T00:00:00"
    assert encode(date(2099, 1, 1)) == "d:2099-01-01"
    assert encode("2099-01-01") == "s:2099-01-01"


@pytest.mark.parametrize("mark", ["", "t:", "t:i går", "i:x", "x:zz", "s:i går", "q:1", "d:0001-01-01"])
def test_a_mark_that_cannot_be_read(mark: str) -> None:
    with pytest.raises(Fatal, match="--full") as caught:
        lower_bound(mark, TWO)
    assert "i går" not in str(caught.value)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.timedeltas(timedelta(0), timedelta(days=30))
)
def test_the_bound_is_never_later_than_mark_less_overlap(when: datetime, overlap: timedelta) -> None:
    for value in (when, when.date(), when.isoformat(), when.isoformat(sep=" ")):
        bound = lower_bound(encode(value) or "", overlap)
        assert type(bound) is type(value)
        assert bound <= value  # type: ignore[operator]
        earliest = (when - overlap).date()
        assert str(bound)[:10] <= earliest.isoformat()
