"""Every kind has a name, a label, a table, and ends in time on any text."""

import re
import time
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pseudonymize.identifiers import KINDS
from pseudonymize.identifiers.interface import Rule, digits, lowered

TABLES = {"spoken_cpr": "spoken", "spoken_phone": "spoken", "number": "numbers", "date": "dates"}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_has_a_table(name: str) -> None:
    assert (Path(__file__).parent / f"test_{TABLES.get(name, name)}.py").exists()


@given(st.text(alphabet=st.sampled_from("0123456789 -./,:()+@#aæA\n_xX*"), max_size=120))
@settings(max_examples=150, deadline=None)
def test_places_are_inside_the_text(text: str) -> None:
    for kind in KINDS.values():
        for place in kind.find(text):
            assert 0 <= place.start < place.end <= len(text)
            assert 0 < place.score <= 1


@pytest.mark.parametrize("name", sorted(KINDS))
@pytest.mark.parametrize(
    "unit", ["1", "1 ", "12-", "a", "A", "Aa ", "a.", "a@", "1/2 ", "vej", "Åvej ", "to ", "_a", "f. ", "X-1"]
)
def test_time_grows_with_length_only(name: str, unit: str) -> None:
    text = unit * (20_000 // len(unit))
    started = time.process_time()
    list(KINDS[name].find(text))
    assert time.process_time() - started < 3


PIECES = st.sampled_from(
    (
        *("første", "den", "femte i", "tredje", "maj", "1", "12", "2024", "født", "booking ", "tolk nr. "),
        *("deponering ", "KXPQRT", "abcdefab-", "-", ". ", ", ", "vej", "VEJ", "Åvej", "bor på ", "allé"),
        *("fem", "to", "nul", "syv", "0203151235", "8900 Randers", "\n", "İ", "ſ", "é", "@"),
    )
)


@given(st.lists(PIECES, max_size=12).map(" ".join) | st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=200, deadline=None)
def test_a_sign_never_hides_a_place(text: str) -> None:
    for kind in KINDS.values():
        assert list(kind.places(text)) == list(kind.find(text))


def _rules(found: object) -> Iterator[Rule]:
    if isinstance(found, Rule):
        yield found
    elif isinstance(found, tuple):
        for one in found:
            yield from _rules(one)


MODULES = (
    "address",
    "cpr",
    "dates",
    "dob",
    "email",
    "numbers",
    "organisation",
    "phone",
    "spoken",
    "url",
    "user",
)
RULES = [
    pytest.param(rule, id=f"{name}-{at}")
    for name in MODULES
    for at, rule in enumerate(
        dict.fromkeys(
            rule
            for found in vars(import_module(f"pseudonymize.identifiers.{name}")).values()
            for rule in _rules(found)
        )
    )
]
ODD = st.sampled_from((*"İıſ\u212aÅ", "\n", " ", "٣", "-", "/", "12", "2024", "_", "x", "S", "K"))


def _spans(matches: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in matches]


@pytest.mark.parametrize("rule", RULES)
@given(st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_rule_hides_no_match(rule: Rule, data: st.DataObject) -> None:
    flags = rule.pattern.flags | (re.IGNORECASE if rule.small else 0)
    slow = re.compile(rule.pattern.pattern, flags)
    matching = st.from_regex(slow)
    text = data.draw(st.tuples(matching, ODD, matching, PIECES).map("".join))
    at = data.draw(st.integers(0, len(text)))
    for one in (text, text[:at] + data.draw(ODD) + text[at + 1 :]):
        assert _spans(rule.finditer(one)) == _spans(slow.finditer(one))


@given(st.text(max_size=40))
def test_small_letters_stand_where_the_others_stood(text: str) -> None:
    assert len(lowered(text)) == len(text)


def test_digits_in_a_row_and_together() -> None:
    assert digits("den 1. marts") == ((4,), 1, 1)
    assert digits("0101 - 70 og 12345") == ((0, 7, 13), 5, 11)
    assert digits("ingen") == ((), 0, 0)
