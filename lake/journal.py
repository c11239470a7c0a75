"""Many files as one commit: the record comes first, and whoever opens the lake next carries out the rest.

A commit exists from the moment its record stands under its final name. Before that, nothing has happened;
after it, everything will: each step of carrying out can be done again.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lake.interface import Faults, State, no_faults
from lake.layout import JOURNAL
from lake.partfile import sha256_of
from schemas.errors import LakeError

_PENDING = "pending.json"
_DRAFT = ".draft"


@dataclass(frozen=True, slots=True)
class Move:
    """A staged file that takes its place in the lake. Paths are relative to the lake."""

    staged: str
    final: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Record:
    """One commit of one dataset of one system."""

    dataset: str
    system: str
    state: State  # afterwards
    moves: tuple[Move, ...] = ()
    removals: tuple[str, ...] = field(default=())


def commit(lake: Path, record: Record, faults: Faults = no_faults) -> None:
    """Makes ``record`` durable and carries it out. Staged files must be synced already; their folders are
    here.
    """
    staged = {lake / move.staged for move in record.moves}
    for folder in {up for path in staged for up in path.parents if up.is_relative_to(lake)}:
        _sync(folder)
    _write_durably(lake / JOURNAL / _PENDING, asdict(record), faults)
    _carry_out(lake, record, faults)


def pending(lake: Path) -> bool:
    """Whether a commit was broken off; the next run finishes it."""
    return (lake / JOURNAL / _PENDING).exists()


def roll_forward(lake: Path, faults: Faults = no_faults) -> bool:
    """Finishes a commit that was broken off; says whether there was one."""
    for draft in (lake / JOURNAL).glob(f"*{_DRAFT}"):
        draft.unlink()
    if not pending(lake):
        return False
    _carry_out(lake, _read_record(lake / JOURNAL / _PENDING), faults)
    return True


def read_state(lake: Path, dataset: str, system: str) -> State:
    """What the last commit left; an empty state if there was none."""
    path = _state_path(lake, dataset, system)
    if not path.exists():
        return State()
    try:
        return State(**json.loads(path.read_bytes()))
    except (ValueError, TypeError):
        raise LakeError(f"{JOURNAL}/{path.name} cannot be read. Restore it from a backup.") from None


def states(lake: Path) -> dict[tuple[str, str], State]:
    """The state of every dataset and system that ever had a commit, ordered by name."""
    names = (path.stem.split("__") for path in sorted((lake / JOURNAL).glob("*__*.json")))
    return {(dataset, system): read_state(lake, dataset, system) for dataset, system in names}


def _carry_out(lake: Path, record: Record, faults: Faults) -> None:
    folders: set[Path] = set()
    for move in record.moves:
        folders |= _place(lake, move)
        faults("file moved")
    for final in record.removals:
        folders |= _remove(lake, lake / final)
        faults("file removed")
    for folder in folders:
        if folder.exists():
            _sync(folder)
    _write_durably(_state_path(lake, record.dataset, record.system), asdict(record.state))
    faults("state written")
    (lake / JOURNAL / _PENDING).unlink()
    _sync(lake / JOURNAL)
    faults("journal retired")


def _place(lake: Path, move: Move) -> set[Path]:
    staged, final = lake / move.staged, lake / move.final
    made = [folder for folder in final.parents if folder.is_relative_to(lake) and not folder.exists()]
    final.parent.mkdir(parents=True, exist_ok=True)
    if staged.exists():
        staged.replace(final)
    elif not final.exists() or sha256_of(final) != move.sha256:
        raise LakeError(
            f"The journal promises {move.final}, and neither it nor its staged copy is there. "
            "Restore the lake from a backup."
        )
    return {final.parent, *(folder.parent for folder in made)}


def _remove(lake: Path, final: Path) -> set[Path]:
    """Removes a file and the folders it leaves empty; returns folders to sync."""
    final.unlink(missing_ok=True)
    folder = final.parent
    while folder != lake and not (folder.exists() and any(folder.iterdir())):
        if folder.exists():
            folder.rmdir()
        folder = folder.parent
    return {folder}


def _write_durably(path: Path, facts: dict[str, Any], faults: Faults = no_faults) -> None:
    draft = path.with_name(path.name + _DRAFT)
    with draft.open("w", encoding="utf-8") as file:
        json.dump(facts, file, ensure_ascii=False, sort_keys=True, indent=1)
        file.flush()
        os.fsync(file.fileno())
    faults("journal drafted")
    draft.replace(path)
    _sync(path.parent)
    faults("journal committed")


def _sync(folder: Path) -> None:
    """Makes names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _state_path(lake: Path, dataset: str, system: str) -> Path:
    return lake / JOURNAL / f"{dataset}__{system}.json"


def _read_record(path: Path) -> Record:
    facts: dict[str, Any] = json.loads(path.read_bytes())
    return Record(
        facts["dataset"],
        facts["system"],
        State(**facts["state"]),
        tuple(Move(**move) for move in facts["moves"]),
        tuple(facts["removals"]),
    )
