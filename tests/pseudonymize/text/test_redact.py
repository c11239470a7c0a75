"""Rewriting once, and moving dates in their own layout."""

import pytest

from pseudonymize.text.interface import Kind, Span
from pseudonymize.text.redact import moved, redact


def _span(start: int, end: int, token: str = "[X]") -> Span:
    return Span(start, end, Kind.PER, 1.0, "test", token)


def test_replaced() -> None:
    assert redact("abcdef", [_span(0, 1), _span(3, 5, "[Y]")]) == "[X]bc[Y]f"
    assert redact("abc", []) == "abc"


@pytest.mark.parametrize("spans", [[_span(0, 3), _span(2, 4)], [_span(3, 4), _span(0, 1)], [_span(2, 9)]])
def test_overlap_disorder_and_outside_are_refused(spans: list[Span]) -> None:
    with pytest.raises(ValueError, match="spans must"):
        redact("abcdef", spans)


@pytest.mark.parametrize(
    ("surface", "days", "expected"),
    [
        ("03.04.2025", 30, "03.05.2025"),
        ("3.4.2025", -3, "31.3.2025"),
        ("3/4", 1, "4/4"),
        ("2025-12-31", 1, "2026-01-01"),
        ("11. marts 2025", -11, "28. februar 2025"),
        ("29. feb.", 1, "1. mar."),
        ("1/2-03", 7, "8/2-03"),
        ("i dag", 1, None),
        ("31/4", 1, None),
        ("3/4 og 4/4", 1, None),
    ],
)
def test_moved(surface: str, days: int, expected: str | None) -> None:
    assert moved(surface, days) == expected
