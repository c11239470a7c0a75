"""One night after another: what is written, what is left alone, what is refused."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lake.catalog import verify
from lake.interface import Limits, Replacement
from lake.sidecar import read_sidecar
from lake.writer import Lake
from schemas.contract import Keep
from schemas.errors import LakeBusy, LakeError
from tests.lake.making import NOTES, batch, column, content, data, harvest, note, notes, pid, texts

ROWS = [note(f"k{number}", f"tekst {number}", 2016 + number % 3, str(number % 7)) for number in range(60)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    harvest(tmp_path / "lake", ROWS, watermark="1", provenance={"model": "m1"})
    return tmp_path / "lake"


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {name: (held, (folder / name).stat().st_mtime_ns) for name, held in content(folder).items()}


def test_the_same_night_again_changes_no_byte_and_no_time(folder: Path) -> None:
    before = files(folder)
    receipt = harvest(folder, ROWS, watermark="1", provenance={"model": "m1"})
    assert files(folder) == before
    assert (receipt.commit, receipt.changed, receipt.partitions) == (1, 60, ())


def test_a_night_without_news_changes_no_byte_and_no_time(folder: Path) -> None:
    before = files(folder)
    receipt = harvest(folder, watermark="1", provenance={"model": "m1"}, gone=["never was"])
    assert files(folder) == before
    assert (receipt.rows, receipt.added, receipt.changed, receipt.removed) == (60, 0, 0, 0)


def test_a_new_watermark_alone_touches_no_data(folder: Path) -> None:
    before = data(folder)
    assert harvest(folder, watermark="2", provenance={"model": "m1"}).commit == 2
    assert data(folder) == before


def test_only_partitions_with_news_are_written(folder: Path) -> None:
    before = files(folder)
    receipt = harvest(folder, [note("k0", "ny", 2016)], watermark="1", provenance={"model": "m1"})
    after = files(folder)
    changed = {name for name in before if before[name] != after.get(name)}
    place = "notat/kilde=demo/aar=2016"
    assert changed == {f"{place}/part-0.parquet", f"{place}/_part-0.json", ".journal/notat__demo.json"}
    assert [change.path for change in receipt.partitions] == [f"{place}/part-0.parquet"]


def test_a_row_whose_date_moves_leaves_its_old_year(folder: Path) -> None:
    receipt = harvest(folder, [note("k0", "flyttet", 2018)])
    assert texts(folder)[pid("k0")][:2] == ("flyttet", 2018)
    assert (receipt.rows, receipt.changed, len(receipt.partitions)) == (60, 1, 2)


def test_a_row_without_a_date_lies_in_year_zero(folder: Path) -> None:
    harvest(folder, [note("k0", "uden dato", None)])
    assert texts(folder)[pid("k0")][:2] == ("uden dato", 0)


def test_an_emptied_partition_is_gone_with_its_folder(folder: Path) -> None:
    receipt = harvest(folder, gone=[f"k{number}" for number in range(0, 60, 3)])
    assert receipt.removed == 20
    assert sorted(path.name for path in (folder / "notat/kilde=demo").iterdir()) == ["aar=2017", "aar=2018"]
    harvest(folder, gone=[f"k{number}" for number in range(60)])
    assert sorted(path.name for path in folder.iterdir()) == [".journal", ".lock", ".staging"]
    assert not list((folder / ".staging").iterdir())


def test_of_two_rows_with_one_id_the_later_stays(folder: Path) -> None:
    rows = [
        note("k0", "først", 2018),
        *(note(f"x{number}") for number in range(9)),
        note("k0", "sidst", 2017),
    ]
    receipt = harvest(folder, rows)
    assert texts(folder)[pid("k0")][:2] == ("sidst", 2017)
    assert receipt.repeated == 1


def test_a_row_that_is_gone_and_comes_again_stays(folder: Path) -> None:
    harvest(folder, [note("k0", "igen", 2016)], gone=["k0"])
    assert texts(folder)[pid("k0")][0] == "igen"


def test_systems_do_not_touch_each_other(folder: Path) -> None:
    before = data(folder)
    harvest(folder, [note("k0", "andet system", 2016)], system="andet")
    assert {name: held for name, held in data(folder).items() if "kilde=demo" in name} == before
    assert harvest(folder, gone=["k0"], system="andet").rows == 0
    assert data(folder) == before


def test_equal_lakes_are_equal_to_the_byte_however_they_came_about(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    harvest(other, [note("k5", "gammel", 2020), *ROWS[30:]], provenance={"model": "m0"})
    harvest(other, reversed(ROWS), provenance={"model": "m1"})
    assert data(other) == data(folder)


@pytest.mark.parametrize("bucket", [1, 800, 10_000_000])
def test_how_much_fits_in_memory_changes_no_byte(tmp_path: Path, bucket: int) -> None:
    limits = Limits(group_rows=7, group_bytes=2_000, bucket_bytes=bucket, run_rows=1 + bucket % 90)
    harvest(tmp_path / "one", ROWS, limits=limits)
    harvest(tmp_path / "two", ROWS)
    assert data(tmp_path / "one") == data(tmp_path / "two")


def test_rows_rest_sorted_by_case_date_and_id(folder: Path) -> None:
    names = ["sag_pid", "dato", "kilde_id_pid"]
    for path in folder.rglob("*.parquet"):
        rows = pq.ParquetFile(path).read(names).to_pylist()
        keys = [tuple(str(row[name]) for name in names) for row in rows]
        assert keys == sorted(keys)


def test_files_are_zstd_with_page_index_and_name_their_contract(folder: Path) -> None:
    facts = pq.read_metadata(folder / "notat/kilde=demo/aar=2016/part-0.parquet")
    group = facts.row_group(0)
    assert group.num_rows <= 7
    assert all(group.column(number).compression == "ZSTD" for number in range(group.num_columns))
    assert group.column(0).has_column_index
    assert group.column(0).has_offset_index
    named = facts.schema.to_arrow_schema().metadata
    assert named[b"datahoest.dataset"] == b"notat"
    assert named[b"datahoest.contract_version"] == b"1"
    assert named[b"datahoest.contract_fingerprint"] == b"notat-1"
    assert "aar" not in facts.schema.names


def test_long_texts_make_short_row_groups(tmp_path: Path) -> None:
    limits = Limits(group_rows=100, group_bytes=5_000)
    harvest(
        tmp_path,
        [note(f"k{n}", "x" * 2_000, 2019) for n in range(6)] + [note("long", "y" * 9_000)],
        limits=limits,
    )
    facts = pq.read_metadata(tmp_path / "notat/kilde=demo/aar=2019/part-0.parquet")
    rows = [facts.row_group(number).num_rows for number in range(facts.num_row_groups)]
    assert sum(rows) == 7
    assert max(rows) == 2


def test_a_new_column_reaches_every_file_at_once(folder: Path) -> None:
    wider = notes(column("kanal", pa.string(), Keep()), version=2)
    receipt = harvest(folder, [{**note("k0", "ny", 2016), "kanal": "video"}], contract=wider)
    assert len(receipt.partitions) == 3
    for path in folder.rglob("*.parquet"):
        assert "kanal" in pq.read_schema(path).names
    assert not verify(folder)


def test_a_column_that_leaves_the_contract_leaves_every_file(folder: Path) -> None:
    wider = notes(column("kanal", pa.string(), Keep()), version=2)
    harvest(folder, [{**note("k0", "ny", 2016), "kanal": "video"}], contract=wider)
    harvest(folder, contract=NOTES)
    assert not any(b"kanal" in held for held in data(folder).values())


def test_rows_that_do_not_fit_a_new_type_are_refused_without_their_value(folder: Path) -> None:
    other = notes(version=3)
    columns = tuple(c if c.name != "tekst" else column("tekst", pa.int64(), Keep()) for c in other.columns)
    changed = type(other)(**{**{n: getattr(other, n) for n in other.__slots__}, "columns": columns})
    with pytest.raises(LakeError, match="do not fit the contract") as refused:
        harvest(folder, contract=changed)
    assert "tekst 1" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_an_order_that_changes_sorts_old_rows_again(folder: Path) -> None:
    # Without the case column the first pseudonym leads.
    columns = tuple(c for c in NOTES.columns if c.name != "sag_id")
    other = type(NOTES)(**{**{n: getattr(NOTES, n) for n in NOTES.__slots__}, "columns": columns})
    harvest(folder, contract=other)
    for path in folder.rglob("*.parquet"):
        pids = pq.ParquetFile(path).read(["notat_pid"]).column(0).to_pylist()
        assert pids == sorted(pids)
    assert not verify(folder)


def test_two_key_epochs_are_not_mixed(folder: Path) -> None:
    before = data(folder)
    with pytest.raises(LakeError, match=r"epochs 2026a, 2026b .* --full"):
        harvest(folder, [note("x")], epoch="2026b")
    assert data(folder) == before


def test_a_new_key_epoch_takes_the_whole_dataset(folder: Path) -> None:
    gone = [f"k{number}" for number in range(60)]
    receipt = harvest(folder, [note(f"y{n}", aar=2016 + n % 3) for n in range(60)], epoch="2026b", gone=gone)
    assert (receipt.rows, receipt.added, receipt.removed) == (60, 60, 60)


def test_with_and_without_years_are_not_mixed(folder: Path) -> None:
    flat = notes(year=False)
    with pytest.raises(LakeError, match=r"parted by year .* --full"):
        harvest(folder, [note("x")], contract=flat)
    harvest(folder, ROWS, contract=flat)
    assert [path.name for path in (folder / "notat/kilde=demo").iterdir() if path.is_dir()] == []
    assert len(texts(folder)) == 60


def test_after_a_refusal_the_run_goes_on(folder: Path) -> None:
    with Lake.open(folder, "r") as lake:
        wrong = tuple(lake.stage.write(batch(NOTES, [note("x")], epoch="2026b")))
        with pytest.raises(LakeError):
            lake.replace(Replacement(NOTES, "demo", wrong))
        right = tuple(lake.stage.write(batch(NOTES, [note("x")])))
        assert lake.replace(Replacement(NOTES, "demo", right)).added == 1
        with pytest.raises(LakeError, match="another dataset or system"):
            lake.replace(Replacement(NOTES, "andet", tuple(lake.stage.write(batch(NOTES, [note("z")])))))


def test_two_runs_at_once_are_refused(folder: Path) -> None:
    with Lake.open(folder, "one"), pytest.raises(LakeBusy, match="Another run holds the lake"):
        Lake.open(folder, "two")
    Lake.open(folder, "two").close()


def test_the_state_carries_watermark_and_provenance(folder: Path) -> None:
    with Lake.open(folder, "r") as lake:
        state = lake.state("notat", "demo")
        assert (state.commit, state.watermark, state.provenance) == (1, "1", {"model": "m1"})
        assert lake.state("notat", "andet").commit == 0


def test_a_null_case_sorts_first(tmp_path: Path) -> None:
    rows = [
        {**note(f"k{n}", aar=2019), "sag_pid": None if n % 2 else pid(n), "dato": date(2019, 1, 1)}
        for n in range(20)
    ]
    harvest(tmp_path, rows)
    pids = pq.ParquetFile(next(tmp_path.rglob("*.parquet"))).read(["sag_pid"]).column(0).to_pylist()
    assert pids[:10] == [None] * 10
    assert pids[10:] == sorted(pids[10:])


def test_a_sweep_keeps_watermark_and_provenance(folder: Path) -> None:
    harvest(folder, gone=["k0"])
    with Lake.open(folder, "r") as lake:
        state = lake.state("notat", "demo")
    assert (state.commit, state.watermark, state.provenance) == (2, "1", {"model": "m1"})
    side = read_sidecar(folder / "notat/kilde=demo/aar=2016/_part-0.json")
    assert (side.rows, side.provenance) == (19, {"model": "m1"})
