"""The main job: the printed tables, every row accounted for, and a night that changes what changed only."""

import json
import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from flows.cli import run as cli
from lake.catalog import verify
from lake.tables.tables import tables
from lake.writer import Lake
from pseudonymize.pseudonym import Pseudonymizer
from pseudonymize.text.interface import CaseTexts
from pseudonymize.text.masker import CaseMasker
from schemas.contract import Domain
from schemas.load import load_contracts
from synthetic.edit import add_note, delete_note, edit_note
from tests.flows.conftest import Outing
from tests.flows.homes import (
    AS_OF,
    EXPIRED,
    FEW,
    Home,
    Meaning,
    ask,
    change,
    content,
    datasets,
    differences,
    meaning,
    rows,
    without_batch,
)
from vault.backends.file import FileVault

CASE, OTHER = FEW[:2]
TEXTS = {name for name, contract in load_contracts().items() if contract.texts}
_LIVE = "SELECT ID FROM Sag WHERE SlettetDato IS NULL"
# How many rows a source has to give, said without the mapping: dataset -> SQL.
GIVEN = {
    "myndighed": {
        "medarbejder": "SELECT count(*) FROM Bruger",
        "borger": "SELECT count(*) FROM Person",
        "bopael": "SELECT count(*) FROM Adresse",
        "sag": "SELECT count(*) FROM Sag WHERE SlettetDato IS NULL",
        "relation": f"SELECT count(*) FROM Sagspart WHERE SagID IN ({_LIVE})",
        "journalnotat": "SELECT count(*) FROM JournalArkNote WHERE SlettetDato IS NULL",
        "dokument": "SELECT count(*) FROM Dokument WHERE SlettetDato IS NULL",
        "underretning": f"SELECT count(*) FROM Underretning WHERE SagID IN ({_LIVE})",
        "afgoerelse": f"SELECT count(*) FROM Afgoerelse WHERE SagID IN ({_LIVE})",
    },
    "udfoerer": {
        "medarbejder": "SELECT count(*) FROM Medarbejdere",
        "kodebog": "SELECT count(*) FROM Kodebog",
        "borger": "SELECT count(*) FROM Borger",
        "indsats": "SELECT count(*) FROM Indsatser",
        "indskrivning": "SELECT count(*) FROM Indskrivning",
        "opmaerksomhedspunkt": "SELECT count(*) FROM Opmaerksomhedspunkter",
        "maal": "SELECT count(*) FROM Maal",
        "maalvurdering": "SELECT count(*) FROM Maalvurdering",
        "indsatsjustering": "SELECT count(*) FROM Indsatsjustering",
        "journalnotat": "SELECT count(*) FROM Journal",
        "sagsklassifikation": "SELECT count(*) FROM Sagsklassifikation",
        "kodning": "SELECT count(*) FROM Kodning",
    },
}
# What tells when, by which night and until when a row was harvested. All else is what the row says.
_OF_THE_NIGHT = ("hoest_batch_id", "kilde_aftryk")


@pytest.fixture
def masked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts each call of the masker was given. The masker itself works as ever."""
    counts: list[int] = []
    real = CaseMasker.mask

    def counted(self: CaseMasker, cases: Sequence[CaseTexts]) -> Any:
        counts.append(sum(text is not None for case in cases for text in case.texts))
        return real(self, cases)

    monkeypatch.setattr(CaseMasker, "mask", counted)
    return counts


def pid(home: Home, domain: Domain, value: str) -> str:
    return pids(home, domain, [value]).pop()


def pids(home: Home, domain: Domain, values: Collection[str]) -> set[str]:
    """Pseudonyms as this lake writes them."""
    pseudonymizer = Pseudonymizer(FileVault.open(home.vault).ring())
    return set(pseudonymizer.many(domain, pa.array(list(values))).to_pylist()) - {None}


def note_pid(home: Home, note: int) -> str:
    return pid(home, Domain.NOTE, f"sbsys:{note}")


def case_pid(home: Home, case: int) -> str:
    return pid(home, Domain.CASE, f"sbsys:{case}")


def notes_of(home: Home, case: int) -> list[int]:
    sql = "SELECT n.ID FROM JournalArkNote n JOIN JournalArk a ON a.ID = n.JournalArkID WHERE a.SagID = ?"
    return [note for (note,) in ask(home.authority, f"{sql} ORDER BY n.ID", case)]


def by_pid(home: Home) -> dict[str, dict[str, Any]]:
    return {row["notat_pid"]: row for row in rows(home.lake, "journalnotat")}


def said(row: dict[str, Any], *left_out: str) -> dict[str, Any]:
    return {name: cell for name, cell in row.items() if name not in {*_OF_THE_NIGHT, *left_out}}


def changed(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> set[str]:
    return {key for key in before.keys() & after.keys() if before[key] != after[key]}


# The demonstration


def test_the_demonstration_ends_well(village: Outing) -> None:
    assert village.code == 0, village.err[-2000:]
    assert "All 124 cells equal the published tables." in village.out
    assert "Where to look" in village.out
    assert "Traceback" not in village.err


def test_the_printed_tables_cell_by_cell(village: Outing) -> None:
    text = files("synthetic").joinpath("randers_tables.json").read_text(encoding="utf-8")
    printed = json.loads(text)["tables"]
    found = {table.name: table.as_dict() for table in tables(village.home.lake)}
    assert found.keys() == printed.keys()
    cells = 0
    for name, parts in printed.items():
        for part in parts.keys() & {"counts", "percent"}:
            assert found[name][part] == parts[part], (name, part)
            cells += sum(map(len, parts[part].values()))
    assert cells == 124


def test_every_row_of_the_sources_is_accounted_for(village: Outing) -> None:
    home = village.home
    (report,) = home.reports()
    counts = {(entry["source"], entry["dataset"]): entry["counts"] for entry in report["datasets"]}
    given = {(source, name): sql for source, sqls in GIVEN.items() for name, sql in sqls.items()}
    assert counts.keys() == given.keys() | {("register", "sag_person")}
    assert sum(count["expired"] for count in counts.values()) > 20
    for (source, name), count in counts.items():
        assert count["read"] == sum(
            count[part] for part in ("written", "unchanged", "expired", "withheld", "skipped")
        )
        at_rest = sum(row["kilde"] == source for row in rows(home.lake, name))
        assert at_rest == count["written"], (source, name)
        if source != "register":
            database = home.authority if source == "myndighed" else home.performing
            assert ask(database, given[source, name]) == [(count["read"],)], (source, name)


def test_the_screen_says_what_the_report_says(village: Outing) -> None:
    (report,) = village.home.reports()
    lines = {
        line.split()[0]: line.split()[1:] for line in village.out.splitlines() if re.match(r"\w+/\w+ ", line)
    }
    assert len(lines) == len(report["datasets"])
    for entry in report["datasets"]:
        shown = lines[f"{entry['source']}/{entry['dataset']}"]
        assert shown[0] == f"{entry['counts']['read']:,}"
        assert shown[-1] == entry["outcome"]


def test_the_lake_is_whole(village: Outing) -> None:
    assert not verify(village.home.lake)
    assert not (village.home.lake / ".staging").exists() or not list(
        (village.home.lake / ".staging").iterdir()
    )


# Nothing changed


def test_a_second_harvest_touches_no_byte_and_masks_nothing(
    village: Outing, here: Path, masked: list[int]
) -> None:
    home = village.home.copy(here / "home")
    before = content(home.lake)
    report = home.harvest()
    assert report.whole
    assert report.total.written == report.total.removed == 0
    assert report.total.unchanged == sum(len(rows(home.lake, name)) for name in datasets(home.lake))
    assert content(home.lake) == before
    assert sum(masked) == 0
    kinds = Counter(event["type"] for event in home.events() if event["run"] == report.run)
    assert kinds == {"run_started": 1, "dataset_unchanged": len(report.datasets), "run_finished": 1}


def test_harvesting_all_anew_gives_the_same_rows(
    settled: Home, reference: Meaning, masked: list[int]
) -> None:
    """Only ``hoest_batch_id`` may differ: it says which commit brought the row."""
    report = settled.harvest(full=True)
    assert report.whole
    assert report.total.unchanged == 0
    assert sum(masked) > 30
    assert differences(without_batch(reference), without_batch(meaning(settled.lake))) == {}


# Something changed


def test_exactly_what_was_edited_deleted_and_added_differs(settled: Home, masked: list[int]) -> None:
    """The new note is older than its case's last event, so no deadline moves and no other row differs."""
    edited, soft = notes_of(settled, CASE)[:2]
    hard = notes_of(settled, OTHER)[0]
    keep = by_pid(settled)
    others = {name: found for name, found in meaning(settled.lake).items() if name != "journalnotat"}
    long_ago = datetime.fromisoformat(str(keep[note_pid(settled, edited)]["notat_dato"]))
    edit_note(settled.authority, edited, "<p>Rettet: mødet er flyttet til foråret.</p>")
    delete_note(settled.authority, soft, datetime(2026, 11, 19, 9))
    delete_note(settled.authority, hard, datetime(2026, 11, 19, 9), hard=True)
    added = add_note(
        settled.authority, CASE, "<p>Ringet om parkering.</p>", _before_last_event(settled, CASE)
    )
    assert settled.harvest().whole
    now = by_pid(settled)
    assert keep.keys() - now.keys() == {note_pid(settled, soft), note_pid(settled, hard)}
    assert now.keys() - keep.keys() == {note_pid(settled, added)}
    assert changed(keep, now) == {note_pid(settled, edited)}
    row = now[note_pid(settled, edited)]
    assert row["tekst"] == "Rettet: mødet er flyttet til foråret."
    assert row["notat_dato"] == long_ago.date()
    assert {name: found for name, found in meaning(settled.lake).items() if name != "journalnotat"} == others
    assert sum(masked) == 4  # heading and text of two notes


def _before_last_event(home: Home, case: int) -> datetime:
    ((last,),) = ask(home.authority, "SELECT SenesteHaendelse FROM Sag WHERE ID = ?", case)
    return datetime.fromisoformat(last) - timedelta(days=3)


def test_a_later_event_moves_the_deadlines_of_its_case_and_nothing_else(settled: Home) -> None:
    before = {name: rows(settled.lake, name) for name in datasets(settled.lake)}
    case = case_pid(settled, CASE)
    added = note_pid(
        settled, add_note(settled.authority, CASE, "<p>Ringet om parkering.</p>", datetime(2026, 11, 19, 9))
    )
    report = settled.harvest()
    assert report.whole
    later = 0
    for name, were in before.items():
        old = {row["kilde_id_pid"]: row for row in were}
        new = {row["kilde_id_pid"]: row for row in rows(settled.lake, name)}
        fresh = new.keys() - old.keys()
        assert {new[key].get("notat_pid") for key in fresh} <= {added}
        for key in changed(old, new):
            assert new[key]["sag_pid"] == case, name
            assert said(old[key], "slettefrist", "sidste_haendelse_dato", "raekke_sha256") == said(
                new[key], "slettefrist", "sidste_haendelse_dato", "raekke_sha256"
            ), name
            assert new[key]["slettefrist"] > old[key]["slettefrist"]
            later += 1
    assert later > 10
    assert added in by_pid(settled)


def test_nights_of_changes_end_where_one_night_would(settled: Home, unharvested: Home, here: Path) -> None:
    """Dataset by dataset and row by row: a lake kept up to date says what a lake made today says."""
    edited, deleted = notes_of(settled, CASE)[:2]
    edit_note(settled.authority, edited, "<p>Ny aftale med familien om fredag.</p>")
    assert settled.harvest().whole
    delete_note(settled.authority, deleted, datetime(2026, 11, 19, 9))
    add_note(settled.authority, OTHER, "<p>Ringet om bussen.</p>", datetime(2026, 11, 19, 9))
    change(settled.authority, "UPDATE Afgoerelse SET Type = 'bevilling', LastChanged = '2026-11-19 12:00:00'")
    assert settled.harvest().whole
    at_once = settled.copy(here / "at once")
    _forget_the_lake(at_once)
    assert at_once.harvest().whole
    assert differences(_as_of_source(settled), _as_of_source(at_once)) == {}


def _forget_the_lake(home: Home) -> None:
    for file in [file for file in home.lake.rglob("*") if file.is_file()]:
        file.unlink()


def _as_of_source(home: Home) -> Meaning:
    return without_batch(meaning(home.lake))


# A part of it


def test_one_source(fresh: Home) -> None:
    report = fresh.harvest(sources=("udfoerer",))
    assert report.whole
    assert {(d.source, d.dataset) for d in report.datasets} == {
        *(("udfoerer", name) for name in GIVEN["udfoerer"]),
        ("register", "sag_person"),
    }
    assert {row["kilde"] for name in datasets(fresh.lake) for row in rows(fresh.lake, name)} == {
        "udfoerer",
        "register",
    }


def test_parts_add_up_to_the_whole(fresh: Home, reference: Meaning) -> None:
    """In the order of a night: what a case's texts teach about outsiders is used in those read after them."""
    assert fresh.harvest(sources=("myndighed",), datasets=("sag", "journalnotat")).whole
    assert datasets(fresh.lake) == ["journalnotat", "sag"]
    assert fresh.harvest(sources=("myndighed",)).whole
    assert fresh.harvest(sources=("udfoerer",)).whole
    assert differences(reference, meaning(fresh.lake)) == {}


@pytest.mark.parametrize("engine", ["direct"])
@pytest.mark.parametrize(("option", "word"), [("--source", "source"), ("--dataset", "dataset")])
def test_what_is_not_there_cannot_be_selected(
    settled: Home, capsys: pytest.CaptureFixture[str], option: str, word: str, engine: str
) -> None:
    before = content(settled.lake)
    assert cli(["harvest", "--config", str(settled.config), option, "nowhere", "--engine", engine]) == 2
    told = capsys.readouterr().err
    assert f"no {word} 'nowhere'. Known: " in told
    assert ("myndighed" if word == "source" else "journalnotat") in told
    assert content(settled.lake) == before


# A source that does not answer


def test_a_source_that_is_away_and_comes_back(
    settled: Home, reference: Meaning, capsys: pytest.CaptureFixture[str]
) -> None:
    note = notes_of(settled, CASE)[0]
    edit_note(settled.authority, note, "<p>Rettet, mens den anden var nede.</p>")
    away = settled.performing.rename(settled.performing.with_suffix(".away"))
    assert cli(["harvest", "--config", str(settled.config)]) == 1
    report = settled.reports()[-1]
    outcomes = {(d["source"], d["dataset"]): d["outcome"] for d in report["datasets"]}
    assert {outcome for (source, _), outcome in outcomes.items() if source == "udfoerer"} == {"waiting"}
    # Names of those it knows could stand in any text of the others: texts wait, the rest goes on.
    waiting = {
        name for (source, name), outcome in outcomes.items() if source == "myndighed" and outcome != "whole"
    }
    assert waiting == TEXTS & GIVEN["myndighed"].keys()
    assert outcomes["register", "sag_person"] == "waiting"
    assert meaning(settled.lake) == reference
    capsys.readouterr()
    assert cli(["status", "--config", str(settled.config), "--json"]) == 1
    lines = {line["source"]: line for line in json.loads(capsys.readouterr().out)}
    assert lines["udfoerer"]["standing"] == "failed"
    assert lines["myndighed"]["standing"] == "partial"
    assert "udfoerer" in lines["myndighed"]["reason"]
    assert not settled.performing.exists(), "an empty database was left where the source should be"
    away.rename(settled.performing)
    assert cli(["harvest", "--config", str(settled.config)]) == 0
    assert by_pid(settled)[note_pid(settled, note)]["tekst"] == "Rettet, mens den anden var nede."
    assert cli(["status", "--config", str(settled.config)]) == 0


# Two at once


def test_two_runs_at_once(settled: Home, reference: Meaning, capsys: pytest.CaptureFixture[str]) -> None:
    with Lake.open(settled.lake, "theother"):
        assert cli(["harvest", "--config", str(settled.config)]) == 3
    told = capsys.readouterr().err
    assert "Another run holds the lake" in told
    assert "Wait for it" in told
    assert meaning(settled.lake) == reference
    # The one that was refused did nothing, so it says nothing of how the sources stand.
    assert cli(["status", "--config", str(settled.config)]) == 0


# What has expired


def test_nothing_of_an_expired_case_is_in_the_lake(harvested: Home) -> None:
    """Its pseudonyms are in no dataset and no byte; nor are those of people known from it alone."""
    ours = _of_case(harvested, EXPIRED)
    assert len(ours) > 5
    for name in datasets(harvested.lake):
        for row in rows(harvested.lake, name):
            assert not ours & {cell for cell in row.values() if isinstance(cell, str)}, name
    assert not _in_bytes(harvested.lake, ours)


def test_a_case_that_expires_leaves_every_byte(settled: Home) -> None:
    ours = _of_case(settled, CASE)
    assert len(_in_bytes(settled.lake, ours)) > 5
    ((last,),) = ask(settled.authority, "SELECT SenesteHaendelse FROM Sag WHERE ID = ?", CASE)
    ((other,),) = ask(settled.authority, "SELECT SenesteHaendelse FROM Sag WHERE ID = ?", OTHER)
    _grown_old(settled, CASE)
    report = settled.harvest()
    assert report.whole
    assert report.total.removed > 10, (last, other)
    assert not _in_bytes(settled.lake, ours)
    assert _in_bytes(settled.lake, _of_case(settled, OTHER))
    before = content(settled.lake)
    assert settled.harvest().whole
    assert content(settled.lake) == before


def _grown_old(home: Home, case: int) -> None:
    """The last event of a case, and of its people, lies six years back."""
    past = AS_OF.replace(year=AS_OF.year - 6).isoformat()
    (family,) = ask(home.authority, "SELECT PersonID / 16 FROM Sag WHERE ID = ?", case)
    change(home.authority, "UPDATE Sag SET SenesteHaendelse = ? WHERE ID = ?", past, case)
    people = "ID / 16 = ? OR ID IN (SELECT PersonID FROM Sagspart WHERE SagID = ?)"
    change(home.authority, f"UPDATE Person SET SenesteHaendelse = ? WHERE {people}", past, *family, case)
    change(home.performing, 'UPDATE Sager SET "SenesteHændelse" = ? WHERE MyndighedsSagId = ?', past, case)
    mine = "BorgerId IN (SELECT BorgerId FROM Sager WHERE MyndighedsSagId = ?)"
    change(home.performing, f'UPDATE Borger SET "SenesteHændelse" = ? WHERE {mine}', past, case)


def _of_case(home: Home, case: int) -> set[str]:
    """Pseudonyms of a case, its notes, and the people of its family."""
    (family,) = ask(home.authority, "SELECT PersonID / 16 FROM Sag WHERE ID = ?", case)
    cprs = [cpr for (cpr,) in ask(home.authority, "SELECT CprNummer FROM Person WHERE ID / 16 = ?", *family)]
    notes = [f"sbsys:{note}" for note in notes_of(home, case)]
    return {case_pid(home, case)} | pids(home, Domain.CITIZEN, cprs) | pids(home, Domain.NOTE, notes)


def _in_bytes(lake: Path, wanted: set[str]) -> set[str]:
    """Which pseudonyms stand in a file: its decoded cells, its statistics, or its raw bytes."""
    found = set()
    for file in lake.rglob("*"):
        if file.is_file():
            raw = file.read_bytes()
            found |= {name for name in wanted if name.encode() in raw}
    cells = {
        c for name in datasets(lake) for row in rows(lake, name) for c in row.values() if isinstance(c, str)
    }
    return found | (wanted & cells)
