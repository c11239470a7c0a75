"""No number of the generator can be a living person's."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthetic.numbers import POOL, case_number, dashed, fictive_cpr, passes_modulus_11, phone, replacement
from tests.synthetic.conftest import Rows

# https://cpr.dk: century from digit 7 and year.
CENTURY = {"0": 19, "1": 19, "2": 19, "3": 19}


def century(cpr: str) -> int:
    year, digit = int(cpr[4:6]), cpr[6]
    if digit in CENTURY:
        return 19
    if digit in "49":
        return 20 if year <= 36 else 19
    return 20 if year <= 57 else 18


@pytest.mark.parametrize(
    ("cpr", "valid"),
    [
        ("070761-4285", True),  # the textbook example
        ("0707614285", True),
        ("070761-4286", False),
        ("251248-9996", False),  # MedCom's test person
        ("070761-428", False),
    ],
)
def test_modulus_11(cpr: str, valid: bool) -> None:
    assert passes_modulus_11(cpr) is valid


@given(st.integers(0, 10**7), st.integers(1938, 2036), st.booleans(), st.integers(0, 99))
def test_fictive_numbers_follow_the_policy(n: int, year: int, female: bool, seed: int) -> None:
    cpr, born = fictive_cpr(n, year, female, seed)
    assert len(cpr) == 10
    assert not passes_modulus_11(cpr)
    assert (born.day, born.month) != (1, 1)
    assert date(century(cpr) * 100 + int(cpr[4:6]), int(cpr[2:4]), int(cpr[:2])) == born
    assert born.year == year
    assert int(cpr[9]) % 2 == (not female)


@given(
    st.lists(st.integers(0, POOL - 1), unique=True, min_size=2, max_size=200), st.sampled_from([1984, 2014])
)
def test_two_people_never_share_a_number(people: list[int], year: int) -> None:
    assert len({fictive_cpr(n, year, female=True)[0] for n in people}) == len(people)


def test_every_number_in_the_source(authority: Rows) -> None:
    numbers = [row[0] for row in authority("SELECT CprNummer FROM Person")]
    assert len(numbers) == len(set(numbers)) > 1000
    assert not [n for n in numbers if n[0] < "4" and (passes_modulus_11(n) or n.startswith("0101"))]
    assert any(n[0] >= "6" for n in numbers)


def test_relatives_are_persons_too(authority: Rows) -> None:
    for column in ("MorCPR", "FarCPR", "AegtefaelleCPR"):
        known = authority(
            f"SELECT count(*), sum({column} IN (SELECT CprNummer FROM Person)) FROM Person "
            f"WHERE {column} IS NOT NULL"
        )
        assert known[0][0] == known[0][1] > 50


def test_layouts() -> None:
    assert replacement("0102031234") == "6102031234"
    assert dashed("0102031234") == "010203-1234"
    assert case_number(0, 2024) == "27.24.00-G01-1-24"
    assert all(len(phone(Random(n))) == 8 for n in range(50))
