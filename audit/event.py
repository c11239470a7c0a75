"""One event of the trail: what happened, where, how many. Nothing in it can hold a person."""

import builtins
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType

from schemas.errors import AuditError, DatahoestError


class EventType(StrEnum):
    """What can happen. Each has a sentence in :data:`SENTENCES`."""

    RUN_STARTED = "run_started"
    LAKE_CHANGED = "lake_changed"
    DATASET_COMMITTED = "dataset_committed"
    DATASET_UNCHANGED = "dataset_unchanged"
    DATASET_FAILED = "dataset_failed"
    PARTITION_HELD_BACK = "partition_held_back"
    RUN_FINISHED = "run_finished"
    RUN_FAILED = "run_failed"
    KEYS_CREATED = "keys_created"
    SCRUB_RUN = "scrub_run"
    LOG_MENDED = "log_mended"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What an event means, for the steward."""

    da: str
    en: str


SENTENCES: Mapping[EventType, Sentence] = MappingProxyType(
    {
        EventType.RUN_STARTED: Sentence("Nattens høst begyndte.", "A harvest began."),
        EventType.LAKE_CHANGED: Sentence(
            "Datahøsten blev ændret: rækker kom til, blev skiftet ud eller forlod den.",
            "The lake was changed: rows came, were replaced or left.",
        ),
        EventType.DATASET_COMMITTED: Sentence(
            "Et datasæt blev skrevet til datahøsten.", "A dataset was written to the lake."
        ),
        EventType.DATASET_UNCHANGED: Sentence(
            "Et datasæt var uændret, så intet blev skrevet.", "A dataset was unchanged; nothing was written."
        ),
        EventType.DATASET_FAILED: Sentence(
            "Et datasæt kunne ikke høstes; det gamle står.", "A dataset failed; what was there before stays."
        ),
        EventType.PARTITION_HELD_BACK: Sentence(
            "En partition blev holdt tilbage, fordi kontrolscanningen fandt noget.",
            "A partition was held back because the second look found something.",
        ),
        EventType.RUN_FINISHED: Sentence("Høsten blev færdig.", "The harvest finished."),
        EventType.RUN_FAILED: Sentence(
            "Høsten blev afbrudt af en fejl.", "The harvest was stopped by an error."
        ),
        EventType.KEYS_CREATED: Sentence("Nye nøgler blev dannet.", "New keys were made."),
        EventType.SCRUB_RUN: Sentence(
            "Tekster uden for høsten blev renset for personer.", "Texts outside the harvest were scrubbed."
        ),
        EventType.LOG_MENDED: Sentence(
            "En halvt skrevet linje fra en afbrydelse blev fjernet fra loggen.",
            "A half-written line left by an interruption was removed from the log.",
        ),
    }
)

GENESIS = "0" * 64  # what the first event follows

_NAME = re.compile(r"[a-z][a-z0-9_.:-]{0,63}")
_COORDINATE = re.compile(r"[a-z0-9_-]{0,64}")
_RUN = re.compile(r"[0-9a-zTZ._:+-]{0,64}")
# Versions, epochs, digests, dates, codes: no blanks, no capitals, no letters beyond a-z.
_FACT = re.compile(r"[a-z0-9][a-z0-9._:+-]{0,79}")
# A CPR or telephone number standing alone; within a longer hexadecimal digest it is chance.
_NUMBERS = re.compile(r"(?<![0-9a-z])(\d{6}-?\d{4}|\d{8})(?![0-9a-z])")


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Coordinates and counts. ``seq``, ``time``, ``prev`` and ``hash`` are given by the log.

    ``counts``: name -> number, 0 or more. ``facts``: name -> version, epoch, digest or code, up to 80 of
    ``a-z 0-9 . _ : + -``; ``error`` is the name of an error class. Anything else is an :class:`AuditError`:
    what could be a name or a number of a person does not get in.
    """

    type: EventType
    run: str
    dataset: str = ""
    system: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    seq: int = 0
    time: str = ""  # UTC, ISO 8601, milliseconds
    prev: str = ""  # hash of the event before
    hash: str = ""  # SHA-256 of the line without this field

    def __post_init__(self) -> None:
        for problem in _problems(self):
            # The offending text itself may be personal: say where, not what.
            raise AuditError(f"An audit event {self.type.value} cannot hold its {problem}.")

    @property
    def sentence(self) -> Sentence:
        """What happened, in words."""
        return SENTENCES[self.type]


def fields_of(event: AuditEvent) -> dict[str, object]:
    """The event as it is written, without its hash."""
    return {
        "seq": event.seq,
        "time": event.time,
        "type": event.type.value,
        "run": event.run,
        "dataset": event.dataset,
        "system": event.system,
        "counts": dict(event.counts),
        "facts": dict(event.facts),
        "prev": event.prev,
    }


def canonical(fields: Mapping[str, object]) -> bytes:
    """The one way to write an event: sorted keys, no blanks, ASCII. Hash and comparison work on this."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def chained_hash(fields: Mapping[str, object]) -> str:
    """SHA-256 of an event without its hash; ``prev`` in it ties it to all before."""
    return sha256(canonical(fields)).hexdigest()


def _problems(event: AuditEvent) -> Iterator[str]:
    if not _RUN.fullmatch(event.run):
        yield "run: up to 64 of 0-9 a-z T Z . _ : + -"
    for name in ("dataset", "system"):
        if not _COORDINATE.fullmatch(getattr(event, name)):
            yield f"{name}: up to 64 of a-z 0-9 _ -"
    for number, (name, count) in enumerate(event.counts.items(), start=1):
        if not _NAME.fullmatch(name):
            yield f"count {number}: its name is no plain name"
        elif type(count) is not int or count < 0:
            yield f"count {number}: not a whole number from 0"
    for number, (name, text) in enumerate(event.facts.items(), start=1):
        if not _NAME.fullmatch(name):
            yield f"fact {number}: its name is no plain name"
        elif not _is_fact(name, text):
            yield f"fact {number}: up to 80 of a-z 0-9 . _ : + -, and no number that could be a person's"


def _is_fact(name: str, text: str) -> bool:
    if name == "error":
        return text in _error_names(DatahoestError) or _is_builtin_error(text)
    return bool(_FACT.fullmatch(text)) and not _NUMBERS.search(text)


def _is_builtin_error(text: str) -> bool:
    kind = getattr(builtins, text, None)
    return isinstance(kind, type) and issubclass(kind, BaseException)


def _error_names(kind: type[BaseException]) -> set[str]:
    return {kind.__name__, *(name for child in kind.__subclasses__() for name in _error_names(child))}
