"""Dates in, dates out."""

from datetime import date

import pytest

from retention.interface import Deadline
from retention.rules.fixed_period import FixedPeriod


def test_counts_from_the_anchor() -> None:
    rule = FixedPeriod.configured("fem-aar", "SEL § 68", {"period": "P5Y"})
    assert rule.deadline(date(2020, 2, 29)) == Deadline(date(2025, 2, 28), "fem-aar")
    assert (rule.kind, rule.needs_anchor, rule.basis) == ("fixed_period", True, "SEL § 68")


def test_says_nothing_without_an_anchor() -> None:
    assert FixedPeriod.configured("fem-aar", "x", {"period": "P5Y"}).deadline(None) is None


@pytest.mark.parametrize("options", [{}, {"period": 5}, {"period": "5 år"}])
def test_wrong_options(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="P5Y"):
        FixedPeriod.configured("fem-aar", "x", options)
