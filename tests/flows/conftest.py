"""One demonstration harvested as a person would, under Prefect; a small one to be copied and run often."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import pseudonymize.model
from flows import safe
from pseudonymize.text import masker
from synthetic.edit import edit_note
from tests.flows.homes import FEW, ROOT, Home, Meaning, ask, change, cut, make, meaning, thin


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


@pytest.fixture(scope="session", autouse=True)
def warm_model() -> Iterator[None]:
    """The real model, read once and not once a run; what it is called is told before it has been used."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pseudonymize.model, "load", cache(pseudonymize.model.load))
        patch.setattr(masker, "_model_name", cache(masker._model_name))
        yield


def variables(temporary: Path, **more: str) -> dict[str, str]:
    """The environment of a command: of ours only what is asked for, and a temporary folder of its own."""
    temporary.mkdir(parents=True, exist_ok=True)
    ours = ("PREFECT_", "DATAHOEST_", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"TMPDIR": str(temporary)} | more


def command(*arguments: str, temporary: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """``datahoest ARGUMENTS`` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=variables(temporary, **more),
        timeout=280,
        check=False,
    )


@dataclass(frozen=True, slots=True)
class Scheduler:
    """A Prefect server of the session's own."""

    url: str
    home: Path

    def states(self) -> Counter[str]:
        """How many runs of flows and tasks are in each state."""
        database = self.home / "prefect.db"
        sql = "SELECT state_type FROM flow_run UNION ALL SELECT state_type FROM task_run"
        return Counter(state for (state,) in ask(database, sql))


@pytest.fixture(scope="session")
def scheduler(place: Path) -> Iterator[Scheduler]:
    """A Prefect server on a free port of the loopback; sends nothing home."""
    home = place / "scheduler"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = variables(place / "scheduler-tmp")
    safe.prepare(home, environment)
    server = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        url = f"http://127.0.0.1:{port}/api"
        _await(f"{url}/health", server)
        yield Scheduler(url, home)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 150
    while time.monotonic() < deadline:
        assert server.poll() is None, "the Prefect server ended"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError("the Prefect server does not answer")


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


@pytest.fixture(scope="session")
def thin_unharvested(unharvested: Home, place: Path) -> Home:
    """A few cases and some of the datasets, not harvested. To be copied."""
    return thin(unharvested.copy(place / "thin"))


@pytest.fixture(scope="session")
def thin_harvested(thin_unharvested: Home, place: Path) -> Home:
    """The same after a night that nothing disturbed. To be copied."""
    home = thin_unharvested.copy(place / "thin-harvested")
    assert home.harvest().whole
    return home


@pytest.fixture(scope="session")
def thin_reference(thin_harvested: Home) -> Meaning:
    """What the lake of the few cases and datasets says after an undisturbed night."""
    return meaning(thin_harvested.lake)


@pytest.fixture(scope="session")
def restless(thin_harvested: Home, place: Path) -> Home:
    """A harvested home whose sources have changed so that a night adds, changes and removes. To be copied."""
    home = thin_harvested.copy(place / "restless")
    (note,) = ask(home.authority, "SELECT max(ID) FROM JournalArkNote")[0]
    edit_note(home.authority, note, "<p>Rettet i går.</p>")
    change(home.authority, "UPDATE Sag SET SlettetDato = '2026-11-18 10:00:00' WHERE ID = ?", FEW[0])
    deleted = "(SELECT a.ID FROM JournalArk a WHERE a.SagID = ?)"
    when = "SET SlettetDato = '2026-11-18 10:00:00'"
    change(home.authority, f"UPDATE JournalArkNote {when} WHERE JournalArkID IN {deleted}", FEW[0])
    change(home.authority, "UPDATE Dokument SET Dato = '2019-05-05', LastChanged = '2026-11-18 10:00:00'")
    return home


@pytest.fixture(scope="session")
def rested(restless: Home, place: Path) -> Meaning:
    """What its lake says after a night that nothing disturbed."""
    home = restless.copy(place / "rested")
    assert home.harvest().whole
    return meaning(home.lake)


@pytest.fixture
def fresh(unharvested: Home, here: Path) -> Home:
    """A copy of the few cases, not harvested."""
    return unharvested.copy(here / "home")


@pytest.fixture
def settled(harvested: Home, here: Path) -> Home:
    """A copy of the few cases, harvested."""
    return harvested.copy(here / "home")
