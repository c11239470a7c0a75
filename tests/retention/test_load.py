"""Rules from configuration: what is wrong is said with the place and what is known."""

import re
from datetime import date
from typing import Any

import pytest

from retention.load import RuleBook
from retention.rules import RULES
from schemas.contract import Contract
from schemas.errors import ConfigError

FIVE = {"kind": "fixed_period", "period": "P5Y", "basis": "lokal slettepolitik"}
END = {"kind": "project_end", "date": date(2028, 12, 31), "basis": "projektaftale"}


def contract(*rule_ids: str) -> Contract:
    return Contract(
        "sag", 1, "sag.toml", "Sager", "Cases", "en sag", "p", ("GDPR 6(1)(e)",), rule_ids, ("sag_id",), ()
    )


def test_loads_every_kind() -> None:
    book = RuleBook.load({"rules": {"fem-aar": FIVE, "projekt": END}})
    assert {rule.kind for rule in book.rules.values()} == {rule.kind for rule in RULES}
    assert [rule.id for rule in book.of(contract("projekt", "fem-aar"))] == ["projekt", "fem-aar"]
    assert [rule.id for rule in book.undated()] == ["projekt"]


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"regler": {}}, r"datahoest.toml: \[retention\] has unknown key 'regler'. Known: rules"),
        ({"rules": []}, "must be a table"),
        ({"rules": {"a": "P5Y"}}, r"\[retention.rules.a\] must be a table"),
        (
            {"rules": {"a": {"kind": "forever", "basis": "x"}}},
            "no known kind. Known: fixed_period, project_end",
        ),
        ({"rules": {"a": {"basis": "x"}}}, "no known kind"),
        ({"rules": {"a": FIVE | {"anker": "x"}}}, "unknown key 'anker'. Known: kind, basis, period"),
        ({"rules": {"a": FIVE | {"basis": " "}}}, "has no basis"),
        ({"rules": {"a": {"kind": "fixed_period", "period": "P5Y"}}}, "has no basis"),
        ({"rules": {"a": FIVE | {"period": "altid"}}}, "P5Y"),
        ({"rules": {"a": FIVE | {"period": "P500Y"}}}, "must end"),
        ({"rules": {"a": END | {"date": date(9999, 12, 31), "period": "P1Y"}}}, "past year 9999"),
    ],
)
def test_refused(section: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        RuleBook.load(section)


def test_a_rule_that_is_not_configured() -> None:
    book = RuleBook.load({"rules": {"fem-aar": FIVE}})
    with pytest.raises(ConfigError, match=re.escape('No retention rule "5y" (sag.toml). Known: fem-aar.')):
        book.of(contract("fem-aar", "5y"))


def test_a_dataset_without_rules() -> None:
    with pytest.raises(ConfigError, match=r"names no retention rule\. Known: none"):
        RuleBook.load({}).of(contract())
