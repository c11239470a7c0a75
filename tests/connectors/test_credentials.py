"""Secrets come by reference, and no message shows one."""

import pickle
from pathlib import Path

import pytest

from connectors.credentials import resolve
from connectors.interface import Secret
from schemas.errors import ConfigError

PASSWORD = "Tr0ub4dor;{&}=æ"


def secret_file(folder: Path, text: str = PASSWORD + "\n", mode: int = 0o600) -> Path:
    path = folder / "kode"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def revealed(reference: str, environment: dict[str, str] | None = None) -> str:
    secret = resolve(reference, environment or {})
    assert secret is not None
    return secret.reveal()


def test_each_form(tmp_path: Path) -> None:
    path = secret_file(tmp_path)
    assert revealed("env:KODE", {"KODE": PASSWORD}) == PASSWORD
    assert revealed(f"file:{path}") == PASSWORD
    assert revealed("credential:kode", {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == PASSWORD
    assert resolve("", {}) is None


@pytest.mark.parametrize(
    "reference", [PASSWORD, "env:", "vault:x", "file:", "credential:../etc/shadow", "credential:", "x:y"]
)
def test_what_is_no_reference_is_not_echoed(reference: str) -> None:
    with pytest.raises(ConfigError, match="env:NAME, file:PATH or credential:NAME") as caught:
        resolve(reference, {})
    assert PASSWORD not in str(caught.value)
    assert "shadow" not in str(caught.value)


def test_what_is_missing(tmp_path: Path) -> None:
    for reference, message in [
        ("env:KODE", "not set"),
        ("credential:kode", "CREDENTIALS_DIRECTORY"),
        (f"file:{tmp_path / 'væk'}", "FileNotFoundError"),
        (f"file:{tmp_path}", "chmod 600|IsADirectoryError"),
    ]:
        with pytest.raises(ConfigError, match=message):
            resolve(reference, {})


def test_an_empty_file_and_a_binary_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is empty"):
        resolve(f"file:{secret_file(tmp_path, chr(10))}", {})
    (tmp_path / "kode").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UnicodeDecodeError") as caught:
        resolve(f"file:{tmp_path / 'kode'}", {})
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_loose_permissions(tmp_path: Path, mode: int) -> None:
    with pytest.raises(ConfigError, match=f"{mode:04o}.*chmod 600"):
        resolve(f"file:{secret_file(tmp_path, mode=mode)}", {})


def test_a_secret_does_not_print_or_pickle() -> None:
    secret = Secret(PASSWORD)
    assert PASSWORD not in f"{secret!r} {secret}"
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(secret)
