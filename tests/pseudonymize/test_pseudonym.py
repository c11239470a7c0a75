"""One thing, one pseudonym; two domains, nothing in common."""

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudonymize.pseudonym import LENGTH, Pseudonymizer
from pseudonymize.subject import every_pseudonym
from schemas.contract import Domain
from schemas.errors import RowMisfit
from vault.testing import MemoryVault

CPR = "1407850001"
FORM = re.compile(r"[a-z2-7]{16}")


def test_a_number_in_two_layouts_is_one_person(pseudonymizer: Pseudonymizer) -> None:
    pid = pseudonymizer.one(Domain.CITIZEN, CPR)
    assert FORM.fullmatch(pid)
    assert len(pid) == LENGTH
    assert pseudonymizer.one(Domain.CITIZEN, "140785 - 0001") == pid
    assert pseudonymizer.one(Domain.CITIZEN, "1407850002") != pid


def test_domains_are_unrelated(pseudonymizer: Pseudonymizer) -> None:
    assert len({pseudonymizer.one(domain, CPR) for domain in Domain}) == len(Domain)


def test_domains_differ_even_under_one_key() -> None:
    # The domain is in the value, not only in the choice of key.
    one_key = MemoryVault(3).ring().handle(Domain.CASE)
    assert one_key.prf(b"case\x1f1") != one_key.prf(b"note\x1f1")


def test_keys_decide(pseudonymizer: Pseudonymizer) -> None:
    assert Pseudonymizer(MemoryVault(2).ring()).one(Domain.CITIZEN, CPR) != pseudonymizer.one(
        Domain.CITIZEN, CPR
    )


def test_ids_of_systems_keep_their_namespace(pseudonymizer: Pseudonymizer) -> None:
    assert pseudonymizer.one(Domain.CASE, "alfa:17") != pseudonymizer.one(Domain.CASE, "beta:17")
    assert pseudonymizer.one(Domain.CASE, " alfa:17 ") == pseudonymizer.one(Domain.CASE, "alfa:17")


def test_composed_and_decomposed_letters_are_one(pseudonymizer: Pseudonymizer) -> None:
    assert pseudonymizer.one(Domain.EMPLOYEE, "a\u030asa") == pseudonymizer.one(Domain.EMPLOYEE, "åsa")


@pytest.mark.parametrize(("domain", "value"), [(Domain.CITIZEN, "ukendt Aviaja"), (Domain.CASE, " \t")])
def test_what_is_no_id_is_refused_without_quoting_it(
    pseudonymizer: Pseudonymizer, domain: Domain, value: str
) -> None:
    with pytest.raises(RowMisfit) as refused:
        pseudonymizer.one(domain, value)
    assert value not in str(refused.value)
    assert refused.value.__context__ is None


VALUES = st.one_of(
    st.none(),
    st.just(CPR),
    st.sampled_from(["140785-0001", "14 07 85 0001", "0112570009", "ukendt", ""]),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12),
)


@given(st.lists(VALUES, max_size=40), st.sampled_from(list(Domain)))
def test_many_equals_one_at_a_time(values: list[str | None], domain: Domain) -> None:
    pseudonymizer = Pseudonymizer(MemoryVault(1).ring())

    def slowly(value: str | None) -> str | None:
        if value is None:
            return None
        try:
            return pseudonymizer.one(domain, value)
        except RowMisfit:
            return None

    cells = pa.array(values, pa.string())
    assert pseudonymizer.many(domain, cells).to_pylist() == [slowly(value) for value in values]
    assert pseudonymizer.many(domain, cells.dictionary_encode()).to_pylist() == [slowly(v) for v in values]


def test_each_distinct_value_is_derived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pseudonymizer = Pseudonymizer(MemoryVault(1).ring())
    derived: list[str] = []
    derive = pseudonymizer._derive
    monkeypatch.setattr(pseudonymizer, "_derive", lambda d, v: derived.append(v) or derive(d, v))
    pseudonymizer.many(Domain.CASE, pa.array(["alfa:1", "alfa:2", None] * 50))
    assert derived == ["alfa:1", "alfa:2"]


def test_an_empty_chunk_stays_empty(pseudonymizer: Pseudonymizer) -> None:
    assert pseudonymizer.many(Domain.CITIZEN, pa.array([], pa.string())).type == pa.string()


def test_a_lost_zero_is_found_where_it_may_be_lost(pseudonymizer: Pseudonymizer) -> None:
    careless = Pseudonymizer(MemoryVault(1).ring(), lost_zero=True)
    assert careless.one(Domain.CITIZEN, "112570009") == pseudonymizer.one(Domain.CITIZEN, "0112570009")
    assert pseudonymizer.cpr("112570009") is None


def test_a_person_without_a_number_is_no_one_else(pseudonymizer: Pseudonymizer) -> None:
    rows = [pseudonymizer.unnumbered(f"alfa:relation:{n}") for n in range(3)]
    assert len(set(rows)) == 3
    assert all(FORM.fullmatch(pid) for pid in rows)


def test_every_pseudonym_of_a_person_is_known_to_who_holds_the_keys(pseudonymizer: Pseudonymizer) -> None:
    older = Pseudonymizer(MemoryVault(2).ring())
    found = every_pseudonym(["140785-0001", CPR, "1407850002", "ukendt"], {"ny": pseudonymizer, "gl": older})
    assert found["ny"] == {pseudonymizer.one(Domain.CITIZEN, n) for n in (CPR, "1407850002")}
    assert found["gl"] == {older.one(Domain.CITIZEN, n) for n in (CPR, "1407850002")}
