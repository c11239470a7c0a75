"""The vault in a folder refuses what is loose, damaged or not its own, and overwrites nothing."""

import json
import os
import stat
from pathlib import Path

import pytest

from schemas.errors import VaultError
from vault.backends.file import FileVault
from vault.keys import PURPOSES
from vault.permissions import write_new


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a" / "vault"


def test_everything_in_it_is_private(folder: Path) -> None:
    before = os.umask(0)
    try:
        vault = FileVault.create(folder)
        vault.store().close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert {"kek", "ring.json", "control.sqlite"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_opened_again_it_has_the_same_keys(folder: Path) -> None:
    made, opened = FileVault.create(folder).ring(), FileVault.open(folder).ring()
    assert made.epoch == opened.epoch
    assert made.handle("citizen").prf(b"x") == opened.handle("citizen").prf(b"x")


def test_two_vaults_have_nothing_in_common(tmp_path: Path) -> None:
    one, two = (FileVault.create(tmp_path / name).ring() for name in ("one", "two"))
    assert one.epoch != two.epoch
    assert one.handle("citizen").prf(b"x") != two.handle("citizen").prf(b"x")


def test_no_key_is_written_in_clear(folder: Path) -> None:
    ring = FileVault.create(folder).ring()
    found = json.loads((folder / "ring.json").read_text())
    assert set(found["keys"]) == set(PURPOSES)
    assert len(set(found["keys"].values())) == len(PURPOSES)
    assert ring.epoch in repr(FileVault.open(folder))
    assert "keys" not in repr(FileVault.open(folder))


def test_a_vault_is_never_overwritten(folder: Path) -> None:
    FileVault.create(folder)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(VaultError, match="in use"):
        FileVault.create(folder)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_new_keys_are_not_made_beside_an_old_store(folder: Path) -> None:
    FileVault.create(folder).store().close()
    (folder / "ring.json").unlink()
    with pytest.raises(VaultError, match="in use"):
        FileVault.create(folder)


def test_an_interrupted_creation_is_repeated(folder: Path) -> None:
    FileVault.create(folder)
    (folder / "ring.json").unlink()
    (folder / ".new-ring.json-0011aabb").touch(mode=0o600)
    kek = (folder / "kek").read_bytes()
    FileVault.create(folder)
    assert (folder / "kek").read_bytes() == kek


def test_the_key_file_may_be_elsewhere(folder: Path, tmp_path: Path) -> None:
    kek = tmp_path / "elsewhere"
    made = FileVault.create(folder, kek=kek).ring()
    assert sorted(path.name for path in folder.iterdir()) == ["ring.json"]
    assert FileVault.open(folder, kek=kek).ring().epoch == made.epoch
    with pytest.raises(VaultError, match="kek"):
        FileVault.open(folder)


@pytest.mark.parametrize("name", ["kek", "ring.json"])
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_file_others_can_read_refuses_to_open(folder: Path, name: str, mode: int) -> None:
    FileVault.create(folder)
    (folder / name).chmod(mode)
    with pytest.raises(VaultError, match="chmod 600"):
        FileVault.open(folder)


def test_a_folder_others_can_enter_refuses_to_open_and_to_create(folder: Path) -> None:
    FileVault.create(folder)
    folder.chmod(0o755)
    with pytest.raises(VaultError, match="chmod 700"):
        FileVault.open(folder)
    with pytest.raises(VaultError, match="chmod 700"):
        FileVault.create(folder)


def test_a_control_store_others_can_read_refuses_to_open(folder: Path) -> None:
    vault = FileVault.create(folder)
    vault.store().close()
    vault.store_path.chmod(0o644)
    with pytest.raises(VaultError, match="chmod 600"):
        vault.store()


@pytest.mark.parametrize("content", [b"", b"xyz", b"00" * 31, b"00" * 33, b"\xff" * 64])
def test_a_damaged_key_file_is_said(folder: Path, content: bytes) -> None:
    FileVault.create(folder)
    (folder / "kek").write_bytes(content)
    with pytest.raises(VaultError, match="hexadecimal"):
        FileVault.open(folder)


def test_another_key_file_does_not_open_the_ring(folder: Path) -> None:
    FileVault.create(folder)
    (folder / "kek").write_bytes(b"00" * 32)
    with pytest.raises(VaultError, match="does not open"):
        FileVault.open(folder)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"[]", "damaged"),
        (b"{}", "not a key ring"),
        (b'{"version":2}', "not a key ring"),
        (b'{"version":1}', "damaged"),
        (b'{"version":1,"epoch":"e1","keys":[]}', "damaged"),
        (b'{"version":1,"epoch":"e1","keys":{"citizen":1}}', "damaged"),
        (b'{"version":1,"epoch":"e1","keys":{"citizen":"?"}}', "damaged"),
        ('{"version":1,"epoch":"e1","keys":{"citizen":"æ"}}'.encode(), "damaged"),
        (b'{"version":1,"epoch":"e1","keys":{"citizen":"AAAA"}}', "damaged"),
        (b'{"version":1,"epoch":"e1","keys":{}}', "no key for 'seal'"),
    ],
)
def test_a_damaged_ring_is_said(folder: Path, content: bytes, said: str) -> None:
    FileVault.create(folder)
    (folder / "ring.json").write_bytes(content)
    with pytest.raises(VaultError, match=said):
        FileVault.open(folder)


def test_keys_of_a_ring_cannot_be_exchanged(folder: Path) -> None:
    FileVault.create(folder)
    path = folder / "ring.json"
    found = json.loads(path.read_text())
    keys = found["keys"]
    keys["citizen"], keys["employee"] = keys["employee"], keys["citizen"]
    path.write_text(json.dumps(found))
    with pytest.raises(VaultError, match="does not open"):
        FileVault.open(folder)


def test_the_epoch_of_a_ring_cannot_be_changed(folder: Path) -> None:
    ring = FileVault.create(folder).ring()
    path = folder / "ring.json"
    path.write_text(path.read_text().replace(ring.epoch, "eother"))
    with pytest.raises(VaultError, match="does not open"):
        FileVault.open(folder)


def test_of_two_creators_one_wins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(path: Path, content: bytes) -> None:
        if path.name == "ring.json":  # another process was faster
            write_new(path, content)
        write_new(path, content)

    monkeypatch.setattr("vault.backends.file.write_new", late)
    with pytest.raises(VaultError, match="never overwritten"):
        FileVault.create(folder)
    assert FileVault.open(folder).ring().epoch
