"""A name found once is found again, a word that is mostly something else is not."""

import spacy
from spacy.tokens import Doc, Span

from pseudonymize.model.echo import echo


def masked(text: str, people: list[int]) -> list[str]:
    doc = Doc(spacy.blank("da").vocab, words=text.split())
    doc.set_ents([Span(doc, at, at + 1, label="PER") for at in people])
    return [f"{one.text}:{one.start}" for one in echo(doc).ents]


def test_repeats_what_was_found_more_often_than_not() -> None:
    assert masked("falk og falk og falk", [0, 2]) == ["falk:0", "falk:2", "falk:4"]


def test_keeps_away_from_words_in_doubt() -> None:
    assert masked("falk så en falk", [0]) == ["falk:0"]
    assert masked("Falk så en falk og falk", [0]) == ["Falk:0"]
    assert masked("M er M og M", [0, 2]) == ["M:0", "M:2"]


def heard(words: str, tags: str) -> list[str]:
    doc = Doc(spacy.blank("da").vocab, words=words.split(), tags=tags.split())
    doc.set_ents([Span(doc, 0, 1, label="PER")])
    return [one.text for one in echo(doc).ents]


def test_hears_other_letters_and_genitives_but_no_ordinary_word() -> None:
    assert heard("Raben og raben og Rabens hest", "003000 000030 003000 000030 003000 000030") == [
        "Raben",
        "raben",
        "Rabens",
    ]
    assert heard("Storm i storm", "203020 000030 203020") == ["Storm"]
    assert heard("Bo hos bo", "310000 000030 310000") == ["Bo"]
