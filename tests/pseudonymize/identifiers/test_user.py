"""User names and handles."""

from collections.abc import Callable

import pytest

CASES = [
    ("snap nikolaj_hn06", ["nikolaj_hn06"]),
    ("@dalager_jp90", ["@dalager_jp90"]),
    ("lunarmoth#4471", ["lunarmoth#4471"]),
    ("Brugere: jeanette_e85, kp_soeren", ["jeanette_e85, kp_soeren"]),
    ("[08:12] max.roennov: hej", ["max.roennov"]),
    ("login az12345", ["az12345"]),
    ("snak med mor", []),
    ("og/eller", []),
    ("mor@post.example", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_user(text: str, expected: list[str], found: Callable[[str, str], list[str]]) -> None:
    assert found("user", text) == expected
