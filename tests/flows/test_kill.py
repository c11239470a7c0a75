"""Killed at any moment, the next run ends in the same lake, and nobody is found in what was left behind."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from audit.verify import verify
from tests.flows.canary import Hit, Needles, search, told
from tests.flows.conftest import Scheduler, variables
from tests.flows.homes import ROOT, Home, Meaning, ask, content, differences, hashes, meaning, untold

pytestmark = pytest.mark.timeout(900)  # one fixture carries out twenty kills and twenty re-runs

SEED, FIRST_NIGHTS, LATER_NIGHTS = 20_261_120, 13, 7  # twenty kills
Harvest = Callable[[Home, float | None], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kill:
    """What was found after a kill, and after the re-run."""

    killed: bool
    code: int  # of the run after it
    left_behind: Counter[Hit]
    staged: list[str]
    trail: str | None
    untold: list[str]
    still_changing: list[str]
    moment: str = ""
    differences: dict[str, tuple[int, int]] = field(default_factory=dict)
    other_bytes: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def harvest(place: Path) -> Iterator[Harvest]:
    """Carries a harvest out in a warm child process, or kills it."""
    single = {"OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}  # no threads
    with subprocess.Popen(
        [sys.executable, "-m", "tests.flows.killed"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=variables(place / "killed-tmp", **single),
    ) as server:

        def carry_out(home: Home, after: float | None) -> dict[str, Any]:
            assert server.stdin
            assert server.stdout
            order = {"config": str(home.config), "log": str(home.folder / "said.txt"), "after": after}
            print(json.dumps(order), file=server.stdin, flush=True)
            answer: dict[str, Any] = json.loads(server.stdout.readline())
            return answer

        yield carry_out
        assert server.stdin
        server.stdin.close()


@pytest.fixture(scope="module")
def needles(thin_harvested: Home) -> Needles:
    """Everybody planted."""
    return Needles.of(thin_harvested.folder / "sources")


@pytest.fixture(scope="module")
def kills(
    thin_unharvested: Home,
    thin_harvested: Home,
    restless: Home,
    rested: Meaning,
    harvest: Harvest,
    needles: Needles,
    place: Path,
) -> list[Kill]:
    """Twenty kills: thirteen in a first night, seven in one that adds, changes and removes."""
    moments = random.Random(SEED)
    first = (thin_unharvested, meaning(thin_harvested.lake), FIRST_NIGHTS)
    later = (restless, rested, LATER_NIGHTS)
    found = []
    for name, (home, wanted, count) in {"first": first, "later": later}.items():
        lengths = [harvest(home.copy(place / f"undisturbed {name} {time}"), None)["seconds"] for time in "ab"]
        for number in range(count):
            share = (number + moments.random()) / count  # spread over the run, at random within its part
            copy = home.copy(place / f"kill {name} {number}")
            after = share * min(lengths)
            kill = _kill(copy, after, harvest, needles, further=number % 4 == 0)
            lake = hashes(copy.lake)
            other = hashes(place / f"undisturbed {name} a" / "lake")
            found.append(
                replace(
                    kill,
                    moment=f"{name} night, {share:.0%}",
                    differences=differences(wanted, meaning(copy.lake)),
                    other_bytes=sorted(n for n in lake.keys() | other.keys() if lake.get(n) != other.get(n)),
                )
            )
    return found


def _kill(home: Home, after: float, harvest: Harvest, needles: Needles, *, further: bool) -> Kill:
    """Kill, look around, run again; with ``further`` once more, to see that nothing is left to do."""
    killed = harvest(home, after)["killed"]
    left_behind = _nobody(home, needles)
    code = harvest(home, None)["code"]
    before = content(home.lake)
    again = harvest(home, None)["code"] if further else 0
    now = content(home.lake)
    return Kill(
        killed=killed,
        code=code or again,
        left_behind=left_behind + _nobody(home, needles),
        staged=[path.name for path in (home.lake / ".staging").iterdir()]
        + [path.name for path in (home.lake / ".journal").glob("pending*")],
        trail=verify(home.audit).problem,
        untold=untold(home),
        still_changing=sorted(name for name in before if before[name] != now.get(name)),
    )


def _nobody(home: Home, needles: Needles) -> Counter[Hit]:
    return search(needles, home.folder, [home.folder / "sources"])


def test_most_were_killed(kills: list[Kill]) -> None:
    """One or two may have been faster than their executioner."""
    assert len(kills) == 20
    assert sum(kill.killed for kill in kills) >= 17


def test_the_next_run_is_whole(kills: list[Kill]) -> None:
    assert [kill.moment for kill in kills if kill.code] == []
    assert [(kill.moment, kill.trail) for kill in kills if kill.trail] == []


def test_every_commit_is_in_the_trail_once(kills: list[Kill]) -> None:
    assert [(kill.moment, kill.untold) for kill in kills if kill.untold] == []


def test_the_lake_is_the_same(kills: list[Kill]) -> None:
    assert [(kill.moment, kill.differences) for kill in kills if kill.differences] == []


def test_the_lake_is_the_same_to_the_byte(kills: list[Kill]) -> None:
    """Files and sidecars: what a row is, and where it lies, does not depend on how often a run was begun."""
    assert [(kill.moment, kill.other_bytes) for kill in kills if kill.other_bytes] == []


def test_the_run_after_that_has_nothing_to_do(kills: list[Kill]) -> None:
    assert [(kill.moment, kill.still_changing) for kill in kills if kill.still_changing] == []


def test_nothing_is_left_staged(kills: list[Kill]) -> None:
    assert [(kill.moment, kill.staged) for kill in kills if kill.staged] == []


def test_nobody_is_found_in_what_was_left_behind(kills: list[Kill], needles: Needles, place: Path) -> None:
    """Staged fragments, half a journal, the vault's own log, torn reports, what was said, temporary files."""
    found = sum((kill.left_behind for kill in kills), search(needles, place / "killed-tmp"))
    assert not found, told(found)


def test_killed_under_prefect(
    thin_unharvested: Home, thin_reference: Meaning, scheduler: Scheduler, needles: Needles, here: Path
) -> None:
    home = thin_unharvested.copy(here / "home")
    run = subprocess.Popen(
        [
            *(sys.executable, "-c", "from flows.cli import main; main()"),
            *("harvest", "--config", str(home.config), "--engine", "prefect"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=variables(here / "tmp", PREFECT_API_URL=scheduler.url),
        text=True,
    )
    with run:
        assert run.stderr
        for line in run.stderr:
            if "register/sag_person" in line:
                break
        time.sleep(0.2)  # into the first texts
        os.kill(run.pid, 9)
    assert run.returncode == -9
    assert _tasks_running(scheduler), "Prefect knew of the run"
    assert home.harvest().whole
    assert differences(thin_reference, meaning(home.lake)) == {}
    assert not list((home.lake / ".staging").iterdir())
    found = _nobody(home, needles) + search(needles, here / "tmp") + search(needles, scheduler.home)
    assert not found, told(found)


def _tasks_running(scheduler: Scheduler) -> int:
    sql = "SELECT count(*) FROM flow_run WHERE state_type = 'RUNNING'"
    ((count,),) = ask(scheduler.home / "prefect.db", sql)
    return int(count)
