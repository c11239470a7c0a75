"""What every backend does alike, the fake included."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vault.backends.file import FileVault
from vault.backends.interface import Vault
from vault.keys import PURPOSES, SEAL
from vault.store import Membership
from vault.testing import MemoryVault

BACKENDS: dict[str, Callable[[Path], Vault]] = {
    "file": lambda folder: FileVault.create(folder / "vault"),
    "memory": lambda folder: MemoryVault(),
}


@pytest.fixture(params=BACKENDS)
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    return BACKENDS[request.param](tmp_path)


def test_it_has_a_key_for_every_purpose(vault: Vault) -> None:
    ring = vault.ring()
    assert all(len(ring.handle(purpose).prf(b"x")) == 32 for purpose in PURPOSES if purpose != SEAL)
    assert all(ring.handle(p).epoch == ring.epoch for p in PURPOSES if p != SEAL)


def test_its_keys_stay_the_same(vault: Vault) -> None:
    assert vault.ring().handle("date").prf(b"x") == vault.ring().handle("date").prf(b"x")


def test_its_store_works(vault: Vault) -> None:
    with vault.store() as store:
        store.remember([Membership("r1", "s1", "p1", "mor")])
        assert [person.person_id for person in store.registers(["s1"])["s1"].people] == ["p1"]


def test_it_shows_no_key(vault: Vault) -> None:
    assert vault.ring().epoch in repr(vault)
    assert len(repr(vault)) < 200
