"""The mappings that ship for the two systems fit the databases and the contracts."""

from typing import Any

import pytest

from schemas.load import load_contracts
from schemas.mapping import SourceTable, load_system, split
from tests.synthetic.conftest import Rows

TABLES = [
    pytest.param(system, table, id=f"{system}-{table.dataset}")
    for system in ("demo_myndighed", "demo_udfoerer")
    for table in load_system(system).tables.values()
]


@pytest.fixture
def rows(system: str, authority: Rows, performing: Rows) -> Rows:
    return authority if system == "demo_myndighed" else performing


def select(table: SourceTable, reference: str) -> str:
    """Distinct values of one reference through the mapping's joins."""
    joins = "".join(
        f' {"LEFT" if j.outer else ""} JOIN "{j.table}" "{j.alias}" ON {quoted(j.left)} = {quoted(j.right)}'
        for j in table.joins
    )
    return f'SELECT DISTINCT {quoted(reference)} FROM "{table.table}"{joins}'


def quoted(reference: str) -> str:
    return ".".join(f'"{part}"' for part in split(reference))


@pytest.mark.parametrize(("system", "table"), TABLES)
def test_every_reference_is_there(system: str, table: SourceTable, rows: Rows) -> None:
    for reference in table.references:
        where, column = split(reference)
        assert rows("SELECT count(*) FROM pragma_table_info(?) WHERE name = ?", where, column) == [(1,)], (
            reference
        )


@pytest.mark.parametrize(("system", "table"), TABLES)
def test_values_are_what_the_contract_allows(system: str, table: SourceTable, rows: Rows) -> None:
    contract = load_contracts()[table.dataset]
    for column in table.columns:
        if column.source:
            found: set[Any] = {value for (value,) in rows(select(table, column.source))}
            wanted = contract.column(column.name)
            assert not wanted.required or None not in found, column.name
            translated = {column.codes.get(str(value), value) for value in found - {None}}
            assert not wanted.codes or translated <= set(wanted.codes), column.name


@pytest.mark.parametrize(("system", "table"), TABLES)
def test_joins_lose_and_double_no_row(system: str, table: SourceTable, rows: Rows) -> None:
    keys = select(table, table.key[0]).removeprefix("SELECT DISTINCT")
    assert rows(f"SELECT count(*) FROM (SELECT {keys})") == rows(f'SELECT count(*) FROM "{table.table}"')


def test_both_systems_share_the_case(authority: Rows, performing: Rows) -> None:
    ids = {row[0] for row in authority("SELECT ID FROM Sag")}
    assert {row[0] for row in performing("SELECT MyndighedsSagId FROM Sager")} <= ids
    assert load_system("demo_udfoerer").tables["journalnotat"].column("sag_id").namespace == "sbsys"  # type: ignore[union-attr]
