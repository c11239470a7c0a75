"""Every kind has a name, a label, a table, and ends in time on any text."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudonymize.identifiers import KINDS

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
