"""Several processes write one store: they wait for each other, and nothing is lost."""

import multiprocessing
import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from schemas.errors import VaultError
from vault.backends.file import FileVault
from vault.store import CaseFact, Fact, Learned, Membership, engine

FORK = multiprocessing.get_context("fork")


def rows(writer: str, number: int) -> list[Learned]:
    row = f"{writer}-{number}"
    return [
        Fact(row, "borger", "demo", f"p-{row}", "citizen", {"full_name": f"Emma {row}"}),
        CaseFact(row, f"s-{row}", f"p-{row}", f"demo:{row}"),
        Membership(row, f"s-{row}", "shared", "mor"),
    ]


def _write(folder: Path, writer: str, batches: int) -> None:
    with FileVault.open(folder).store() as store:
        for number in range(batches):
            store.remember(rows(writer, number))
            store.link("family-{}".format)


def test_two_writers_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    FileVault.create(folder)  # the store itself is made by whoever comes first
    writers = [FORK.Process(target=_write, args=(folder, name, 12)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    with FileVault.open(folder).store() as store:
        store.link("family-{}".format)
        cases = [f"s-{name}-{number}" for name in ("a", "b") for number in range(12)]
        assert set(store.family_of_cases(cases).values()) == {"family-shared"}
        tokens = {person.person_id: person.token for person in store.registers(cases[:1])[cases[0]].people}
        assert sorted(tokens.values()) == sorted([*(f"BARN_{n}" for n in range(1, 25)), "MOR_1"])
        assert sum(1 for _ in store.municipal_names()) == 24


def _write_forever(folder: Path) -> None:
    with FileVault.open(folder).store() as store:
        number = 0
        while True:
            store.remember([one for n in range(20) for one in rows("a", number + n)])
            number += 20


def test_a_killed_writer_leaves_whole_batches(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    FileVault.create(folder).store().close()
    writer = FORK.Process(target=_write_forever, args=(folder,))
    writer.start()
    assert writer.pid is not None
    time.sleep(0.5)
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    with FileVault.open(folder).store() as store:
        said = sum(1 for _ in store.municipal_names())
        assert said % 20 == 0
        store.remember(rows("b", 0))
        assert sum(1 for _ in store.municipal_names()) == said + 1


def test_a_store_held_too_long_is_a_vault_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    vault = FileVault.create(tmp_path / "vault")
    with vault.store() as store:
        other = sqlite3.connect(vault.store_path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            with pytest.raises(VaultError, match="held by"):
                store.remember(rows("a", 0))
            assert store.registers(["s"])["s"].people == ()  # readers do not wait
        finally:
            other.close()
        assert store.remember(rows("a", 0)) == 1
