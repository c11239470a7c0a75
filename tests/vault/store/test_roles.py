"""Roles: one spelling, one order, one token word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.store.roles import canonical_role, closeness, closest, is_child, token_order, token_word


@pytest.mark.parametrize(
    ("written", "role", "word"),
    [
        ("barn", "barn", "BARN"),
        ("  Barnet ", "barn", "BARN"),
        ("MOR", "mor", "MOR"),
        ("biologisk  mor", "mor", "MOR"),
        ("bf", "far", "FAR"),
        ("søskende", "søskende", "SOESKENDE"),
        ("so\u0308skende", "söskende", "SOESKENDE"),  # decomposed, foreign letter
        ("pa\u030arørende", "pårørende", "PAAROERENDE"),
        ("plejemor", "plejemor", "PLEJEMOR"),
        ("ægtefælle", "ægtefælle", "AEGTEFAELLE"),
        ("lærer", "lærer", "LAERER"),
        ("kontakt-person", "kontakt-person", "KONTAKTPERSON"),
        ("attaché", "attaché", "ATTACHE"),
        # Words that mean something else in masked texts.
        ("skole", "skole", "SKOLEKONTAKT"),
        # What is no code may hold a name.
        ("lærer Hanne", "kontakt", "KONTAKT"),
        ("mor 2", "kontakt", "KONTAKT"),
        ("010112-1111", "kontakt", "KONTAKT"),
        ("a" * 31, "kontakt", "KONTAKT"),
        ("person", "kontakt", "KONTAKT"),
        ("", "kontakt", "KONTAKT"),
        ("Олена", "kontakt", "KONTAKT"),
    ],
)
def test_spellings(written: str, role: str, word: str) -> None:
    assert canonical_role(written) == role
    assert token_word(role) == word


@given(st.text(max_size=40))
def test_every_role_makes_a_plain_token_word(written: str) -> None:
    role = canonical_role(written)
    assert canonical_role(role) == role
    assert re.fullmatch(r"[A-Z]+", token_word(role))
    assert token_word(role) != "PERSON"


def test_the_most_specific_role_wins() -> None:
    order = ["barn", "mor", "far", "søskende", "naboen", "plejemor", "ægtefælle", "slægtning", "kontakt"]
    assert sorted(sorted(order), key=closeness) == order
    assert closest("kontakt", "far") == closest("far", "kontakt") == "far"


def test_children() -> None:
    assert [is_child(role) for role in ("barn", "halvsøskende", "mor", "plejebarn")] == [
        True,
        True,
        False,
        False,
    ]


def test_tokens_in_reading_order() -> None:
    assert sorted(["", "MOR_1", "BARN_10", "BARN_9"], key=token_order) == ["BARN_9", "BARN_10", "MOR_1", ""]
