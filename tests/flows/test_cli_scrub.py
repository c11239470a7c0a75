"""``scrub``: from file to file, by line, one text; a bad line is told by number and the rest goes on."""

import io
import json
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.cli import run as cli
from flows.cli.exits import Exit
from tests.flows.commands import NOTE, cli_of
from tests.flows.conftest import variables
from tests.flows.homes import ROOT, Home


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
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(NOTE).encode() + b"\n")))
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


def line(note: int, case: str, text: str) -> str:
    return json.dumps(NOTE | {"note_id": note, "case_id": case, "text": text}, ensure_ascii=False) + "\n"


def test_lines_of_a_case_need_not_be_neighbours_in_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = tmp_path / "in.jsonl"
    between = "".join(line(n, f"c{n}", "intet") for n in range(1, 600))
    given.write_text(line(0, "a", "Pedel Kjeld Brask") + between + line(600, "a", "brask"), encoding="utf-8")
    assert cli(["scrub", "--input", str(given)]) == Exit.WHOLE
    told = capsys.readouterr()
    found = scrubbed(told.out)
    assert [row["note_id"] for row in found] == [str(n) for n in range(601)]
    assert (found[0]["text"], found[-1]["text"]) == ("Pedel [PERSON_1]", "[PERSON_1]")
    assert told.err == "601 notes written, 0 bad lines.\n"


def test_through_a_pipe_a_case_that_returns_is_told(tmp_path: Path) -> None:
    between = "".join(line(n, f"c{n}", "intet") for n in range(1, 600))
    done = scrub_process(tmp_path, "--input", "-", given=line(0, "a", "x") + between + line(600, "a", "x"))
    assert done.returncode == Exit.PARTIAL
    assert len(scrubbed(done.stdout)) == 601
    assert "line 601: came after other lines had ended the case" in done.stderr
    assert "Give a file instead of a pipe" in done.stderr


def test_a_file_on_standard_input_is_a_file(tmp_path: Path) -> None:
    given = tmp_path / "in.jsonl"
    between = "".join(line(n, f"c{n}", "intet") for n in range(1, 600))
    given.write_text(line(0, "a", "x") + between + line(600, "a", "x"), encoding="utf-8")
    with given.open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-c", "from flows.cli import main; main()", "scrub", "--input", "-"],
            stdin=file,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=variables(tmp_path / "tmp"),
            timeout=200,
            check=False,
        )
    assert (done.returncode, done.stderr) == (Exit.WHOLE, "601 notes written, 0 bad lines.\n")


def scrub_process(
    folder: Path, *arguments: str, given: str | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "scrub", *arguments],
        input=given,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=variables(folder / "tmp"),
        timeout=200,
        check=False,
    )


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_stopped_in_the_middle_no_half_line_is_left(tmp_path: Path, how: signal.Signals) -> None:
    given, wanted = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    part, before = tmp_path / ".out.jsonl.part", line(0, "old", "what was there")
    text = "Zubeida ringede og fortalte om ugen. " * 3
    given.write_text("".join(line(n, f"c{n % 800}", text) for n in range(1600)), encoding="utf-8")
    wanted.write_text(before, encoding="utf-8")
    command = [sys.executable, "-c", "from flows.cli import main; main()", "scrub"]
    with subprocess.Popen(
        [*command, "--input", str(given), "--output", str(wanted)],
        cwd=ROOT,
        env=variables(tmp_path / "tmp"),
        stderr=subprocess.PIPE,
    ) as process:
        deadline = time.monotonic() + 120
        while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline:
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(how)
        process.wait(timeout=60)
        assert process.returncode not in (Exit.WHOLE, Exit.PARTIAL)
    assert wanted.read_text(encoding="utf-8") == before
    left = part.read_bytes() if part.exists() else b""
    assert b"Zubeida" not in left
    assert part.exists() is (how is not signal.SIGINT)
    assert list((tmp_path / "tmp").iterdir()) == []
    if how is not signal.SIGKILL:
        return
    again = scrub_process(tmp_path, "--input", str(given), "--output", str(wanted))
    assert again.returncode == Exit.WHOLE, again.stderr
    whole = wanted.read_text(encoding="utf-8")
    assert whole.endswith("\n")
    assert [row["note_id"] for row in scrubbed(whole)] == [str(n) for n in range(1600)]
    assert not part.exists()


def test_a_file_may_be_masked_in_its_own_place_and_a_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "notes.jsonl", tmp_path / "link.jsonl"
    real.write_text(line(1, "a", "Ringet til Zubeida."), encoding="utf-8")
    link.symlink_to(real)
    assert cli(["scrub", "--input", str(real), "--output", str(link)]) == Exit.WHOLE
    assert link.is_symlink()
    assert scrubbed(real.read_text(encoding="utf-8"))[0]["text"] == "Ringet til [MOR_1]."
    assert sorted(file.name for file in tmp_path.iterdir()) == ["link.jsonl", "notes.jsonl"]


def test_output_that_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text(line(1, "a", "Zubeida"), encoding="utf-8")
    assert cli(["scrub", "--input", str(given), "--output", "/dev/null"]) == Exit.WHOLE
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_an_output_nobody_can_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text(line(1, "a", "Zubeida"), encoding="utf-8")
    assert cli(["scrub", "--input", str(given), "--output", str(tmp_path / "no" / "out")]) == Exit.USAGE
    assert "No such file or directory. Give another file" in capsys.readouterr().err


# Policies


def test_kinds_need_no_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text(json.dumps(NOTE), encoding="utf-8")
    assert cli(["scrub", "--input", str(given), "--tokens", "kinds"]) == Exit.WHOLE
    (row,) = scrubbed(capsys.readouterr().out)
    assert (row["text"], row["tokens"]) == ("Ringet til [PERSON], [CPR].", "kinds")


@pytest.mark.parametrize("tokens", ["pseudonyms", "surrogates"])
def test_without_a_home_there_are_no_keys(
    tokens: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATAHOEST_CONFIG", raising=False)
    given = tmp_path / "in.jsonl"
    given.write_text(json.dumps(NOTE), encoding="utf-8")
    assert cli(["scrub", "--input", str(given), "--tokens", tokens]) == Exit.USAGE
    told = capsys.readouterr().err
    assert f"--tokens {tokens} needs the keys of a vault" in told
    assert "Next: give --config FILE, or choose roles or kinds" in told


def test_pseudonyms_are_those_of_the_lake(settled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    given = settled.folder / "in.jsonl"
    people = [NOTE["register"][0] | {"cpr": "311299-0001"}]  # type: ignore[index]
    given.write_text(json.dumps(NOTE | {"register": people}), encoding="utf-8")
    assert cli_of(settled, "scrub", "--input", str(given), "--tokens", "pseudonyms") == Exit.WHOLE
    (row,) = scrubbed(capsys.readouterr().out)
    assert re.fullmatch(r"Ringet til \[PERSON ([a-z2-7]{16})\], \[CPR \1\]\.", str(row["text"]))


def test_two_texts_share_nobody(
    settled: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    called = []
    for text in ("Pedel Thorkild kom.", "Pedel Gudmund kom.", "Pedel Thorkild kom."):
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        assert cli_of(settled, "scrub", "--tokens", "pseudonyms") == Exit.WHOLE
        called.append(capsys.readouterr().out)
    assert re.fullmatch(r"Pedel \[PERSON [a-z2-7]{16}\] kom\.", called[0])
    assert called[0] == called[2] != called[1]


def test_surrogates_wait_for_somebody_to_say_yes(
    settled: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = settled.folder / "in.jsonl"
    given.write_text(json.dumps(NOTE), encoding="utf-8")
    ask = ["scrub", "--input", str(given), "--tokens", "surrogates"]
    assert cli_of(settled, *ask) == Exit.USAGE
    assert (
        "--tokens surrogates asks for surrogate names. A name that the masker misses"
        in capsys.readouterr().err
    )
    with settled.config.open("a", encoding="utf-8") as config:
        config.write("\n[text]\nsurrogates_may_hide_misses = true\n")
    assert cli_of(settled, *ask) == Exit.WHOLE
    (row,) = scrubbed(capsys.readouterr().out)
    assert re.fullmatch(r"Ringet til [A-ZÆØÅ]\w+, 3[2-9]\d{4}-\d{4}\.", str(row["text"]))
    assert "Zubeida" not in str(row["text"])
