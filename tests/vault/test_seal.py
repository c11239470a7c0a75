"""Sealed values open in their place, with their key, unchanged; and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import VaultError
from vault.open import Opener
from vault.seal import Place, Sealer

KEY, OTHER = b"k" * 32, b"o" * 32
HERE = Place("facts", "row1/person1", "values")
PLACES = st.builds(Place, st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))


@given(st.binary(max_size=300), PLACES)
def test_what_is_sealed_opens(value: bytes, place: Place) -> None:
    sealed = Sealer(KEY).seal(value, place)
    assert Opener(KEY).open(sealed, place) == value
    assert len(value) < 4 or sealed.find(value) < 0


@given(PLACES, PLACES)
def test_a_value_does_not_open_elsewhere(one: Place, other: Place) -> None:
    sealed = Sealer(KEY).seal(b"Emma", one)
    if one != other:
        with pytest.raises(VaultError, match="does not open"):
            Opener(KEY).open(sealed, other)


@pytest.mark.parametrize(
    "elsewhere",
    [HERE._replace(table="cases"), HERE._replace(row="row2/person1"), HERE._replace(field="sag_id")],
)
def test_table_row_and_field_each_count(elsewhere: Place) -> None:
    with pytest.raises(VaultError):
        Opener(KEY).open(Sealer(KEY).seal(b"Emma", HERE), elsewhere)


@given(st.data())
def test_every_flipped_bit_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(Sealer(KEY).seal(b"Emma Holm", HERE))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(VaultError) as caught:
        Opener(KEY).open(bytes(sealed), HERE)
    assert "Emma" not in str(caught.value)


@pytest.mark.parametrize("length", [0, 1, 12, 28])
def test_a_shortened_value_is_damaged(length: int) -> None:
    with pytest.raises(VaultError, match="damaged"):
        Opener(KEY).open(Sealer(KEY).seal(b"Emma", HERE)[:length], HERE)


def test_another_key_does_not_open() -> None:
    with pytest.raises(VaultError, match=r"facts\.values"):
        Opener(OTHER).open(Sealer(KEY).seal(b"Emma", HERE), HERE)


def test_the_same_value_is_never_sealed_alike() -> None:
    assert len({Sealer(KEY).seal(b"Emma", HERE) for _ in range(200)}) == 200


def test_nothing_shows_the_key() -> None:
    assert (repr(Sealer(KEY)), repr(Opener(KEY))) == ("<Sealer>", "<Opener>")
