"""Reading a source through the SQL connector beside the bare driver on the same rows."""

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from benchmarks.interface import Benchmark, Ratio, Result, Size
from benchmarks.timing import in_turns, ratio
from connectors.interface import SourceSpec
from connectors.registry import open_connector
from schemas.load import load_contracts
from schemas.mapping import System, load_system

ODBC = "DATAHOEST_BENCH_ODBC"  # SQLAlchemy URL (…+pyodbc://…) of a scratch database
FETCH = 1000
Rows = Sequence[Sequence[Any]]
TEXT = "Samtale om hverdagen, søvnen og skolen; aftalt at ses igen om fjorten dage. " * 9
SQL = "SELECT ID, SagID, Titel, Tekst, Modtaget FROM Underretninger ORDER BY SagID, ID"
MAPPING = """
[system]
name = "benchmark"
label = "Benchmark"
kind = "sql"
namespace = "bench"

[tables.journalnotat]
table = "Underretninger"
key = ["Underretninger.ID"]
slice = "Underretninger.SagID"
[tables.journalnotat.columns]
notat_id = "Underretninger.ID"
sag_id = "Underretninger.SagID"
overskrift = "Underretninger.Titel"
tekst = "Underretninger.Tekst"
notat_dato = "Underretninger.Modtaget"
"""


def measure(size: Size, folder: Path) -> Result:
    """SQLite always; a server over ODBC where a scratch database is named."""
    mapping = folder / "benchmark.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    system = load_system(str(mapping), load_contracts())
    urls = {"sqlite3": f"sqlite:///{folder / 'source.sqlite'}"}
    if os.environ.get(ODBC):
        urls["pyodbc"] = os.environ[ODBC]
    ratios: list[Ratio] = []
    for driver, url in urls.items():
        fill(url, size.rows)
        ratios += _beside(size, system, url, driver)
    return Result(tuple(ratios), {"rows": size.rows, "letters a text": len(TEXT)})


def _beside(size: Size, system: System, url: str, driver: str) -> tuple[Ratio, Ratio]:
    ours, arrow = f"SqlConnector ({driver})", f"{driver} fetchmany into string columns"
    alone = f"{driver} fetchmany, thrown away"
    rivals: dict[str, Callable[[], int]] = {
        ours: lambda: connector(system, url),
        alone: lambda: fetched(url, len),
        arrow: lambda: fetched(url, columns),
    }
    if len({rival() for rival in rivals.values()}) != 1:
        raise RuntimeError("the rivals did not read the same rows")
    seconds = in_turns(size.rounds, rivals)
    return ratio(seconds, ours, alone), ratio(seconds, ours, arrow)


def fill(url: str, rows: int) -> None:
    """A table of texts, twelve rows a case. Replaces one of that name."""
    engine = sa.create_engine(url)
    with closing(engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
        cursor.execute("DROP TABLE IF EXISTS Underretninger")
        cursor.execute(
            "CREATE TABLE Underretninger (ID INTEGER PRIMARY KEY, SagID INTEGER, Titel VARCHAR(80), "
            "Tekst VARCHAR(4000), Modtaget VARCHAR(30))"
        )
        made = ((n, n // 12, "Samtale", TEXT, f"2025-0{1 + n % 9}-11") for n in range(rows))
        cursor.executemany("INSERT INTO Underretninger VALUES (?, ?, ?, ?, ?)", list(made))
        raw.commit()
    engine.dispose()


def connector(system: System, url: str) -> int:
    """All slices of the table as the harvest reads them; the rows."""
    with closing(open_connector(SourceSpec("benchmark", url), system, os.environ)) as source:
        table = system.tables["journalnotat"]
        parts = source.slices(table, 2000)
        return sum(batch.num_rows for part in parts for batch in source.read(table, part))


def fetched(url: str, use: Callable[[Rows], int]) -> int:
    """One statement over the bare driver, so many rows a round trip; the rows."""
    engine = sa.create_engine(url)
    with closing(engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
        cursor.execute(SQL)
        rows = 0
        while found := cursor.fetchmany(FETCH):
            rows += use(found)
    engine.dispose()
    return rows


def columns(found: Rows) -> int:
    """The rows as columns of strings, the least anyone needs who goes on with Arrow."""
    cells = [[None if cell is None else str(cell) for cell in column] for column in zip(*found, strict=True)]
    return len(pa.record_batch([pa.array(c, pa.string()) for c in cells], names=list("abcde")))


EXTRACTION = Benchmark("extraction", "What does reading safely cost beside the bare driver?", measure)
