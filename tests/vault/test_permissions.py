"""Private files: closed to others, whole or absent, never overwritten."""

import os
import stat
from pathlib import Path

import pytest

from schemas.errors import VaultError
from vault.permissions import check_file, check_folder, read_private, write_new

LOOSE = [0o644, 0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o666]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path


def test_a_new_file_is_whole_and_private(folder: Path) -> None:
    before = os.umask(0)
    try:
        write_new(folder / "kek", b"secret")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "kek").stat().st_mode) == 0o600
    assert read_private(folder / "kek") == b"secret"
    assert [path.name for path in folder.iterdir()] == ["kek"]


def test_nothing_is_overwritten(folder: Path) -> None:
    write_new(folder / "kek", b"secret")
    with pytest.raises(VaultError, match="never overwritten"):
        write_new(folder / "kek", b"other")
    assert read_private(folder / "kek") == b"secret"
    assert [path.name for path in folder.iterdir()] == ["kek"]


def test_an_interrupted_write_leaves_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(KeyboardInterrupt):
        write_new(folder / "kek", b"secret")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("mode", LOOSE)
def test_a_file_open_to_others_is_refused_with_the_remedy(folder: Path, mode: int) -> None:
    write_new(folder / "kek", b"secret")
    (folder / "kek").chmod(mode)
    for look in (read_private, check_file):
        with pytest.raises(VaultError, match=f"mode {mode:04o}.*chmod 600") as caught:
            look(folder / "kek")
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_closed_file_is_read(folder: Path, mode: int) -> None:
    write_new(folder / "kek", b"secret")
    (folder / "kek").chmod(mode)
    check_file(folder / "kek")
    assert read_private(folder / "kek") == b"secret"


def test_links_folders_and_absence(folder: Path) -> None:
    write_new(folder / "kek", b"secret")
    (folder / "link").symlink_to(folder / "kek")
    (folder / "sub").mkdir(mode=0o700)
    for name, said in (("link", "cannot be opened"), ("sub", "not a file"), ("none", "cannot be opened")):
        with pytest.raises(VaultError, match=said):
            read_private(folder / name)
    check_file(folder / "none")  # absence is not looseness


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o705, 0o770, 0o711])
def test_a_folder_open_to_others_is_refused_with_the_remedy(folder: Path, mode: int) -> None:
    check_folder(folder)
    folder.chmod(mode)
    with pytest.raises(VaultError, match="chmod 700"):
        check_folder(folder)
    folder.chmod(0o700)


def test_a_folder_must_be_a_folder_of_ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_new(folder / "kek", b"secret")
    with pytest.raises(VaultError, match="not a folder"):
        check_folder(folder / "kek")
    with pytest.raises(VaultError, match="No vault at"):
        check_folder(folder / "none")
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    with pytest.raises(VaultError, match="another account"):
        check_folder(folder)
