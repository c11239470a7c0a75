"""No planted person in any byte outside sources and vault, nor on screen, nor in the temporary folder.

What is looked for and how is told in ``canary``. Failures name kinds and places, never values.
"""

import base64
import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.flows.canary import LETTER, Hit, Needles, missed, ordinary_words, said, search, told
from tests.flows.conftest import Outing
from tests.flows.homes import ask

NAME, PART, CPR = "Zubeida Kvistgaard", "Kvistgaard", "311299-0001"
SENTENCE = f"Ringet til {NAME}, {CPR}, i dag."


@pytest.fixture(scope="module")
def needles(village: Outing) -> Needles:
    return Needles.of(village.home.folder / "sources")


def test_nothing_personal_in_the_lake(village: Outing, needles: Needles) -> None:
    assert not (found := search(needles, village.home.lake)), told(found)


def test_nothing_personal_anywhere_else(village: Outing, needles: Needles) -> None:
    home = village.home
    found = search(needles, home.folder, (home.lake, home.vault, home.folder / "sources"))
    assert not found, told(found)


def test_nothing_personal_on_screen(village: Outing, needles: Needles) -> None:
    assert len(village.out) > 1000
    assert not (found := said(needles, out=village.out, err=village.err)), told(found)


def test_nothing_personal_in_the_temporary_folder(village: Outing, needles: Needles) -> None:
    assert not (found := search(needles, village.temporary)), told(found)


def test_even_the_vault_holds_nothing_in_clear(village: Outing, needles: Needles) -> None:
    assert not (found := search(needles, village.home.vault)), told(found)


def test_every_mention_is_taken_out_of_its_text(village: Outing) -> None:
    """Row by row against the truth, so that "Hans" the father is told from "hans" and "Hans" his."""
    found, looked_at = missed(village.home)
    assert looked_at > 5000
    assert not Counter((miss.dataset, miss.kind) for miss in found)


# That the search would find something


def test_prefect_was_there_to_be_searched(village: Outing) -> None:
    database = village.home.folder / "prefect" / "prefect.db"
    assert ask(database, "SELECT count(*) FROM flow_run WHERE state_type = 'COMPLETED'") == [(1,)]
    ((tasks,),) = ask(database, "SELECT count(*) FROM task_run WHERE state_type = 'COMPLETED'")
    assert tasks >= 22


def test_the_search_finds_the_sources_themselves(village: Outing, needles: Needles) -> None:
    found = search(needles, village.home.folder / "sources")
    kinds = {hit.kind for hit in found if hit.place == "myndighed.sqlite"}
    assert kinds == {"name", "word", "cpr", "phone", "email", "address"}


def test_few_names_are_too_ordinary_to_look_for(village: Outing) -> None:
    text = (village.home.folder / "sources" / "people.jsonl").read_text(encoding="utf-8")
    people = [json.loads(line) for line in text.splitlines()]
    parts = {part for person in people for part in LETTER.findall(person["full"]) if len(part) >= 3}
    ordinary = {part for part in parts if part.casefold() in ordinary_words()}
    assert len(ordinary) < len(parts) / 10, f"{len(ordinary)} of {len(parts)}"


def _plain(file: Path) -> None:
    file.write_text(SENTENCE, encoding="utf-8")


def _parquet_cell(file: Path) -> None:
    pq.write_table(pa.table({"tekst": ["", SENTENCE]}), file, compression="zstd")


def _parquet_list(file: Path) -> None:
    pq.write_table(pa.table({"tekster": [[SENTENCE]]}), file, compression="zstd")


def _parquet_metadata(file: Path) -> None:
    pq.write_table(pa.table({"n": [1]}).replace_schema_metadata({"note": SENTENCE}), file)


def _sqlite_cell(file: Path) -> None:
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("CREATE TABLE log (message TEXT)")
        base.execute("INSERT INTO log VALUES (?)", (SENTENCE,))


def _sqlite_log(file: Path) -> None:
    """In the write-ahead log only, as after a crash."""
    other = file.with_suffix(".other")
    with closing(sqlite3.connect(other)) as base:
        base.execute("PRAGMA journal_mode = wal")
        base.execute("CREATE TABLE log (message BLOB)")
        base.commit()
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        base.execute("INSERT INTO log VALUES (?)", (zlib.compress(SENTENCE.encode()),))
        base.commit()
        for suffix in ("", "-wal"):
            Path(f"{file}{suffix}").write_bytes(Path(f"{other}{suffix}").read_bytes())
    other.unlink()


def _json_escapes(file: Path) -> None:
    file.write_text(json.dumps({"message": SENTENCE.replace("Zubeida", "Søs")}), encoding="ascii")


def _base64_pickle(file: Path) -> None:
    packed = base64.b64encode(b"\x80\x05\x95" + SENTENCE.encode() + b"\x94.").decode()
    file.write_text(json.dumps({"data": packed}), encoding="ascii")


def _name_of_file(file: Path) -> None:
    (file.parent / f"{NAME}.txt").touch()


@pytest.mark.parametrize(
    "plant",
    [
        _plain,
        _parquet_cell,
        _parquet_list,
        _parquet_metadata,
        _sqlite_cell,
        _sqlite_log,
        _json_escapes,
        _base64_pickle,
        _name_of_file,
    ],
)
def test_the_search_opens_every_kind_of_parcel(plant: Callable[[Path], None], tmp_path: Path) -> None:
    planted = Needles({NAME: "name", CPR: "cpr"}, {PART: "word", "Søs": "word"})
    plant(tmp_path / "parcel")
    kinds = {hit.kind for hit in search(planted, tmp_path)}
    assert "word" in kinds
    assert kinds & {"cpr", "name"}


def test_what_only_looks_like_it_is_left_alone(tmp_path: Path) -> None:
    planted = Needles({"31129900": "phone"}, {"Bach": "word", "FAR": "word", "abb": "word"})
    text = "Bachs vej; Offenbach, [FAR_1] og 0abb4a14, 5331129900, 311299001"
    assert set(planted.in_text(text)) == {"word"}  # the genitive, and nothing else
    assert set(planted.in_text(text.removeprefix("Bachs"))) == set()
    assert said(planted, err="Ring 31129900!") == {Hit("err", "phone"): 1}
