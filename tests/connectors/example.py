"""A small case system for the conformance suite: the same rows in whatever database holds them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects.mysql import MEDIUMTEXT

from connectors.interface import Connector, Slice
from schemas.mapping import Join, SourceColumn, SourceTable, System

START = datetime(2026, 1, 1, 8, 0)
CASES = 40
PER_CASE = 4
BIG = 5_000_000_000  # ids beyond 32 bits
PIECE = "Mor fortæller at det går bedre. "
DOUBLED = 12
LONG_ONE = 5  # the number of the note that has it
LONG = PIECE * 2**DOUBLED  # 131,072 characters: longer than any driver's default buffer

METADATA = sa.MetaData()
SAG = sa.Table(
    "Sag",
    METADATA,
    sa.Column("ID", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("Nummer", sa.String(40)),
    sa.Column("SenesteHændelse", sa.Date),
)
NOTAT = sa.Table(
    "JournalNotat",
    METADATA,
    sa.Column("ID", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("Del", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("SagID", sa.BigInteger, nullable=True),
    sa.Column("Note", sa.Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb")),
    sa.Column("Overskrift", sa.Unicode(100)),
    sa.Column("Beløb", sa.Numeric(12, 2)),
    sa.Column("Vigtig", sa.Boolean),
    sa.Column("Varighed", sa.Float),
    sa.Column("Oprettet", sa.DateTime),
    sa.Column("Rettet", sa.DateTime, nullable=True),
    sa.Column("SlettetDato", sa.DateTime, nullable=True),
)


def mapping(slice_column: str = "JournalNotat.SagID", **changes: Any) -> SourceTable:
    """The mapping of the notes, sliced by a column."""
    columns = {
        "notat_id": "JournalNotat.ID",
        "sagsnummer": "Sag.Nummer",
        "overskrift": "JournalNotat.Overskrift",
        "belob": "JournalNotat.Beløb",
        "vigtig": "JournalNotat.Vigtig",
        "varighed": "JournalNotat.Varighed",
        "oprettet": "JournalNotat.Oprettet",
    }
    given: dict[str, Any] = {
        "dataset": "journalnotat",
        "system": "prøve",
        "namespace": "prove",
        "table": "JournalNotat",
        "key": ("JournalNotat.ID", "JournalNotat.Del"),
        "slice": slice_column,
        "columns": (
            *(SourceColumn(name, source) for name, source in columns.items()),
            SourceColumn("tekst", "JournalNotat.Note", format="html"),
            SourceColumn("kilde", value="sagssystem"),
        ),
        "joins": (Join("Sag", "Forløb", "JournalNotat.SagID", "Forløb.ID", outer=True),),
        "anchor": "Forløb.SenesteHændelse",
        "changed": ("JournalNotat.Rettet", "JournalNotat.Oprettet"),
        "deleted": "JournalNotat.SlettetDato",
        "file": "prøve.toml",
    }
    given["columns"] = tuple(
        SourceColumn(c.name, c.source.replace("Sag.", "Forløb."), c.value, c.format) for c in given["columns"]
    )
    return SourceTable(**(given | changes))


def system(*tables: SourceTable) -> System:
    """A system of these tables."""
    return System("prøve", "Prøvesystem", "sql", "prove", {t.dataset: t for t in tables or (mapping(),)})


def case_rows() -> list[dict[str, Any]]:
    """Cases; numbers in both cases of letters and with Danish ones, as collations love."""
    numbers = ["BOR-2026-{:05d}", "bor-2026-{:05d}", "Ål-{:05d}", "AAl-{:05d}", "ø-{:05d}", "sag {:05d}"]
    return [
        {
            "ID": BIG + n,
            "Nummer": numbers[n % len(numbers)].format(n // 2),
            "SenesteHændelse": None if n % 9 == 0 else date(2024, 2, 29) + timedelta(days=n),
        }
        for n in range(CASES)
    ]


def note_rows() -> list[dict[str, Any]]:
    """Notes of every case, some of no case, some deleted, some never edited, one very long."""
    return [_note(n) for n in range(CASES * PER_CASE)]


def _note(n: int) -> dict[str, Any]:
    created = START + timedelta(hours=6 * n)
    return {
        "ID": n // 2,
        "Del": n % 2,
        "SagID": None if n % 31 == 0 else BIG + (n * 17) % CASES,
        "Note": None if n % 13 == 0 else f"<p>Note <b>{n}</b></p><p>æøå 😀 &amp; mor</p>",
        "Overskrift": None if n % 11 == 0 else f"Opkald; \"far\" 'ringer' {n}",
        "Beløb": Decimal(n) / 4,
        "Vigtig": n % 3 == 0,
        "Varighed": n / 8,
        "Oprettet": None if n % 29 == 0 else created,
        "Rettet": created + timedelta(days=40) if n % 5 == 0 and n % 29 else None,
        "SlettetDato": created if n % 10 == 9 else None,
    }


@dataclass
class Source:
    """A database with the example in it, and a connector to read it by."""

    name: str
    connector: Connector
    engine: sa.Engine = field(repr=False)

    def fill(self, notes: list[dict[str, Any]] | None = None) -> None:
        """Empty the tables and put the example (or other notes) in."""
        METADATA.create_all(self.engine)
        with self.engine.begin() as connection:
            for table, rows in ((NOTAT, notes or note_rows()), (SAG, case_rows())):
                connection.execute(table.delete())
                connection.execute(table.insert(), rows)
            if notes is None:
                # Grown in place: MariaDB's ODBC driver spoils a long value on its way in.
                grow = NOTAT.update().filter_by(ID=LONG_ONE // 2, Del=LONG_ONE % 2)
                connection.execute(grow.values(Note=PIECE))
                for _ in range(DOUBLED):
                    connection.execute(grow.values(Note=NOTAT.c.Note + NOTAT.c.Note))

    def change(self, statement: Any) -> None:
        """Write something the connector does not see coming."""
        with self.engine.begin() as connection:
            connection.execute(statement)


def rows_of(batches: Iterator[pa.RecordBatch]) -> list[dict[str, str | None]]:
    """All rows of some batches."""
    return [row for batch in batches for row in batch.to_pylist()]


def everything(
    connector: Connector, table: SourceTable, rows: int = 25, since: str | None = None
) -> list[dict[str, str | None]]:
    """All rows of all slices."""
    return [
        row
        for part in connector.slices(table, rows, since)
        for row in rows_of(connector.read(table, part, since))
    ]


def key_of(row: dict[str, str | None]) -> tuple[int, int]:
    """The note's key."""
    return int(row["_key0"] or -1), int(row["_key1"] or -1)


def expected(note: dict[str, Any]) -> dict[str, Any]:
    """What a connector must give of a note, as values to compare by meaning."""
    case = next((c for c in case_rows() if c["ID"] == note["SagID"]), None)
    number = 2 * note["ID"] + note["Del"]
    text = f"Note {number}\n\næøå 😀 & mor" if note["Note"] else None
    return {
        "notat_id": note["ID"],
        "sagsnummer": case and case["Nummer"],
        "overskrift": note["Overskrift"],
        "belob": note["Beløb"],
        "vigtig": note["Vigtig"],
        "varighed": note["Varighed"],
        "oprettet": note["Oprettet"],
        "tekst": LONG.strip() if number == LONG_ONE else text,
        "kilde": "sagssystem",
        "_key0": note["ID"],
        "_key1": note["Del"],
        "anker_dato": case and case["SenesteHændelse"],
    }


def meaning(row: dict[str, str | None]) -> dict[str, Any]:
    """A row of strings as values. SQLite has no booleans or dates of its own: both forms are allowed."""
    read = {
        "notat_id": int,
        "belob": Decimal,
        "vigtig": lambda cell: {"true": True, "1": True, "false": False, "0": False}[cell],
        "varighed": float,
        "oprettet": datetime.fromisoformat,
        "_key0": int,
        "_key1": int,
        "anker_dato": date.fromisoformat,
    }
    return {name: cell if cell is None else read.get(name, str)(cell) for name, cell in row.items()}  # type: ignore[operator]


def in_slices(
    connector: Connector, table: SourceTable, rows: int
) -> list[tuple[Slice, list[dict[str, str | None]]]]:
    """Each slice with its rows."""
    return [(part, rows_of(connector.read(table, part))) for part in connector.slices(table, rows)]
