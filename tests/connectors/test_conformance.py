"""One suite over every connector: what it promises, it keeps. A bug in production becomes a check here."""

import random
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa

from connectors.hostile import HostileConnector, Mischief
from connectors.interface import Promise, Secret, SourceSpec
from connectors.registry import CONNECTORS, open_connector
from connectors.sql import SqlConnector
from schemas.errors import Fatal, SourceUnavailable
from schemas.mapping import SourceColumn
from tests.connectors.example import (
    BIG,
    METADATA,
    NOTAT,
    Source,
    case_rows,
    everything,
    expected,
    in_slices,
    key_of,
    mapping,
    meaning,
    note_rows,
    rows_of,
    system,
)
from tests.connectors.servers import fresh_database

KINDS = ("sqlite", "hostile", "postgresql+psycopg", "postgresql+pyodbc", "mariadb+pyodbc")
SLICED = ("JournalNotat.SagID", "Forløb.Nummer", "JournalNotat.ID")


def opened(kind: str, folder: Path, stack: ExitStack) -> Source:
    if kind in {"sqlite", "hostile"}:
        url, secret = f"sqlite:///{folder / 'kilde.sqlite'}", ""
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        sa.event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA journal_mode=WAL"))
    else:
        product, driver = kind.split("+")
        server = stack.enter_context(fresh_database(product))
        url, secret, engine = server.url(driver), server.password, server.engine()
    spec = SourceSpec("prøve", url, "env:KODE" if secret else "", fetch_rows=10)
    connector = open_connector(spec, system(), {"KODE": secret})
    if kind == "hostile":  # on a good day: it must not break what the wrapped source keeps
        connector = HostileConnector(connector, Mischief())
    stack.callback(connector.close)
    return Source(kind, connector, engine)


@pytest.fixture(scope="module", params=KINDS)
def opened_source(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Source]:
    with ExitStack() as stack:
        yield opened(request.param, tmp_path_factory.mktemp("kilde"), stack)


@pytest.fixture
def source(opened_source: Source) -> Source:
    opened_source.fill()
    return opened_source


def inside(source: Source) -> SqlConnector:
    connector = getattr(source.connector, "_inner", source.connector)
    assert isinstance(connector, SqlConnector)
    return connector


def promised(source: Source, promise: Promise) -> None:
    if promise not in source.connector.promises:
        pytest.skip(f"{source.name} does not promise that {promise.value}")


def live() -> list[dict[str, Any]]:
    return [note for note in note_rows() if note["SlettetDato"] is None]


def keys(notes: list[dict[str, Any]]) -> set[tuple[int, int]]:
    return {(note["ID"], note["Del"]) for note in notes}


def test_every_registered_connector_is_in_this_suite() -> None:
    assert [connector.kind for connector in CONNECTORS] == ["sql"]


def test_every_promise_has_a_test() -> None:
    tested = {name.removeprefix("test_promise_") for name in globals() if name.startswith("test_promise_")}
    assert tested == {promise.name.lower() for promise in Promise}


def test_check(source: Source) -> None:
    health = source.connector.check()
    assert health.server.split()[0] == source.name.split("+")[0].replace("hostile", "sqlite")
    assert health.promises == source.connector.promises
    assert {Promise.READ_ONLY, Promise.SNAPSHOT} <= health.promises


def test_columns(source: Source) -> None:
    found = source.connector.columns(mapping())
    assert set(found) == {
        f"{table.name}.{column.name}" for table in METADATA.tables.values() for column in table.columns
    }
    assert mapping().references <= set(found)


@pytest.mark.parametrize("slice_column", SLICED)
def test_every_cell_of_every_row(source: Source, slice_column: str) -> None:
    found = {key_of(row): meaning(row) for row in everything(source.connector, mapping(slice_column))}
    assert found == {(note["ID"], note["Del"]): expected(note) for note in live()}


@pytest.mark.parametrize("slice_column", SLICED)
@pytest.mark.parametrize("rows", [1, 7, 25, 10_000])
def test_promise_whole_groups(source: Source, slice_column: str, rows: int) -> None:
    promised(source, Promise.WHOLE_GROUPS)
    cut = in_slices(source.connector, mapping(slice_column), rows)
    assert [part.number for part, _ in cut] == list(range(len(cut)))
    assert [part.rows for part, _ in cut] == [len(found) for _, found in cut]
    seen = Counter(key_of(row) for _, found in cut for row in found)
    assert seen == Counter(keys(live()))  # each row once, also those without a slice value
    column = {"JournalNotat.SagID": "sagsnummer", "Forløb.Nummer": "sagsnummer", "JournalNotat.ID": "_key0"}
    homes = {(row[column[slice_column]], part.number) for part, found in cut for row in found}
    assert len(homes) == len({value for value, _ in homes})
    if rows < 10_000:
        groups = Counter(row[column[slice_column]] for _, found in cut for row in found)
        assert max(part.rows for part, _ in cut if not part.nulls) <= max(rows, 2 * max(groups.values()))


def test_a_row_that_comes_meanwhile_is_in_a_slice(source: Source) -> None:
    parts = list(source.connector.slices(mapping(), 25))
    for id_, case in ((90_001, BIG - 1), (90_002, BIG + 10**6), (90_003, BIG + 3)):
        source.change(NOTAT.insert().values(ID=id_, Del=0, SagID=case, Oprettet=datetime(2026, 3, 1)))
    found = [key_of(row) for part in parts for row in rows_of(source.connector.read(mapping(), part))]
    assert len(found) == len(set(found)) == len(live()) + 3


def test_promise_repeatable(source: Source) -> None:
    promised(source, Promise.REPEATABLE)
    for part in source.connector.slices(mapping("Forløb.Nummer"), 25):
        once = rows_of(source.connector.read(mapping("Forløb.Nummer"), part))
        assert rows_of(source.connector.read(mapping("Forløb.Nummer"), part)) == once


def test_promise_text_cells(source: Source) -> None:
    promised(source, Promise.TEXT_CELLS)
    part = next(source.connector.slices(mapping(), 25))
    names = {c.name for c in mapping().columns} | {"_key0", "_key1", "anker_dato"}
    for batch in source.connector.read(mapping(), part):
        assert set(batch.schema.names) == names
        assert {field.type for field in batch.schema} == {pa.string()}
        assert 0 < batch.num_rows <= 10


def test_promise_key_sets(source: Source) -> None:
    promised(source, Promise.KEY_SETS)
    for part in source.connector.slices(mapping(), 25):
        whole = rows_of(source.connector.read(mapping(), part))
        names = ("_key0", "_key1", "anker_dato")
        assert rows_of(source.connector.keys(mapping(), part)) == [
            {n: row[n] for n in names} for row in whole
        ]


def test_promise_soft_deletes(source: Source) -> None:
    promised(source, Promise.SOFT_DELETES)
    found = {key_of(row) for row in everything(source.connector, mapping())}
    assert found == keys(live())
    with_deleted = everything(source.connector, mapping(deleted=""))
    assert {key_of(row) for row in with_deleted} == keys(note_rows())


def changed(note: dict[str, Any]) -> datetime | None:
    when: datetime | None = note["Rettet"] or note["Oprettet"]
    return when


def test_promise_watermark(source: Source) -> None:
    promised(source, Promise.WATERMARK)
    latest = max(when for note in live() if (when := changed(note)))
    mark = source.connector.high_water(mapping())
    assert mark is not None
    found = {key_of(row) for row in everything(source.connector, mapping(), since=mark)}
    due = {
        key
        for note in live()
        for key in keys([note])
        if not (w := changed(note)) or w >= latest - timedelta(days=2)
    }
    surplus = {
        key
        for note in live()
        for key in keys([note])
        if (w := changed(note)) and w < latest - timedelta(days=3)
    }
    assert due <= found  # nothing is lost, and rows without a mark are always read
    assert not surplus & found
    assert source.connector.high_water(mapping(changed=())) is None


def test_changes_at_random_are_all_found(source: Source) -> None:
    promised(source, Promise.WATERMARK)
    dice = random.Random(7)
    mark = source.connector.high_water(mapping())
    now = datetime(2026, 7, 1)
    touched = set()
    for note in dice.sample(live(), 12):
        now += timedelta(minutes=1)
        touched |= keys([note])
        statement = NOTAT.update().filter_by(ID=note["ID"], Del=note["Del"])
        source.change(statement.values(Note=f"rettet {now}", Rettet=now))
    found = {key_of(row) for row in everything(source.connector, mapping(), since=mark)}
    assert touched <= found
    assert len(found) < len(live())


def test_a_mark_in_the_future_is_capped(source: Source) -> None:
    source.change(NOTAT.update().where(NOTAT.c.ID == 3).values(Rettet=datetime(2099, 1, 1)))
    mark = source.connector.high_water(mapping(), now=datetime(2026, 6, 1))
    source.change(NOTAT.update().where(NOTAT.c.ID == 4).values(Rettet=datetime(2026, 6, 2)))
    found = {key_of(row)[0] for row in everything(source.connector, mapping(), since=mark)}
    assert {3, 4} <= found


def test_no_rows(source: Source) -> None:
    source.change(NOTAT.delete())
    (part,) = source.connector.slices(mapping(), 25)
    assert part.rows == 0
    assert rows_of(source.connector.read(mapping(), part)) == []
    assert source.connector.high_water(mapping()) is None


def test_promise_read_only(source: Source) -> None:
    promised(source, Promise.READ_ONLY)
    engine = inside(source)._engine
    for statement in (NOTAT.insert().values(ID=1, Del=9), sa.text("CREATE TABLE nyt (a int)")):
        with pytest.raises(sa.exc.DBAPIError), engine.connect() as connection:
            connection.execute(statement)
            connection.commit()


def test_promise_snapshot(source: Source) -> None:
    promised(source, Promise.SNAPSHOT)
    (part, nulls) = source.connector.slices(mapping(), 10_000)
    assert nulls.nulls
    batches = source.connector.read(mapping(), part)
    first = next(batches).to_pylist()
    source.change(NOTAT.update().values(Overskrift="ændret midt i læsningen"))
    rest = rows_of(batches)
    assert len(first) + len(rest) == part.rows
    assert "ændret midt i læsningen" not in {row["overskrift"] for row in rest}


def test_promise_bounded(source: Source) -> None:
    promised(source, Promise.BOUNDED)
    text = "Mor fortæller at det går bedre. " * 100
    count = 500
    source.fill([note | {"ID": n, "Del": 0, "SagID": BIG, "Note": text, "SlettetDato": None}
                 for n, note in ((n, note_rows()[1]) for n in range(count))])  # fmt: skip
    plain = mapping(columns=(SourceColumn("tekst", "JournalNotat.Note"),))
    (part,) = source.connector.slices(plain, 10)
    rows = 0
    tracemalloc.start()
    for batch in source.connector.read(plain, part):
        rows += batch.num_rows
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows == count
    assert peak < count * len(text) / 4


def test_a_missing_column_or_table_is_named(source: Source) -> None:
    lost = mapping(columns=(SourceColumn("x", "JournalNotat.Findes_ikke"),))
    with pytest.raises(Fatal) as caught:
        list(source.connector.read(lost, next(source.connector.slices(mapping(), 25))))
    assert str(caught.value).startswith("prøve/journalnotat: the source refused")
    assert "SELECT" not in str(caught.value)
    assert caught.value.__suppress_context__
    with pytest.raises(Fatal, match="refused"):
        list(
            source.connector.slices(
                mapping("Væk.ID", table="Væk", key=("Væk.ID",), joins=(), changed=(), deleted=""), 5
            )
        )


def test_check_names_what_the_source_lacks(source: Source, opened_source: Source) -> None:
    connector = inside(source)
    lost = mapping(columns=(SourceColumn("x", "JournalNotat.Findes_ikke"),))
    wrong = SqlConnector(connector._engine, connector._spec, system(lost), {})
    with pytest.raises(Fatal, match=r"not readable: JournalNotat\.Findes_ikke\. Correct the mapping"):
        wrong.check()


def test_nothing_personal_in_reprs(source: Source) -> None:
    parts = list(source.connector.slices(mapping("Forløb.Nummer"), 25))
    text = repr((parts, source.connector, SourceSpec("prøve", "postgresql://mig@vært/db"), Secret("kode")))
    assert not [case["Nummer"] for case in case_rows() if case["Nummer"] in text]
    assert "vært" not in text


def test_breaking_off_and_reading_again_gives_the_same_rows(source: Source) -> None:
    whole = everything(source.connector, mapping())
    hostile = HostileConnector(source.connector, Mischief(breaks=4))
    tries, found = 0, []
    for part in hostile.slices(mapping(), 25):
        while True:
            tries += 1
            try:
                found += rows_of(hostile.read(mapping(), part))
                break
            except SourceUnavailable:
                continue
    assert found == whole
    assert tries == len(list(source.connector.slices(mapping(), 25))) + 4
