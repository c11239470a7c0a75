"""What is there, whether it is whole, and what was tampered with."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import lake
from lake.catalog import incomplete, summaries, verify
from lake.journal import roll_forward
from lake.partfile import sha256_of
from lake.sidecar import read_sidecar
from schemas.errors import LakeError
from tests.lake.making import harvest, note

FILE = "notat/kilde=demo/aar=2018/part-0.parquet"
SIDECAR = "notat/kilde=demo/aar=2018/_part-0.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    harvest(tmp_path / "lake", [note("1", aar=2018), note("2", aar=2019), note("3", aar=2019)], watermark="7")
    return tmp_path / "lake"


def found(folder: Path) -> dict[str, str]:
    return {problem.path: problem.problem for problem in verify(folder)}


def test_lists_what_is_there(folder: Path) -> None:
    (summary,) = summaries(folder)
    assert (summary.dataset, summary.system, summary.files, summary.rows) == ("notat", "demo", 2, 3)
    assert (summary.commit, summary.watermark, summary.key_epoch) == (1, "7", "2026a")
    assert summary.size == sum(path.stat().st_size for path in folder.rglob("*.parquet"))


def test_lists_a_dataset_that_is_empty_now(folder: Path) -> None:
    harvest(folder, gone=["1", "2", "3"])
    (summary,) = summaries(folder)
    assert (summary.files, summary.rows, summary.commit, summary.watermark) == (0, 0, 2, "7")


def test_a_whole_lake_has_no_problems(folder: Path) -> None:
    assert incomplete(folder) == verify(folder) == []
    assert lake.verify is verify


def test_one_changed_byte_is_seen(folder: Path) -> None:
    held = bytearray((folder / FILE).read_bytes())
    held[len(held) // 2] ^= 1
    (folder / FILE).write_bytes(held)
    assert found(folder) == {FILE: "is not the file that was written: the hash differs"}


def test_a_swapped_pair_is_seen(folder: Path) -> None:
    for name in (FILE, SIDECAR):
        shutil.copy(folder / name.replace("2018", "2019"), folder / name)
    assert found(folder) == {SIDECAR: "describes another file than part-0.parquet beside it"}


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (SIDECAR, {FILE: "has no _part-0.json"}),
        (FILE, {SIDECAR: "a sidecar without its file"}),
    ],
)
def test_a_missing_half_is_seen(folder: Path, name: str, problem: dict[str, str]) -> None:
    (folder / name).unlink()
    assert found(folder) == problem


def test_a_stranger_is_seen(folder: Path) -> None:
    (folder / "notat/kilde=demo/kopi.parquet").write_bytes(b"x")
    assert found(folder) == {"notat/kilde=demo/kopi.parquet": "no file of this lake"}


def test_an_unreadable_sidecar_is_seen_and_stops_a_writer(folder: Path) -> None:
    (folder / SIDECAR).write_text("{")
    assert found(folder) == {SIDECAR: "cannot be read"}
    with pytest.raises(LakeError, match="cannot be read"):
        harvest(folder, [note("9", aar=2018)])


@pytest.mark.parametrize(
    ("told", "instead", "problem"),
    [
        ('"rows": 1', '"rows": 2', "has 1 rows where the sidecar says 2"),
        ('"type": "string"', '"type": "int64"', "has other columns than the sidecar says"),
    ],
)
def test_a_sidecar_that_was_edited_is_seen(folder: Path, told: str, instead: str, problem: str) -> None:
    held = (folder / SIDECAR).read_text(encoding="utf-8")
    assert told in held
    (folder / SIDECAR).write_text(held.replace(told, instead), encoding="utf-8")
    assert found(folder) == {FILE: problem}


def test_a_sidecar_of_a_later_format_is_not_guessed_at(folder: Path) -> None:
    held = (folder / SIDECAR).read_text(encoding="utf-8")
    (folder / SIDECAR).write_text(held.replace('"format": 1', '"format": 2'), encoding="utf-8")
    with pytest.raises(LakeError, match="another version of this program"):
        summaries(folder)


def test_what_is_no_parquet_is_seen_though_its_hash_is_right(folder: Path) -> None:
    side = read_sidecar(folder / SIDECAR)
    (folder / FILE).write_bytes(b"no parquet")
    (folder / SIDECAR).write_bytes(replace(side, sha256=sha256_of(folder / FILE)).dump())
    assert found(folder) == {FILE: "is not a Parquet file"}


def test_a_commit_under_way_is_seen(folder: Path) -> None:
    def broken(point: str) -> None:
        if point == "journal committed":
            raise OSError

    with pytest.raises(OSError):
        harvest(folder, [note("9", aar=2018)], faults=broken)
    assert [problem.path for problem in incomplete(folder)] == [".journal"]
    assert roll_forward(folder)
    assert verify(folder) == []


def test_rows_kept_out_are_seen_until_a_night_is_whole(folder: Path) -> None:
    harvest(folder, [note("9", "310571-1234", 2018)])
    assert found(folder) == {FILE: "new rows were kept out: the scan found 1 cpr"}
    harvest(folder, [note("9", "[CPR]", 2018)])
    assert verify(folder) == []


def test_a_lost_file_that_the_journal_promises_is_fatal(folder: Path) -> None:
    def broken(point: str) -> None:
        if point == "journal committed":
            raise OSError

    with pytest.raises(OSError):
        harvest(folder, [note("9", aar=2018)], faults=broken)
    shutil.rmtree(folder / ".staging" / "natten")
    with pytest.raises(LakeError, match="The journal promises notat/kilde=demo/aar=2018"):
        harvest(folder)


@pytest.mark.parametrize("name", ["pending.json", "notat__demo.json"])
def test_a_journal_that_cannot_be_read_is_fatal(folder: Path, name: str) -> None:
    (folder / ".journal" / name).write_text("[")
    with pytest.raises(LakeError, match=rf"{name} cannot be read"):
        harvest(folder, [note("9")])
