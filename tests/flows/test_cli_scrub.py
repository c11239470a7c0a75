"""``scrub``: from file to file, by line, one text; a bad line is told by number and the rest goes on."""

import io
import json
import sys
from pathlib import Path

import pytest

from flows.cli import run as cli
from flows.cli.exits import Exit
from tests.flows.commands import NOTE, cli_of
from tests.flows.homes import Home


def scrubbed(lines: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.splitlines()]


def test_scrub_from_file_to_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, wanted = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    bad = '{"note_id": 2, "text": Zubeida}'
    lines = [json.dumps(NOTE, ensure_ascii=False), bad, json.dumps(NOTE | {"note_id": 3}, ensure_ascii=False)]
    given.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert cli(["scrub", "--input", str(given), "--output", str(wanted)]) == Exit.PARTIAL
    found = scrubbed(wanted.read_text(encoding="utf-8"))
    assert [line["note_id"] for line in found] == ["1", "3"]
    assert {line["text"] for line in found} == {"Ringet til [MOR_1], [CPR]."}
    told = capsys.readouterr()
    assert "line 2: not JSON; left out" in told.err
    assert "2 notes written, 1 bad lines." in told.err
    assert "Zubeida" not in told.out + told.err + wanted.read_text(encoding="utf-8")


def test_scrub_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(NOTE) + "\n"))
    assert cli(["scrub", "--input", "-"]) == Exit.WHOLE
    (line,) = scrubbed(capsys.readouterr().out)
    assert line["text"] == "Ringet til [MOR_1], [CPR]."


def test_scrub_one_text(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("Ring til 311299-0001 eller zubeida@planted.example.\n"))
    assert cli(["scrub"]) == Exit.WHOLE
    assert capsys.readouterr().out == "Ring til [CPR] eller [EMAIL].\n"


def test_scrub_is_told_to_the_trail_of_its_home(
    settled: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text(json.dumps(NOTE) + "\nno note\n", encoding="utf-8")
    assert cli_of(settled, "scrub", "--input", str(given)) == Exit.PARTIAL
    monkeypatch.setattr(sys, "stdin", io.StringIO("Ring til 311299-0001.\n"))
    assert cli_of(settled, "scrub") == Exit.WHOLE
    stream, one = settled.events()[-2:]
    assert stream["type"] == one["type"] == "scrub_run"
    assert stream["counts"] == {"notes": 1, "withheld": 0, "bad": 1}
    assert one["counts"] == {"notes": 1, "withheld": 0}
    assert stream["facts"] == one["facts"]


def test_scrub_that_breaks_off_is_told_without_counts(
    settled: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr("flows.scrubbing.scrub", broken)
    assert cli_of(settled, "scrub", "--input", "-") == Exit.FATAL
    assert settled.events()[-1]["type"] == "scrub_run"
    assert settled.events()[-1]["counts"] == {}


def test_scrub_without_a_home_keeps_no_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATAHOEST_CONFIG", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO("Ring til 311299-0001.\n"))
    assert cli(["scrub"]) == Exit.WHOLE
    assert list(tmp_path.iterdir()) == []
