"""The connection is cut at every stage of a read: said as ``SourceUnavailable``, and a re-read is whole."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa

from connectors.interface import Connector, SourceSpec
from connectors.registry import open_connector
from schemas.errors import Fatal, SourceUnavailable
from tests.connectors.example import LONG_ONE, Source, everything, mapping, rows_of, system
from tests.connectors.proxy import Proxy, proxied
from tests.connectors.servers import Server, fresh_database

# psycopg warns of a cursor it could not close because its connection is dead.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
KINDS = ("postgresql+psycopg", "postgresql+pyodbc", "mariadb+pyodbc")
CUTS = (0, 100, 1_000, 4_000, 16_000, 40_000)


def connector_to(server: Server, driver: str) -> Connector:
    return open_connector(SourceSpec("prøve", server.url(driver), fetch_rows=10), system(), {})


@contextmanager
def behind_proxy(kind: str) -> Iterator[tuple[Server, Proxy, str]]:
    product, driver = kind.split("+")
    with fresh_database(product) as server:
        Source(kind, connector_to(server, driver), server.engine()).fill()
        with proxied(server.host, server.port) as proxy:
            yield replace(server, port=proxy.port), proxy, driver


@pytest.mark.parametrize("kind", KINDS)
def test_cut_anywhere(kind: str) -> None:
    with behind_proxy(kind) as (server, proxy, driver):
        connector = connector_to(server, driver)
        whole = everything(connector, mapping())
        assert len(whole) > 2 * LONG_ONE
        parts = list(connector.slices(mapping(), 80))
        cut = 0
        for budget in CUTS:
            connector.close()
            proxy.passed, proxy.budget = 0, budget
            try:
                for part in parts:
                    list(connector.read(mapping(), part))
            except SourceUnavailable as fault:
                cut += 1
                assert "prøve/journalnotat" in str(fault)
                assert not [word for word in ("SELECT", "127.0.0.1", server.database) if word in str(fault)]
                assert fault.__suppress_context__
            proxy.budget = None
            # The same connector, its pool full of dead connections, goes on.
            assert [row for part in parts for row in rows_of(connector.read(mapping(), part))] == whole
        assert cut >= len(CUTS) - 1
        connector.close()
    gc.collect()  # while the filter holds


@pytest.mark.parametrize("kind", KINDS)
def test_ended_by_the_server(kind: str) -> None:
    product, driver = kind.split("+")
    with fresh_database(product) as server:
        source = Source(kind, connector_to(server, driver), server.engine())
        source.fill()
        (part, *_) = source.connector.slices(mapping(), 10_000)
        batches = source.connector.read(mapping(), part)
        found = next(batches).num_rows
        _end_others(server)
        try:
            found += sum(batch.num_rows for batch in batches)
            assert found == part.rows  # the driver had it all already
        except SourceUnavailable as fault:
            assert "Try again later" in str(fault)
        assert len(rows_of(source.connector.read(mapping(), part))) == part.rows
        source.connector.close()
    gc.collect()


def _end_others(server: Server) -> None:
    with server.engine().connect() as connection:
        if server.product == "postgresql":
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return
        query = sa.text(
            "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()"
        )
        for (id_,) in connection.execute(query).fetchall():
            connection.exec_driver_sql(f"KILL {int(id_)}")


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_answers_or_nobody_is_let_in(kind: str) -> None:
    product, driver = kind.split("+")
    with fresh_database(product) as server, proxied(server.host, server.port) as proxy:
        gone = replace(server, port=proxy.port)
        proxy.close()
        with pytest.raises(SourceUnavailable, match="did not answer"):
            connector_to(gone, driver).check()
        stranger = replace(server, user="fremmed", database="findes_ikke")
        with pytest.raises(Fatal, match="the source refused") as caught:
            connector_to(stranger, driver).check()
        assert "fremmed" not in str(caught.value)
        assert "findes_ikke" not in str(caught.value)
