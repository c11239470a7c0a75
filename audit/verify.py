"""Checks a log from its first line to its last, in bounded memory, and reads it back.

What the chain shows: that no event was altered, put in, taken out or moved. What it cannot show without
a checkpoint kept elsewhere: that whole events were cut off the end, or that the whole log was written
anew by someone with write access. Compare ``head`` with one noted earlier for that.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.event import GENESIS, AuditEvent, EventType, canonical, chained_hash
from audit.log import LONGEST_LINE
from schemas.errors import AuditError

_FIELDS = frozenset({"seq", "time", "type", "run", "dataset", "system", "counts", "facts", "prev", "hash"})


@dataclass(frozen=True, slots=True)
class Verified:
    """How far a log holds."""

    events: int  # whole events, from the first
    head: str  # hash of the last of them
    problem: str | None = None  # the first event that does not hold, by number, and why


def verify(path: Path) -> Verified:
    """Every event in turn; stops at the first that does not hold. Never raises for a damaged log."""
    events, head = 0, GENESIS
    try:
        for line in _lines(path):
            problem, found = _examine(line, events + 1, head)
            if problem:
                return Verified(events, head, f"event {events + 1} {problem}")
            events, head = events + 1, found
    except OSError as problem:
        return Verified(events, head, f"the log cannot be read ({problem.strerror})")
    return Verified(events, head)


def read_events(path: Path) -> Iterator[AuditEvent]:
    """The events in order, without checking the chain; :class:`AuditError` at a line that is no event."""
    for number, line in enumerate(_lines(path), start=1):
        try:
            fields = json.loads(line)
            yield AuditEvent(**{**fields, "type": EventType(fields["type"])})
        except (ValueError, KeyError, TypeError, AuditError):
            raise AuditError(f"Line {number} of {path} is no event. Run `datahoest audit verify`.") from None


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE + 1):
            yield line


def _examine(line: bytes, seq: int, head: str) -> tuple[str | None, str]:
    """(what is wrong, hash of the event)."""
    if not line.endswith(b"\n"):
        return (
            "is half written: an append was interrupted or the log was cut (the next append mends it)",
            head,
        )
    fields = _parse(line)
    if fields is None or fields.keys() != _FIELDS:
        return "is not an event", head
    found = str(fields["hash"])
    if fields["seq"] != seq:
        return "has another number: an event was taken out, put in or moved", head
    if fields["prev"] != head:
        return "does not follow the event before it", head
    if _hash(fields) != found or canonical(fields) + b"\n" != line:
        return "was altered: it does not fit its own hash", head
    return None, found


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _hash(fields: Mapping[str, Any]) -> str:
    return chained_hash({name: value for name, value in fields.items() if name != "hash"})
