"""Switching any single rule of the text masker off makes a named test fail.

The rules are found by reading the product (:mod:`tests.pseudonymize.rules.switches`), so a new rule without a
case fails here by its name. A case is one line of ``identifiers.toml``, ``recognizers.toml`` or
``text.toml``: the rule it guards, the notes, and what the product makes of them; without the rule it makes
something else.
"""

import tomllib
from typing import Any

import pytest

from tests.pseudonymize.rules.product import HERE, masked
from tests.pseudonymize.rules.switches import rules, without

TABLES = ("identifiers", "recognizers", "text")
RULES = rules()


def _cases() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for table in TABLES:
        found |= tomllib.loads((HERE / f"{table}.toml").read_text(encoding="utf-8"))
    return found


CASES = _cases()
WITHOUT_EFFECT: dict[str, str] = tomllib.loads((HERE / "without_effect.toml").read_text(encoding="utf-8"))


def test_every_rule_has_a_case() -> None:
    assert sorted(RULES.keys() - CASES.keys() - WITHOUT_EFFECT.keys()) == []


def test_no_case_without_its_rule() -> None:
    assert sorted((CASES.keys() | WITHOUT_EFFECT.keys()) - RULES.keys()) == []


@pytest.mark.parametrize("rule", sorted(CASES))
def test_a_case_is_masked_as_written(rule: str) -> None:
    case = CASES[rule]
    assert masked(case["world"], case["notes"]) == case["masked"]


@pytest.mark.parametrize("rule", sorted(CASES.keys() & RULES.keys()))
def test_without_its_rule_it_is_not(rule: str) -> None:
    case = CASES[rule]
    with without(RULES[rule]):
        assert masked(case["world"], case["notes"]) != case["masked"]
