"""What is asked of each kind of server, also of those that cannot run here."""

import re
from typing import Any

import pytest
from sqlalchemy import Dialect
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite

from connectors.interface import Slice
from connectors.sql.statements import Statements
from schemas.mapping import Join, SourceColumn, SourceTable

DIALECTS: dict[str, Dialect] = {
    module.__name__.rpartition(".")[2]: module.dialect()
    for module in (mssql, oracle, postgresql, mysql, sqlite)
}
NOTES = SourceTable(  # as SBSYS keeps them
    dataset="journalnotat",
    system="sbsys",
    namespace="sbsys",
    table="dbo.JournalArkNote",
    key=("dbo.JournalArkNote.ID",),
    slice="JournalArk.SagID",
    columns=(
        SourceColumn("tekst", "dbo.JournalArkNote.Note", format="html"),
        SourceColumn("barn_cpr", "Barn.CprNummer"),
        SourceColumn("leverandoer", "Barn.LeverandørNavn"),
        SourceColumn("kilde", value="fast"),
    ),
    joins=(
        Join("JournalArk", "JournalArk", "dbo.JournalArkNote.JournalArkID", "JournalArk.ID"),
        Join("dbo.Person", "Barn", "JournalArk.PersonID", "Barn.ID", outer=True),
    ),
    anchor="JournalArk.Dato",
    changed=("dbo.JournalArkNote.LastChanged", "dbo.JournalArkNote.Created"),
    deleted="dbo.JournalArkNote.SlettetDato",
)


def sql(statement: Any, dialect: str) -> str:
    return re.sub(r"\s+", " ", str(statement.compile(dialect=DIALECTS[dialect])))


def test_rows_on_sql_server() -> None:
    assert sql(Statements(NOTES).rows(Slice(0, 5, 3, 9), since=7), "mssql") == (
        "SELECT dbo.[JournalArkNote].[Note] AS tekst, [Barn].[CprNummer] AS barn_cpr, "
        "[Barn].[LeverandørNavn] AS leverandoer, dbo.[JournalArkNote].[ID] AS _key0, "
        "[JournalArk].[Dato] AS anker_dato "
        "FROM dbo.[JournalArkNote] "
        "JOIN [JournalArk] ON dbo.[JournalArkNote].[JournalArkID] = [JournalArk].[ID] "
        "LEFT OUTER JOIN dbo.[Person] AS [Barn] ON [JournalArk].[PersonID] = [Barn].[ID] "
        "WHERE dbo.[JournalArkNote].[SlettetDato] IS NULL AND "
        "(coalesce(dbo.[JournalArkNote].[LastChanged], dbo.[JournalArkNote].[Created]) >= :coalesce_1 OR "
        "coalesce(dbo.[JournalArkNote].[LastChanged], dbo.[JournalArkNote].[Created]) IS NULL) AND "
        "[JournalArk].[SagID] > :SagID_1 AND [JournalArk].[SagID] <= :SagID_2 "
        "ORDER BY [JournalArk].[SagID], dbo.[JournalArkNote].[ID]"
    )


def test_keys_on_oracle() -> None:
    assert sql(Statements(NOTES).keys(Slice(0, 5, nulls=True)), "oracle") == (
        'SELECT dbo."JournalArkNote"."ID" AS "_key0", "JournalArk"."Dato" AS anker_dato '
        'FROM dbo."JournalArkNote" '
        'JOIN "JournalArk" ON dbo."JournalArkNote"."JournalArkID" = "JournalArk"."ID" '
        'LEFT OUTER JOIN dbo."Person" "Barn" ON "JournalArk"."PersonID" = "Barn"."ID" '
        'WHERE dbo."JournalArkNote"."SlettetDato" IS NULL AND "JournalArk"."SagID" IS NULL '
        'ORDER BY "JournalArk"."SagID", dbo."JournalArkNote"."ID"'
    )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_statement_compiles(dialect: str) -> None:
    asked = Statements(NOTES)
    statements = [
        asked.rows(Slice(0, 1)),
        asked.rows(Slice(1, 1, after="a"), since="2026-01-01"),
        asked.keys(Slice(2, 1, upto=5_000_000_000)),
        asked.groups(),
        asked.groups(since=1),
        asked.high_water(),
    ]
    for statement in statements:
        text = sql(statement, dialect).upper()
        assert "*" not in text.replace("COUNT(*)", "")
        assert not re.search(r"OFFSET|NOLOCK|LIMIT|TOP ", text)
        assert text.startswith("SELECT")


@pytest.mark.parametrize(
    ("part", "where"),
    [
        (Slice(0, 1), '"ID" IS NOT NULL'),
        (Slice(0, 1, after=1), '"ID" > ?'),
        (Slice(0, 1, upto=1), '"ID" <= ?'),
        (Slice(0, 1, 1, 2), '"ID" > ? AND "Sag"."ID" <= ?'),
        (Slice(0, 1, nulls=True), '"ID" IS NULL'),
    ],
)
def test_bounds(part: Slice, where: str) -> None:
    table = SourceTable("sag", "s", "n", "Sag", ("Sag.ID",), "Sag.ID", (SourceColumn("sag_id", "Sag.ID"),))
    assert sql(Statements(table).rows(part), "sqlite").endswith(f'WHERE "Sag".{where} ORDER BY "Sag"."ID"')


def test_a_mapping_without_watermark_anchor_and_deletion() -> None:
    table = SourceTable("sag", "s", "n", "Sag", ("Sag.ID",), "Sag.ID", (SourceColumn("sag_id", "Sag.ID"),))
    asked = Statements(table)
    assert asked.high_water() is None
    assert sql(asked.groups(since=5), "sqlite") == (
        'SELECT "Sag"."ID" AS slice_value, count(*) AS row_count FROM "Sag" '
        'GROUP BY "Sag"."ID" ORDER BY "Sag"."ID"'
    )
    assert "NULL AS anker_dato" in sql(asked.rows(Slice(0, 1)), "sqlite")


def test_one_mark_needs_no_coalesce() -> None:
    table = SourceTable("sag", "s", "n", "Sag", ("Sag.ID",), "Sag.ID", (), changed=("Sag.Rettet",))
    assert sql(Statements(table).high_water(), "sqlite") == 'SELECT max("Sag"."Rettet") AS max_1 FROM "Sag"'
