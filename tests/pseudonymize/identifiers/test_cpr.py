"""CPR numbers as people write them. Nobody has them: they fail modulus 11, or are replacement numbers."""

from collections.abc import Callable

import pytest

from pseudonymize.identifiers.cpr import is_date

CASES = [
    ("150245-6781", ["150245-6781"]),
    ("1502456781", ["1502456781"]),
    ("150245 6781", ["150245 6781"]),
    ("15 02 45 6781", ["15 02 45 6781"]),
    ("150245 - 6781", ["150245 - 6781"]),
    ("15.02.45-6781", ["15.02.45-6781"]),
    ("150245/6781", ["150245/6781"]),
    ("150245-\n6781", ["150245-\n6781"]),
    ("1502-\n45-6781", ["1502-\n45-6781"]),
    ("CPR1502456781", ["1502456781"]),
    ("cpr: 150245-6781.", ["150245-6781"]),
    ("710271-4321", ["710271-4321"]),  # day + 60: replacement number
    ("15021945-6781", ["15021945-6781"]),
    ("19450215-6781", ["19450215-6781"]),  # year first
    ("0203291WQ3", ["0203291WQ3"]),  # national replacement number
    ("150245-AAA1", ["150245-AAA1"]),
    ("150245-xxxx", ["150245-xxxx"]),
    ("150245-****", ["150245-****"]),
    ("xxxxxx-6781", ["xxxxxx-6781"]),
    ("50245-6781", ["50245-6781"]),  # a spreadsheet lost the zero
    ("1 5 0 2 4 5 6 7 8 1", ["1 5 0 2 4 5 6 7 8 1"]),
    ("de sidste fire er 6781", ["6781"]),
    ("cpr (4 sidste)  6781", ["6781"]),
    ("slutter på 6781", ["6781"]),
    ("290200-1234", ["290200-1234"]),  # leap day
    ("310245-6781", ["310245-6781"]),  # no such day, yet dashed as one: masked in doubt
    ("3102456781", []),  # no such day and no dash
    ("Varenr. 1502456781", []),  # provably another kind
    ("kl. 15.02 den 6. i 1781", []),
    ("01.04.2025 - 30.09.2025", []),
    ("tlf. 87 11 52 44", []),
    ("i 2013 sidste år 1500 kr.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_cpr(text: str, expected: list[str], found: Callable[[str, str], list[str]]) -> None:
    assert found("cpr", text) == expected


@pytest.mark.parametrize(
    ("day", "month", "possible"),
    [
        (29, 2, True),
        (30, 2, False),
        (31, 4, False),
        (61, 1, True),
        (91, 12, True),
        (92, 1, False),
        (1, 21, True),
        (1, 13, False),
        (0, 1, False),
    ],
)
def test_dates_that_may_begin_a_number(day: int, month: int, possible: bool) -> None:
    assert is_date(day, month) is possible
