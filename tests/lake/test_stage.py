"""What may be staged, and that staging is invisible."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from lake.stage import ids_of
from lake.writer import Lake
from schemas.batch import SafeBatch, SourceBatch
from schemas.contract import Keep
from schemas.errors import LakeError
from tests.lake.making import EPOCH, NOTES, SYSTEM, TIGHT, batch, column, note, notes, pid


def test_takes_safe_rows_only(tmp_path: Path) -> None:
    raw = SourceBatch(NOTES, SYSTEM, batch(NOTES, [note("1")]).records)
    with Lake.open(tmp_path, "r") as lake:
        for wrong in (raw, raw.records, None):
            with pytest.raises(TypeError, match="SafeBatch only"):
                lake.stage.write(wrong)  # type: ignore[arg-type]


def test_one_fragment_a_year_and_zero_for_no_date(tmp_path: Path) -> None:
    rows = [note("1", aar=2019), note("2", aar=2018), note("3", aar=None), note("4", aar=2019)]
    with Lake.open(tmp_path, "r", limits=TIGHT) as lake:
        fragments = lake.stage.write(batch(NOTES, rows))
        assert [(fragment.aar, fragment.rows) for fragment in fragments] == [(0, 1), (2018, 1), (2019, 2)]
        assert not list(tmp_path.rglob("*.parquet"))


def test_nothing_of_nothing(tmp_path: Path) -> None:
    with Lake.open(tmp_path, "r") as lake:
        assert lake.stage.write(batch(NOTES, [])) == []
        assert lake.stage.write(batch(notes(year=False), [])) == []


def test_the_last_of_two_rows_with_one_id_is_written(tmp_path: Path) -> None:
    rows = [note("1", "først", 2018), note("2"), note("1", "sidst", 2019)]
    with Lake.open(tmp_path, "r") as lake:
        assert [(f.aar, f.rows) for f in lake.stage.write(batch(NOTES, rows))] == [(2019, 2)]


def test_a_batch_that_is_not_the_contracts_is_refused_by_name(tmp_path: Path) -> None:
    other = notes(column("ekstra", pa.string(), Keep()))
    wrong = SafeBatch(NOTES, SYSTEM, EPOCH, batch(other, [note("1")]).records)
    with (
        Lake.open(tmp_path, "r") as lake,
        pytest.raises(LakeError, match=r"differs from notat.toml in ekstra\."),
    ):
        lake.stage.write(wrong)


def test_a_row_without_an_id_is_refused(tmp_path: Path) -> None:
    with Lake.open(tmp_path, "r") as lake, pytest.raises(LakeError, match="1 rows have no kilde_id_pid"):
        lake.stage.write(batch(NOTES, [{**note("1"), "kilde_id_pid": None}]))


@pytest.mark.parametrize("name", ["aar", "kilde"])
def test_a_column_that_readers_get_from_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    clashing = notes(column(name, pa.string(), Keep()))
    with Lake.open(tmp_path, "r") as lake, pytest.raises(LakeError, match="Rename it"):
        lake.stage.write(batch(clashing, [note("1")]))


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden", "_x", "a__b", "", "Æ", "a-b"])
def test_a_name_that_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    with Lake.open(tmp_path, "r") as lake, pytest.raises(LakeError, match="cannot name a folder"):
        lake.stage.write(batch(NOTES, [note("1")], system=name))
    with pytest.raises(LakeError, match="cannot name a folder"):
        Lake.open(tmp_path, name and f".{name}")


def test_texts_do_not_reach_the_repr(tmp_path: Path) -> None:
    with Lake.open(tmp_path, "r") as lake:
        fragments = lake.stage.write(batch(NOTES, [{**note("1", "hemmeligt"), "dato": date(2019, 1, 1)}]))
    assert "hemmeligt" not in repr(fragments)


def test_ids_are_as_replace_wants_them() -> None:
    assert ids_of(pa.array([pid(1), pid(2)])).tolist() == [pid(1).encode(), pid(2).encode()]
