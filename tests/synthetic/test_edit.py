"""Edits change what they say and nothing else."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from synthetic.edit import add_note, delete_note, edit_note
from tests.synthetic.conftest import Rows, reader

AT = datetime(2026, 11, 21, 10, 30)
NOTE, CASE = 1_000_000, 10_000


@pytest.fixture
def source(sources: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sources / "myndighed.sqlite", tmp_path / "myndighed.sqlite"))


def notes(rows: Rows) -> dict[int, tuple[str, ...]]:
    return {row[0]: row for row in rows("SELECT * FROM JournalArkNote")}


def test_edit(source: Path) -> None:
    rows = reader(source)
    before = notes(rows)
    edit_note(source, NOTE, "<p>Rettet.</p>")
    after = notes(rows)
    assert {key for key in before if before[key] != after[key]} == {NOTE}
    assert rows("SELECT Note FROM JournalArkNote WHERE ID = ?", NOTE) == [("<p>Rettet.</p>",)]


def test_soft_delete_keeps_the_row(source: Path) -> None:
    delete_note(source, NOTE, AT)
    assert reader(source)("SELECT SlettetDato FROM JournalArkNote WHERE ID = ?", NOTE) == [
        ("2026-11-21 10:30:00",)
    ]


def test_hard_delete_leaves_a_tombstone(source: Path) -> None:
    rows = reader(source)
    delete_note(source, NOTE, AT, hard=True)
    assert NOTE not in notes(rows)
    assert rows("SELECT EntitetID, EntitetType FROM SlettetEntitet") == [(NOTE, 5)]


def test_add(source: Path) -> None:
    rows = reader(source)
    before = notes(rows)
    new = add_note(source, CASE, "<p>Mor ringer.</p>", AT)
    after = notes(rows)
    assert set(after) - set(before) == {new}
    found = rows(
        "SELECT s.ID, s.SenesteHaendelse, n.OprettetAf = s.SagsbehandlerID FROM JournalArkNote n "
        "JOIN JournalArk a ON a.ID = n.JournalArkID JOIN Sag s ON s.ID = a.SagID WHERE n.ID = ?",
        new,
    )
    assert found == [(CASE, "2026-11-21", 1)]


def test_what_is_not_there_is_not_changed(source: Path) -> None:
    with pytest.raises(LookupError):
        edit_note(source, 1, "x")
    with pytest.raises(LookupError):
        delete_note(source, 1, AT, hard=True)
    with pytest.raises(LookupError):
        add_note(source, 1, "x", AT)
    assert reader(source)("SELECT count(*) FROM SlettetEntitet") == [(0,)]
