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
    ("skriv til milo.dkb på nettet", ["milo.dkb"]),
    ("under navnet k4rl.nyb, sagde hun", ["k4rl.nyb"]),
    ("talt med pæd.ass og cand.psych", []),
    ("billede.jpg og fil.heic", []),
    ("vi går hjem.men først senere", []),
    ("se vejledning.randers.example", []),
    ("snak med mor", []),
    ("og/eller", []),
    ("mor@post.example", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_user(text: str, expected: list[str], found: Callable[[str, str], list[str]]) -> None:
    assert found("user", text) == expected
