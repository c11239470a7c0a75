"""CPR numbers in every spelling. None can be a living person's: they fail modulus 11 or are not born yet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudonymize.citizen import birth_year, normal_cpr

NUMBER = "3112570009"  # fails modulus 11


@pytest.mark.parametrize(
    "spelling",
    [
        "3112570009",
        "311257-0009",
        "311257 0009",
        "311257 - 0009",
        "31 12 57 0009",
        "31.12.57-0009",
        "31/12/57-0009",
        "311257\u20130009",  # en dash
        "311257\x960009",  # en dash of Windows-1252, never decoded
        "311257\u20110009",  # non-breaking hyphen
        "311257\u22120009",  # minus
        "311257\uff0d0009",  # full-width hyphen
        "311257\u00ad0009",  # soft hyphen
        "311257\u00a00009",  # non-breaking blank
        "311257\u202f0009",  # narrow non-breaking blank
        "311257\u200b0009",  # zero-width blank
        "311257\n0009",
        "  311257-0009\t",
        "３１１２５７０００９",
        "٣١١٢٥٧٠٠٠٩",
        "31 12 1957 0009",
        "311219570009",
        "19571231-0009",
    ],
)
def test_one_number_however_it_is_written(spelling: str) -> None:
    assert normal_cpr(spelling) == NUMBER


@pytest.mark.parametrize(
    ("spelling", "normal"),
    [
        ("290200-1234", "2902001234"),  # leap day
        ("290201-1234", None),  # no such day
        ("310270-1234", None),  # no such day
        ("001270-1234", None),
        ("011370-1234", None),
        ("910257-0009", None),  # 31 February, raised
        ("713157-0009", "7131570009"),  # 11 November, both raised
        ("910157-0009", "9101570009"),  # erstatningspersonnummer: day + 60
        ("920157-0009", None),  # 32 January
        ("312157-0009", "3121570009"),  # month + 20
        ("315257-0009", "3152570009"),  # month + 40
        ("313357-0009", None),  # month 13 + 20
        ("0203291WQ3", "0203291WQ3"),  # X-eCPR
        ("020329-aaa1", "020329AAA1"),
        ("020329-XXXX", None),  # "unknown": not everybody born that day
        ("000000-0000", None),
        ("12345678", None),
        ("ukendt", None),
        ("", None),
        ("311257_0009", None),
        ("311257-0009 311257-0009", None),
        ("311218570009", None),  # 1857 does not go with a seventh digit of 0
        ("311222570009", None),
        ("0101291WQ3AB", None),  # twelve, but no century in it
    ],
)
def test_near_misses(spelling: str, normal: str | None) -> None:
    assert normal_cpr(spelling) == normal


def test_a_lost_zero_is_only_found_where_it_may_be_lost() -> None:
    assert normal_cpr("112570009") is None
    assert normal_cpr("112570009", lost_zero=True) == "0112570009"
    assert normal_cpr("1WQ570009", lost_zero=True) is None


@pytest.mark.parametrize(
    ("seventh", "years"),  # of 36, 37, 57, 58: the edges of cpr.dk's table
    [
        ("0", (1936, 1937, 1957, 1958)),
        ("3", (1936, 1937, 1957, 1958)),
        ("4", (2036, 1937, 1957, 1958)),
        ("5", (2036, 2037, 2057, 1858)),
        ("8", (2036, 2037, 2057, 1858)),
        ("9", (2036, 1937, 1957, 1958)),
        ("W", (None, None, None, None)),
    ],
)
def test_century(seventh: str, years: tuple[int | None, ...]) -> None:
    assert tuple(birth_year(f"0202{yy}{seventh}000") for yy in (36, 37, 57, 58)) == years


@given(st.text(max_size=14))
def test_whatever_comes_out_is_ten_characters_and_its_own_normal_form(text: str) -> None:
    normal = normal_cpr(text)
    assert normal is None or (len(normal) == 10 and normal_cpr(normal) == normal)
