"""Rows get their deadline; rows whose day has come stay outside and are counted."""

from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.decide import NO_DEADLINE, decide
from retention.load import RuleBook
from retention.stamp import stamp
from schemas.batch import SourceBatch
from schemas.contract import Contract
from schemas.errors import ConfigError

TODAY = date(2026, 11, 1)
END = date(2028, 12, 31)
FIVE = {"kind": "fixed_period", "period": "P5Y", "basis": "x"}
TWO = {"kind": "fixed_period", "period": "P24M", "basis": "x"}
PROJECT = {"kind": "project_end", "date": END, "basis": "x"}


def book(**rules: object) -> RuleBook:
    return RuleBook.load({"rules": rules})


def rows(anchors: list[date | None], *rule_ids: str) -> SourceBatch:
    contract = Contract("sag", 1, "sag.toml", "", "", "", "", ("x",), rule_ids, ("sag_id",), ())
    records = pa.RecordBatch.from_pydict(
        {
            "kilde_id": [f"s:sag:{n}" for n in range(len(anchors))],
            "anker_dato": pa.array(anchors, pa.date32()),
        }
    )
    return SourceBatch(contract, "s", records)


def test_stamped() -> None:
    anchors = [date(2025, 1, 1), date(2021, 11, 1), date(2021, 11, 2), date(2025, 1, 1), None]
    stamped = stamp(rows(anchors, "fem", "projekt"), book(fem=FIVE, projekt=PROJECT), TODAY)
    assert stamped.batch.records.column("kilde_id").to_pylist() == [
        "s:sag:0",
        "s:sag:2",
        "s:sag:3",
        "s:sag:4",
    ]
    assert stamped.deadlines.to_pylist() == [END, date(2026, 11, 2), END, END]
    assert stamped.reasons.to_pylist() == ["projekt", "fem", "projekt", "projekt"]
    assert (stamped.expired, dict(stamped.expired_by), stamped.undated) == (1, {"fem": 1}, 1)
    assert len(stamped) == len(stamped.deadlines) == len(stamped.reasons) == 4


def test_shortest_wins() -> None:
    stamped = stamp(rows([date(2026, 1, 1)], "fem", "to"), book(fem=FIVE, to=TWO), TODAY)
    assert stamped.deadlines.to_pylist() == [date(2028, 1, 1)]
    assert stamped.reasons.to_pylist() == ["to"]


def test_a_shortened_rule_takes_rows_out() -> None:
    batch = rows([date(2024, 6, 1)], "frist")
    assert len(stamp(batch, book(frist=FIVE), TODAY)) == 1
    assert len(stamp(batch, book(frist=TWO), TODAY)) == 0


def test_missing_anchor_falls_back_to_the_project_end() -> None:
    stamped = stamp(rows([None], "fem"), book(fem=FIVE, projekt=PROJECT), TODAY)
    assert stamped.reasons.to_pylist() == ["projekt"]
    assert (stamped.expired, stamped.undated) == (0, 1)


def test_missing_anchor_without_any_project_end_is_refused() -> None:
    stamped = stamp(rows([None, date(9999, 12, 31), date(2026, 1, 1)], "fem"), book(fem=FIVE), TODAY)
    assert len(stamped) == 1
    assert (stamped.expired, dict(stamped.expired_by), stamped.undated) == (2, {NO_DEADLINE: 2}, 2)


def test_leap_day_and_2038() -> None:
    stamped = stamp(rows([date(2024, 2, 29), date(2038, 1, 19)], "fem"), book(fem=FIVE), TODAY)
    assert stamped.deadlines.to_pylist() == [date(2029, 2, 28), date(2043, 1, 19)]


@pytest.mark.parametrize(
    "today", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)]
)
def test_the_days_the_clocks_change_are_days(today: date) -> None:
    anchors = [today - timedelta(days=90), today - timedelta(days=89)]
    ninety = {"kind": "fixed_period", "period": "P90D", "basis": "x"}
    assert stamp(rows(list(anchors), "frist"), book(frist=ninety), today).deadlines.to_pylist() == [
        today + timedelta(days=1)
    ]


def test_a_moment_is_no_day() -> None:
    with pytest.raises(TypeError, match="calendar day"):
        stamp(rows([None], "fem"), book(fem=FIVE), datetime(2026, 10, 25, 2, 30))


def test_no_rows() -> None:
    stamped = stamp(rows([], "fem"), book(fem=FIVE), TODAY)
    assert (len(stamped), stamped.expired, stamped.undated, stamped.deadlines.type) == (0, 0, 0, pa.date32())


def test_unknown_rule() -> None:
    with pytest.raises(ConfigError, match=r'No retention rule "5y" \(sag.toml\). Known: fem'):
        stamp(rows([None], "5y"), book(fem=FIVE), TODAY)


def test_nothing_personal_in_repr() -> None:
    stamped = stamp(rows([date(2026, 1, 1)], "fem"), book(fem=FIVE), TODAY)
    assert "s:sag:0" not in repr(stamped)
    assert "2026" not in repr(stamped)


@given(st.lists(st.none() | st.dates(date(2015, 1, 1), date(2040, 1, 1)), max_size=30))
def test_vectors_equal_the_rule_asked_row_by_row(anchors: list[date | None]) -> None:
    rules = book(fem=FIVE, to=TWO)
    stamped = stamp(rows(anchors, "fem", "to"), rules, TODAY)
    own = tuple(rules.rules.values())
    slow = [decide(anchor, own, (), TODAY) for anchor in anchors]
    alive = [(n, d) for n, d in enumerate(slow) if d is not None and not d.passed(TODAY)]
    assert stamped.batch.records.column("kilde_id").to_pylist() == [f"s:sag:{n}" for n, _ in alive]
    assert stamped.deadlines.to_pylist() == [d.day for _, d in alive]
    assert stamped.expired == len(anchors) - len(alive)
