"""Every change keeps the marks true and the same seed gives the same text."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudonymize.model.annotated import Note, parse_markup
from pseudonymize.model.not_people import WORDS
from training.augment import Dose, augmented, genitive, shortened, swapped
from training.corpora import case_notes
from training.names import Names
from training.slots import OwnNotes, read_words
from training.written import written_notes

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
    assert len(initials) == 2
    assert initials.isupper()


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


def test_initials_are_others_and_the_same_throughout() -> None:
    marked = "⟦PER#p1:Jens Hansen⟧. /⟦PER#p1:JH⟧. ⟦PER#p1:JH⟧ ringer ⟦PER#p2:ss⟧, ikke ⟦PER#p3:K.B.⟧"
    found = [
        [
            piece.text
            for piece in swapped(Note(parse_markup(marked), "gold"), NAMES, random.Random(seed), 1.0).pieces
            if piece.label
        ][1:]
        for seed in range(4)
    ]
    for first, again, small, dotted in found:
        assert first == again
        assert len(first) == 2
        assert first.isupper()
        assert len(small) == 2
        assert small.islower()
        assert dotted[1::2] == ".."
    assert len({first for first, *_ in found}) > 1


@pytest.mark.parametrize(
    ("name", "owned"), [("Ane", "Anes"), ("Max", "Max'"), ("Jens", "Jens'"), ("Liz", "Liz'")]
)
def test_a_genitive_as_danish_writes_it(name: str, owned: str) -> None:
    assert name + genitive(name) == owned


def test_full_names_become_surnames_alone() -> None:
    note = Note(parse_markup("⟦PER#p1:Ole Houmarks⟧ udspil, og ⟦PER#p2:Ane⟧ i ⟦LOC:Nykøbing Mors⟧."), "news")
    short = shortened(note, random.Random(1), 1.0)
    assert short.text == "Houmarks udspil, og Ane i Nykøbing Mors."
    assert [label for *_, label in short.spans] == ["PER", "PER", "LOC"]
    assert shortened(note, random.Random(1), 0.0) == note


def test_written_notes_have_marks_and_no_braces(tmp_path: Path) -> None:
    (tmp_path / "a.notes").write_text(
        "=== sms\n{1:Bo}: hej {2:lille p}\n=== brev\nTil {O:Kildeskolen} i {L:Ry}\n\n{A:Kærvej 7}\n", "utf-8"
    )
    sms, letter = written_notes(tmp_path)
    assert (sms.genre, sms.text) == ("sms", "Bo: hej lille p")
    assert [label for *_, label in letter.spans] == ["ORG_ID", "LOC", "ADDR"]
    notes = written_notes()
    assert len(notes) > 100
    assert not [note.genre for note in notes if {"{", "}"} & set(note.text)]
    assert all(any(label == "PER" for *_, label in note.spans) for note in notes)
