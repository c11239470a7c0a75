"""Overlapping hits become one; names grow over initials and particles; nothing found is ever left out."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudonymize.text.interface import Kind
from pseudonymize.text.resolve import resolve
from pseudonymize.text.span import Hit

GROWN = [
    ("Mathilde S. kom", "Mathilde", "Mathilde S."),
    ("K. Wójcik", "Wójcik", "K. Wójcik"),
    ("N.-J. Thygesen", "Thygesen", "N.-J. Thygesen"),
    ("hos von Bülow", "Bülow", "von Bülow"),
    ("Emma Rovsing kom", "Emma", "Emma Rovsing"),
    ("Emmas hus", "Emma", "Emmas"),
    ("Max's søster", "Max", "Max's"),
    ("spurgte Gift Nwosu om", "Nwosu", "Gift Nwosu"),
    # near-misses
    ("Emma. Hun kom", "Emma", "Emma"),
    ("Emma Hun kom", "Emma", "Emma"),
    ("I Emma", "Emma", "Emma"),
    ("Kære Emma", "Emma", "Emma"),
    ("Mor Emma", "Emma", "Emma"),
    ("Emma I går", "Emma", "Emma"),
]


@pytest.mark.parametrize(("text", "found", "expected"), GROWN)
def test_names_grow(text: str, found: str, expected: str) -> None:
    at = text.index(found)
    spans = resolve([Hit(at, at + len(found))], text)
    assert [text[s.start : s.end] for s in spans] == [expected]


def test_identifiers_win_the_label_and_cover_the_union() -> None:
    text = "150245-6781 Emma"
    spans = resolve([Hit(0, 6, Kind.DATE), Hit(0, 11, Kind.CPR), Hit(7, 16, Kind.PER)], text)
    assert [(s.start, s.end, s.kind) for s in spans] == [(0, 16, Kind.CPR)]


def test_parts_beside_each_other_are_one_name() -> None:
    text = "Emma Jensen og Bo"
    spans = resolve([Hit(0, 4), Hit(5, 11), Hit(15, 17)], text)
    assert [text[s.start : s.end] for s in spans] == ["Emma Jensen", "Bo"]


SPANS = st.tuples(st.integers(0, 38), st.integers(1, 12), st.sampled_from(Kind))


@given(st.lists(SPANS, max_size=12), SPANS, st.text(alphabet="Aa .-'s,\n", min_size=50, max_size=50))
@settings(max_examples=200, deadline=None)
def test_one_more_hit_only_covers_more(
    parts: list[tuple[int, int, Kind]], one: tuple[int, int, Kind], text: str
) -> None:
    def cover(listed: list[tuple[int, int, Kind]]) -> set[int]:
        spans = resolve([Hit(a, a + n, k) for a, n, k in listed], text)
        assert all(x.end <= y.start for x, y in pairwise(spans))
        return {i for s in spans for i in range(s.start, s.end)}

    fewer = cover(parts)
    assert {i for a, n, _ in parts for i in range(a, a + n)} <= fewer
    assert {i for i in fewer if text[i].isalnum()} <= cover([*parts, one])


def test_an_empty_hit_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Hit(3, 3)
