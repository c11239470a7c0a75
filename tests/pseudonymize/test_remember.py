"""What rows tell of people reaches the register under the right pseudonym, and nothing else does."""

from collections.abc import Callable
from datetime import date

import pytest

from pseudonymize.apply import Applier
from pseudonymize.identify import source_pids
from pseudonymize.pseudonym import Pseudonymizer
from pseudonymize.remember import learned
from schemas.batch import SourceBatch
from schemas.contract import Contract, Domain
from vault.keys import KeyRing
from vault.store import CaseFact, ControlStore, Fact, Learned, Membership, Parentage

Batches = Callable[..., SourceBatch]
CHILD, MOTHER, TEACHER = "0203151235", "1407850001", "0504770001"


@pytest.fixture
def told(keys: KeyRing, pseudonymizer: Pseudonymizer) -> Callable[[SourceBatch], list[Learned]]:
    def tell(batch: SourceBatch) -> list[Learned]:
        return list(learned(batch, source_pids(batch, keys).to_pylist(), pseudonymizer))

    return tell


Told = Callable[[SourceBatch], list[Learned]]


def test_a_citizen(told: Told, rows_of: Batches, pseudonymizer: Pseudonymizer) -> None:
    row = {
        "cpr": "020315-1235",
        "mor_cpr": "140785 0001",
        "far_cpr": "ukendt",
        "fornavn": " Aviaja ",
        "mellemnavn": "",
        "foedselsdato": date(2015, 3, 2),
        "koen": "kvinde",
    }
    fact, parents = told(rows_of("borger", [row]))
    assert isinstance(fact, Fact)
    assert isinstance(parents, Parentage)
    assert (fact.dataset, fact.system, fact.subject) == ("borger", "alfa", "citizen")
    assert fact.subject_pid == parents.child_pid == pseudonymizer.one(Domain.CITIZEN, CHILD)
    assert dict(fact.values) == {
        "cpr": (CHILD,),
        "mother_cpr": (MOTHER,),
        "given_name": ("Aviaja",),
        "birth_date": ("2015-03-02",),
    }
    assert parents.mother_pid == pseudonymizer.one(Domain.CITIZEN, MOTHER)
    assert parents.father_pid is None
    assert parents.spouse_pid is None


def test_a_citizen_alone_has_no_parentage(told: Told, rows_of: Batches) -> None:
    assert [type(one) for one in told(rows_of("borger", [{"cpr": CHILD}]))] == [Fact]


def test_a_name_under_an_unreadable_number_is_still_known(
    told: Told, rows_of: Batches, pseudonymizer: Pseudonymizer
) -> None:
    (fact,) = told(rows_of("borger", [{"cpr": "ukendt", "fornavn": "Aviaja"}, {"cpr": "ukendt"}]))
    assert isinstance(fact, Fact)
    assert fact.subject_pid == pseudonymizer.unnumbered("alfa:borger:0")
    assert dict(fact.values) == {"given_name": ("Aviaja",)}


def test_an_employee_has_another_domain(told: Told, rows_of: Batches, pseudonymizer: Pseudonymizer) -> None:
    rows = [{"medarbejder_id": "alfa:klj", "initialer": "KLJ"}, {"initialer": "XX"}]
    (fact,) = told(rows_of("medarbejder", rows))
    assert isinstance(fact, Fact)
    assert fact.subject == "employee"
    assert fact.subject_pid == pseudonymizer.one(Domain.EMPLOYEE, "alfa:klj")
    assert dict(fact.values) == {"initials": ("KLJ",)}


def test_a_case(told: Told, rows_of: Batches, pseudonymizer: Pseudonymizer) -> None:
    fact, case, nameless = told(
        rows_of(
            "sag",
            [
                {"sag_id": "alfa:1", "borger_cpr": CHILD},
                {"sag_id": "alfa:2", "borger_cpr": "ukendt"},
                {},
            ],
        )
    )
    assert isinstance(fact, Fact)
    assert dict(fact.values) == {"cpr": (CHILD,)}
    assert isinstance(case, CaseFact)
    assert (case.sag_id, case.sag_pid) == ("alfa:1", pseudonymizer.one(Domain.CASE, "alfa:1"))
    assert case.primary_pid == fact.subject_pid == pseudonymizer.one(Domain.CITIZEN, CHILD)
    assert isinstance(nameless, CaseFact)
    assert nameless.primary_pid is None


def test_a_relative_and_a_contact_without_a_number(
    told: Told, rows_of: Batches, pseudonymizer: Pseudonymizer
) -> None:
    rows = [
        {"sag_id": "alfa:1", "til_cpr": MOTHER, "relationstype": "mor"},
        {"sag_id": "alfa:1", "relationstype": "lærer", "kontakt_navn": "Sune Storm"},
        {"sag_id": "alfa:1", "relationstype": "nabo"},  # nobody: neither number nor name
        {"til_cpr": TEACHER, "kontakt_telefon": "70101010"},  # no case
        {"sag_id": "alfa:1", "til_cpr": TEACHER},  # no role
    ]
    mother, mothers, teacher, teachers, caseless, roleless, unnamed = told(rows_of("relation", rows))
    assert isinstance(mother, Fact)
    assert isinstance(mothers, Membership)
    assert isinstance(teacher, Fact)
    assert isinstance(teachers, Membership)
    assert isinstance(caseless, Fact)
    assert isinstance(roleless, Fact)
    assert isinstance(unnamed, Membership)
    assert dict(mother.values) == {"cpr": (MOTHER,)}
    assert (mothers.person_pid, mothers.role) == (pseudonymizer.one(Domain.CITIZEN, MOTHER), "mor")
    assert dict(teacher.values) == {"full_name": ("Sune Storm",)}
    assert teachers.person_pid == teacher.subject_pid == pseudonymizer.unnumbered("alfa:relation:1")
    assert dict(caseless.values) == {"phone": ("70101010",), "cpr": (TEACHER,)}
    assert unnamed.role == ""


def test_an_address(told: Told, rows_of: Batches, pseudonymizer: Pseudonymizer) -> None:
    (fact,) = told(rows_of("bopael", [{"cpr": CHILD, "vejnavn": "Prøvevej", "husnr": "3A"}]))
    assert isinstance(fact, Fact)
    assert fact.subject_pid == pseudonymizer.one(Domain.CITIZEN, CHILD)
    assert set(fact.values) == {"cpr", "street", "house"}


def test_nothing_is_told_that_no_column_gives_to_the_register(
    told: Told, rows_of: Batches, contracts: dict[str, Contract]
) -> None:
    for dataset, contract in contracts.items():
        if not any(column.register for column in contract.columns):
            assert told(rows_of(dataset, [{}])) == []


def test_facts_hide_their_values(told: Told, rows_of: Batches) -> None:
    for one in told(rows_of("borger", [{"cpr": CHILD, "mor_cpr": MOTHER, "fornavn": "Aviaja"}])):
        assert CHILD not in repr(one)
        assert "Aviaja" not in repr(one)


def test_the_store_learns_twice_what_it_learns_once(
    applier: Applier, store: ControlStore, rows_of: Batches, pseudonymizer: Pseudonymizer
) -> None:
    sag_pid = pseudonymizer.one(Domain.CASE, "alfa:1")
    batches = [
        rows_of("borger", [{"cpr": CHILD, "mor_cpr": MOTHER, "fornavn": "Aviaja"}]),
        rows_of("sag", [{"sag_id": "alfa:1", "borger_cpr": CHILD}]),
        rows_of("relation", [{"sag_id": "alfa:1", "relationstype": "lærer", "kontakt_navn": "Sune Storm"}]),
    ]
    seen = []
    for _ in range(2):
        assert sum(applier.remember(batch) for batch in batches) == 3
        applier.link()
        register = store.registers([sag_pid])[sag_pid]
        seen.append(
            ([(p.role, p.token, p.names) for p in register.people], store.register_fingerprints([sag_pid]))
        )
    assert seen[0] == seen[1]
    assert {role for role, _, _ in seen[0][0]} == {"barn", "mor", "lærer"}


def test_what_a_row_no_longer_says_is_forgotten(
    applier: Applier, store: ControlStore, rows_of: Batches
) -> None:
    applier.remember(rows_of("relation", [{"sag_id": "alfa:1", "kontakt_navn": "Sune Storm"}]))
    assert "Sune Storm" in set(store.municipal_names())
    applier.remember(rows_of("relation", [{}]))
    assert set(store.municipal_names()) == set()
