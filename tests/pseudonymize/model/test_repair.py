"""Damaged words, and whole ones that only look damaged."""

import pytest

from pseudonymize.model.repair import meant


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("SÃ¸ren", "Søren"),
        ("PÃ¦rregÃ¥rd", "Pærregård"),
        ("S&oslash;ren", "Søren"),
        ("Mirkovi&#263;", "Mirković"),
        ("\\'d8rnb\\'f8l", "Ørnbøl"),
        ("S=C3=B8ren", "Søren"),
        ("Char1ene", "Charlene"),
        ("0bi0ma", "obioma"),
        ("Peter\u00adsen", "Petersen"),
    ],
)
def test_reads_what_was_meant(written: str, expected: str) -> None:
    assert meant(written) == expected


@pytest.mark.parametrize(
    "word", ["Søren", "Ålborg", "12", "3b", "A4", "110516-6239", "Müller", "AT&T", "Å", "Ö", "10.30"]
)
def test_leaves_what_is_whole(word: str) -> None:
    assert meant(word) == word
