"""One form a value, whatever the driver's type."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from connectors.sql.cells import to_string


class DriversDatetime(datetime):
    """Some drivers bring their own."""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", ""),
        (" æøå ", " æøå "),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-5_000_000_000, "-5000000000"),
        (3.0, "3"),
        (0.125, "0.125"),
        (1e22, "1e+22"),
        (float("nan"), "nan"),
        (Decimal("1.50"), "1.50"),
        (Decimal("1E+9"), "1000000000"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 7, 5), "2026-03-01T07:05:00"),
        (datetime(2026, 3, 1, 7, 5, 0, 3330), "2026-03-01T07:05:00.003330"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "2026-01-01T00:30:00"),  # another year, in Denmark
        (datetime(2026, 6, 30, 22, 30, tzinfo=UTC), "2026-07-01T00:30:00"),
        (DriversDatetime(2026, 3, 1), "2026-03-01T00:00:00"),
        (time(7, 5, tzinfo=UTC), "07:05:00"),
        (timedelta(hours=1), "3600.0"),
        (b"\xc3\xa6", "æ"),
        (b"\xe6\x96", "æ–"),  # code page 1252, with Word's dash
        (b"\x81", "\ufffd"),
        (bytearray(b"abc"), "abc"),
        (memoryview(b"abc"), "abc"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        ({"a": [1, "æ"]}, '{"a": [1, "æ"]}'),
        ([date(2026, 3, 1)], '["2026-03-01"]'),
    ],
)
def test_table(value: object, text: str | None) -> None:
    assert to_string(value) == text
