"""The store as its callers meet it."""

from itertools import islice

import pytest

from schemas.errors import VaultError
from schemas.people import Casebook, KnownPerson, Outsider
from vault.store import CaseFact, CasePerson, ControlStore, Fact, Learned, Membership, Parentage
from vault.store.gathering import MOST_CHILDREN
from vault.store.linking import Linked

family_pid_of = "family-of-{}".format


def fact(row: str, subject: str, **values: str | tuple[str, ...]) -> Fact:
    return Fact(row, "borger", "demo", subject, "citizen", values)


def people(store: ControlStore, sag_pid: str) -> dict[str, KnownPerson]:
    return {person.person_id: person for person in store.registers([sag_pid])[sag_pid].people}


def tokens(store: ControlStore, sag_pid: str) -> dict[str, str]:
    return {pid: person.token for pid, person in people(store, sag_pid).items()}


HOLM_TOKENS = {
    "emma": "BARN_1",
    "noah": "BARN_2",
    "teacher": "LAERER_1",
    "mother": "MOR_1",
    "foster": "PLEJEMOR_1",
}


def test_a_family_shares_register_and_tokens(store: ControlStore, holms: list[Learned]) -> None:
    assert store.remember(holms) == 7
    assert store.link(family_pid_of) == Linked(2, 5, 5)
    assert store.family_of_cases(["sag1", "sag2", "none"]) == dict.fromkeys(
        ("sag1", "sag2"), "family-of-mother"
    )
    assert tokens(store, "sag1") == tokens(store, "sag2") == HOLM_TOKENS
    assert [person.token for person in store.registers(["sag1"])["sag1"].people] == sorted(
        HOLM_TOKENS.values()
    )
    assert people(store, "sag1")["noah"].role == "søskende"
    assert people(store, "sag2")["noah"].role == "barn"
    assert people(store, "sag2")["foster"].role == "plejemor"  # from the sibling's case


def test_what_a_register_knows(store: ControlStore, holms: list[Learned]) -> None:
    store.remember(holms)
    known = people(store, "sag1")
    assert known["emma"].names == ("Emma Holm",)
    assert known["mother"].cprs == ("020280-2222",)
    assert (known["mother"].role, known["mother"].names) == ("mor", ())
    assert known["foster"].phones == ("20202020", "20202021")
    assert known["teacher"].names == ("Ole Krog",)


def test_several_systems_tell_of_one_person(store: ControlStore) -> None:
    store.remember(
        [
            CaseFact("r0", "s", "p", "demo:1"),
            Fact("a1", "borger", "authority", "p", "citizen", {"given_name": "Emma", "surname": "Holm"}),
            Fact("b1", "borger", "performing", "p", "citizen", {"full_name": "Emma S. Holm"}),
            Fact("a2", "bopael", "authority", "p", "citizen", {"street": "Bøgevej", "house": "3"}),
        ]
    )
    person = people(store, "s")["p"]
    assert person.names == ("Emma Holm", "Emma S. Holm")
    assert person.addresses == ("Bøgevej 3",)


def test_every_relative_is_known_by_number(store: ControlStore) -> None:
    numbers = {"mother_cpr": "m-cpr", "father_cpr": "f-cpr", "spouse_cpr": "s-cpr"}
    store.remember(
        [
            CaseFact("r0", "s", "p", "demo:1"),
            fact("r1", "p", **numbers),
            Parentage("r1", "p", "m", "f", "g"),
            Parentage("r2", "p", "m"),  # another row, which tells no number
        ]
    )
    known = people(store, "s")
    assert [known[pid].cprs for pid in "mfg"] == [("m-cpr",), ("f-cpr",), ("s-cpr",)]
    assert [known[pid].role for pid in "mfg"] == ["mor", "far", "ægtefælle"]


def test_two_facts_of_one_row_about_one_person_are_united(store: ControlStore) -> None:
    store.remember([Membership("r", "s", "p", "nabo"), fact("r", "p", phone="1"), fact("r", "p", phone="2")])
    assert people(store, "s")["p"].phones == ("1", "2")


def test_blank_values_are_no_facts(store: ControlStore) -> None:
    store.remember([Membership("r", "s", "p", "nabo"), fact("r", "p", phone=" ", full_name=())])
    assert people(store, "s")["p"].phones == ()
    assert list(store.municipal_names()) == []


def test_an_unknown_register_kind_is_refused_and_nothing_is_stored(store: ControlStore) -> None:
    with pytest.raises(VaultError, match=r"'shoe_size'.*Known: address") as caught:
        store.remember([Membership("r", "s", "p", "nabo"), fact("r", "p", shoe_size="Emma")])
    assert "Emma" not in str(caught.value)
    assert people(store, "s") == {}


def test_something_that_is_not_learned_is_a_bug(store: ControlStore) -> None:
    class Rumour:
        kilde_id_pid = "r"

    with pytest.raises(AssertionError):
        store.remember([Rumour()])  # type: ignore[list-item]


def test_people_not_linked_yet_are_known_without_token(store: ControlStore, holms: list[Learned]) -> None:
    store.remember(holms)
    assert set(tokens(store, "sag1").values()) == {""}
    assert store.family_of_cases(["sag1"]) == store.family_of_people(["emma"]) == {}
    store.link(family_pid_of)
    store.remember([Membership("r8", "sag1", "nabo", "nabo")])
    assert tokens(store, "sag2") == {**HOLM_TOKENS, "nabo": ""}
    assert "nabo" not in {person.person_pid for person in store.case_people()}


def test_an_unknown_case_has_an_empty_register(store: ControlStore) -> None:
    assert store.registers(["none"])["none"].people == ()
    assert (store.registers([]), store.register_fingerprints([])) == ({}, {})
    assert store.forget([]) == 0


def test_linking_again_changes_nothing(store: ControlStore, holms: list[Learned]) -> None:
    store.remember(holms)
    store.link(family_pid_of)
    before = (tokens(store, "sag1"), store.register_fingerprints(["sag1", "sag2"]))
    assert store.link(family_pid_of) == Linked()
    assert (tokens(store, "sag1"), store.register_fingerprints(["sag1", "sag2"])) == before


def test_a_repeated_row_changes_nothing_a_changed_one_replaces(
    store: ControlStore, holms: list[Learned]
) -> None:
    store.remember(holms)
    before = store.register_fingerprints(["sag1"])
    store.remember(holms)
    assert store.register_fingerprints(["sag1"]) == before
    store.remember(
        [fact("r6", "teacher", full_name="Ole Krogh"), Membership("r6", "sag1", "teacher", "lærer")]
    )
    assert people(store, "sag1")["teacher"].names == ("Ole Krogh",)
    assert store.register_fingerprints(["sag1"]) != before


def test_a_row_that_says_nothing_now_is_named_all_the_same(store: ControlStore, holms: list[Learned]) -> None:
    store.remember(holms)
    assert store.remember([], rows=["r6"]) == 1
    assert "teacher" not in people(store, "sag1")


def test_fingerprints_are_the_registers(store: ControlStore, holms: list[Learned]) -> None:
    store.remember(holms)
    store.link(family_pid_of)
    before = store.register_fingerprints(["sag1", "sag2", "none"])
    assert all(len(print_) == 32 for print_ in before.values())
    assert len(set(before.values())) == 3  # roles differ between the siblings' cases
    # A second row that says the same is no news; a name in the sibling's case is, for both.
    store.remember([fact("r9", "teacher", full_name="Ole Krog")])
    assert store.register_fingerprints(before) == before
    store.remember([fact("r9", "teacher", full_name="Ole Krog", nickname="Krogen")])
    after = store.register_fingerprints(before)
    assert after["sag1"] != before["sag1"]
    assert after["sag2"] != before["sag2"]
    assert after["none"] == before["none"]


def test_tokens_stay_when_roles_change(store: ControlStore, holms: list[Learned]) -> None:
    store.remember(holms)
    store.link(family_pid_of)
    store.remember([Membership("r6", "sag1", "teacher", "plejefar")])
    store.link(family_pid_of)
    assert people(store, "sag1")["teacher"].role == "plejefar"
    assert tokens(store, "sag1") == HOLM_TOKENS


def test_a_forgotten_persons_token_waits_for_them(store: ControlStore, holms: list[Learned]) -> None:
    store.remember(holms)
    store.link(family_pid_of)
    assert store.forget(["r6"]) == 1
    store.remember([Membership("r10", "sag1", "aaa", "lærer")])
    store.link(family_pid_of)
    assert tokens(store, "sag1")["aaa"] == "LAERER_2"
    assert "teacher" not in store.family_of_people(["teacher"])
    store.remember([Membership("r6", "sag1", "teacher", "lærer")])
    store.link(family_pid_of)
    assert tokens(store, "sag1")["teacher"] == "LAERER_1"


def test_one_person_in_two_families_has_unrelated_tokens(store: ControlStore, holms: list[Learned]) -> None:
    bangs: list[Learned] = [
        CaseFact("q1", "sag9", "ida", "demo:9"),
        Membership("q2", "sag9", "first", "lærer"),
        Membership("q3", "sag9", "teacher", "lærer"),
    ]
    store.remember([*holms, *bangs])
    store.link(family_pid_of)
    assert tokens(store, "sag9") == {"ida": "BARN_1", "first": "LAERER_1", "teacher": "LAERER_2"}
    assert tokens(store, "sag1")["teacher"] == "LAERER_1"


def test_a_mother_who_was_a_child_once_is_two_people_in_tokens(
    store: ControlStore, holms: list[Learned]
) -> None:
    store.remember([*holms, CaseFact("q1", "sag0", "mother", "demo:0"), Parentage("q2", "mother", "granny")])
    store.link(family_pid_of)
    assert tokens(store, "sag0") == {"mother": "BARN_1", "granny": "MOR_1"}
    assert tokens(store, "sag1")["mother"] == "MOR_1"
    # Counted where a case is about her; her own mother is a relative in the children's cases.
    assert store.family_of_people(["mother", "emma"]) == {
        "mother": "family-of-granny",
        "emma": "family-of-mother",
    }
    assert people(store, "sag1")["granny"].role == "slægtning"


def test_people_outside_cases_have_a_family_too(store: ControlStore) -> None:
    store.remember(
        [fact("r1", "a", surname="Holm"), Parentage("r1", "a", "m"), fact("r2", "b", surname="Bang")]
    )
    staff = Fact("r3", "medarbejder", "demo", "e", "employee", {"full_name": "Ulla Friis"})
    store.remember([staff])
    store.link(family_pid_of)
    assert store.family_of_people(["a", "b", "e", "x"]) == {"a": "family-of-m", "b": "family-of-b"}
    store.forget(["r1", "r2"])
    store.link(family_pid_of)
    assert store.family_of_people(["a", "b"]) == {}


def test_a_case_that_moves_family_keeps_tokens_that_are_free(
    store: ControlStore, holms: list[Learned]
) -> None:
    store.remember([*(row for row in holms if row.kilde_id_pid in ("r1", "r2"))])
    alone: list[Learned] = [
        CaseFact("r4", "sag2", "noah", "demo:2"),
        Membership("q1", "sag2", "first", "nabo"),
        Membership("q2", "sag2", "neighbour", "nabo"),
    ]
    store.remember(alone)
    store.link(family_pid_of)
    assert tokens(store, "sag2") == {"noah": "BARN_1", "first": "NABO_1", "neighbour": "NABO_2"}
    store.forget(["q1"])
    store.remember([Parentage("r3", "noah", "mother")])  # now a sibling of Emma
    assert store.link(family_pid_of).cases_moved == 1
    found = tokens(store, "sag2")
    assert (found["emma"], found["noah"], found["neighbour"]) == ("BARN_1", "BARN_2", "NABO_2")


def test_a_placeholder_is_nobodys_mother(store: ControlStore) -> None:
    many = [f"c{number:02}" for number in range(MOST_CHILDREN + 1)]
    store.remember([Parentage(f"r-{child}", child, "0000000000") for child in many])
    store.remember([CaseFact(f"s-{child}", f"sag-{child}", child, f"demo:{child}") for child in many])
    store.link(family_pid_of)
    assert store.family_of_cases(["sag-c00", "sag-c01"]) == {
        "sag-c00": "family-of-c00",
        "sag-c01": "family-of-c01",
    }


def test_case_people_are_the_rows_of_sag_person(store: ControlStore, holms: list[Learned]) -> None:
    store.remember([*holms, Membership("r8", "sag3", "worker", "sagsbehandler")])
    store.remember([Fact("e1", "medarbejder", "demo", "worker", "employee", {"full_name": "Ulla Friis"})])
    store.link(family_pid_of)
    found = [*store.case_people(page=1)]
    assert found == [*store.case_people()]
    assert found[0] == CasePerson("sag1", "demo:1", "emma", "010112-1111", "citizen", "BARN_1", "barn")
    assert found[-1] == CasePerson("sag3", "", "worker", "", "employee", "SAGSBEHANDLER_1", "sagsbehandler")
    assert {(p.sag_pid, p.person_pid, p.token) for p in found[:-1]} == {
        (sag, pid, token) for sag in ("sag1", "sag2") for pid, token in HOLM_TOKENS.items()
    }
    assert [p.cpr for p in found if p.person_pid == "mother"] == ["020280-2222"] * 2


def test_staff_and_names(store: ControlStore, holms: list[Learned]) -> None:
    store.remember(holms)
    for row in ("e1", "e2"):
        values = {"full_name": "Ulla Friis", "initials": "ulf", "email": f"{row}@randers.example"}
        store.remember([Fact(row, "medarbejder", row, "ulla", "employee", values)])
    (ulla,) = store.staff()
    assert (ulla.person_id, ulla.role, ulla.token) == ("ulla", "sagsbehandler", "")
    assert (ulla.names, len(ulla.emails)) == (("Ulla Friis",), 2)
    assert {"Emma", "Holm", "Noah Holm", "Ole Krog", "Ulla Friis"} <= set(store.municipal_names())
    assert list(islice(store.municipal_names(), 1)) == ["Ulla Friis"]


def test_casebooks_are_kept_until_the_case_is_gone(store: ControlStore, holms: list[Learned]) -> None:
    book = Casebook("sag2", (Outsider("PERSON_1", ("Bo", "Bos")), Outsider("PERSON_2", ("Liv",))))
    store.remember(holms)
    store.remember_casebooks([book, Casebook("sag1")])
    assert store.casebooks(["sag1", "sag2"]) == {"sag1": Casebook("sag1"), "sag2": book}
    store.remember_casebooks([book])
    assert store.casebooks(["sag2"])["sag2"] == book
    store.forget(["r6"])
    assert store.casebooks(["sag2"])["sag2"] == book
    store.link(family_pid_of)
    store.forget(["r4"])
    assert store.casebooks(["sag2"]) == {"sag2": Casebook("sag2")}
    assert store.family_of_cases(["sag2"]) == {}
    store.remember_casebooks([Casebook("sag2", book.outsiders), Casebook("sag2")])
    assert store.casebooks(["sag2"]) == {"sag2": Casebook("sag2")}  # the last one counts


def test_a_case_that_only_changed_hands_keeps_its_casebook(store: ControlStore, holms: list[Learned]) -> None:
    book = Casebook("sag1", (Outsider("PERSON_1", ("Bo",)),))
    store.remember(holms)
    store.remember_casebooks([book])
    store.remember([CaseFact("r2", "sag1", "noah", "demo:1")])
    assert store.casebooks(["sag1"])["sag1"] == book


def test_more_cases_than_a_statement_takes(store: ControlStore) -> None:
    number = 2500
    store.remember([CaseFact(f"r{n}", f"s{n}", f"p{n}", f"demo:{n}") for n in range(number)])
    store.remember([fact(f"f{n}", f"p{n}", full_name=f"Emma {n}") for n in range(number)])
    assert store.link(family_pid_of) == Linked(number, number, number)
    cases = [f"s{n}" for n in range(number)]
    assert len(store.family_of_cases(cases)) == len(store.registers(cases)) == number
    assert sum(1 for _ in store.case_people()) == number
    assert sum(1 for _ in store.municipal_names()) == number
    assert store.forget([f"r{n}" for n in range(number)]) == number
    store.link(family_pid_of)
    assert store.family_of_cases(cases) == {}
