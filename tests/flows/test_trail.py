"""Every change of the lake is in the audit log once, wherever a run is killed."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from audit.verify import verify
from flows.cli import run as cli
from tests.flows.broken import Fuse, install_in_lake
from tests.flows.conftest import variables
from tests.flows.homes import ROOT, Home, change, make, untold

KILL = """
import os, signal, sys, pytest
from tests.flows.broken import install_in_lake
from flows.cli import run
with pytest.MonkeyPatch.context() as patch:
    install_in_lake(patch, sys.argv[1], lambda: os.kill(os.getpid(), signal.SIGKILL))
    run(sys.argv[2:])
"""
COLUMNS = ("borger", "sag", "relation")


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Columns only, harvested once; then some rows change."""
    home = make(tmp_path_factory.mktemp("trail") / "home")
    assert home.harvest(datasets=COLUMNS).whole
    change(home.authority, "UPDATE Sag SET Sagstype = 'Rettet', LastChanged = '2026-11-19 12:00:00'")
    return home


@pytest.fixture
def home(village: Home, tmp_path: Path) -> Home:
    return village.copy(tmp_path / "home")


def wish(home: Home) -> list[str]:
    datasets = [argument for name in COLUMNS for argument in ("--dataset", name)]
    return ["harvest", "--config", str(home.config), "--engine", "direct", "--quiet", *datasets]


def killed_at(home: Home, point: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILL, point, *wish(home)],
        cwd=ROOT,
        env=variables(home.folder.parent / "tmp"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]


def recovered(home: Home) -> list[dict[str, object]]:
    return [event for event in home.events() if event["facts"].get("recovered")]


@pytest.mark.parametrize(
    ("point", "late"),
    [("journal committed", 1), ("state written", 1), ("commit told", 0), ("journal retired", 0)],
)
def test_killed_between_the_commit_and_its_event(home: Home, point: str, late: int) -> None:
    killed_at(home, point)
    assert len(untold(home)) == (point == "state written"), "the lake moved and the log did not"
    assert cli(wish(home)) == 0
    assert untold(home) == []
    assert verify(home.audit).problem is None
    assert len(recovered(home)) == late
    begun = [event["run"] for event in home.events() if event["type"] == "run_started"]
    for event in recovered(home):
        assert event["run"] == begun[-2], "of the run that was killed"
        assert event["counts"]["changed"] + event["counts"]["added"] > 0  # type: ignore[index]


def test_killed_in_the_middle_of_the_line(home: Home) -> None:
    killed_at(home, "commit told")
    told = home.audit.read_bytes()
    home.audit.write_bytes(told[:-40])
    assert cli(wish(home)) == 0
    assert untold(home) == []
    assert len(recovered(home)) == 1
    assert verify(home.audit).problem is None


def test_what_breaks_after_the_line_is_not_told_twice(home: Home) -> None:
    fuse = Fuse(1, lambda: OSError(28, "full"))
    with pytest.MonkeyPatch.context() as patch:
        install_in_lake(patch, "commit told", fuse)
        assert cli(wish(home)) == 1
    assert fuse.blown
    assert untold(home) == []
    assert recovered(home) == []


def test_a_log_that_is_lost_does_not_hold_a_run_up(home: Home) -> None:
    home.audit.unlink()
    assert cli([*wish(home), "--full"]) == 0
    changed = [event for event in home.events() if event["type"] == "lake_changed"]
    assert {event["dataset"] for event in changed} == {"borger", "sag", "relation"}
