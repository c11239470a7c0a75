"""Commands where something is wrong: a wish that cannot be, a folder not ours, a log that is gone."""

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.event import EventType
from flows import demo, report, safe
from flows.cli import run as cli
from flows.cli.exits import Exit
from flows.report import DatasetReport, Outcome, RunReport
from flows.settings import load
from flows.status import Standing, lines
from schemas.errors import ConfigError, Fatal
from tests.flows.homes import AS_OF, ROOT, Home, make
from vault.backends.file import FileVault

NOW = datetime(2026, 11, 21, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Prepared, never harvested."""
    return make(tmp_path_factory.mktemp("commands") / "home")


def prepare(folder: Path, *, fresh: bool = False) -> bool:
    return demo.prepare(folder, cases=51, seed=1, today=AS_OF, engine="direct", fresh=fresh)


def test_a_demonstration_that_was_broken_off_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(demo, "_households", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            prepare(tmp_path / "home")
    assert (tmp_path / "home" / "vault" / "ring.json").exists()
    assert prepare(tmp_path / "home")
    assert not prepare(tmp_path / "home")


@pytest.mark.parametrize("fresh", [False, True])
def test_a_demonstration_leaves_the_folders_of_others_alone(tmp_path: Path, fresh: bool) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("keys, perhaps")
    with pytest.raises(ConfigError, match="not a demonstration home"):
        prepare(tmp_path, fresh=fresh)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_copied_configuration_does_not_make_a_demonstration(tmp_path: Path, home: Home) -> None:
    (tmp_path / "datahoest.toml").write_text(home.config.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ConfigError):
        prepare(tmp_path, fresh=True)
    assert (tmp_path / "datahoest.toml").exists()


@pytest.mark.parametrize("wish", ["--source", "--dataset"])
def test_a_wish_that_cannot_be_leaves_no_run_behind(home: Home, wish: str) -> None:
    assert cli(["harvest", "--config", str(home.config), "--engine", "direct", wish, "nope"]) == Exit.USAGE
    assert not home.runs.exists()
    assert [event["type"] for event in home.events()] == ["keys_created"]


def test_a_remedy_in_brackets_reaches_the_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "datahoest.toml"
    config.write_text(
        '[sources.x]\nsystem = "demo_myndighed"\nurl = "sqlite:///x.sqlite"\n', encoding="utf-8"
    )
    assert cli(["check", "--config", str(config)]) == Exit.FATAL
    assert "Add [retention.rules.R01-familiesag]" in capsys.readouterr().out


def test_a_log_that_is_gone_is_no_good_news(home: Home, tmp_path: Path) -> None:
    here = home.copy(tmp_path / "home")
    here.audit.unlink()
    verify = ["audit", "verify", "--config", str(here.config)]
    assert cli(verify) == Exit.WHOLE
    report.save(RunReport("20261120T020000Z-a", "2026-11-20T02:00:00+00:00", ("myndighed",)), here.runs)
    assert cli(verify) == Exit.FATAL
    here.audit.touch()
    assert cli(verify) == Exit.FATAL


def test_what_the_machine_refuses_is_told_by_number_and_quotes_nothing() -> None:
    said = safe.clean(OSError(errno.ENOSPC, "Zubeida Quistgaard", "/tmp/zubeida"))
    assert isinstance(said, Fatal)
    assert "No space left" in str(said)
    assert "ubeida" not in str(said)


def test_screens_speak_utf8_whatever_the_locale() -> None:
    plain = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "--help"],
        env={**os.environ, **plain},
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert "Datahøst" in done.stdout.decode("utf-8")


# What status makes of several runs


def ran(home: Home, *entries: tuple[str, Outcome], asked: tuple[str, ...] = (), age: float = 1) -> RunReport:
    ended = (NOW - timedelta(hours=age)).isoformat()
    datasets = tuple(DatasetReport("myndighed", name, outcome) for name, outcome in entries)
    return RunReport(f"run-{age}", ended, ("myndighed",), asked, finished=ended, datasets=datasets)


def standing(home: Home, *reports: RunReport) -> Standing:
    return lines(load(str(home.config)), reports, NOW)[0].standing


def test_a_run_for_one_dataset_does_not_hide_what_failed_before(home: Home) -> None:
    whole, failed = Outcome.WHOLE, Outcome.FAILED
    night = ran(home, ("sag", whole), ("borger", failed), age=5)
    assert standing(home, night) is Standing.PARTIAL
    assert standing(home, ran(home, ("sag", whole), asked=("sag",)), night) is Standing.PARTIAL
    assert standing(home, ran(home, ("borger", whole), asked=("borger",)), night) is Standing.WHOLE
    assert standing(home, ran(home, ("sag", whole), asked=("sag",))) is Standing.PARTIAL


def test_late_is_counted_from_the_run_that_was_asked_for_all(home: Home) -> None:
    part, old = ran(home, ("sag", Outcome.WHOLE), asked=("sag",)), ran(home, ("sag", Outcome.WHOLE), age=50)
    assert standing(home, part, old) is Standing.LATE


def test_a_run_that_broke_off_is_failed_until_all_was_asked_for_again(home: Home) -> None:
    broken = RunReport("run-9", (NOW - timedelta(hours=9)).isoformat(), ("myndighed",))
    assert standing(home, broken) is Standing.FAILED
    assert standing(home, ran(home, ("sag", Outcome.WHOLE), asked=("sag",)), broken) is Standing.FAILED
    assert standing(home, ran(home, ("sag", Outcome.WHOLE)), broken) is Standing.WHOLE


def test_a_run_that_goes_on_is_said_to_and_how_it_stood_before(home: Home) -> None:
    going = RunReport("run-0", "2026-11-21T02:30:00+00:00", ("myndighed",))
    night = ran(home, ("sag", Outcome.FAILED), age=25)
    found = lines(load(str(home.config)), [going, night], NOW, lambda told: told.run == "run-0")
    assert [line.standing for line in found] == [Standing.RUNNING, Standing.NEVER]
    assert found[0].reason == "since 2026-11-21 02:30; before it: failed"
    assert (found[0].run, found[0].when, found[0].hours) == ("run-0", going.started, 4.5)
    assert lines(load(str(home.config)), [going, night], NOW)[0].reason == "the run broke off"


def test_only_the_run_itself_holds_its_report(tmp_path: Path) -> None:
    told = RunReport("r", "2026-11-20T02:00:00+00:00", ("a",))
    with report.begun(told, tmp_path):
        assert list(report.newest_first(tmp_path)) == [told]
        assert report.goes_on(told, tmp_path)
        report.save(replace(told, finished="2026-11-20T03:00:00+00:00"), tmp_path)
        assert not any(report.goes_on(each, tmp_path) for each in report.newest_first(tmp_path))
    assert not report.goes_on(told, tmp_path)


def test_status_while_a_run_goes_on_and_after_it_was_killed(home: Home, tmp_path: Path) -> None:
    """Seen from another process, and the hold is gone with the one that was killed."""
    here = home.copy(tmp_path / "home")
    code = "import flows.night, sys; flows.night.jobs = lambda *_: (print(flush=True), sys.stdin.read()); "
    wish = ["harvest", "--config", here.config, "--engine", "direct", "--quiet"]
    with subprocess.Popen(
        [sys.executable, "-c", code + "from flows.cli import main; main()", *wish],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as going:
        assert going.stdout
        going.stdout.readline()
        status = [sys.executable, "-c", "from flows.cli import main; main()", "status", "--json"]
        asked = subprocess.run([*status, "--config", here.config], cwd=ROOT, capture_output=True, check=False)
        going.kill()
    assert asked.returncode == Exit.PARTIAL
    told = json.loads(asked.stdout)
    assert [line["standing"] for line in told] == ["running", "running"]
    assert told[0]["reason"].startswith("since 20")
    assert told[0]["reason"].endswith("before it: never")
    after = subprocess.run([*status, "--config", here.config], cwd=ROOT, capture_output=True, check=False)
    assert [line["standing"] for line in json.loads(after.stdout)] == ["failed", "failed"]


def test_a_report_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    told = RunReport("r", "2026-11-20T02:00:00+00:00", ("a",), ("sag",), datasets=())
    file = report.save(told, tmp_path)
    assert report.load(file) == told
    assert json.loads(file.read_text(encoding="utf-8"))["asked"] == ["sag"]


def test_what_is_written_is_not_for_everybody(home: Home, tmp_path: Path) -> None:
    here = home.copy(tmp_path / "home")
    code = "import os; os.umask(0); from flows.cli import main; main()"
    wishes = ["--config", here.config, "--engine", "direct", "--dataset", "kodebog", "--quiet"]
    subprocess.run(
        [sys.executable, "-c", code, "harvest", *wishes], cwd=ROOT, capture_output=True, check=True
    )
    places = (here.lake, here.runs, here.audit.parent)
    written = [path for place in places for path in (place, *place.rglob("*"))]
    assert len(written) > 10
    assert not [path.name for path in written if path.stat().st_mode & 0o027]


def test_new_keys_are_an_event(tmp_path: Path, home: Home) -> None:
    (tmp_path / "datahoest.toml").write_text(home.config.read_text(encoding="utf-8"), encoding="utf-8")
    assert cli(["keys", "init", "--config", str(tmp_path / "datahoest.toml")]) == Exit.WHOLE
    assert [event["type"] for event in Home(tmp_path).events()] == ["keys_created"]


def test_the_keys_of_a_demonstration_are_an_event(home: Home) -> None:
    """Its epoch is the one that the lake's files will name."""
    (event,) = home.events()
    assert event["type"] == "keys_created"
    assert event["facts"]["epoch"] == FileVault.open(home.vault).ring().epoch


def test_every_kind_of_event_is_logged_somewhere() -> None:
    written = "".join(
        path.read_text(encoding="utf-8")
        for room in ("flows", "audit")
        for path in (ROOT / room).rglob("*.py")
        if path.name != "event.py"
    )
    assert [kind.name for kind in EventType if f"EventType.{kind.name}" not in written] == []
