"""Known numbers, birthdays and streets in any guise, and whose they are."""

import pytest

from pseudonymize.recognizers.values import RepeatsRecognizer, ValuesRecognizer, values_of
from pseudonymize.text.interface import Kind
from schemas.people import KnownPerson

KNOWN = values_of(
    (
        KnownPerson(
            "b", "barn", cprs=("150245-6781",), addresses=("Elmelunden 61, 2. th., 8930 Randers NØ",)
        ),
        KnownPerson(
            "m", "mor", phones=("52 90 13 77",), emails=("Mette@Post.example",), addresses=("Elmelunden 61",)
        ),
        KnownPerson("f", "far", phones=("52 90 13 88",), cprs=("710271-4321",)),
        KnownPerson("s", "søster", phones=("52901388",)),
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1502 45 - 6781", [(Kind.CPR, "1502 45 - 6781")]),
        ("nr. 6781", [(Kind.CPR, "6781")]),
        ("5290-13-77", [(Kind.PHONE, "5290-13-77")]),
        ("den 15/2", [(Kind.DOB, "15/2")]),
        ("15. februar 1945", [(Kind.DOB, "15. februar 1945")]),
        ("i elmelunden 61", [(Kind.ADDR, "elmelunden 61")]),
        ("15. februar 1946", []),
        ("16/2", []),
        ("i 6782 dage", []),
        ("elmelundens", []),
    ],
)
def test_known_values(text: str, expected: list[tuple[Kind, str]]) -> None:
    found = [(h.kind, text[h.start : h.end]) for h in ValuesRecognizer(KNOWN).hits(text, None)]
    assert found[:1] == expected


@pytest.mark.parametrize(
    ("kind", "surface", "owner"),
    [
        (Kind.CPR, "150245 6781", "b"),
        (Kind.CPR, "6781", "b"),
        (Kind.PHONE, "+45 52901377", "m"),
        (Kind.PHONE, "52901388", None),  # two people's
        (Kind.EMAIL, "mette@post.example", "m"),
        (Kind.DOB, "15/2-45", "b"),
        (Kind.DOB, "11/2", "f"),  # day + 60
        (Kind.DOB, "12/2", None),
        (Kind.ADDR, "Elmelunden 61", None),
    ],
)
def test_owner(kind: Kind, surface: str, owner: str | None) -> None:
    assert KNOWN.owner(kind, surface) == owner


def test_repeats_are_the_same_letters() -> None:
    text = "Vesterlund igen, ikke Vesterlunden"
    found = RepeatsRecognizer([(Kind.ORG, "Vesterlund")]).hits(text, None)
    assert [(h.start, h.end) for h in found] == [(0, 10)]
