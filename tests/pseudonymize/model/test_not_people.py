"""What is known to be nobody is let go whole, and only whole."""

import pytest
import spacy
from spacy.tokens import Doc, Span

from pseudonymize.model.not_people import WORDS, not_people


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
    ],
)
def test_lets_go(text: str, entity: tuple[int, int], kept: list[str]) -> None:
    doc = Doc(spacy.blank("da").vocab, words=text.split())
    doc.set_ents([Span(doc, *entity, label="PER")])
    assert [one.text for one in not_people(doc).ents] == kept


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
