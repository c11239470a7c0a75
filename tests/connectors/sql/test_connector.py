"""Opening a source, and a source whose cells are not what its schema says."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.interface import Promise, SourceSpec
from connectors.registry import open_connector
from connectors.sql.connector import _portions, _strings
from schemas.errors import ConfigError, ContractError, SourceUnavailable
from schemas.mapping import SourceColumn, SourceTable, System

TABLE = SourceTable(
    "sag",
    "prøve",
    "p",
    "Sag",
    ("Sag.ID",),
    "Sag.ID",
    (SourceColumn("titel", "Sag.Titel"), SourceColumn("dato", "Sag.Dato")),
)
SYSTEM = System("prøve", "Prøve", "sql", "p", {"sag": TABLE})
PASSWORD = "hunter2"


def spec(url: str, secret: str = "") -> SourceSpec:
    return SourceSpec("prøve", url, secret)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ikke en url", "no SQLAlchemy URL"),
        (f"postgresql://u:{PASSWORD}@h:port/d", "no SQLAlchemy URL"),
        (f"postgresql+psycopg://u:{PASSWORD}@h/d", "holds a password"),
        (f"mssql+pyodbc:///?odbc_connect=Driver%3DX%3BPWD%3D{PASSWORD}", "holds a password"),
        (f"mssql+pyodbc://h/d?password={PASSWORD}", "holds a password"),
        ("findesikke://h/d", "no SQL dialect 'findesikke'"),
        ("oracle+cx_oracle://h/d", "driver of 'oracle[+]cx_oracle' is missing"),
    ],
)
def test_a_url_that_cannot_be(url: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        open_connector(spec(url), SYSTEM, {})
    assert PASSWORD not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_password_comes_by_reference_and_is_not_shown() -> None:
    connector = open_connector(spec("postgresql+psycopg://u@h/d", "env:KODE"), SYSTEM, {"KODE": PASSWORD})
    assert PASSWORD not in repr(vars(connector))


def test_unknown_kind_and_format() -> None:
    with pytest.raises(ConfigError, match=r"no connector of kind 'rest' \(mapping prøve\)\. Known: sql"):
        open_connector(spec("sqlite://"), replace(SYSTEM, kind="rest"), {})
    odd = replace(
        TABLE, columns=(SourceColumn("titel", "Sag.Titel", format="rtf", line=12),), file="prøve.toml"
    )
    with pytest.raises(
        ContractError, match=r"prøve.toml:12: column 'titel' has unknown format 'rtf'. Known: html"
    ):
        open_connector(spec("sqlite://"), replace(SYSTEM, tables={"sag": odd}), {})


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "væk.sqlite"
    connector = open_connector(spec(f"sqlite:///{path}"), SYSTEM, {})
    with pytest.raises(SourceUnavailable):
        connector.check()
    assert not path.exists()


def test_cells_that_are_not_what_the_schema_says(tmp_path: Path) -> None:
    path = tmp_path / "kilde.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE Sag (ID, Titel TEXT, Dato DATE)")
        db.executemany(
            "INSERT INTO Sag VALUES (?, ?, ?)",
            [(1, 7.5, b"\xe6"), ("a", b"\xff\x00", 20260301), (2, None, "")],
        )
        db.execute("INSERT INTO Sag VALUES (3, CAST(x'4ae6676572' AS TEXT), 'i går')")
        db.execute("INSERT INTO Sag VALUES (NULL, 'uden id', NULL)")
    db.close()
    connector = open_connector(spec(f"sqlite:///{path}"), SYSTEM, {})
    found = [
        tuple(row.values())
        for part in connector.slices(TABLE, 1)
        for batch in connector.read(TABLE, part)
        for row in batch.to_pylist()
    ]
    assert found == [
        ("7.5", "æ", "1", None),
        (None, "", "2", None),
        ("Jæger", "i går", "3", None),
        ("ÿ\x00", "20260301", "a", None),
        ("uden id", None, None, None),
    ]
    assert set(connector.promises) == set(Promise)
    connector.close()


def test_batches_are_cut_by_size_not_only_by_rows() -> None:
    wide = [["x" * 20_000_000, None], ["y" * 20_000_000, "z"], ["", None]]
    assert [len(rows) for rows in _portions(wide)] == [1, 2]  # type: ignore[arg-type]
    assert list(_portions([])) == []


def test_half_a_surrogate_pair_is_not_quoted() -> None:
    assert _strings(["æ\ud83d", None]).to_pylist() == ["æ?", None]
