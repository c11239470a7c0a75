"""A vault in a folder: the key ring, wrapped by a key-encryption key in a file beside it or elsewhere.

Whoever has both files has everything. Keep the key file on another volume (``kek=``) and back
the two up apart; the folder refuses to open when group or others may read any of it.
"""

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any, Self

from schemas.errors import VaultError
from vault.keys import KEY_BYTES, PURPOSES, KeyRing
from vault.open import Opener
from vault.permissions import FOLDER_MODE, check_folder, read_private, write_new
from vault.seal import Place, Sealer
from vault.store import ControlStore

KEK = "kek"
RING = "ring.json"
STORE = "control.sqlite"
_VERSION = 1


class FileVault:
    """Keys and control store in one private folder."""

    def __init__(self, folder: Path, ring: KeyRing) -> None:
        """Use :meth:`create` or :meth:`open`."""
        self.folder = folder
        self._ring = ring

    def __repr__(self) -> str:
        return f"<FileVault {self.folder} epoch {self._ring.epoch}>"

    @classmethod
    def create(cls, folder: Path, *, kek: Path | None = None) -> Self:
        """Makes new keys in ``folder``; ``kek`` puts the key-encryption key elsewhere.

        A key-encryption key that is there already is used, so an interrupted creation can be repeated
        and the file may be provided by others (64 hexadecimal digits, mode 0600). Anything else in
        the folder is a :class:`VaultError`: new keys would make an old control store unreadable.
        """
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        check_folder(folder)
        kek = kek or folder / KEK
        strangers = [
            path.name for path in folder.iterdir() if path != kek and not path.name.startswith(".new-")
        ]
        if strangers:
            raise VaultError(
                f"{folder} is in use ({len(strangers)} files). Open the vault that is there, "
                "or choose an empty folder."
            )
        if not kek.exists():
            write_new(kek, secrets.token_hex(KEY_BYTES).encode() + b"\n")
        write_new(folder / RING, _new_ring(_read_kek(kek)))
        return cls.open(folder, kek=kek)

    @classmethod
    def open(cls, folder: Path, *, kek: Path | None = None) -> Self:
        """The vault in ``folder``; :class:`VaultError` if it is missing, loose, damaged or of another key."""
        check_folder(folder)
        secret = _read_kek(kek or folder / KEK)
        return cls(folder, _unwrap(folder / RING, secret))

    @property
    def store_path(self) -> Path:
        """Where the control store is."""
        return self.folder / STORE

    def ring(self) -> KeyRing:
        """The keys of the live epoch."""
        return self._ring

    def store(self) -> ControlStore:
        """The control store in the folder, made when it is first asked for. The caller closes it."""
        return ControlStore.open(self.store_path, self._ring)


def _read_kek(path: Path) -> bytes:
    try:
        secret = bytes.fromhex(read_private(path).decode("ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise VaultError(
            f"{path} does not hold {2 * KEY_BYTES} hexadecimal digits. Restore it from its backup."
        )
    return secret


def _new_ring(kek: bytes) -> bytes:
    epoch = f"e{secrets.token_hex(5)}"
    sealer = Sealer(kek)
    wrapped = {purpose: sealer.seal(os.urandom(KEY_BYTES), _place(epoch, purpose)) for purpose in PURPOSES}
    keys = {purpose: base64.b64encode(value).decode() for purpose, value in wrapped.items()}
    return json.dumps({"version": _VERSION, "epoch": epoch, "keys": keys}, indent=1).encode() + b"\n"


def _unwrap(path: Path, kek: bytes) -> KeyRing:
    found = _parse(path, read_private(path))
    opener = Opener(kek)
    try:
        epoch = str(found["epoch"])
        wrapped = {str(name): base64.b64decode(text, validate=True) for name, text in found["keys"].items()}
    except (KeyError, TypeError, AttributeError, ValueError):
        raise _damaged(path) from None
    return KeyRing(epoch, {name: opener.open(value, _place(epoch, name)) for name, value in wrapped.items()})


def _parse(path: Path, content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:  # also for bytes that are not UTF-8
        raise _damaged(path) from None
    if not isinstance(found, dict):
        raise _damaged(path)
    if found.get("version") != _VERSION:
        raise VaultError(f"{path} is not a key ring of version {_VERSION}. Use the release that made it.")
    return found


def _damaged(path: Path) -> VaultError:
    return VaultError(
        f"{path} is damaged. Restore it from its backup: without it no pseudonym can be made again."
    )


def _place(epoch: str, purpose: str) -> Place:
    return Place("ring", epoch, purpose)
