"""One generated folder for the whole room."""

from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest

from synthetic import generate

CASES, SEED, AS_OF = 300, 7, date(2026, 11, 20)
Rows = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    generate(folder, cases=CASES, seed=SEED, as_of=AS_OF)
    return folder


@pytest.fixture(scope="session")
def authority(sources: Path) -> Rows:
    return reader(sources / "myndighed.sqlite")


@pytest.fixture(scope="session")
def performing(sources: Path) -> Rows:
    return reader(sources / "udfoerer.sqlite")


def reader(path: Path) -> Rows:
    """``rows(sql, *arguments)`` on one database."""

    def rows(sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
        with closing(connect(path)) as base:
            return base.execute(sql, arguments).fetchall()

    return rows
