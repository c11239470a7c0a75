"""``check`` and ``audit verify``: what is wrong is said before a night, by place and remedy."""

import re

import pytest

from flows.cli.exits import Exit
from pseudonymize.text.interface import Kind
from tests.flows.commands import cli_of
from tests.flows.homes import Home, change


def test_check_on_a_good_home(settled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_of(settled, "check") == Exit.WHOLE
    out = capsys.readouterr().out
    for what in (
        "configuration",
        "contracts",
        "keys",
        "source myndighed",
        "source udfoerer",
        "model",
        "lake",
    ):
        assert f"✓ {what}: " in out
    assert "events hold" in out
    assert "✗" not in out


def test_check_finds_a_key_that_others_may_read(settled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (settled.vault / "kek").chmod(0o644)
    assert cli_of(settled, "check") == Exit.FATAL
    assert "chmod 600" in capsys.readouterr().out
    assert cli_of(settled, "harvest", "--engine", "direct") == Exit.FATAL
    assert "chmod 600" in capsys.readouterr().err
    assert settled.reports()[-1]["failure"]


def test_check_finds_a_source_that_is_not_there(settled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    settled.performing.unlink()
    assert cli_of(settled, "check") == Exit.FATAL
    out = capsys.readouterr().out
    assert "✗ source udfoerer: " in out
    assert "✓ source myndighed: " in out
    assert "✓ model: " in out


def test_check_finds_a_column_that_is_not_there(settled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    change(settled.performing, "ALTER TABLE Maal RENAME COLUMN Punkt TO Pind")
    assert cli_of(settled, "check") == Exit.FATAL
    assert "Maal.Punkt" in capsys.readouterr().out


def test_check_counts_the_columns_that_no_mapping_reads(
    settled: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    def counted() -> int:
        assert cli_of(settled, "check") == Exit.WHOLE
        (line,) = [line for line in capsys.readouterr().out.splitlines() if "source udfoerer" in line]
        found = re.search(r"(\d+) columns read by no mapping", line)
        return int(found[1]) if found else 0

    before = counted()
    change(settled.performing, "ALTER TABLE Maal ADD COLUMN Bemærkning")
    assert counted() == before + 1


def test_check_finds_a_broken_log(settled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    raw = bytearray(settled.audit.read_bytes())
    at = raw.index(b'"read":') + len(b'"read":')
    raw[at] = ord("9") if raw[at] != ord("9") else ord("8")
    settled.audit.write_bytes(raw)
    assert cli_of(settled, "check") == Exit.FATAL
    assert "✗ audit: " in capsys.readouterr().out
    assert cli_of(settled, "audit", "verify") == Exit.FATAL
    told = capsys.readouterr()
    assert "Keep the file as it is and call the steward" in told.err


def test_check_finds_a_text_rule_that_misses(
    settled: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.check.EXPECTED", {Kind.PER: ("Samtale",)})  # a word that stays
    assert cli_of(settled, "check") == Exit.FATAL
    assert "✗ model: planted identifiers were missed: " in capsys.readouterr().out


# audit verify


def test_the_trail_holds(settled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_of(settled, "audit", "verify") == Exit.WHOLE
    assert "events hold. Head: " in capsys.readouterr().out
