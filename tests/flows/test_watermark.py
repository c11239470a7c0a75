"""What a watermark cannot see: deadlines, families and contracts that change while the row does not."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows import wiring
from flows.night import Night
from flows.report import Counts, DatasetReport, Outcome
from flows.safe import UnexpectedFailure
from flows.settings import load
from schemas.contract import Contract, Generalise
from schemas.load import load_contracts
from tests.flows.homes import Home, make, rows

ENROLMENTS = "indskrivning"  # no text, and a watermark
_EVENT, _CHANGED = '"SenesteHændelse"', '"SenestÆndret"'


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Harvested once, columns only."""
    home = make(tmp_path_factory.mktemp("watermark") / "home")
    assert home.harvest(datasets=("borger", "sag", "relation", ENROLMENTS)).whole
    return home


@pytest.fixture
def home(village: Home, tmp_path: Path) -> Iterator[Home]:
    """A copy of its own for each test."""
    yield village.copy(tmp_path / "home")


def edit(database: Path, *statements: str) -> None:
    with closing(sqlite3.connect(database)) as base, base:
        for statement in statements:
            base.execute(statement)


def night(home: Home, *datasets: str, **wishes: Any) -> dict[str, DatasetReport]:
    """The reports of a night by ``source/dataset``."""
    report = home.harvest(datasets=datasets or (ENROLMENTS,), **wishes)
    return {f"{entry.source}/{entry.dataset}": entry for entry in report.datasets}


def counted(home: Home) -> Counts:
    return night(home)[f"udfoerer/{ENROLMENTS}"].counts


def test_nothing_changed_is_nothing_written(home: Home) -> None:
    counts = counted(home)
    assert (counts.written, counts.redated, counts.removed) == (0, 0, 0)
    assert counts.unchanged == len(rows(home.lake, ENROLMENTS)) > 0


def test_a_changed_row_is_read_alone(home: Home) -> None:
    edit(
        home.performing,
        f"UPDATE Indskrivning SET Tilbud = 'Hjemmehos', {_CHANGED} = '2026-11-20 10:00:00'"
        " WHERE IndskrivningId = (SELECT min(IndskrivningId) FROM Indskrivning)",
    )
    assert counted(home).written == 1
    assert "Hjemmehos" in {row["tilbud"] for row in rows(home.lake, ENROLMENTS)}


def test_a_deadline_moves_with_the_date_of_another_table(home: Home) -> None:
    before = {row["kilde_id_pid"]: row["slettefrist"] for row in rows(home.lake, ENROLMENTS)}
    edit(home.performing, f"UPDATE Sager SET {_EVENT} = date({_EVENT}, '-7 days')")
    assert counted(home).redated == len(before)
    after = {row["kilde_id_pid"]: row["slettefrist"] for row in rows(home.lake, ENROLMENTS)}
    assert all((before[key] - after[key]).days == 7 for key in before)


def test_a_row_that_is_expired_no_more_comes_back(home: Home) -> None:
    whole = len(rows(home.lake, ENROLMENTS))
    some = "WHERE SagId IN (SELECT SagId FROM Indskrivning ORDER BY 1 LIMIT 5)"
    edit(home.performing, f"UPDATE Sager SET {_EVENT} = '2009-01-01' {some}")
    assert counted(home).removed == 5
    edit(home.performing, f"UPDATE Sager SET {_EVENT} = '2026-11-01' {some}")
    assert counted(home).written == 5
    assert len(rows(home.lake, ENROLMENTS)) == whole


def test_a_row_that_fits_no_more_leaves_and_is_counted_every_night(home: Home) -> None:
    edit(
        home.performing,
        f"UPDATE Indskrivning SET TidVurdering = 'i orden', {_CHANGED} = '2026-11-20 10:00:00'"
        " WHERE IndskrivningId = (SELECT min(IndskrivningId) FROM Indskrivning)",
    )
    first = counted(home)
    assert (first.skipped, first.removed) == (1, 1)
    edit(home.performing, f"UPDATE Indskrivning SET {_CHANGED} = '2026-01-01' WHERE TidVurdering = 'i orden'")
    second = counted(home)
    assert (second.skipped, second.removed, second.read) == (1, 0, first.read)


def test_a_family_that_moved_in_a_night_of_other_datasets_is_not_forgotten(home: Home) -> None:
    case = "(SELECT min(ID) FROM Sag)"
    edit(
        home.authority,
        "UPDATE Person SET MorCPR = NULL, FarCPR = NULL"
        f" WHERE ID = (SELECT PersonID FROM Sag WHERE ID = {case})",
        f"UPDATE Sagspart SET Rolle = 'andet' WHERE SagID = {case} AND Rolle IN ('mor', 'far')",
    )
    assert night(home, "sag")["myndighed/sag"].counts.written
    assert counted(home).written
    families = {row["sag_pid"]: row["familie_pid"] for row in rows(home.lake, "sag")}
    assert all(families[row["sag_pid"]] == row["familie_pid"] for row in rows(home.lake, ENROLMENTS))


def test_a_stricter_contract_is_for_every_row(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {row["tilbud"] for row in rows(home.lake, ENROLMENTS)} != {None}
    monkeypatch.setattr(wiring, "load_contracts", lambda: _stricter("tilbud"))
    counted(home)
    assert {row["tilbud"] for row in rows(home.lake, ENROLMENTS)} == {None}


def _stricter(name: str) -> dict[str, Contract]:
    contracts = dict(load_contracts())
    contract = contracts[ENROLMENTS]
    columns = tuple(
        replace(c, treatment=Generalise("zone")) if c.name == name else c for c in contract.columns
    )
    contracts[ENROLMENTS] = replace(contract, columns=columns, fingerprint="another")
    return contracts


def test_two_rows_of_one_key_do_not_take_turns(home: Home) -> None:
    mapping = (Path(wiring.__file__).parents[1] / "schemas/systems/demo_udfoerer.toml").read_text("utf-8")
    twice = mapping.replace('key = ["Indskrivning.IndskrivningId"]', 'key = ["Indskrivning.Tilbud"]')
    (home.folder / "twice.toml").write_text(twice, encoding="utf-8")
    config = home.config.read_text(encoding="utf-8").replace('"demo_udfoerer"', '"twice.toml"')
    home.config.write_text(config, encoding="utf-8")
    first, second = counted(home), counted(home)
    assert first.skipped == second.skipped > 0
    assert (second.written, second.removed) == (0, 0)


def test_a_source_that_is_empty_overnight_does_not_empty_the_lake(home: Home) -> None:
    held = len(rows(home.lake, ENROLMENTS))
    edit(home.performing, "DELETE FROM Indskrivning")
    report = night(home)[f"udfoerer/{ENROLMENTS}"]
    assert report.outcome is Outcome.FAILED
    assert "--full" in report.reason
    assert len(rows(home.lake, ENROLMENTS)) == held
    assert night(home, full=True)[f"udfoerer/{ENROLMENTS}"].counts.removed == held


def test_a_person_with_one_bad_cell_is_looked_for_all_the_same(home: Home) -> None:
    edit(home.authority, "UPDATE Person SET FoedtDato = '31-02-2019', Fornavn = 'Zoltana', Koen = '?'")
    assert night(home, "borger")["myndighed/borger"].counts.written == 0
    assert "Zoltana" in names(home)


def test_people_of_a_table_that_is_empty_overnight_are_not_forgotten(home: Home) -> None:
    before = names(home)
    edit(home.authority, "DELETE FROM Person")
    reports = night(home, "borger", "sagsklassifikation")
    assert reports["myndighed/borger"].outcome is Outcome.WAITING
    assert names(home) == before


def test_a_commit_is_told_though_its_night_breaks_before_it_tells_of_the_dataset(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = "DELETE FROM Indskrivning WHERE IndskrivningId = (SELECT min(IndskrivningId) FROM Indskrivning)"
    edit(home.performing, one)
    with monkeypatch.context() as killed:
        killed.setattr(Night, "_log", lambda *_: 1 / 0)
        with pytest.raises(UnexpectedFailure, match="ZeroDivisionError"):
            night(home)
    edit(home.performing, one)
    night(home)
    told = [(e["type"], e["facts"]["commit"]) for e in home.events() if e["dataset"] == ENROLMENTS]
    assert [number for kind, number in told if kind == "lake_changed"] == ["1", "2", "3"]
    assert [number for kind, number in told if kind == "dataset_committed"] == ["1", "3"]


def test_a_person_who_never_reached_the_lake_is_forgotten_with_their_row(home: Home) -> None:
    edit(
        home.authority,
        "INSERT INTO Person (ID, CprNummer, Fornavn, FoedtDato, SenesteHaendelse)"
        " VALUES (999999, 'ukendt', 'Zoltana', '31-02-2019', '2026-11-01')",
    )
    night(home, "borger")
    assert "Zoltana" in names(home)
    edit(home.authority, "DELETE FROM Person WHERE ID = 999999")
    night(home, "borger")
    assert "Zoltana" not in names(home)


def names(home: Home) -> set[str]:
    """All that the vault knows people by."""
    with wiring.open_tools(load(str(home.config))) as tools:
        return set(tools.store.municipal_names())
