"""What lies on disk names nobody, belongs to its keys, and is closed to others."""

import gc
import os
import sqlite3
import stat
import traceback
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from schemas.errors import VaultError
from schemas.people import Casebook, Outsider
from vault.backends.file import FileVault
from vault.keys import PURPOSES, KeyRing
from vault.store import CaseFact, ControlStore, Fact, Learned, Membership
from vault.store.engine import chunks, open_memory, writing
from vault.store.interface import REGISTER_KINDS
from vault.testing import MemoryVault

CANARY = "Kanarieli"


def planted() -> list[Learned]:
    values = {kind: f"{CANARY}-{kind}-æøå" for kind in sorted(REGISTER_KINDS)}
    return [
        Fact("r1", "borger", "demo", "p1", "citizen", values),
        Fact("r2", "medarbejder", "demo", "p2", "employee", values),
        CaseFact("r3", "s1", "p1", f"demo:{CANARY}"),
        Membership("r4", "s1", "p3", f"lærer {CANARY}"),
    ]


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    return FileVault.create(tmp_path / "vault")


def bytes_on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_no_personal_value_is_in_any_byte(vault: FileVault) -> None:
    with vault.store() as store:
        store.remember(planted())
        store.link("family-{}".format)
        store.remember_casebooks([Casebook("s1", (Outsider("PERSON_1", (CANARY,)),))])
        assert CANARY in str([person.names for person in store.registers(["s1"])["s1"].people])
        during = bytes_on_disk(vault.folder)  # with the write-ahead log
    after = bytes_on_disk(vault.folder)
    assert b"p1" in during
    assert b"p1" in after
    for content in (during, after):
        for form in (CANARY, CANARY.lower(), CANARY.upper()):
            assert form.encode() not in content
            assert form.encode("utf-16-le") not in content


def test_database_and_companions_are_private(vault: FileVault) -> None:
    before = os.umask(0)
    try:
        with vault.store() as store:
            store.remember(planted())
            found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in vault.folder.iterdir()}
    finally:
        os.umask(before)
    assert {"control.sqlite", "control.sqlite-wal", "control.sqlite-shm"} <= found.keys()
    assert set(found.values()) == {0o600}


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_a_loose_database_or_companion_is_refused(vault: FileVault, suffix: str) -> None:
    vault.store().close()
    path = vault.store_path.with_name(vault.store_path.name + suffix)
    path.touch()
    path.chmod(0o644)
    with pytest.raises(VaultError, match="chmod 600"):
        vault.store()


def test_what_was_learned_is_there_after_opening_again(vault: FileVault) -> None:
    with vault.store() as store:
        store.remember(planted())
        store.link("family-{}".format)
        before = (store.registers(["s1"]), store.register_fingerprints(["s1"]))
    with FileVault.open(vault.folder).store() as store:
        assert (store.registers(["s1"]), store.register_fingerprints(["s1"])) == before
        assert vault.store_path.name in repr(store)


def test_the_store_of_another_vault_is_refused(vault: FileVault, tmp_path: Path) -> None:
    vault.store().close()
    other = FileVault.create(tmp_path / "other")
    with pytest.raises(VaultError, match=f"{vault.ring().epoch}.*{other.ring().epoch}"):
        ControlStore.open(vault.store_path, other.ring())
    imposter = KeyRing(vault.ring().epoch, dict.fromkeys(PURPOSES, b"x" * 32))
    with pytest.raises(VaultError, match="does not open"):
        ControlStore.open(vault.store_path, imposter)


def test_a_store_of_another_release_is_refused(vault: FileVault) -> None:
    vault.store().close()
    with sqlite3.connect(vault.store_path) as connection:
        connection.execute("UPDATE meta SET value = 'moon' WHERE name = 'schema'")
    connection.close()
    with pytest.raises(VaultError, match="another release"):
        vault.store()


def test_tables_that_another_process_made_meanwhile_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    class LookedTooEarly:
        def has_table(self, name: str) -> bool:
            return False

    ring, engine = MemoryVault().ring(), open_memory()
    ControlStore(engine, ring).remember(planted())
    monkeypatch.setattr("vault.store.store.inspect", lambda connection: LookedTooEarly())
    assert CANARY in next(ControlStore(engine, ring).municipal_names())


def test_sealed_values_cannot_be_exchanged_between_people(vault: FileVault) -> None:
    one = Fact("r1", "borger", "demo", "p1", "citizen", {"full_name": "Emma"})
    other = Fact("r2", "borger", "demo", "p2", "citizen", {"full_name": "Liv"})
    with vault.store() as store:
        store.remember([one, other, Membership("r1", "s", "p1", "barn")])
        with sqlite3.connect(vault.store_path) as connection:
            sealed = dict(connection.execute("SELECT subject_pid, sealed FROM facts"))
            connection.execute("UPDATE facts SET sealed = ? WHERE subject_pid = 'p1'", [sealed["p2"]])
        connection.close()
        with pytest.raises(VaultError, match=r"facts\.values does not open") as caught:
            store.registers(["s"])
    assert "Liv" not in "".join(traceback.format_exception(caught.value))


def test_a_damaged_database_is_a_vault_error_without_content(vault: FileVault) -> None:
    vault.store().close()
    vault.store_path.write_bytes(CANARY.encode() * 1000)
    with pytest.raises(VaultError, match="cannot be used") as caught:
        vault.store()
    assert CANARY not in "".join(traceback.format_exception(caught.value))
    gc.collect()  # no connection is left to complain later


def test_a_failed_statement_does_not_quote_values() -> None:
    engine = open_memory()
    with pytest.raises(VaultError) as caught, writing(engine) as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": CANARY})
    assert CANARY not in "".join(traceback.format_exception(caught.value))
    assert engine.hide_parameters
    assert not create_engine("sqlite://").hide_parameters  # the default would quote them


def test_a_failed_batch_leaves_nothing(vault: FileVault) -> None:
    def breaks() -> list[Learned]:
        return [*planted(), Fact("r9", "borger", "demo", "p9", "citizen", {"wrong": CANARY})]

    with vault.store() as store:
        store.remember(planted()[:1])
        with pytest.raises(VaultError):
            store.remember(breaks())
        assert store.staff() == []
        assert CANARY in next(store.municipal_names())


def test_chunks() -> None:
    assert list(chunks(range(5), 2)) == [(0, 1), (2, 3), (4,)]
    assert list(chunks([])) == []
