"""What is known to be nobody is let go whole, and only whole."""

import pytest
import spacy
from spacy.tokens import Doc, Span

from pseudonymize.model.not_people import ACRONYMS, WORDS, not_people


@pytest.mark.parametrize(
    ("text", "entity", "kept"),
    [
        ("Får Quetiapin", (1, 2), []),
        ("Får quetiapin", (1, 2), []),
        ("Peter Quetiapin", (0, 2), ["Peter Quetiapin"]),
        ("Jens kom", (0, 1), ["Jens"]),
        ("Har Cri du chat", (1, 2), []),
        ("Har Cri du chat", (3, 4), []),
        ("En Quetiapin-pose", (1, 2), []),
        ("Niecen Jens Holm", (0, 3), ["Jens Holm"]),
        ("Pani Karen", (0, 2), ["Karen"]),
        ("Niecen kom", (0, 1), []),
        ("Henrik V. Greve", (0, 3), ["Henrik V. Greve"]),
        ("Babcia Halina", (0, 2), ["Halina"]),
        ("Baba Traoré kom", (0, 2), ["Baba Traoré"]),
        ("Mama-Lise kom", (0, 1), ["Mama-Lise"]),
        ("Quetiapin-Hansen kom", (0, 1), ["Quetiapin-Hansen"]),
        # what a person is beside says nothing: their own dog, their lawyer, a name that a theorist had too
        ("Hunden hedder Odin", (2, 3), ["Odin"]),
        ("Morens advokat hed Lars Bonde", (3, 5), ["Lars Bonde"]),
        ("Fru Fuglsang hed Lise Krogh", (3, 5), ["Lise Krogh"]),
        ("Georg Jensen kom", (0, 2), ["Georg Jensen"]),
        ("Daniel Stern kom", (0, 2), ["Daniel Stern"]),
        ("Anna og Lotte kom", (0, 1), ["Anna"]),
        ("Postmand Per kom", (1, 2), ["Per"]),
        ("bo_falk . mov", (0, 3), ["bo_falk"]),
    ],
)
def test_lets_go(text: str, entity: tuple[int, int], kept: list[str]) -> None:
    doc = Doc(spacy.blank("da").vocab, words=text.split())
    doc.set_ents([Span(doc, *entity, label="PER")])
    assert [one.text for one in not_people(doc).ents] == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ny EEG i morgen", []),
        ("EEG i morgen", []),
        ("Ny eeg i morgen", ["eeg"]),
        ("Ring / EEG i morgen", ["EEG"]),
        ("Aftalt med EEG i dag", ["EEG"]),
        ("Skrevet af EEG", ["EEG"]),
        ("Nyt notat EEG \n Slut", ["EEG"]),
        ("Ny XQZ i morgen", ["XQZ"]),
        ("EEG hos Ea Elin Gram i dag", ["EEG", "Ea Elin Gram"]),
        ("EEG hos Bo Krog i dag", ["Bo Krog"]),
    ],
)
def test_capitals_that_stand_for_a_test_are_let_go_but_no_signature(text: str, kept: list[str]) -> None:
    words = text.split(" ")
    doc = Doc(spacy.blank("da").vocab, words=words)
    people = [(at, at + 1) for at, word in enumerate(words) if word in {"EEG", "eeg", "XQZ"}]
    if "hos" in words:
        people.append((words.index("hos") + 1, words.index("i")))
    doc.set_ents([Span(doc, *place, label="PER") for place in people])
    assert [one.text for one in not_people(doc).ents] == kept


def test_acronyms_are_capitals_of_three_letters_at_least() -> None:
    assert len(ACRONYMS) > 200
    assert all(word.isupper() and word.isalpha() and 3 <= len(word) <= 5 for word in ACRONYMS)
    assert not ACRONYMS & {"EVA", "SARA", "DIVA", "BO"}


@pytest.mark.parametrize(
    "name",
    [
        "Yasmin",
        "Stern",
        "Bo",
        "Maj",
        "Frost",
        "Rasmus",
        "Storm",
        "Beck",
        "Hamilton",
        "Patient",
        "Vips",
        "Tom Andersen",
    ],
)
def test_holds_no_names(name: str) -> None:
    assert name.lower() not in WORDS
