"""The guises of names and numbers."""

import re
from datetime import date
from random import Random

import pytest

from synthetic.lexicon import origins, places
from synthetic.people import FamilyMaker, ascii_fold
from synthetic.writing import surface

FAMILY = FamilyMaker(1, date(2026, 11, 20)).make(3)
DICE = [Random(n) for n in range(300)]


@pytest.mark.parametrize(
    ("name", "forms"),
    [("Emma", {"Emmas"}), ("Jonas", {"Jonas'", "Jonas’", "Jonas", "Jonas's"}), ("KLJ", {"KLJ's"})],
)
def test_genitive(name: str, forms: set[str]) -> None:
    assert {surface.genitive(name, rng) for rng in DICE} == forms


def test_misspelt_is_near_but_not_the_same() -> None:
    names = {name for origin in origins()[0] for name in origin.girls + origin.boys if len(name) > 4}
    for name in names:
        wrong = surface.misspelt(name, Random(1))
        assert wrong != name
        assert wrong[0] == name[0]
        assert abs(len(wrong) - len(name)) <= 1


def test_every_guise_of_a_cpr_holds_its_digits() -> None:
    seen = {surface.cpr(FAMILY.mother, rng) for rng in DICE}
    assert len(seen) >= 10
    assert {re.sub(r"\D", "", guise) for guise in seen} == {FAMILY.mother.cpr}


def test_every_guise_of_a_phone_holds_its_digits() -> None:
    seen = {surface.phone("24681357", rng) for rng in DICE}
    assert len(seen) >= 10
    assert all(re.sub(r"\D", "", guise).endswith("24681357") for guise in seen)


def test_addresses_and_birth_dates_vary() -> None:
    assert FAMILY.mother.home is not None
    home = FAMILY.mother.home
    assert len({surface.address(home, rng) for rng in DICE}) >= 5
    assert len({surface.birth(FAMILY.mother, rng) for rng in DICE}) >= 5


@pytest.mark.parametrize(
    ("name", "plain"), [("Søren", "soeren"), ("Çağlar", "caglar"), ("Łukasz", "lukasz"), ("Đorđe", "dorde")]
)
def test_ascii_fold(name: str, plain: str) -> None:
    assert ascii_fold(name) == plain


def test_the_lists_are_long() -> None:
    every, _ = origins()
    assert len(every) >= 15
    assert len({name for origin in every for name in origin.girls + origin.boys}) >= 500
    assert len({name for origin in every for name in origin.surnames}) >= 250
    assert len(places().streets) >= 45
