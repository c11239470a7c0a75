"""A note that is masked anew flags the codings made on it, the same night and only those."""

from importlib.resources import files
from typing import Any

import pytest

from flows.plan import jobs
from schemas.load import load_contracts
from schemas.mapping import load_system
from synthetic.edit import edit_note
from tests.flows.homes import Home, ask, change, rows
from tests.flows.test_harvest import note_pid

MAPPED = 'kode = "Kodning.Kode"\n'


@pytest.fixture
def home(unharvested: Home, here: Any) -> Home:
    """A home whose coders say which text they coded; they have coded three notes of the authority."""
    home = unharvested.copy(here / "home")
    shipped = files("schemas").joinpath("systems/demo_udfoerer.toml").read_text(encoding="utf-8")
    assert MAPPED in shipped
    told = shipped.replace(MAPPED, MAPPED + 'tekst_sha256 = "Kodning.TekstAftryk"\n')
    told = told.replace(
        'notat_id = "Kodning.NotatId"', 'notat_id = { from = "Kodning.NotatId", namespace = "sbsys" }'
    )
    (home.folder / "coders.toml").write_text(told, encoding="utf-8")
    config = home.config.read_text(encoding="utf-8")
    for system, wanted in (
        ("udfoerer", '"coders.toml"\ndatasets = ["borger", "kodning"]'),
        ("myndighed", '"demo_myndighed"\ndatasets = ["borger", "sag", "relation", "journalnotat"]'),
    ):
        assert f'"demo_{system}"' in config
        config = config.replace(f'"demo_{system}"', wanted)
    home.config.write_text(config, encoding="utf-8")
    change(home.performing, "ALTER TABLE Kodning ADD COLUMN TekstAftryk TEXT")
    codings, notes = coded(home)
    for coding, note in zip(codings, notes, strict=True):
        change(home.performing, "UPDATE Kodning SET NotatId = ? WHERE KodningId = ?", note, coding)
    return home


def coded(home: Home) -> tuple[list[int], list[int]]:
    """Three codings and three living notes."""
    codings = ask(home.performing, "SELECT KodningId FROM Kodning ORDER BY KodningId LIMIT 3")
    notes = ask(home.authority, "SELECT ID FROM JournalArkNote WHERE SlettetDato IS NULL ORDER BY ID LIMIT 3")
    return [c for (c,) in codings], [n for (n,) in notes]


def states(home: Home) -> dict[str, str]:
    """notat_pid -> tekst_status of the codings that name one."""
    return {r["notat_pid"]: r["tekst_status"] for r in rows(home.lake, "kodning") if r["notat_pid"]}


def test_codings_come_after_all_notes() -> None:
    contracts = load_contracts()
    systems = {name: load_system(f"demo_{name}", contracts) for name in ("udfoerer", "myndighed")}
    order = [str(job) for job in jobs(systems, contracts)]
    assert order[-1] == "udfoerer/kodning"
    assert len(order) == len(set(order))


def test_a_note_masked_anew_flags_its_codings(home: Home) -> None:
    assert home.harvest().whole
    _, notes = coded(home)
    pids = [note_pid(home, note) for note in notes]
    assert {states(home)[pid] for pid in pids} == {"uden aftryk"}

    # The coders say what they coded: what rests in the lake.
    hashes = {row["notat_pid"]: row["tekst_sha256"] for row in rows(home.lake, "journalnotat")}
    for note, pid in zip(notes, pids, strict=True):
        told = "UPDATE Kodning SET TekstAftryk = ? WHERE NotatId = ?"
        change(home.performing, told, hashes[pid], note)
    assert home.harvest().whole
    assert {states(home)[pid] for pid in pids} == {"uændret"}

    edit_note(home.authority, notes[0], "<p>Rettet efter kodningen.</p>")
    change(
        home.authority, "UPDATE JournalArkNote SET SlettetDato = '2026-11-18 10:00:00' WHERE ID = ?", notes[1]
    )
    report = home.harvest()
    assert report.whole
    found = states(home)
    assert [found[pid] for pid in pids] == ["ændret", "mangler", "uændret"]
    (written,) = [d.counts.written for d in report.datasets if d.dataset == "kodning"]
    assert written == sum(pid in pids[:2] for pid in (r["notat_pid"] for r in rows(home.lake, "kodning")))
    assert not home.harvest().total.written


def test_a_name_learned_later_flags_the_codings_it_touches(home: Home) -> None:
    _, notes = coded(home)
    word = "Qvistebo"
    edit_note(home.authority, notes[2], f"<p>Talte med {word.lower()} i dag.</p>")
    assert home.harvest().whole
    pid = note_pid(home, notes[2])
    (before,) = [row for row in rows(home.lake, "journalnotat") if row["notat_pid"] == pid]
    change(
        home.performing,
        "UPDATE Kodning SET TekstAftryk = ? WHERE NotatId = ?",
        before["tekst_sha256"],
        notes[2],
    )
    assert home.harvest().whole
    assert states(home)[pid] == "uændret"

    case = "SELECT a.SagID FROM JournalArk a JOIN JournalArkNote n ON n.JournalArkID = a.ID WHERE n.ID = ?"
    child = f"SELECT PersonID FROM Sag WHERE ID = ({case})"
    assert (
        change(home.authority, f"UPDATE Person SET Efternavn = ? WHERE ID = ({child})", word, notes[2]) == 1
    )
    assert home.harvest().whole
    (after,) = [row for row in rows(home.lake, "journalnotat") if row["notat_pid"] == pid]
    assert before["tekst_sha256"] != after["tekst_sha256"]
    assert states(home)[pid] == "ændret"
