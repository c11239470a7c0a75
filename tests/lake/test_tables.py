"""The published tables come out of plain Parquet, cell by cell."""

import csv
import json
import shutil
from importlib.resources import files
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from lake.interface import Limits
from lake.tables.tables import CELLS, connected, tables
from schemas.contract import Contract
from schemas.errors import LakeError
from schemas.load import load_contracts
from tests.lake.making import harvest, pid

DOMAIN = Path(__file__).parents[1] / "fixtures" / "domain"
PUBLISHED = json.loads((DOMAIN / "randers-tables.json").read_text(encoding="utf-8"))["tables"]
CODES = {
    "alliance_negativ": "Negative alliancebeskrivelser",
    "alliance_positiv": "Positive alliancebeskrivelser",
    "professionel_tvivl": "Professionel tvivl",
    "relationsarbejde": "Relationsarbejde",
}


@pytest.fixture(scope="module")
def contracts() -> dict[str, Contract]:
    return load_contracts()


def witness() -> list[dict[str, str]]:
    with (DOMAIN / "randers-witness-51.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def verdict(case: dict[str, str], **other: object) -> dict[str, object]:
    number = case["sag_nr"]
    facts = {
        "klassifikation_pid": pid(("v", number, str(other))),
        "sag_pid": pid(("s", number)),
        "problemstilling": case["problemstilling"],
        "problemgrad": case["problemgrad"],
        "maalopnaaelse": case["maalopnaaelse"],
        "reflekteret_indsatsjustering": case["reflekteret_indsatsjustering"] == "1",
        "konsensus": True,
        "kodebog_version": "2019",
        **other,
    }
    return {**facts, "kilde_id_pid": facts["klassifikation_pid"], "kilde_aftryk": pid(str(facts), 24)}


def codings(case: dict[str, str]) -> list[dict[str, object]]:
    # Twice where the case number is even: a case counts once however often a code was given.
    times = 1 + (int(case["sag_nr"]) % 2 == 0)
    return [
        {
            "kodning_pid": pid(("c", case["sag_nr"], code, time)),
            "kilde_id_pid": pid(("c", case["sag_nr"], code, time)),
            "kilde_aftryk": pid(("c", code), 24),
            "sag_pid": pid(("s", case["sag_nr"])),
            "kode": label,
            "kodebog_version": "2019",
        }
        for code, label in CODES.items()
        if case[code] == "1"
        for time in range(times)
    ]


@pytest.fixture(scope="module")
def harvested(memory: Path, contracts: dict[str, Contract]) -> Path:
    folder, cases = memory / "witness", witness()
    rows = [row for case in cases for row in codings(case)]
    harvest(folder, map(verdict, cases), contract=contracts["sagsklassifikation"], limits=Limits())
    harvest(folder, rows, contract=contracts["kodning"], limits=Limits())
    return folder


@pytest.fixture
def folder(tmp_path: Path, harvested: Path) -> Path:
    return Path(shutil.copytree(harvested, tmp_path / "lake"))


@pytest.mark.parametrize("name", ["tabel_10", "tabel_13", "tabel_4"])
def test_counts_and_per_cent_as_printed(folder: Path, name: str) -> None:
    printed = PUBLISHED[name]
    (table,) = (table for table in tables(folder) if table.name == name)
    shown = table.as_dict()
    assert table.title == printed["title"]
    assert shown["columns"] == printed["columns"]
    assert list(shown["counts"]) == list(printed["counts"])
    assert shown["counts"] == printed["counts"]
    assert shown["percent"] == printed["printed_percent"]
    assert table.left_out == 0


def test_the_four_cells_as_printed_and_the_rest_beside_them(folder: Path) -> None:
    printed = PUBLISHED["tabel_5"]
    table = tables(folder)[-1]
    assert {line.label: line.counts for line in table.lines} == {
        **{label: (cell["n"],) for label, cell in printed["cells"].items()},
        "Uden for A-D": (printed["unplaced"],),
        "I alt": (51,),
    }
    assert {label: list(CELLS[label]) for label in CELLS} == {
        label: [cell[key] for key in ("maalopnaaelse", "reflekteret_indsatsjustering", "problemgrad")]
        for label, cell in printed["cells"].items()
    }
    assert "percent" not in table.as_dict()


def test_in_the_order_of_the_report(folder: Path) -> None:
    assert [table.name for table in tables(folder)] == ["tabel_10", "tabel_13", "tabel_4", "tabel_5"]


def test_rows_of_single_coders_and_older_codebooks_count_for_nothing(
    folder: Path, contracts: dict[str, Contract]
) -> None:
    whole = tables(folder)
    cases = witness()
    alone = [verdict(case, konsensus=False, problemgrad="Let", coder_pid=pid("a")) for case in cases]
    older = [verdict(case, kodebog_version="2018", problemgrad="Svær") for case in cases]
    harvest(folder, [*alone, *older], contract=contracts["sagsklassifikation"], limits=Limits())
    assert tables(folder) == whole
    (grade,) = (table for table in tables(folder, kodebog="2018") if table.name == "tabel_13")
    assert [line.counts[-1] for line in grade.lines] == [51, 0, 0, 51]
    (alliance,) = (table for table in tables(folder, kodebog="2018") if table.name == "tabel_4")
    assert [line.counts for line in alliance.lines[:-1]] == [(0, 0, 0)] * 4


def test_a_case_without_an_outcome_is_left_out_and_said_so(
    folder: Path, contracts: dict[str, Contract]
) -> None:
    whole = tables(folder)
    more = verdict({**witness()[0], "sag_nr": "52"}, maalopnaaelse=None)
    harvest(folder, [more], contract=contracts["sagsklassifikation"], limits=Limits())
    assert [table.lines for table in tables(folder)] == [table.lines for table in whole]
    assert {table.left_out for table in tables(folder)} == {1}


def test_an_unlisted_value_gets_its_own_line(folder: Path, contracts: dict[str, Contract]) -> None:
    more = verdict({**witness()[0], "sag_nr": "52"}, problemgrad=None, problemstilling="Andet")
    harvest(folder, [more], contract=contracts["sagsklassifikation"], limits=Limits())
    ten, thirteen, *_ = tables(folder)
    assert [line.label for line in ten.lines][-2:] == ["Andet", "I alt"]
    assert [line.label for line in thirteen.lines][-2:] == ["Uoplyst", "Total"]
    assert thirteen.lines[-1].counts == (20, 14, 18, 52)


def test_half_a_per_cent_goes_up(folder: Path) -> None:
    with connected(folder) as connection:
        prelude = files("lake.tables").joinpath("forarbejde.sql").read_text(encoding="utf-8")
        connection.execute(prelude.split(";")[0])
        query = "SELECT procent(n, 200), procent(n, 8) FROM (VALUES (1), (3), (5), (0)) t(n)"
        assert connection.execute(query).fetchall() == [(1, 13), (2, 38), (3, 63), (0, 0)]
        assert connection.execute("SELECT procent(1, 0)").fetchall() == [(None,)]


def test_a_lake_without_codings_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="has no kodning and no sagsklassifikation"):
        tables(tmp_path)


def test_duckdb_reads_the_lake_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    outside = Path(__file__).parents[1] / "fixtures" / "domain" / "randers-witness-51.csv"
    with connected(folder) as connection:
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"SELECT * FROM '{outside}'")
        with pytest.raises(duckdb.Error):
            connection.execute("INSTALL spatial")
        with pytest.raises(duckdb.Error):
            connection.execute("SET enable_external_access = true")


def test_a_folder_with_a_quote_in_its_name(folder: Path, tmp_path: Path) -> None:
    quoted = tmp_path / "Ræv's sø"
    quoted.mkdir()
    for name in ("sagsklassifikation", "kodning"):
        (folder / name).rename(quoted / name)
    assert tables(quoted)[0].lines[-1].counts == (20, 14, 17, 51)


def test_the_tables_need_arrow_types_of_the_contract(contracts: dict[str, Contract]) -> None:
    schema = contracts["sagsklassifikation"].lake_schema
    assert schema.field("konsensus").type == pa.bool_()
    assert schema.field("reflekteret_indsatsjustering").type == pa.bool_()
