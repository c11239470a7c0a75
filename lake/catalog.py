"""What is in the lake, and whether it is whole. Needs no lock and no key."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lake.interface import Problem, State
from lake.journal import pending, states
from lake.layout import FILE, JOURNAL, SIDECAR, Partition, partitions
from lake.partfile import sha256_of
from lake.sidecar import Sidecar, read_sidecar
from schemas.errors import LakeError


@dataclass(frozen=True, slots=True)
class Summary:
    """One dataset of one system. A dataset whose last row left is listed with no files."""

    dataset: str
    system: str
    files: int
    rows: int
    size: int  # bytes on disk
    commit: int
    watermark: str
    key_epoch: str
    contract_version: int


def summaries(lake: Path) -> list[Summary]:
    """Every dataset of every system that ever had a commit, ordered by name. Reads sidecars, no data."""
    known = states(lake)
    found: dict[tuple[str, str], list[Sidecar]] = {place: [] for place in known}
    for part in partitions(lake):
        found.setdefault((part.dataset, part.system), []).append(read_sidecar(lake / part.sidecar))
    return [_summary(place, sides, known.get(place, State())) for place, sides in sorted(found.items())]


def incomplete(lake: Path) -> list[Problem]:
    """Why the lake is not whole; empty if it is. Cheap: looks at names and journals, not at data.

    A commit under way, partitions the last scan blocked, files without a sidecar and the other way round.
    """
    problems = []
    if pending(lake):
        problems.append(Problem(JOURNAL, "a commit was broken off; the next run finishes it"))
    for state in states(lake).values():
        for path, counts in sorted(state.blocked.items()):
            kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
            problems.append(Problem(path, f"new rows were kept out: the scan found {kinds}"))
    return problems + list(_strays(lake))


def verify(lake: Path) -> list[Problem]:
    """Reads every file again and compares it with its sidecar; empty if all is as written.

    Hash, rows and columns of each file, and everything ``incomplete`` sees.
    """
    return [*incomplete(lake), *(problem for part in partitions(lake) for problem in _verified(lake, part))]


def _summary(place: tuple[str, str], sides: list[Sidecar], state: State) -> Summary:
    newest = max(sides, key=lambda side: side.contract_version, default=None)
    return Summary(
        *place,
        files=len(sides),
        rows=sum(side.rows for side in sides),
        size=sum(side.size for side in sides),
        commit=state.commit,
        watermark=state.watermark,
        key_epoch=newest.key_epoch if newest else "",
        contract_version=newest.contract_version if newest else 0,
    )


def _strays(lake: Path) -> Iterator[Problem]:
    expected = {name for part in partitions(lake) for name in (part.file, part.sidecar)}
    for path in sorted(lake.rglob("*")):
        name = path.relative_to(lake).as_posix()
        if path.is_dir() or name.startswith(".") or name in expected:
            continue
        without = "a sidecar without its file" if path.name == SIDECAR else "no file of this lake"
        yield Problem(name, without)
    for part in partitions(lake):
        if not (lake / part.sidecar).exists():
            yield Problem(part.file, f"has no {SIDECAR}")


def _verified(lake: Path, part: Partition) -> Iterator[Problem]:
    path = lake / part.file
    if not (lake / part.sidecar).exists():
        return
    try:
        side = read_sidecar(lake / part.sidecar)
    except LakeError:
        yield Problem(part.sidecar, "cannot be read")
        return
    if side.partition != part:
        yield Problem(part.sidecar, f"describes another file than {FILE} beside it")
    if sha256_of(path) != side.sha256:
        yield Problem(part.file, "is not the file that was written: the hash differs")
        return
    try:
        facts = pq.read_metadata(path)
    except (pa.ArrowInvalid, OSError):
        yield Problem(part.file, "is not a Parquet file")
        return
    if facts.num_rows != side.rows:
        yield Problem(part.file, f"has {facts.num_rows} rows where the sidecar says {side.rows}")
    columns = tuple((column.name, str(column.type)) for column in facts.schema.to_arrow_schema())
    if columns != side.columns:
        yield Problem(part.file, "has other columns than the sidecar says")
