"""Telephone numbers, and numbers that only look like them."""

from collections.abc import Callable

import pytest

CASES = [
    ("tlf. 12345678", ["12345678"]),
    ("87115244", ["87115244"]),
    ("87 11 52 44", ["87 11 52 44"]),
    ("8711 5244", ["8711 5244"]),
    ("871 15 244", ["871 15 244"]),
    ("71 469 320", ["71 469 320"]),
    ("+45 87115244", ["+45 87115244"]),
    ("0045 87 11 52 44", ["0045 87 11 52 44"]),
    ("(+45) 8711 5244", ["(+45) 8711 5244"]),
    ("23-61-90-84", ["23-61-90-84"]),
    ("97 84\n55 30", ["97 84\n55 30"]),
    ("+354 846 0193", ["+354 846 0193"]),
    ("+44 7700 900312", ["+44 7700 900312"]),
    ("lokal 4417", ["4417"]),
    ("ring 112", []),
    ("1813", []),
    ("12.345.678 kr.", []),
    ("kl. 12.30", []),
    ("fra 2019 til 2021", []),
    ("01.04.2025", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_phone(text: str, expected: list[str], found: Callable[[str, str], list[str]]) -> None:
    assert found("phone", text) == expected
