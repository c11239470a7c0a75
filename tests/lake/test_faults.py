"""Killed anywhere, the next run ends in the same lake; and every moment worth a kill has a name."""

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from lake.interface import FAULT_POINTS, Commit, no_faults
from lake.layout import LOCK, STAGING
from tests.lake.making import content, harvest, note
from tests.lake.night import hashes, reached, tonight, yesterday

ROOT = Path(__file__).parents[2]
# From here on a commit is, and is not yet told.
HALF_DONE = FAULT_POINTS[FAULT_POINTS.index("journal committed") : FAULT_POINTS.index("commit told")]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    # In memory where there is such a place: hundreds of syncs to a disk take their time.
    memory = Path("/dev/shm")
    place = Path(tempfile.mkdtemp(dir=memory)) if memory.is_dir() else tmp_path_factory.mktemp("lake")
    yesterday(place / "before")
    yield place / "before"
    shutil.rmtree(place)


@pytest.fixture(scope="module")
def after(before: Path) -> dict[str, str]:
    """What the night leaves when nothing breaks it."""
    folder = Path(shutil.copytree(before, before.with_name("after")))
    tonight(folder)
    return hashes(folder)


@pytest.fixture(scope="module")
def kills(before: Path) -> list[dict[str, Any]]:
    """Every point, every time it is reached, killed with SIGKILL and run again."""
    count = reached(Path(shutil.copytree(before, before.with_name("counted"))))
    moments = [f"{point} {number}" for point, times in count.items() for number in range(1, times + 1)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.lake.night", str(before.parent)],
        input="\n".join(moments),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["point"] for result in results] == moments
    return results


def test_a_night_reaches_every_named_point(before: Path, tmp_path: Path) -> None:
    assert set(reached(Path(shutil.copytree(before, tmp_path / "lake")))) == set(FAULT_POINTS)


def test_no_point_is_called_that_is_not_listed() -> None:
    called = set()
    for path in (ROOT / "lake").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "faults":
                called.add(ast.literal_eval(node.args[0]))
    assert called == set(FAULT_POINTS)


def test_between_two_changes_that_others_see_lies_a_point(before: Path, tmp_path: Path) -> None:
    # The interpreter itself reports every rename, removal, folder and file opened for writing.
    folder = Path(shutil.copytree(before, tmp_path / "lake"))
    with watched(folder) as events:
        tonight(folder, lambda point: events.append(("point", point)))
    assert sum(kind == "os.rename" for kind, _ in events) >= 6
    for (kind, where), (following, _) in pairwise(events):
        # Folders are made in one go, parents first.
        assert kind == "point" or following == "point" or kind == following == "os.mkdir", where


def test_killed_anywhere_a_rerun_gives_the_same_lake(
    after: dict[str, str], kills: list[dict[str, Any]]
) -> None:
    for kill in kills:
        assert kill["killed"], kill["point"]
        assert kill["lake"] == after, kill["point"]
        assert not kill["problems"], kill["point"]


def test_nothing_is_left_of_a_killed_run(kills: list[dict[str, Any]]) -> None:
    for kill in kills:
        assert kill["hidden"] == [".journal/notat__demo.json"], kill["point"]
        assert not [name for name in kill["folders"] if name.startswith(f"{STAGING}/")], kill["point"]


def test_repairs_were_killed_too(kills: list[dict[str, Any]]) -> None:
    assert sum(kill["killed again"] for kill in kills) > 10


def test_after_a_kill_readers_see_each_file_old_or_new(
    before: Path, after: dict[str, str], kills: list[dict[str, Any]]
) -> None:
    old, new = hashes(before), after
    for kill in kills:
        for name in {*old, *new, *kill["seen"]}:
            assert kill["seen"].get(name) in (old.get(name), new.get(name)), (kill["point"], name)


@pytest.mark.parametrize("point", FAULT_POINTS)
def test_an_exception_is_as_good_as_a_kill(
    before: Path, after: dict[str, str], tmp_path: Path, point: str
) -> None:
    folder = Path(shutil.copytree(before, tmp_path / "lake"))

    def broken(reached: str) -> None:
        if reached == point:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        tonight(folder, broken)
    tonight(folder)
    assert hashes(folder) == after


@pytest.mark.parametrize("point", FAULT_POINTS)
def test_no_commit_is_untold(before: Path, tmp_path: Path, point: str) -> None:
    folder = Path(shutil.copytree(before, tmp_path / "lake"))
    told: list[Commit] = []

    def broken(reached: str) -> None:
        if reached == point:
            raise OSError("disk full")

    for faults in (broken, no_faults):
        with suppress(OSError):
            tonight(folder, faults, told.append)
    assert told[-1].number == state(folder)["commit"]
    assert {(commit.dataset, commit.system, commit.number, commit.run) for commit in told} == {
        ("notat", "demo", 2, "natten")
    }
    assert all(commit.counts == told[0].counts for commit in told)
    # Told again only by whoever finishes what was broken off, and saying so.
    assert [commit.resumed for commit in told] == [
        place > 0 or point in HALF_DONE for place in range(len(told))
    ]


def test_while_nobody_can_be_told_nothing_is_committed(before: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(before, tmp_path / "lake"))

    def deaf(commit: Commit) -> None:
        raise OSError("disk full")

    for number in range(3):
        with pytest.raises(OSError, match="disk full"):
            harvest(folder, [note("new", f"ny {number}", 2021)], run=f"night{number}", told=deaf)
    told: list[Commit] = []
    harvest(folder, [note("new", "sidst", 2021)], run="day", told=told.append)
    assert [(commit.number, commit.run, commit.resumed) for commit in told] == [
        (2, "night0", True),
        (3, "day", False),
    ]


def state(folder: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((folder / ".journal/notat__demo.json").read_bytes())
    return held


def test_what_is_journalled_was_synced_first(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(before, tmp_path / "lake"))
    log: list[str] = []
    real = os.fsync

    def logged(handle: int) -> None:
        log.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        real(handle)

    monkeypatch.setattr(os, "fsync", logged)
    tonight(folder, log.append)
    committed = log.index("journal committed")
    staged = {path for path in log[:committed] if "/scratch/" in path}
    assert sum(path.endswith(".file") for path in staged) == 4  # and the one of the emptied year
    assert sum(path.endswith(".sidecar") for path in staged) == 3
    assert str(folder / STAGING / "natten" / "scratch") in log[:committed]
    journal = str(folder / ".journal")
    assert f"{journal}/pending.json.draft" in log[:committed]
    assert f"{journal}/notat__demo.json.draft" in log[committed:]
    assert journal in log[: log.index("file moved")]
    assert log.count(journal) == 3  # promised, state written, retired
    assert {str(folder / "notat/kilde=demo/aar=2020"), str(folder / "notat/kilde=demo")} <= set(
        log[committed:]
    )


def test_a_torn_run_of_another_dataset_is_finished_first(
    before: Path, after: dict[str, str], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(before, tmp_path / "lake"))

    def broken(reached: str) -> None:
        if reached == "journal committed":
            raise OSError

    with pytest.raises(OSError):
        tonight(folder, broken)
    harvest(folder, system="another", run="other")
    assert hashes(folder) == after
    assert not [name for name in content(folder) if "pending" in name]


class watched:  # noqa: N801
    """Audit events of changes below a folder, outside staging. The hook stays; the flag puts it to sleep."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.awake = folder, False
        self.events: list[tuple[str, str]] = []

    def __enter__(self) -> list[tuple[str, str]]:
        sys.addaudithook(self.hear)
        self.awake = True
        return self.events

    def __exit__(self, *_: object) -> None:
        self.awake = False

    def hear(self, event: str, args: tuple[object, ...]) -> None:
        if not self.awake:
            return
        for path in self.changed(event, args):
            if not path.startswith(str(self.folder)):
                continue
            inside = Path(path).relative_to(self.folder).as_posix()
            if not inside.startswith(STAGING) and inside != LOCK:
                self.events.append((event, inside))

    @staticmethod
    def changed(event: str, args: tuple[object, ...]) -> Iterator[str]:
        if event in ("os.remove", "os.rmdir", "os.mkdir", "os.truncate"):
            yield str(args[0])
        elif event == "os.rename":
            yield str(args[1])
        elif event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
            yield str(args[0])
