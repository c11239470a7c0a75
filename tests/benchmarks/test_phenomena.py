"""Which phenomenon a mention is of, and the intervals of shares."""

from collections import Counter

import pytest

from benchmarks.phenomena import PHENOMENA, Mention, bootstrap, parts_of, phenomena, wilson

PARTS = parts_of(("Henriette Torndahl",))


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("Talt med [HT] i dag", {"initials"}),
        ("I dag sov [M.] hele natten", {"initials"}),
        ("talt med [henriette] i dag", {"small letters"}),
        ("Talt med [Henri-\nette] i dag", {"damaged"}),
        ("Talt med [Storm] i dag", {"ordinary word", "nickname"}),
        ("Se samtykke_[Henriette]_2.pdf", {"file name"}),
        ("Talt med [Musling] i dag", {"nickname"}),
        ("Talt med [Henriete] i dag", {"other spelling"}),
        ("Talt med [H. Torndahl] i dag", {"initial or particle beside"}),
        ("[Henriettes] skole", {"genitive"}),
        ("Fra: [Henriette Torndahl]", {"table, header, sign-off"}),
        ("Venlig hilsen\n[Henriette]", {"table, header, sign-off"}),
        ("Talt med [Henriette Torndahl] i dag", {"plain"}),
    ],
)
def test_what_a_mention_is(marked: str, found: set[str]) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    assert set(phenomena(Mention(text, start, end, PARTS, again=False))) == found


def test_in_another_note_is_no_reason_not_to_be_plain() -> None:
    one = Mention("Henriette kom", 0, 9, PARTS, again=True)
    assert set(phenomena(one)) == {"plain", "in another note"}
    assert "plain" not in PHENOMENA


def test_intervals_hold_the_share() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(98, 100)
    assert (round(low, 3), round(high, 3)) == (0.93, 0.994)
    cases = [Counter({"right": n, "all": 10}) for n in (7, 8, 9, 10)]
    low, high = bootstrap(cases, "right", ("all",))
    assert 0.7 <= low < 0.85 < high <= 1.0
    assert bootstrap([], "right", ("all",)) == (0.0, 1.0)
