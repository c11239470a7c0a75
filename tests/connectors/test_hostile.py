"""The hostile source misbehaves as told, counts it, and keeps the keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa

from connectors.hostile import HostileConnector, Mischief
from connectors.interface import Connector, Promise, SourceSpec
from connectors.registry import open_connector
from schemas.errors import ConfigError, SourceUnavailable
from tests.connectors.example import Source, everything, key_of, mapping, rows_of, system


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connector]:
    path: Path = tmp_path_factory.mktemp("kilde") / "kilde.sqlite"
    connector = open_connector(SourceSpec("prøve", f"sqlite:///{path}"), system(), {})
    Source("sqlite", connector, sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)).fill()
    yield connector
    connector.close()


def test_no_mischief_changes_nothing(calm: Connector) -> None:
    hostile = HostileConnector(calm, Mischief())
    assert everything(hostile, mapping()) == everything(calm, mapping())
    assert hostile.promises == calm.promises == hostile.check().promises
    assert hostile.columns(mapping()) == calm.columns(mapping())
    assert hostile.high_water(mapping()) == calm.high_water(mapping())
    assert not +hostile.done


def test_spoilt_cells_leave_keys_alone(calm: Connector) -> None:
    hostile = HostileConnector(
        calm, Mischief(seed=3, nulls=0.1, nonsense=0.1, huge=0.02, huge_characters=500)
    )
    found, true = everything(hostile, mapping()), everything(calm, mapping())
    assert [key_of(row) for row in found] == [key_of(row) for row in true]
    different = sum(a[name] != b[name] for a, b in zip(found, true, strict=True) for name in a)
    cells = len(true) * (len(true[0]) - 2)
    assert 0 < different <= sum(hostile.done[kind] for kind in ("nulls", "nonsense", "huge"))
    assert hostile.done["nulls"] == pytest.approx(cells * 0.1, rel=0.3)
    assert hostile.done["huge"] > 0
    assert max(len(cell or "") for row in found for cell in row.values()) >= 500
    assert Promise.REPEATABLE not in hostile.promises


def test_rows_come_twice(calm: Connector) -> None:
    hostile = HostileConnector(calm, Mischief(twice=0.3))
    found, true = everything(hostile, mapping()), everything(calm, mapping())
    assert len(found) == len(true) + hostile.done["twice"] > len(true)
    assert {key_of(row) for row in found} == {key_of(row) for row in true}


def test_the_same_seed_misbehaves_the_same_way(calm: Connector) -> None:
    mischief = Mischief(seed=11, nulls=0.2, twice=0.2, nonsense=0.1)
    one, other = (everything(HostileConnector(calm, mischief), mapping()) for _ in range(2))
    assert one == other
    assert one != everything(
        HostileConnector(calm, Mischief(seed=12, nulls=0.2, twice=0.2, nonsense=0.1)), mapping()
    )


def test_breaks_off_and_then_holds(calm: Connector) -> None:
    hostile = HostileConnector(calm, Mischief(breaks=2))
    (part, *_) = hostile.slices(mapping(), 10_000)
    for read in (hostile.read, hostile.keys):
        got: list[pa.RecordBatch] = []
        with pytest.raises(SourceUnavailable, match="in the middle"):
            got.extend(read(mapping(), part))
    assert rows_of(hostile.keys(mapping(), part)) == rows_of(calm.keys(mapping(), part))
    assert hostile.done["breaks"] == 2


def test_slow(calm: Connector) -> None:
    waits: list[float] = []
    hostile = HostileConnector(calm, Mischief(delay=2.5), waits.append)
    assert everything(hostile, mapping()) == everything(calm, mapping())
    assert set(waits) == {2.5}


def test_configured() -> None:
    assert Mischief.configured({"seed": 4, "twice": 0.5}) == Mischief(seed=4, twice=0.5)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"ondskab": 1}, r"no 'ondskab'\. Known: seed"),
        ({"twice": -1}, "twice is not a number"),
        ({"nulls": "ja"}, "nulls is not a number"),
    ]
    for options, message in wrong:
        with pytest.raises(ConfigError, match=message):
            Mischief.configured(options)


def test_the_registry_wraps_a_source_that_asks_for_it(tmp_path: Path) -> None:
    spec = SourceSpec("prøve", f"sqlite:///{tmp_path / 'k.sqlite'}", mischief={"twice": 0.5})
    connector = open_connector(spec, system(), {})
    assert isinstance(connector, HostileConnector)
    connector.close()
