"""Numbers said aloud."""

from collections.abc import Callable

import pytest

CASES = [
    ("spoken_cpr", "cpr er seksogtyve nul to ti fire ni en to det", ["seksogtyve nul to ti fire ni en to"]),
    (
        "spoken_cpr",
        "elleve tolv fireogtyve femoghalvtreds enoghalvfems",
        ["elleve tolv fireogtyve femoghalvtreds enoghalvfems"],
    ),
    ("spoken_phone", "på tre et otte seks syv to et ni", ["tre et otte seks syv to et ni"]),
    ("spoken_phone", "otteogtyve fjorten treogfirs seks", ["otteogtyve fjorten treogfirs seks"]),
    ("spoken_cpr", "der var to eller tre børn", []),
    ("spoken_phone", "en to tre", []),
]


@pytest.mark.parametrize(("kind", "text", "expected"), CASES)
def test_spoken(kind: str, text: str, expected: list[str], found: Callable[[str, str], list[str]]) -> None:
    assert found(kind, text) == expected
