"""What an analyst gets from one call."""

from pathlib import Path

import pyarrow as pa
import pytest

import lake
from lake.reader import dataset
from schemas.errors import LakeError
from tests.lake.making import harvest, note, notes, pid


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    harvest(tmp_path, [note(f"k{n}", f"tekst {n}", 2018 + n % 2) for n in range(20)])
    harvest(tmp_path, [note(f"k{n}", f"tekst {n}", 2019) for n in range(5)], system="andet")
    return tmp_path


def test_reads_a_dataset_of_all_systems_and_years(folder: Path) -> None:
    table = lake.read(folder, "notat")
    assert table.num_rows == 25
    assert table.schema.field("kilde").type == pa.string()
    assert table.schema.field("aar").type == pa.int32()


def test_reads_some_columns_systems_and_years(folder: Path) -> None:
    table = lake.read(folder, "notat", ["kilde_id_pid", "aar"], systems=["demo"], years=[2018])
    assert table.column_names == ["kilde_id_pid", "aar"]
    assert set(table["kilde_id_pid"].to_pylist()) == {pid(f"k{n}") for n in range(0, 20, 2)}


def test_a_year_that_is_not_there_has_no_rows_but_columns(folder: Path) -> None:
    table = lake.read(folder, "notat", years=[1999])
    assert table.num_rows == 0
    assert "tekst" in table.column_names


def test_a_dataset_without_years(folder: Path) -> None:
    harvest(folder, [note("k")], contract=notes(year=False, name="sag"))
    table = lake.read(folder, "sag")
    assert table.num_rows == 1
    assert "aar" not in table.column_names


def test_lazily(folder: Path) -> None:
    assert dataset(folder, "notat").count_rows() == 25


def test_an_unknown_dataset_names_those_there_are(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="It has: notat"):
        lake.read(folder, "sag")
    with pytest.raises(LakeError, match="It has: nothing yet"):
        lake.read(tmp_path / "nowhere", "sag")
