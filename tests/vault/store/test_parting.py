"""A person struck from the register is still looked for, as long as a living case tells of them."""

import pytest

from vault.store import CaseFact, ControlStore, Fact, Membership, Parentage
from vault.testing import MemoryVault


def fact(row: str, person: str, subject: str = "citizen") -> Fact:
    return Fact(row, "borger", "s", person, subject, {"given_name": person.upper()})  # type: ignore[arg-type]


@pytest.fixture
def store() -> ControlStore:
    store = MemoryVault().store()
    store.remember(
        [
            CaseFact("case-1", "sag1", "child", "s:1"),
            CaseFact("case-2", "sag2", "other", "s:2"),
            fact("row-child", "child"),
            Parentage("row-child", "child", mother_pid="mother"),
            fact("row-mother", "mother"),
            fact("row-friend", "friend"),
            Membership("row-friend", "sag1", "friend", "ven"),
            fact("row-staff", "clerk", "employee"),
            fact("row-stranger", "stranger"),
        ]
    )
    store.link(lambda pid: f"family of {pid}")
    return store


def names(store: ControlStore, case: str = "sag1") -> set[str]:
    return {name for person in store.registers([case])[case].people for name in person.given}


def test_a_friend_who_leaves_the_network_is_still_looked_for(store: ControlStore) -> None:
    assert store.part(["row-friend"]) == 0
    assert "FRIEND" in names(store)


def test_the_friend_goes_with_the_case(store: ControlStore) -> None:
    store.part(["row-friend"])
    assert store.part(["case-1"]) == 2
    store.link(lambda pid: f"family of {pid}")
    assert names(store) == set()


def test_nobody_waits_for_a_case_that_does_not_hold_them(store: ControlStore) -> None:
    assert store.part(["row-stranger"]) == 1
    assert "STRANGER" not in set(store.municipal_names())


def test_child_and_mother_stay_while_the_case_lives(store: ControlStore) -> None:
    assert store.part(["row-child", "row-mother"]) == 0
    assert {"CHILD", "MOTHER"} <= names(store)
    assert store.part(["case-1"]) == 3


def test_staff_stay_while_there_is_any_case(store: ControlStore) -> None:
    assert store.part(["row-staff", "case-1"]) == 1
    assert [person.given for person in store.staff()] == [("CLERK",)]
    assert store.part(["case-2"]) == 2
    assert store.staff() == []


def test_a_row_that_comes_back_is_no_longer_on_its_way_out(store: ControlStore) -> None:
    store.part(["row-friend"])
    store.remember([fact("row-friend", "friend"), Membership("row-friend", "sag1", "friend", "ven")])
    store.part(["case-1"])
    assert store.part(["case-2"]) == 1  # the friend's row stands in its source: only its absence ends it
    assert "FRIEND" in set(store.municipal_names())


def test_parting_twice_is_parting_once(store: ControlStore) -> None:
    store.part(["case-1", "row-child"])
    before = store.register_fingerprints(["sag1", "sag2"])
    store.part(["case-1", "row-child"])
    assert store.part([]) == 0
    assert store.register_fingerprints(["sag1", "sag2"]) == before
