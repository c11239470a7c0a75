"""The lake opened as analysts open it: plain globs and folders, four readers, one answer. No key in sight."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pytest

from tests.flows.homes import Home, datasets, rows

Cells = list[tuple[Any, ...]]
NAMES = ("sag_pid", "notat_pid", "tekst")


def glob(lake: Path, dataset: str) -> str:
    return str(lake / dataset / "**" / "*.parquet")


def with_pyarrow(lake: Path, dataset: str) -> pa.Table:
    return ds.dataset(lake / dataset, partitioning="hive").to_table()


def with_duckdb(lake: Path, dataset: str) -> pa.Table:
    return duckdb.sql(f"SELECT * FROM '{glob(lake, dataset)}'").to_arrow_table()


def with_polars(lake: Path, dataset: str) -> pa.Table:
    return pl.read_parquet(glob(lake, dataset)).to_arrow()


def with_pandas(lake: Path, dataset: str) -> pa.Table:
    return pa.Table.from_pandas(pd.read_parquet(lake / dataset))


READERS: dict[str, Callable[[Path, str], pa.Table]] = {
    "pyarrow": with_pyarrow,
    "duckdb": with_duckdb,
    "polars": with_polars,
    "pandas": with_pandas,
}


@pytest.fixture(params=sorted(READERS))
def read(request: pytest.FixtureRequest) -> Callable[[Path, str], pa.Table]:
    return READERS[request.param]


def cells(table: pa.Table, names: tuple[str, ...]) -> Cells:
    columns = [table.column(name).cast(pa.string()).to_pylist() for name in names]
    return sorted(zip(*columns, strict=True), key=repr)


def test_every_reader_counts_alike(read: Callable[[Path, str], pa.Table], harvested: Home) -> None:
    found = {name: read(harvested.lake, name).num_rows for name in datasets(harvested.lake)}
    assert found == {name: len(rows(harvested.lake, name)) for name in datasets(harvested.lake)}
    assert all(found.values())


def test_every_reader_sees_the_same_notes(read: Callable[[Path, str], pa.Table], harvested: Home) -> None:
    expected = sorted(
        (tuple(row[name] for name in NAMES) for row in rows(harvested.lake, "journalnotat")), key=repr
    )
    assert cells(read(harvested.lake, "journalnotat"), NAMES) == expected


def test_every_reader_joins_notes_to_people(read: Callable[[Path, str], pa.Table], harvested: Home) -> None:
    """Note to the people of its case, and from there to the person."""
    notes, named = read(harvested.lake, "journalnotat"), read(harvested.lake, "sag_person")
    people = read(harvested.lake, "borger").select(["borger_pid"]).group_by("borger_pid").aggregate([])
    strings = pa.schema([("sag_pid", pa.string()), ("token", pa.string()), ("borger_pid", pa.string())])
    named = named.select(strings.names).cast(strings)
    joined = notes.select(["notat_pid", "sag_pid"]).cast(
        pa.schema([("notat_pid", pa.string()), ("sag_pid", pa.string())])
    )
    joined = joined.join(named, "sag_pid", join_type="inner")
    joined = joined.join(
        people.cast(pa.schema([("borger_pid", pa.string())])), "borger_pid", join_type="inner"
    )
    again = duckdb.sql(f"""
        SELECT count(*) FROM '{glob(harvested.lake, "journalnotat")}'
        JOIN '{glob(harvested.lake, "sag_person")}' USING (sag_pid)
        JOIN (SELECT DISTINCT borger_pid FROM '{glob(harvested.lake, "borger")}') USING (borger_pid)
    """).fetchall()
    assert joined.num_rows == again[0][0] > 0


def test_a_reader_is_not_disturbed_by_what_is_staged(
    read: Callable[[Path, str], pa.Table], settled: Home
) -> None:
    """What a killed run left in the staging folder has no name that a glob would open."""
    before = {name: read(settled.lake, name).num_rows for name in datasets(settled.lake)}
    for name in ("fragments/journalnotat__myndighed__00", "scratch/0.file"):
        left = settled.lake / ".staging" / "killed" / name
        left.parent.mkdir(parents=True, exist_ok=True)
        left.write_bytes(b"half a file")
    assert {name: read(settled.lake, name).num_rows for name in datasets(settled.lake)} == before
    everything = duckdb.sql(f"SELECT count(*) FROM glob('{settled.lake}/**/*.parquet')").fetchall()
    assert everything[0][0] == sum(
        1 for file in settled.lake.rglob("*.parquet") if ".staging" not in file.parts
    )


def test_tokens_of_known_people_stand_in_sag_person(harvested: Home) -> None:
    """Each token that a register gave, wherever it stands in a text of the case, is a person of the case."""
    known: dict[str, set[str]] = {}
    for row in rows(harvested.lake, "sag_person"):
        known.setdefault(row["sag_pid"], set()).add(row["token"])
    roles = {token.rpartition("_")[0] for tokens in known.values() for token in tokens} - {"PERSON"}
    pattern = re.compile(r"\[((?:" + "|".join(sorted(map(re.escape, roles))) + r")_\d+)\]")
    linked = 0
    for row in rows(harvested.lake, "journalnotat"):
        for token in pattern.findall(row["tekst"] or ""):
            # A clerk gets a number in the case's book, behind those of the register.
            if not token.startswith("SAGSBEHANDLER"):
                assert token in known[row["sag_pid"]]
                linked += 1
    assert linked > 50


def test_folders_and_rows_agree(harvested: Home) -> None:
    """The folder names the source and the year of the (moved) date; the row says so itself."""
    table = with_pyarrow(harvested.lake, "journalnotat")
    assert pc.all(pc.equal(table.column("kilde").cast(pa.string()), table.column("kilde_system"))).as_py()
    assert pc.all(pc.equal(pc.year(table.column("notat_dato")), table.column("aar").cast(pa.int64()))).as_py()


def test_a_reader_needs_no_key(settled: Home) -> None:
    """Analysts' commands run with the vault away."""
    settled.vault.rename(settled.folder / "elsewhere")
    assert with_duckdb(settled.lake, "sag").num_rows > 0
