"""Institutions by their names."""

from collections.abc import Callable

import pytest

CASES = [
    ("går på Lyngåbakkens Skole", ["Lyngåbakkens Skole"]),
    ("Elmebakkeskolen ringede", ["Elmebakkeskolen"]),
    ("Børnehaven Mælkevejen", ["Børnehaven Mælkevejen"]),
    ("hos Knudsø Byg A/S", ["Knudsø Byg A/S"]),
    ("Krisecenter Solbakken", ["Krisecenter Solbakken"]),
    ("Café Kandis", ["Café Kandis"]),
    ("Skolen ringede", []),
    ("Folkeskolen", []),
    ("på skole i dag", []),
    ("Familieretshuset", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_organisation(text: str, expected: list[str], found: Callable[[str, str], list[str]]) -> None:
    assert found("organisation", text) == expected
