"""Counting: what is exact, what is covered, what is masked falsely."""

import pytest

from pseudonymize.model.annotated import Note, parse_markup
from pseudonymize.model.evaluate import Count, add, count, figures

NOTE = Note(parse_markup("Mor ⟦PER#p1:Aviâja Kleist⟧ bor i ⟦LOC:Aalborg⟧ nu."), "gold")


def test_markup_gives_text_and_spans() -> None:
    assert NOTE.text == "Mor Aviâja Kleist bor i Aalborg nu."
    assert NOTE.spans == [(4, 17, "PER"), (24, 31, "LOC")]
    assert "Kleist" not in repr(NOTE)


@pytest.mark.parametrize(
    ("predicted", "exact", "covered", "as_person", "masked", "false"),
    [
        ([(4, 17, "PER")], 1, 1, 2, 2, 0),
        ([(4, 10, "PER")], 0, 0, 1, 1, 0),
        ([(4, 17, "ORG")], 0, 1, 0, 2, 0),
        ([(4, 10, "PER"), (11, 17, "LOC")], 0, 1, 1, 2, 0),
        ([(0, 17, "PER")], 0, 1, 2, 2, 1),
        ([(24, 31, "PER"), (32, 34, "LOC")], 0, 0, 0, 0, 1),
        ([], 0, 0, 0, 0, 0),
    ],
)
def test_counts(
    predicted: list[tuple[int, int, str]], exact: int, covered: int, as_person: int, masked: int, false: int
) -> None:
    found = count(NOTE, predicted)
    assert (found.exact, found.mentions_covered, found.words_as_person) == (exact, covered, as_person)
    assert (found.words_masked, found.false_words) == (masked, false)
    assert (found.gold, found.words, found.other_words) == (1, 2, 4)


def test_figures_of_nothing_are_zero() -> None:
    assert figures(Count()).strict_f == 0.0
    assert add([]) == Count()


def test_figures() -> None:
    total = add(
        [Count(gold=2, predicted=4, exact=1, words=4, words_masked=3, other_words=500, false_words=2)] * 2
    )
    found = figures(total)
    assert (found.strict_p, found.strict_r, round(found.strict_f, 1)) == (25.0, 50.0, 33.3)
    assert (found.any_recall, found.false_per_1000, found.people) == (75.0, 4.0, 4)
