"""The append-only log: one event a line, each holding the hash of the one before.

Several processes may append; each line is on disk before :meth:`AuditLog.append` returns.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from audit.event import GENESIS, AuditEvent, EventType, canonical, chained_hash, fields_of
from schemas.errors import AuditError

LONGEST_LINE = 65_536  # bytes; a longer line is not ours
_MODE = 0o640  # the steward's pages read it through their group; it holds no person


class AuditLog:
    """Appends to one file. ``now`` is the caller's clock: an aware datetime."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._path = path
        self._now = now

    def __repr__(self) -> str:
        return f"<AuditLog {self._path}>"

    @property
    def path(self) -> Path:
        """Where the log is."""
        return self._path

    def append(self, event: AuditEvent) -> AuditEvent:
        """Writes the event behind the last one, and returns it with number, time and hashes.

        A half-written last line, left by a crash, was never reported as written: it is cut off, and an
        event says so. :class:`AuditError` if the last whole line does not fit its own hash (nothing is
        written then), or if the disk refuses.
        """
        try:
            with _locked(self._path) as descriptor:
                return self._append(descriptor, event)
        except OSError as problem:
            raise AuditError(
                f"{self._path} cannot be written ({problem.strerror}). Nothing goes on unlogged."
            ) from None

    def _append(self, descriptor: int, event: AuditEvent) -> AuditEvent:
        size = os.fstat(descriptor).st_size
        whole, line = _last_line(descriptor, size)
        seq, head = _position(self._path, line)
        if whole < size:
            os.ftruncate(descriptor, whole)
            torn = AuditEvent(EventType.LOG_MENDED, event.run, counts={"bytes": size - whole})
            mended = self._write(descriptor, torn, seq, head)
            seq, head = mended.seq, mended.hash
        return self._write(descriptor, event, seq, head)

    def _write(self, descriptor: int, event: AuditEvent, seq: int, head: str) -> AuditEvent:
        placed = replace(event, seq=seq + 1, time=_utc(self._now()), prev=head)
        fields = fields_of(placed)
        written = replace(placed, hash=chained_hash(fields))
        line = canonical({**fields, "hash": written.hash}) + b"\n"
        if len(line) > LONGEST_LINE:
            raise AuditError(
                f"An audit event {event.type.value} is {len(line)} bytes long. Count in fewer kinds."
            )
        view = memoryview(line)
        while view:  # a write may be short when the disk is nearly full
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
        return written


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The log, open and ours alone: other processes and threads wait."""
    fresh = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, _MODE)
    try:
        if fresh:
            _sync_folder(path.parent)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)  # lets go of the lock


def _last_line(descriptor: int, size: int) -> tuple[int, bytes]:
    """Size up to the end of the last whole line, and that line without its newline."""
    # Twice the longest line holds the last whole one, whatever was torn behind it.
    start = max(0, size - 2 * LONGEST_LINE)
    tail = os.pread(descriptor, size - start, start)
    end = tail.rfind(b"\n")
    if end < 0 and start == 0:
        return 0, b""
    # Without a line end in all of the tail the position is not known: an empty line fits no hash.
    return start + end + 1, tail[tail.rfind(b"\n", 0, max(end, 0)) + 1 : max(end, 0)] or b"?"


def _position(path: Path, line: bytes) -> tuple[int, str]:
    """Number and hash of the event in the last line; those before the first if there is none."""
    if not line:
        return 0, GENESIS
    try:
        fields = json.loads(line)
        seq, head = int(fields["seq"]), str(fields.pop("hash"))
        whole = chained_hash(fields) == head
    except (ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if not whole:
        raise AuditError(
            f"The last line of {path} is damaged. Run `datahoest audit verify` and keep the file."
        )
    return seq, head


def _utc(now: datetime) -> str:
    if now.tzinfo is None:
        raise AuditError("The audit clock gave a time without zone. Give it an aware clock.")
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
