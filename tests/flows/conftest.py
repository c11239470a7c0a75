"""One demonstration harvested as a person would, under Prefect; a small one to be copied and run often."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.flows.homes import ROOT, Home, Meaning, cut, make, meaning


@dataclass(frozen=True, slots=True)
class Outing:
    """A command that ran in a process of its own, and what it left on screen and in its temporary folder."""

    home: Home
    code: int
    out: str
    err: str
    temporary: Path


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for the session. In memory where there is such a place: a harvest syncs hundreds of times."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path_factory.mktemp("flows")
        return
    folder = Path(tempfile.mkdtemp(prefix="datahoest-flows-", dir=memory))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def here(place: Path) -> Iterator[Path]:
    """A folder for one test."""
    folder = Path(tempfile.mkdtemp(dir=place))
    yield folder
    shutil.rmtree(folder)


def command(*arguments: str, temporary: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """``datahoest ARGUMENTS`` in a process of its own."""
    temporary.mkdir(parents=True, exist_ok=True)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DATAHOEST_"))
    }
    return subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=kept | {"TMPDIR": str(temporary)} | variables,
        timeout=280,
        check=False,
    )


@pytest.fixture(scope="session")
def village(place: Path) -> Outing:
    """``datahoest demo`` with the 51 coded cases and a few, under Prefect with its own short-lived server."""
    folder = place / "village"
    folder.mkdir()
    home = make(folder / "home", engine="prefect")
    done = command("demo", "--home", str(home.folder), temporary=folder / "tmp")
    return Outing(home, done.returncode, done.stdout, done.stderr, folder / "tmp")


@pytest.fixture(scope="session")
def unharvested(place: Path) -> Home:
    """A few cases, keys, and no lake yet. To be copied."""
    return cut(make(place / "unharvested"))


@pytest.fixture(scope="session")
def harvested(unharvested: Home, place: Path) -> Home:
    """The same after a night that nothing disturbed. To be copied."""
    home = unharvested.copy(place / "harvested")
    report = home.harvest()
    assert report.whole, [(d.source, d.dataset, d.reason, d.findings) for d in report.datasets if d.reason]
    return home


@pytest.fixture(scope="session")
def reference(harvested: Home) -> Meaning:
    """What the lake of the few cases says after an undisturbed night."""
    return meaning(harvested.lake)


@pytest.fixture
def fresh(unharvested: Home, here: Path) -> Home:
    """A copy of the few cases, not harvested."""
    return unharvested.copy(here / "home")


@pytest.fixture
def settled(harvested: Home, here: Path) -> Home:
    """A copy of the few cases, harvested."""
    return harvested.copy(here / "home")
