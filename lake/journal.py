"""Many files as one commit: the record comes first, and whoever opens the lake next carries out the rest.

A commit exists from the moment its record stands under its final name. Before that, nothing has happened;
after it, everything will: each step of carrying out can be done again. Telling of it is the last step, so
no commit is untold when the next one begins.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lake.interface import Commit, Faults, State, Told, no_faults, nobody
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
    run: str
    counts: Mapping[str, int]
    state: State  # afterwards
    moves: tuple[Move, ...] = ()
    removals: tuple[str, ...] = field(default=())


def commit(lake: Path, record: Record, faults: Faults = no_faults, told: Told = nobody) -> None:
    """Makes ``record`` durable and carries it out. Staged files must be synced already; folders are here."""
    for folder in {folder for move in record.moves for folder in _above(lake, lake / move.staged)}:
        _sync(folder)
    _write_durably(lake / JOURNAL / _PENDING, asdict(record), faults)
    _carry_out(lake, record, faults, told, resumed=False)


def pending(lake: Path) -> bool:
    """Whether a commit was broken off; the next run finishes it."""
    return (lake / JOURNAL / _PENDING).exists()


def roll_forward(lake: Path, faults: Faults = no_faults, told: Told = nobody) -> bool:
    """Finishes a commit that was broken off; says whether there was one."""
    for draft in (lake / JOURNAL).glob(f"*{_DRAFT}"):
        draft.unlink()
    if not pending(lake):
        return False
    _carry_out(lake, _read_record(lake / JOURNAL / _PENDING), faults, told, resumed=True)
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


def _carry_out(lake: Path, record: Record, faults: Faults, told: Told, *, resumed: bool) -> None:
    folders: set[Path] = set()
    for move in record.moves:
        _place(lake, move, faults)
        folders.update(_above(lake, lake / move.final))
    for final in record.removals:
        _remove(lake, lake / final, faults)
        folders.update(_above(lake, lake / final))
    for folder in folders:
        if folder.exists():
            _sync(folder)
    _write_durably(_state_path(lake, record.dataset, record.system), asdict(record.state), faults)
    faults("state written")
    told(
        Commit(record.dataset, record.system, record.state.commit, record.run, record.counts, resumed=resumed)
    )
    faults("commit told")
    (lake / JOURNAL / _PENDING).unlink()
    _sync(lake / JOURNAL)
    faults("journal retired")


def _place(lake: Path, move: Move, faults: Faults) -> None:
    """Moves a file to where it belongs, if it is not there yet."""
    staged, final = lake / move.staged, lake / move.final
    if not final.parent.exists():
        final.parent.mkdir(parents=True)
        faults("folder made")
    if staged.exists():
        staged.replace(final)
        faults("file moved")
    elif not final.exists() or sha256_of(final) != move.sha256:
        raise LakeError(
            f"The journal promises {move.final}, and neither it nor its staged copy is there. "
            "Restore the lake from a backup."
        )


def _remove(lake: Path, final: Path, faults: Faults) -> None:
    """Removes a file and the folders it leaves empty."""
    final.unlink(missing_ok=True)
    faults("file removed")
    folder = final.parent
    while folder != lake and not (folder.exists() and any(folder.iterdir())):
        if folder.exists():
            folder.rmdir()
            faults("folder removed")
        folder = folder.parent


def _above(lake: Path, path: Path) -> list[Path]:
    """The folders of a path, up to the lake itself."""
    return [folder for folder in path.parents if folder.is_relative_to(lake)]


def _write_durably(path: Path, facts: dict[str, Any], faults: Faults) -> None:
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
    try:
        facts: dict[str, Any] = json.loads(path.read_bytes())
        return Record(
            facts["dataset"],
            facts["system"],
            facts["run"],
            facts["counts"],
            State(**facts["state"]),
            tuple(Move(**move) for move in facts["moves"]),
            tuple(facts["removals"]),
        )
    except (ValueError, KeyError, TypeError):
        raise LakeError(f"{JOURNAL}/{path.name} cannot be read. Restore the lake from a backup.") from None
