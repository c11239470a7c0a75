"""Dates said to be of birth."""

from collections.abc import Callable

import pytest

CASES = [
    ("født d. 3. april 2012", ["3. april 2012"]),
    ("f. 6/6 2012", ["6/6 2012"]),
    ("(f. 31/3-21)", ["31/3-21"]),
    ("fødselsdag 17. juni", ["17. juni"]),
    ("fyldte 12 år d. 28. september", ["28. september"]),
    ("f ............. 4/11 2015", ["4/11 2015"]),
    ("Fylder 17 11/11.", ["11/11."]),
    ("født 19/9-2011 og ikke 19/8", ["19/9-2011", "19/8"]),
    ("f. 211107", ["211107"]),
    ("født den 13. i 10. 2017", ["13. i 10. 2017"]),
    ("mødet d. 3. april 2012", []),
    ("født i Homs", []),
    ("12 år", []),
    ("fylder 7 på lørdag", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_dob(text: str, expected: list[str], found: Callable[[str, str], list[str]]) -> None:
    assert found("dob", text) == expected
