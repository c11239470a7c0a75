"""The shortest wins; a missing date never means for ever."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.decide import decide, is_sentinel
from retention.interface import Deadline
from retention.period import Period
from retention.rules.fixed_period import FixedPeriod
from retention.rules.project_end import ProjectEnd

TODAY = date(2026, 3, 29)  # the night the clocks go forward
FIVE = FixedPeriod("fem", "x", Period.parse("P5Y"))
TWO = FixedPeriod("to", "x", Period.parse("P24M"))
END = ProjectEnd("projekt", "x", date(2028, 12, 31))
LATE = ProjectEnd("senere", "x", date(2033, 12, 31))


@pytest.mark.parametrize(
    ("anchor", "rules", "fallback", "expected"),
    [
        (date(2025, 1, 1), [FIVE, TWO], [], Deadline(date(2027, 1, 1), "to")),
        (date(2025, 1, 1), [TWO, FIVE], [], Deadline(date(2027, 1, 1), "to")),
        (date(2025, 1, 1), [FIVE, END], [], Deadline(date(2028, 12, 31), "projekt")),
        (
            date(2020, 2, 29),
            [FIVE],
            [END],
            Deadline(date(2025, 2, 28), "fem"),
        ),  # a dated row takes no fallback
        (None, [FIVE, END], [], Deadline(date(2028, 12, 31), "projekt")),  # its own project end
        (None, [FIVE], [LATE, END], Deadline(date(2028, 12, 31), "projekt")),  # another's: the earliest
        (None, [FIVE], [], None),  # refused
        (date(9999, 12, 31), [FIVE], [END], Deadline(date(2028, 12, 31), "projekt")),  # "no end date"
        (date(9999, 12, 31), [FIVE], [], None),
        (date(2038, 1, 19), [FIVE], [], Deadline(date(2043, 1, 19), "fem")),
    ],
)
def test_table(
    anchor: date | None, rules: list[FixedPeriod], fallback: list[ProjectEnd], expected: Deadline | None
) -> None:
    assert decide(anchor, rules, fallback, TODAY) == expected


def test_of_two_on_one_day_the_first_named() -> None:
    twin = FixedPeriod("tvilling", "x", TWO.period)
    assert decide(date(2025, 1, 1), [twin, TWO], [], TODAY) == Deadline(date(2027, 1, 1), "tvilling")


@pytest.mark.parametrize(("year", "sentinel"), [(2026, False), (2126, False), (2127, True), (9999, True)])
def test_sentinels(year: int, sentinel: bool) -> None:
    assert is_sentinel(date(year, 1, 1), TODAY) is sentinel


@pytest.mark.parametrize(("day", "passed"), [(28, True), (29, True), (30, False)])
def test_out_on_the_day_itself(day: int, passed: bool) -> None:
    assert Deadline(date(2026, 3, day), "x").passed(TODAY) is passed


@given(
    st.dates(date(1950, 1, 1), date(2040, 1, 1)),
    st.lists(st.integers(0, 600), min_size=1),
    st.integers(0, 600),
)
def test_another_rule_never_lengthens(anchor: date, months: list[int], more: int) -> None:
    rules = [FixedPeriod(str(m), "x", Period(m, 0)) for m in months]
    before = decide(anchor, rules, [], TODAY)
    after = decide(anchor, [*rules, FixedPeriod("mere", "x", Period(more, 0))], [], TODAY)
    assert before is not None
    assert after is not None
    assert after.day <= before.day
