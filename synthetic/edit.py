"""Changes to an authority system as people make them: an edited, a deleted, a new note.

The system has no changed column on notes, so nothing but the text tells an edit; a hard deletion leaves
a tombstone and nothing else.
"""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

_NOTE = 5  # EntitetType of a journal note


def edit_note(source: Path, note: int, body: str) -> None:
    """Give a note another text (HTML). ``LookupError`` if there is no such note."""
    with closing(sqlite3.connect(source)) as base, base:
        changed = base.execute("UPDATE JournalArkNote SET Note = ? WHERE ID = ?", (body, note)).rowcount
        _require(changed, note)


def delete_note(source: Path, note: int, at: datetime, *, hard: bool = False) -> None:
    """Mark a note deleted, or with ``hard`` remove the row and leave a tombstone."""
    when = at.isoformat(sep=" ", timespec="seconds")
    with closing(sqlite3.connect(source)) as base, base:
        if hard:
            tombstone = (
                "INSERT INTO SlettetEntitet (EntitetID, EntitetIdentity, EntitetType, SletTidspunkt) "
                "SELECT ID, JournalArkNoteIdentity, ?, ? FROM JournalArkNote WHERE ID = ?"
            )
            base.execute(tombstone, (_NOTE, when, note))
            gone = base.execute("DELETE FROM JournalArkNote WHERE ID = ?", (note,)).rowcount
        else:
            gone = base.execute(
                "UPDATE JournalArkNote SET SlettetDato = ? WHERE ID = ?", (when, note)
            ).rowcount
        _require(gone, note)


def add_note(source: Path, case: int, body: str, at: datetime, *, heading: str = "Telefonnotat") -> int:
    """A new note on a case, written by its caseworker; the case's last event moves. The id of the note."""
    when = at.isoformat(sep=" ", timespec="seconds")
    insert = (
        "INSERT INTO JournalArkNote (ID, JournalArkID, Overskrift, Note, NotatType, Kanal, Oprettet, "
        "OprettetAf, KontaktTidspunkt, OmfattetAfAktindsigt) "
        "SELECT (SELECT max(ID) + 1 FROM JournalArkNote), JournalArk.ID, ?, ?, 'telefon', 'telefon', ?, "
        "Sag.SagsbehandlerID, ?, 1 FROM Sag JOIN JournalArk ON JournalArk.SagID = Sag.ID WHERE Sag.ID = ?"
    )
    with closing(sqlite3.connect(source)) as base, base:
        cursor = base.execute(insert, (heading, body, when, when, case))
        if not cursor.rowcount:
            raise LookupError(f"no case {case} in {source.name}")
        base.execute(
            "UPDATE Sag SET SenesteHaendelse = max(SenesteHaendelse, ?), LastChanged = ? WHERE ID = ?",
            (at.date().isoformat(), when, case),
        )
        return int(cursor.lastrowid or 0)


def _require(rows: int, note: int) -> None:
    if not rows:
        raise LookupError(f"no note {note} in JournalArkNote")
