"""A store in memory, and a family to put into it."""

from collections.abc import Iterator

import pytest

from vault.store import CaseFact, ControlStore, Fact, Learned, Membership, Parentage
from vault.testing import MemoryVault


@pytest.fixture
def store() -> Iterator[ControlStore]:
    with MemoryVault().store() as store:
        yield store


@pytest.fixture
def holms() -> list[Learned]:
    """Two children with a case each, one mother (known by CPR only), a foster mother, a teacher by name."""

    def fact(row: str, subject: str, **values: str | tuple[str, ...]) -> Fact:
        return Fact(row, "borger", "demo", subject, "citizen", values)

    return [
        fact("r1", "emma", given_name="Emma", surname="Holm", cpr="010112-1111", mother_cpr="020280-2222"),
        Parentage("r1", "emma", "mother"),
        CaseFact("r2", "sag1", "emma", "demo:1"),
        fact("r3", "noah", given_name="Noah", surname="Holm", cpr="030314-1111", mother_cpr="020280-2222"),
        Parentage("r3", "noah", "mother"),
        CaseFact("r4", "sag2", "noah", "demo:2"),
        Membership("r5", "sag1", "foster", "plejemor"),
        fact("r5", "foster", full_name="Ane Bang", phone=("20202020", "20202021")),
        Membership("r6", "sag1", "teacher", "lærer"),
        fact("r6", "teacher", full_name="Ole Krog"),
        Membership("r7", "sag1", "noah", "søskende"),
    ]
