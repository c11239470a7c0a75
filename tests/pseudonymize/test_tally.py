"""Counts add up, and are all that is told."""

from collections import Counter

from pseudonymize.tally import Tally, findings
from pseudonymize.text.interface import Kind, Span

SPANS = [
    Span(0, 3, Kind.PER, 1.0, "register", "[MOR_1]", "pid"),
    Span(5, 9, Kind.PER, 0.9, "register", "[MOR_1]"),
]


def test_findings_are_counted_by_column_kind_and_recognizer() -> None:
    spans = [*SPANS, Span(11, 12, Kind.CPR, 1.0, "pattern", "[CPR]")]
    assert findings("tekst", spans) == {("tekst", "PER", "register"): 2, ("tekst", "CPR", "pattern"): 1}


def test_chunks_add_up() -> None:
    one = Tally(
        3, 1, Counter(a=1), Counter(cpr=1), findings("tekst", SPANS), Counter({("dato", "no family"): 1})
    )
    both = one + one + Tally()
    assert both.as_counts() == {
        "read": 6,
        "written": 2,
        "withheld": 2,
        "skipped": 2,
        "replaced": 4,
        "withheld: a": 2,
        "skipped: cpr": 2,
        "replaced: tekst/PER/register": 4,
        "emptied: dato/no family": 2,
    }
