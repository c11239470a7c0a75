"""One person from what many rows said."""

from datetime import date

import pytest

from vault.store.persons import all_names, common_address, known_person


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (
            "street=Vestergade house=12 floor=2 door=tv postcode=8900 town=Randers_C",
            "Vestergade 12, 2. tv., 8900 Randers C",
        ),
        (
            "street=Vestergade house=012A floor=02. door=tv. postcode=8900 town=Randers_C",
            "Vestergade 12A, 2. tv., 8900 Randers C",
        ),
        ("street=Bøgevej house=3A floor=st door=th town=Randers_NV", "Bøgevej 3A, st. th., Randers NV"),
        ("street=Bøgevej house=3 floor=1 door=0012", "Bøgevej 3, 1. 12"),
        ("street=Bøgevej house=3 postcode=8900", "Bøgevej 3, 8900"),
        ("street=Nørreport town=Randers", "Nørreport, Randers"),
        ("street=Bøgevej house=3 floor=0 door=", "Bøgevej 3"),
        ("house=3 postcode=8900 town=Randers", ""),
        ("", ""),
    ],
)
def test_addresses_as_danes_write_them(row: str, line: str) -> None:
    parts = (part.split("=") for part in row.split())
    assert common_address({kind: [text.replace("_", " ")] for kind, text in parts}) == line


def test_rows_are_united_and_repetitions_dropped() -> None:
    system_a = {"given_name": ["Emma"], "middle_name": ["Sofie"], "surname": ["Holm"], "cpr": ["010112-1111"]}
    system_b = {
        "full_name": ["Emma Holm"],
        "phone": ["20202020"],
        "cpr": ["010112-1111"],
        "birth_date": ["2012-01-01"],
    }
    person = known_person("p", "barn", "BARN_1", [system_a, system_b, system_a], ["010112-1112"])
    assert person.names == ("Emma Holm", "Emma Sofie Holm")
    assert (person.given, person.surnames) == (("Emma", "Sofie"), ("Holm",))
    assert person.cprs == ("010112-1111", "010112-1112")
    assert (person.phones, person.birth_dates) == (("20202020",), (date(2012, 1, 1),))
    assert (person.person_id, person.role, person.token) == ("p", "barn", "BARN_1")


def test_the_rest_has_its_place() -> None:
    row = {
        "nickname": ["Mulle"], "former_name": ["Emma Bang"], "initials": ["EMH"], "email": ["e@x.dk"],
        "address": ["c/o Bang, Bøgevej 1"], "street": ["Bøgevej"], "house": ["1"],
    }  # fmt: skip
    person = known_person("p", "barn", "", [row], ())
    assert (person.nicknames, person.names, person.initials) == (("Mulle",), ("Emma Bang",), ("EMH",))
    assert (person.emails, person.addresses) == (("e@x.dk",), ("Bøgevej 1", "c/o Bang, Bøgevej 1"))


@pytest.mark.parametrize("text", ["31-12-2012", "2012-02-30", "ukendt", "2012"])
def test_what_is_no_iso_date_is_no_birth_date(text: str) -> None:
    assert known_person("p", "barn", "", [{"birth_date": [text]}], ()).birth_dates == ()


def test_a_timestamp_counts_as_its_date() -> None:
    person = known_person("p", "barn", "", [{"birth_date": ["2012-04-03 00:00:00"]}], ())
    assert person.birth_dates == (date(2012, 4, 3),)


def test_a_single_part_makes_no_whole_name() -> None:
    assert known_person("p", "barn", "", [{"given_name": ["Emma"]}], ()).names == ()
    assert all_names({"given_name": ["Emma"], "surname": ["Holm"], "nickname": ["Mulle"]}) == [
        "Emma Holm",
        "Emma",
        "Holm",
        "Mulle",
    ]
