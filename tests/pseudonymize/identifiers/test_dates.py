"""Dates of any layout; fractions and scores are none."""

from collections.abc import Callable

import pytest

CASES = [
    ("d. 3. april 2012", ["3. april 2012"]),
    ("01.04.2025 - 30.09.2025", ["01.04.2025", "30.09.2025"]),
    ("2012-07-23", ["2012-07-23"]),
    ("den 12. december", ["12. december"]),
    ("d. 3/6", ["3/6"]),
    ("11 marts", ["11 marts"]),
    ("16/12 kl. 9", ["16/12"]),
    ("1/2 tablet", []),
    ("31/4", []),
    ("kl. 12.30", []),
    ("3.198 kr.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_date(text: str, expected: list[str], found: Callable[[str, str], list[str]]) -> None:
    assert found("date", text) == expected
