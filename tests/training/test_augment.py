"""Every change keeps the marks true and the same seed gives the same text."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudonymize.model.annotated import Note, parse_markup
from pseudonymize.model.not_people import WORDS
from training.augment import Dose, augmented, swapped
from training.corpora import case_notes
from training.names import Names
from training.slots import OwnNotes, read_words

NAMES = Names(["Ane", "Bo"], ["Holm", "Krog"], [(["Amal"], ["Warsame"])])
GOLD = case_notes("train")[:12]


@given(st.integers(0, 10_000))
def test_marks_stay_true(seed: int) -> None:
    note = GOLD[seed % len(GOLD)]
    changed = augmented(note, NAMES, random.Random(seed), Dose(swap=1.0, typo=0.5, ocr=0.5, wrapped=0.5))
    assert [label for _, _, label in changed.spans] == [label for _, _, label in note.spans]
    assert all(changed.text[start:end].strip() for start, end, _ in changed.spans)
    assert changed == augmented(
        note, NAMES, random.Random(seed), Dose(swap=1.0, typo=0.5, ocr=0.5, wrapped=0.5)
    )


def test_one_person_gets_one_name() -> None:
    marked = "⟦PER#p1:Jens Hansen⟧ kom. ⟦PER#p1:Jens⟧ gik. ⟦PER#p1:jens⟧s bror ⟦PER#p1:Hansen⟧, ⟦PER#p1:JH⟧."
    note = swapped(Note(parse_markup(marked), "gold"), NAMES, random.Random(1), 1.0)
    full, first, lower, last, initials = (piece.text for piece in note.pieces if piece.label)
    assert full == f"{first} {last}"
    assert lower == first.lower()
    assert "Jens" not in note.text
    assert initials == "JH"


@pytest.mark.parametrize("seed", range(3))
def test_own_notes_have_no_slot_left(seed: int) -> None:
    own = OwnNotes(NAMES, ["Skolegade"], ["Randers"])
    rng = random.Random(seed)
    for genre, text in own.notes:
        note = own.written(genre, text, rng)
        assert "{" not in note.text.replace("{\\", "") or genre == "wordeksport"
    assert len(own.notes) >= 200


def test_unseen_look_alikes_are_unseen() -> None:
    known, unseen = read_words(), read_words("unseen.toml")
    for kind, words in unseen.items():
        assert not {word.lower() for word in known[kind]} & {word.lower() for word in words}
    assert not {word.lower() for words in unseen.values() for word in words} & WORDS
