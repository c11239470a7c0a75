"""Files that only their owner may read: checked before they are read, complete before they are seen."""

import os
import secrets
import stat
from pathlib import Path

from schemas.errors import VaultError

FOLDER_MODE = 0o700
FILE_MODE = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def check_folder(folder: Path) -> None:
    """:class:`VaultError` unless ``folder`` is ours and closed to everyone else."""
    try:
        seen = folder.stat()
    except OSError as problem:
        raise VaultError(f"No vault at {folder} ({problem.strerror}). Make one, or mend the path.") from None
    if not stat.S_ISDIR(seen.st_mode):
        raise VaultError(f"{folder} is not a folder. Point the vault at a folder of its own.")
    if seen.st_uid != os.geteuid():
        # Somebody else's vault, or root where a service account should be: files made here would
        # then be closed to the account that needs them.
        raise VaultError(f"{folder} belongs to another account. Run as its owner, or chown it.")
    _check_mode(folder, seen, FOLDER_MODE)


def check_file(path: Path) -> None:
    """:class:`VaultError` if ``path`` exists and anyone but its owner may read or write it."""
    if path.exists():
        os.close(_open_private(path))


def read_private(path: Path) -> bytes:
    """The content of ``path``; :class:`VaultError` if it is missing, a link, or open to others.

    Checked on the open file, so that it cannot be exchanged between check and read.
    """
    with os.fdopen(_open_private(path), "rb") as file:
        return file.read()


def write_new(path: Path, content: bytes) -> None:
    """Makes ``path``, readable by its owner only: whole and on disk, or not at all.

    :class:`VaultError` if there is something already: nothing is ever overwritten.
    """
    draft = path.with_name(f".new-{path.name}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # fails if the name is taken, unlike a rename
    except FileExistsError:
        raise VaultError(f"{path} is there already and is never overwritten. Move it away first.") from None
    finally:
        draft.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Waits until the names in ``folder`` are on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open_private(path: Path) -> int:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as problem:
        raise VaultError(
            f"{path} cannot be opened ({problem.strerror}). Restore it, or mend the path."
        ) from None
    try:
        _check_private(path, os.fstat(descriptor))
    except VaultError:
        os.close(descriptor)
        raise
    return descriptor


def _check_private(path: Path, seen: os.stat_result) -> None:
    if not stat.S_ISREG(seen.st_mode):
        raise VaultError(f"{path} is not a file. Restore it from its backup.")
    _check_mode(path, seen, FILE_MODE)


def _check_mode(path: Path, seen: os.stat_result, wanted: int) -> None:
    if stat.S_IMODE(seen.st_mode) & _OTHERS:
        found = stat.S_IMODE(seen.st_mode)
        raise VaultError(f"{path} is open to others (mode {found:04o}). Close it: chmod {wanted:o} {path}")
