"""Every stage made to fail once with a person in the error's message: nothing stays, and a re-run heals."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from audit.verify import verify
from flows.cli import run as cli
from lake.interface import FAULT_POINTS
from lake.journal import states
from tests.flows.broken import CANARY, ERRORS, STAGES, Fuse, found_once, install, install_in_lake
from tests.flows.canary import Hit, Needles, said, search, told
from tests.flows.conftest import Scheduler, variables
from tests.flows.homes import ROOT, Home, Meaning, differences, meaning, tokens_alike, untold, without_batch

TEXTS = ("journalnotat", "dokument")  # where one failed the next goes on, and numbers strangers first
PLANTED = Needles(CANARY, {})
# Stage, the call at which it breaks, exit code, who is said to have failed ("": the run as a whole).
# What breaks while people are learned stops the run: without them names would be missed.
BREAKS = (
    ("read", 1, 3, ""),
    ("read", 7, 1, "borger"),
    ("conform", 1, 3, ""),
    ("conform", 6, 1, "medarbejder"),
    ("stamp", 2, 3, ""),
    ("stamp", 9, 1, "sag"),
    ("remember", 3, 3, ""),
    ("part", 1, 3, ""),
    ("link", 1, 3, ""),
    ("identify", 3, 1, "borger"),
    ("mask", 1, 1, "journalnotat"),
    ("registers", 1, 1, "sag"),
    ("registers", 4, 1, "journalnotat"),
    ("casebooks", 2, 1, "dokument"),
    ("apply", 4, 1, "sag"),
    ("second look", 5, 1, "relation"),
    ("stage", 7, 1, "journalnotat"),
    ("scan", 3, 1, "borger"),
    ("replace", 6, 1, "sag_person"),
    ("audit", 1, 3, ""),
    ("audit", 6, 1, "borger"),  # of its commit: the lake tells of it again before the next
    ("audit", 11, 3, ""),
    ("report", 1, 3, ""),
    ("report", 2, 3, ""),
)


@pytest.fixture
def bare(thin_unharvested: Home, here: Path) -> Home:
    """A copy of the few cases and datasets, not harvested."""
    return thin_unharvested.copy(here / "home")


def healed(home: Home, told: pytest.CaptureFixture[str]) -> None:
    """A re-run is whole, leaves nothing staged, and the trail holds and has every commit."""
    assert cli(["harvest", "--config", str(home.config), "--engine", "direct"]) == 0, told.readouterr()
    assert not list((home.lake / ".staging").iterdir())
    assert not list((home.lake / ".journal").glob("pending*"))
    assert verify(home.audit).problem is None
    assert untold(home) == []


def nothing_stays(home: Home, captured: pytest.CaptureFixture[str]) -> str:
    """No byte and no line holds the person of the message; what was said on standard error."""
    out, err = captured.readouterr()
    found: Counter[Hit] = said(PLANTED, out=out, err=err) + search(PLANTED, home.folder)
    assert not found, told(found)
    assert "Traceback" not in err
    return err


def excuse(error: Exception) -> str:
    """What is said of an error: by the number the machine gave it, or by kind and place."""
    if isinstance(error, OSError):
        return "the machine says no (No space left on device, at broken.py:"
    return f"{type(error).__name__} at broken.py:"


@pytest.mark.parametrize(("stage", "at", "code", "blamed"), BREAKS)
def test_a_stage_that_fails_once(
    bare: Home,
    thin_reference: Meaning,
    capsys: pytest.CaptureFixture[str],
    stage: str,
    at: int,
    code: int,
    blamed: str,
) -> None:
    fuse = Fuse(at, ERRORS[(at + len(stage)) % len(ERRORS)])
    with pytest.MonkeyPatch.context() as patch:
        install(patch, stage, fuse)
        assert cli(["harvest", "--config", str(bare.config), "--engine", "direct"]) == code
    assert fuse.blown
    err = nothing_stays(bare, capsys)
    said_of_it = excuse(fuse.error())
    if blamed:
        (line,) = [line for line in err.splitlines() if line.startswith("x ")]
        assert f"/{blamed} " in line
        assert said_of_it in line
    else:
        assert f"datahoest: {said_of_it}" in err
    assert cli(["status", "--config", str(bare.config)]) == 1
    capsys.readouterr()
    healed(bare, capsys)
    alike = tokens_alike if blamed in TEXTS else lambda lake: lake
    assert differences(alike(thin_reference), alike(meaning(bare.lake))) == {}


def test_every_stage_is_made_to_fail() -> None:
    assert {stage for stage, *_ in BREAKS} == set(STAGES)


@pytest.mark.parametrize("point", FAULT_POINTS)
def test_the_lake_broken_at_every_point(
    restless: Home, rested: Meaning, here: Path, capsys: pytest.CaptureFixture[str], point: str
) -> None:
    home = restless.copy(here / "home")
    fuse = Fuse(1, ERRORS[0])
    with pytest.MonkeyPatch.context() as patch:
        install_in_lake(patch, point, fuse)
        code = cli(["harvest", "--config", str(home.config), "--engine", "direct"])
    assert fuse.blown
    assert code == (3 if point == "staging cleared" else 1)
    nothing_stays(home, capsys)
    healed(home, capsys)
    assert differences(rested, meaning(home.lake)) == {}


def test_a_scan_that_finds_something(
    bare: Home, thin_reference: Meaning, capsys: pytest.CaptureFixture[str]
) -> None:
    """The partition is held back and told of by place and kind. A commit number is spent on that."""
    with pytest.MonkeyPatch.context() as patch:
        found_once(patch)
        assert cli(["harvest", "--config", str(bare.config), "--engine", "direct"]) == 1
    err = capsys.readouterr().err
    assert "medarbejder/kilde=myndighed/part-0.parquet: 1 cpr" in str(bare.reports()[-1])
    assert "the second look held 1 partitions back" in err
    assert not (bare.lake / "medarbejder" / "kilde=myndighed").exists()
    kinds = [event["type"] for event in bare.events() if event["dataset"] == "medarbejder"]
    assert kinds == ["lake_changed", "partition_held_back"]
    healed(bare, capsys)
    assert differences(without_batch(thin_reference), without_batch(meaning(bare.lake))) == {}


def test_what_an_instalment_held_back_stays_told(bare: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """The next instalment of the same dataset writes the same file, without the rows that were held back."""
    with bare.config.open("a", encoding="utf-8") as config:
        config.write("\n[text]\ncommit_rows = 1\nchunk_rows = 1\n")
    notes = ["--source", "myndighed", "--dataset", "journalnotat"]
    with pytest.MonkeyPatch.context() as patch:
        found_once(patch)
        assert cli(["harvest", "--config", str(bare.config), "--engine", "direct", *notes]) == 1
    state = states(bare.lake)["journalnotat", "myndighed"]
    assert state.commit > 1
    (where,) = state.blocked
    assert f"{where}: 1 cpr" in str(bare.reports()[-1])
    assert cli(["status", "--config", str(bare.config)]) == 1
    assert "held 1 partitions back" in " ".join(capsys.readouterr().out.split())
    assert cli(["check", "--config", str(bare.config)]) == 1
    assert where in capsys.readouterr().out
    healed(bare, capsys)
    assert states(bare.lake)["journalnotat", "myndighed"].blocked == {}


@pytest.mark.parametrize(("stage", "at", "code"), [("read", 1, 3), ("apply", 5, 1)])
def test_under_prefect(
    bare: Home, thin_reference: Meaning, scheduler: Scheduler, here: Path, stage: str, at: int, code: int
) -> None:
    """The same, and nothing in what Prefect stores: its database decoded, its storage, its home."""
    before = scheduler.states()
    wish = [sys.executable, "-m", "tests.flows.broken", stage, str(at)]
    harvest = ["harvest", "--config", str(bare.config), "--engine", "prefect"]
    first = subprocess.run(
        [*wish, *harvest],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=variables(here / "tmp", PREFECT_API_URL=scheduler.url),
        timeout=120,
        check=False,
    )
    assert first.returncode == code, first.stderr[-2000:]
    assert "Traceback" not in first.stderr
    assert "RuntimeError at broken.py:" in first.stderr
    seen = scheduler.states() - before
    assert seen["FAILED"] >= 1, "Prefect was not told"
    found = said(PLANTED, out=first.stdout, err=first.stderr)
    for folder in (bare.folder, scheduler.home, here / "tmp"):
        found += search(PLANTED, folder)
    assert not found, told(found)
    assert bare.harvest().whole
    assert differences(thin_reference, meaning(bare.lake)) == {}
