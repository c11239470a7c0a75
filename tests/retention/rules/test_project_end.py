"""Dates in, dates out."""

from datetime import date, datetime

import pytest

from retention.interface import Deadline
from retention.rules.project_end import ProjectEnd


@pytest.mark.parametrize(
    ("options", "day"),
    [
        ({"date": date(2028, 12, 31)}, date(2028, 12, 31)),
        ({"date": "2028-12-31", "period": "P1Y"}, date(2029, 12, 31)),
        ({"date": "2028-02-29", "period": "P12M"}, date(2029, 2, 28)),
    ],
)
def test_one_day_for_every_row(options: dict[str, object], day: date) -> None:
    rule = ProjectEnd.configured("projekt", "aftale", options)
    assert rule.deadline(None) == rule.deadline(date(1999, 1, 1)) == Deadline(day, "projekt")
    assert rule.needs_anchor is False


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"date": "31-12-2028"},
        {"date": datetime(2028, 12, 31, 23)},
        {"date": date(2028, 1, 1), "period": "1 år"},
    ],
)
def test_wrong_options(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"2028-12-31|P5Y"):
        ProjectEnd.configured("projekt", "aftale", options)
