"""What passes in and out of the lake: what to put there, what became of it, and where a run may be broken."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from schemas.contract import Contract

Digests = NDArray[np.bytes_]  # fixed-width bytes, one a row

NO_IDS: Digests = np.empty(0, dtype="S16")

# Names (personal!) that may not stand in a case's texts. Asked for some hundred cases at a time.
Needles = Callable[[Sequence[str]], Mapping[str, Collection[str]]]

# Called at every named step of writing. A test raises or kills there; production does nothing.
Faults = Callable[[str], None]

FAULT_POINTS = (
    "fragment staged",
    "partition merged",
    "partition scanned",
    "journal drafted",
    "journal committed",
    "folder made",
    "file moved",
    "file removed",
    "folder removed",
    "state written",
    "commit told",
    "journal retired",
    "staging cleared",
)


def no_faults(point: str) -> None:
    """Nothing breaks."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit did, in coordinates and counts."""

    dataset: str
    system: str
    number: int
    run: str  # that made it; another may have finished it
    counts: Mapping[str, int]
    resumed: bool  # was broken off and is finished now: it may have been told already


# Is told of every commit before the journal lets go of it. While it raises, no other commit is made.
Told = Callable[[Commit], None]


def nobody(commit: Commit) -> None:
    """Nobody is told: for a lake without a trail."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is held in memory at a time. The defaults keep a replace below 400 MB."""

    group_rows: int = 20_000  # rows of a row group in the lake (STACK.md 3: one person = one group)
    group_bytes: int = 24 << 20  # Arrow bytes of a row group, for datasets of long texts
    bucket_bytes: int = 24 << 20  # Arrow bytes of new rows sorted at a time
    run_rows: int = 1 << 18  # ids sorted at a time


@dataclass(frozen=True, slots=True)
class Fragment:
    """Rows of one partition, staged and sorted, waiting for ``replace``. Small: it may cross processes."""

    dataset: str
    system: str
    aar: int | None
    file: str  # name in the run's staging folder
    rows: int
    size: int  # Arrow bytes
    key_epoch: str


@dataclass(frozen=True, slots=True, eq=False)
class Replacement:
    """What a night brings for one dataset of one system.

    A row of ``fragments`` takes the place of the row of the same ``kilde_id_pid``, in whatever partition that
    is; of two fragments with one id the later wins. An id in ``gone`` leaves, unless a fragment brings it.
    Rows that are expired or withheld tonight belong in ``gone`` too: the lake knows them only from
    yesterday.
    """

    contract: Contract
    system: str
    fragments: tuple[Fragment, ...] = ()
    gone: Digests = field(default_factory=lambda: NO_IDS, repr=False)  # Known.missing, or ids_of
    watermark: str | None = None  # None: as it was
    # Facts of every file written: model, rules ... No run ids and no times, or equal lakes would differ.
    # None: as it was, for a sweep or an erasure.
    provenance: Mapping[str, str] | None = None
    needles: Needles | None = field(default=None, repr=False)
    # One more instalment of what is published already: what was held back by those before it still is.
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something personal in a staged file: where and of which kind, never what."""

    kind: str  # cpr, email, phone, needle
    column: str
    row: int  # in the file that was not published
    kilde_id_pid: str = field(repr=False)  # so that the row can be withheld next time


@dataclass(frozen=True, slots=True)
class Blocked:
    """A partition that was not published, because the scan found people in it."""

    path: str
    counts: Mapping[str, int]  # kind -> rows and columns hit
    findings: tuple[Finding, ...] = field(repr=False)  # the first hundred


@dataclass(frozen=True, slots=True)
class Change:
    """One partition, before and after. A hash of "" means there was, or is, no file."""

    path: str
    rows_before: int
    rows: int
    sha256_before: str
    sha256: str


@dataclass(frozen=True, slots=True)
class State:
    """What the journal keeps of one dataset of one system."""

    commit: int = 0
    watermark: str = ""
    provenance: Mapping[str, str] = field(default_factory=dict)
    # Path -> what the scan found there; of the last night, all its instalments together.
    blocked: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one ``replace`` did. Rows: ``rows`` = before + added - removed."""

    dataset: str
    system: str
    commit: int
    rows: int  # in the lake afterwards
    added: int
    changed: int
    removed: int
    held: int  # new rows kept out, because their partition was blocked
    repeated: int  # ids that fragments brought more than once; the last one counts
    partitions: tuple[Change, ...]
    blocked: tuple[Blocked, ...]

    @property
    def whole(self) -> bool:
        """Everything was published, and the watermark moved."""
        return not self.blocked

    @property
    def counts(self) -> dict[str, int]:
        """What it did, in numbers."""
        names = ("rows", "added", "changed", "removed", "held", "repeated")
        places = {"partitions": len(self.partitions), "blocked": len(self.blocked)}
        return {name: getattr(self, name) for name in names} | places


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the lake that is not as a sidecar or the journal says."""

    path: str
    problem: str
