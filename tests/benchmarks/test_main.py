"""The benchmarks run, at a small size; what they measure is not asserted."""

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS, asked, main
from benchmarks.interface import QUICK, Ratio
from benchmarks.ledger import DOORS, Ledger, kept
from benchmarks.text import distinct
from pseudonymize.text.interface import CaseTexts
from schemas.people import Casebook, CaseRegister


def test_named_benchmarks_print_ratios_and_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--quick", "columns", "extraction", "replace", "--results", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "Pseudonymizer.many, beside bare hmac" in shown
    assert "lake.replace, beside pyarrow" in shown
    (file,) = tmp_path.glob("*.json")
    found = json.loads(file.read_text(encoding="utf-8"))
    assert set(found["results"]) == {"columns", "extraction", "replace"}
    assert found["machine"]["cores"] >= 1
    assert not {str(Path.home()), str(tmp_path)} & set(str(found["machine"]).split())


def test_an_unknown_name_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["colums"])
    assert "Known: harvest" in capsys.readouterr().err


def test_without_names_all_but_the_optional_run() -> None:
    assert asked([]) == [name for name, benchmark in BENCHMARKS.items() if not benchmark.optional]
    assert asked(["text", "harvest"]) == ["harvest", "text"]
    assert asked(["orchestration"]) == ["orchestration"]


def test_every_door_of_the_ledger_is_there_and_is_left_as_it_was() -> None:
    from lake.known import Known
    from pseudonymize.apply import Applier

    before = Known.compare, Applier.apply
    with kept() as ledger:
        assert Known.compare is not before[0]
    assert (Known.compare, Applier.apply) == before
    assert not ledger.seconds
    assert len(set(DOORS.values())) > 10


def test_time_is_booked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 3.0, 6.0])
    monkeypatch.setattr("benchmarks.ledger.time.process_time", lambda: next(clock))
    ledger = Ledger()
    ledger.enter("outer")
    ledger.enter("inner")
    ledger.leave()
    ledger.leave()
    assert ledger.seconds == {"outer": 1.0 + 3.0, "inner": 2.0}


def test_a_ratio_says_its_median_and_spread() -> None:
    assert str(Ratio("a", "b", (3.0, 1.0, 2.0))).split() == (
        ["2.00", "x", "a,", "beside", "b", "(1.00", "to", "3.00", "in", "3", "rounds)"]
    )
    assert QUICK.rounds == 1


def test_equal_texts_of_a_case_are_shown_to_a_model_once() -> None:
    case = CaseTexts(CaseRegister("c", ()), ("a", None, "b", "a"), Casebook("c"))
    assert distinct([case, case]) == ["a", "b", "a", "b"]
