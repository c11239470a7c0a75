"""The commands as a person or a script meets them: quick, in words, with exit codes that mean something."""

import json
import os
import resource
import subprocess
import sys
import tomllib
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from flows.cli import COMMANDS
from flows.cli import cli as group
from flows.cli import run as cli
from flows.cli.exits import Exit
from flows.settings import load
from tests.flows.broken import CANARY
from tests.flows.commands import NOTE, cli_of
from tests.flows.conftest import variables
from tests.flows.homes import ROOT, Home, rows

HEAVY = ("spacy", "thinc", "prefect", "duckdb", "presidio_analyzer", "fastapi")
SECRET = "Hemmelig42"
MAIN = "from flows.cli import run; import sys; code = run(sys.argv[1:]); "


# Help


@pytest.mark.parametrize("arguments", [["--help"], ["status"], ["config", "show"], ["keys", "init"]])
def test_light_commands_load_nothing_heavy(settled: Home, here: Path, arguments: list[str]) -> None:
    given = arguments if arguments == ["--help"] else [*arguments, "--config", str(settled.config)]
    loaded = f"print(*(name for name in {HEAVY} if name in sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", MAIN + loaded, *given],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=variables(here / "tmp"),
        check=True,
    )
    assert done.stderr.splitlines()[-1] == ""


def test_help_takes_less_than_a_second(here: Path) -> None:
    """Of processor time, the best of three: how busy the machine is otherwise does not count."""
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-c", MAIN, "--help"],
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
            env=variables(here / "tmp"),
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 1.0


def test_the_readme_shows_the_help_as_it_is() -> None:
    shown = CliRunner().invoke(group, ["--help"], prog_name="datahoest", terminal_width=78).output
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert shown.startswith("Usage: datahoest")
    assert shown.strip() in readme


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    module, line = COMMANDS[name]
    command = import_module(module).command
    assert isinstance(command, click.Command)
    assert line.endswith(".")
    assert len(line) <= 64
    for each in command.commands.values() if isinstance(command, click.Group) else (command,):
        assert each.help, name
        options = [option for option in each.params if isinstance(option, click.Option)]
        assert name == "demo" or any("--config" in option.opts for option in options)
        for option in options:
            assert option.help or option.name in ("home", "engine"), (name, option.name)
        shown = CliRunner().invoke(each, ["--help"], prog_name=f"datahoest {name}")
        assert shown.exit_code == 0
        assert shown.output.startswith(f"Usage: datahoest {name}")


def test_exit_codes_are_documented() -> None:
    epilog = CliRunner().invoke(group, ["--help"]).output.replace("\n", " ")
    for code in Exit:
        assert f"{code.value} {code.meaning}" in " ".join(epilog.split())


# What goes wrong


@pytest.mark.parametrize(
    "arguments",
    [
        ["harvset"],
        ["harvest", "--fast"],
        ["harvest", "--config", "/nowhere/datahoest.toml"],
        ["harvest", "--engine", "dask"],
        ["demo", "--cases", "50"],
        ["scrub", "--input", "/nowhere.jsonl"],
    ],
)
def test_a_wrong_call(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(arguments) == Exit.USAGE
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("command", [["harvest"], ["status"], ["check"], ["config", "show"], ["tables"]])
def test_a_wrong_configuration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    file = tmp_path / "datahoest.toml"
    file.write_text(f'[sources.a]\nsystem = "x"\nurl = "y"\npassword = "{SECRET}"\n', encoding="utf-8")
    assert cli([*command, "--config", str(file)]) == Exit.USAGE
    told = capsys.readouterr()
    assert told.err.startswith(f"datahoest: {file}: sources.a.password is not a reference. Next: ")
    assert SECRET not in told.out + told.err


def test_a_secret_in_the_query_of_an_address(settled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """ODBC takes passwords there. It is refused where it is used, and printed nowhere."""
    text = settled.config.read_text(encoding="utf-8")
    odbc = f"postgresql+pyodbc://db/x?driver=Y&PWD={SECRET}"
    settled.config.write_text(text.replace("sqlite:///sources/udfoerer.sqlite", odbc), encoding="utf-8")
    assert cli_of(settled, "check") == Exit.FATAL
    assert cli_of(settled, "config", "show") == Exit.WHOLE
    assert cli_of(settled, "harvest", "--engine", "direct") in (Exit.PARTIAL, Exit.USAGE, Exit.FATAL)
    told = capsys.readouterr()
    assert "url holds a password. Take it out and give a reference" in told.out
    written = "".join(file.read_text(encoding="utf-8") for file in settled.runs.iterdir())
    assert SECRET not in told.out + told.err + written


def test_a_fault_of_the_program_is_told_by_kind_and_place(
    settled: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(" ".join(CANARY))

    monkeypatch.setattr("flows.cli.status.lines", broken)
    assert cli_of(settled, "status") == Exit.FATAL
    told = capsys.readouterr().err
    assert told.startswith("datahoest: ValueError at test_cli.py:")
    assert not any(word in told for word in CANARY)


def test_stopped_by_the_keyboard(
    settled: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.chunk.conform", stopped)
    assert cli_of(settled, "harvest", "--engine", "direct") == Exit.INTERRUPTED
    assert "run again to go on" in capsys.readouterr().err
    monkeypatch.undo()
    assert cli_of(settled, "status") == Exit.PARTIAL
    assert "stopped by a person or the system" in " ".join(capsys.readouterr().out.split())
    assert cli_of(settled, "harvest", "--engine", "direct") == Exit.WHOLE


# config show


def test_the_configuration_is_shown_as_it_is_understood(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "datahoest.toml"
    file.write_text(
        '[project]\nname = "Effekt \\"A\\\\B\\""\nends = 2031-12-31\n'
        '[sources.a]\nsystem = "demo_myndighed"\nurl = "postgresql+psycopg://hemmelig@db.example/x?sslmode=on"\n'
        'password = "env:KODE"\ndatasets = ["sag"]\n'
        '[retention.rules.R1]\nkind = "fixed_period"\nperiod = "P5Y"\n',
        encoding="utf-8",
    )
    assert cli(["config", "show", "--config", str(file)]) == Exit.WHOLE
    out = capsys.readouterr().out
    shown = tomllib.loads(out)
    assert shown["project"]["name"] == 'Effekt "A\\B"'
    source = shown["sources"]["a"]
    assert source["url"] == "postgresql+psycopg://***@db.example/x"
    assert (source["password"], source["datasets"]) == ("env:KODE", ["sag"])
    assert shown["lake"]["path"] == str(tmp_path / "lake")
    assert shown["text"]["chunk_rows"] == 2000
    assert shown["retention"]["rules"]["R1"] == {"kind": "fixed_period", "period": "P5Y"}
    assert "hemmelig" not in out
    assert "sslmode" not in out


def test_every_setting_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is shown, read again, is what was read; and no setting was left to its default."""
    least, file = tmp_path / "least.toml", tmp_path / "datahoest.toml"
    least.write_text('[sources.a]\nsystem = "x"\nurl = "sqlite:///a"\n', encoding="utf-8")
    file.write_text(
        """
        [project]
        name = "Effekt"
        ends = 2031-12-31
        [sources."vores kilde"]
        system = "vores.toml"
        url = "sqlite:///b"
        password = "file:kode"
        expected_hours = 30
        datasets = ["sag", "borger"]
        [lake]
        path = "sø"
        [vault]
        path = "boks"
        [audit]
        path = "spor"
        [runs]
        path = "nætter"
        [zones]
        path = "zoner.toml"
        [text]
        model = "da_min"
        batch_size = 8
        chunk_rows = 100
        commit_rows = 1000
        date_window_days = 90
        keep_weekday = false
        surrogates_may_hide_misses = true
        labels = {MISC = "ORG"}
        [contracts]
        path = "kontrakter"
        [orchestration]
        engine = "direct"
        home = "prefekt"
        [retention]
        as_of = 2026-11-20
        nyt = 1
        [retention.rules."R01-børn"]
        kind = "fixed_period"
        from = {dato = 2026-01-01, lande = ["dk"]}
        """,
        encoding="utf-8",
    )
    assert cli(["config", "show", "--config", str(file)]) == Exit.WHOLE
    again = tmp_path / "elsewhere" / "datahoest.toml"
    again.parent.mkdir()
    again.write_text(capsys.readouterr().out, encoding="utf-8")
    read, default = load(str(file)), load(str(least))
    assert replace(load(str(again)), file=read.file) == read
    assert [name for name in read.__dataclass_fields__ if getattr(read, name) == getattr(default, name)] == []
    for given, plain in ((read.sources[0], default.sources[0]), (read.text, default.text)):
        same = [name for name in given.__dataclass_fields__ if getattr(given, name) == getattr(plain, name)]
        assert same == []


def test_what_is_shown_can_be_used(settled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_of(settled, "config", "show") == Exit.WHOLE
    shown = settled.folder / "shown.toml"
    shown.write_text(capsys.readouterr().out, encoding="utf-8")
    assert cli(["harvest", "--engine", "direct", "--config", str(shown)]) == Exit.WHOLE
    assert settled.reports()[-1]["datasets"][0]["counts"]["written"] == 0


# keys init


def test_keys_are_made_once(fresh: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for file in fresh.vault.iterdir():
        file.unlink()
    fresh.vault.rmdir()
    assert cli_of(fresh, "keys", "init") == Exit.WHOLE
    assert "Back them up apart from the lake." in capsys.readouterr().out
    assert {file.stat().st_mode & 0o777 for file in fresh.vault.iterdir()} == {0o600}
    assert fresh.vault.stat().st_mode & 0o777 == 0o700
    before = {file.name: file.read_bytes() for file in fresh.vault.iterdir()}
    assert cli_of(fresh, "keys", "init") == Exit.FATAL
    assert "Open the vault that is there" in capsys.readouterr().err
    assert {file.name: file.read_bytes() for file in fresh.vault.iterdir()} == before


# tables


def test_tables_in_json_and_as_tables(settled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_of(settled, "tables", "--json") == Exit.WHOLE
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["tabel_10", "tabel_13", "tabel_4", "tabel_5"]
    assert cli_of(settled, "tables") == Exit.WHOLE
    assert "Tabel 13. Problemgrad" in capsys.readouterr().out


def test_tables_need_no_vault(settled: Home) -> None:
    settled.vault.rename(settled.folder / "elsewhere")
    assert cli_of(settled, "tables") == Exit.WHOLE
    assert cli_of(settled, "status") == Exit.WHOLE


def test_tables_of_a_codebook(settled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (known,) = {row["kodebog_version"] for row in rows(settled.lake, "sagsklassifikation")}
    assert cli_of(settled, "tables", "--json", "--kodebog", known) == Exit.WHOLE
    assert json.loads(capsys.readouterr().out)["tabel_10"]["counts"]
    assert cli_of(settled, "tables", "--kodebog", "9.9") == Exit.USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"datahoest: no codebook '9.9' in the lake. Known: {known}\n"


def test_tables_of_a_lake_without_codings(fresh: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_of(fresh, "tables") == Exit.FATAL
    assert "Harvest a source that delivers codings" in capsys.readouterr().err


# status


def test_status_before_the_first_night(fresh: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_of(fresh, "status", "--json") == Exit.PARTIAL
    lines = json.loads(capsys.readouterr().out)
    assert {line["source"]: line["standing"] for line in lines} == {"myndighed": "never", "udfoerer": "never"}


# Nobody reads


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["config", "show"],
        ["status"],
        ["tables"],
        ["tables", "--json"],
        ["audit", "verify"],
        ["scrub", "--input", "-"],
        ["harvest", "--engine", "direct", "--dataset", "kodebog"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("both", [False, True], ids=["stdout", "both"])
def test_output_that_nobody_reads(settled: Home, here: Path, arguments: list[str], both: bool) -> None:
    """``datahoest config show | head -1``, and the same with ``2>&1``."""
    reading, writing = os.pipe()
    os.close(reading)
    config = [] if arguments == ["--help"] else ["--config", str(settled.config)]
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", *arguments, *config],
        input=json.dumps(NOTE) + "\n",
        stdout=writing,
        stderr=writing if both else subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=variables(here / "tmp"),
        check=False,
    )
    os.close(writing)
    assert done.returncode == Exit.UNREAD
    assert both or "Traceback" not in done.stderr
    assert both or "BrokenPipe" not in done.stderr
    if arguments[0] == "harvest":
        assert settled.reports()[-1]["finished"]
        assert not settled.reports()[-1]["failure"], "the night went on unwatched"


def test_a_source_that_hangs_up_is_no_reader_that_left(
    settled: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hung_up(*_: object, **__: object) -> None:
        raise BrokenPipeError(32, "hung up")

    monkeypatch.setattr("flows.chunk.conform", hung_up)
    assert cli_of(settled, "harvest", "--engine", "direct") == Exit.FATAL
    assert "datahoest: the machine says no (Broken pipe, at test_cli.py:" in capsys.readouterr().err
