"""Any sequence of nights is a dict, however little fits in memory and whoever reads it."""

import shutil
import tempfile
from glob import glob
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
from hypothesis import given, settings
from hypothesis import strategies as st

from lake.catalog import verify
from lake.interface import Limits
from lake.writer import Lake
from tests.lake.making import NOTES, batch, data, harvest, note, pid, texts

KEYS = st.integers(0, 30).map(str)
FACTS = st.tuples(st.sampled_from(["kort", "længere tekst " * 20]), st.sampled_from([None, 2018, 2019]), KEYS)
WRITTEN = st.dictionaries(KEYS, FACTS)
NIGHTS = st.lists(st.tuples(WRITTEN, st.sets(KEYS)), min_size=1, max_size=4)
LIMITS = st.builds(
    Limits,
    group_rows=st.integers(1, 12),
    group_bytes=st.integers(200, 4_000),
    bucket_bytes=st.integers(200, 9_000),
    run_rows=st.integers(1, 20),
)


@given(NIGHTS, LIMITS)
@settings(max_examples=12, deadline=None)
def test_any_nights_equal_a_dict(nights: list[Any], limits: Limits) -> None:
    model: dict[str, tuple[str, int | None, str]] = {}
    folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    try:
        for written, gone in nights:
            before = len(model)
            rows = [note(key, *facts) for key, facts in written.items()]
            receipt = harvest(folder, rows, gone=gone, limits=limits)
            kept = {key: facts for key, facts in model.items() if key not in gone}
            assert receipt.removed == before - len(kept) - len(gone & model.keys() & written.keys())
            assert receipt.changed == len(model.keys() & written.keys())
            model = kept | written
            assert receipt.rows == len(model) == before + receipt.added - receipt.removed
            assert texts(folder) == {
                pid(key): (tekst, aar or 0, pid(("s", sag))) for key, (tekst, aar, sag) in model.items()
            }
            assert not verify(folder)
        # However it came about: the same as if it had been written at once.
        at_once = folder.with_name(f"{folder.name}-at-once")
        harvest(at_once, [note(key, *facts) for key, facts in model.items()], limits=limits)
        assert data(at_once) == data(folder)
        shutil.rmtree(at_once)
    finally:
        shutil.rmtree(folder)


def test_every_reader_counts_the_same_with_a_plain_glob(tmp_path: Path) -> None:
    harvest(tmp_path, [note(f"k{n}", aar=2016 + n % 3, sag=str(n % 5)) for n in range(50)])
    harvest(tmp_path, [note(f"k{n}", "andet", 2018, str(n % 5)) for n in range(50, 60)], system="andet")
    harvest(tmp_path, [note(f"k{n}", "flyttet", 2018) for n in range(7)], gone=["k9"])
    glob_of_all = f"{tmp_path}/**/*.parquet"
    rows_of = f"read_parquet('{glob_of_all}', hive_partitioning = true)"
    query = f"SELECT kilde, aar, count(*) FROM {rows_of} GROUP BY ALL"
    with_duckdb = {(kilde, int(aar)): rows for kilde, aar, rows in duckdb.execute(query).fetchall()}
    frame = pl.scan_parquet(glob_of_all, hive_partitioning=True).group_by("kilde", "aar").len().collect()
    with_polars = {(kilde, int(aar)): rows for kilde, aar, rows in frame.iter_rows()}
    table = ds.dataset(str(tmp_path / "notat"), format="parquet", partitioning="hive").to_table()
    with_arrow = count(zip(table["kilde"].to_pylist(), table["aar"].to_pylist(), strict=True))
    pandas = pd.read_parquet(tmp_path / "notat")
    with_pandas = count(zip(pandas["kilde"].astype(str), pandas["aar"].astype(int), strict=True))
    found = [pd.read_parquet(path, partitioning=None) for path in glob(glob_of_all, recursive=True)]  # noqa: PTH207
    assert with_duckdb == with_polars == with_arrow == with_pandas
    assert sum(with_duckdb.values()) == len(pd.concat(found)) == 59


def count(pairs: object) -> dict[tuple[str, int], int]:
    counted: dict[tuple[str, int], int] = {}
    for pair in pairs:  # type: ignore[attr-defined]
        counted[pair] = counted.get(pair, 0) + 1
    return counted


def test_half_a_night_is_in_no_reader(tmp_path: Path) -> None:
    harvest(tmp_path, [note("k1")])
    with Lake.open(tmp_path, "r") as lake:
        lake.stage.write(batch(NOTES, [note("k2")]))
        lake.stage.known("notat", "demo")
        assert duckdb.execute(f"SELECT count(*) FROM '{tmp_path}/**/*.parquet'").fetchall() == [(1,)]
        assert ds.dataset(str(tmp_path), format="parquet", partitioning="hive").count_rows() == 1
        assert pl.scan_parquet(f"{tmp_path}/**/*.parquet").select(pl.len()).collect().item() == 1
