"""Numbers that lead to a person or a case."""

from collections.abc import Callable

import pytest

CASES = [
    ("j.nr. 110325-2207", ["110325-2207"]),
    ("sagsnr. 2024-118-00736", ["2024-118-00736"]),
    ("27.24.00-G01-12-24", ["27.24.00-G01-12-24"]),
    ("BX 71 204", ["BX 71 204"]),
    ("AB12345", ["AB12345"]),
    ("CVR 31774095", ["31774095"]),
    ("reg. 9386 kontonr. 4070-118822", ["9386", "4070-118822"]),
    ("pas nr. 212007431", ["212007431"]),
    ("DK50 0040 0440 1162 43", ["DK50 0040 0440 1162 43"]),
    ("HRN-SOC-48812", ["HRN-SOC-48812"]),
    ("bookingref. K7PQ2M", ["K7PQ2M"]),
    ("8f14e45f-ceea-4b2a-9d3c-0a1b2c3d4e5f", ["8f14e45f-ceea-4b2a-9d3c-0a1b2c3d4e5f"]),
    ("telefontolk nr. 77204", ["77204"]),
    ("barnets lov § 32, stk. 1, nr. 6", []),
    ("100 mg 2 gange", []),
    ("1.500 kr.", []),
    ("uge 42", []),
    ("3-4 timer", []),
    ("2025-2026", []),
    ("kl. 15-16.30", []),
    ("WISC-V", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_number(text: str, expected: list[str], found: Callable[[str, str], list[str]]) -> None:
    assert found("number", text) == expected
