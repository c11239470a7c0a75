"""Runs the published tables over a lake. Needs no key, and DuckDB fetches nothing from the network."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from lake.layout import datasets
from schemas.errors import ConfigError, LakeError

TITLES = {
    "tabel_10": "Problemstilling fordelt på målopnåelse",
    "tabel_13": "Problemgrad fordelt på målopnåelse",
    "tabel_4": "Dimensioner i professionel alliance fordelt på målopnåelse",
    "tabel_5": "Reflekteret indsatsjusterings betydning for målopnåelse",
}
CELLS = {  # of tabel_5: målopnåelse, reflekteret indsatsjustering, problemgrad
    "A": ("+", "+", "alle"),
    "B": ("+", "-", "Let"),
    "C": ("-", "+", "Svær"),
    "D": ("-", "-", "alle"),
}
_NEEDED = ("sagsklassifikation", "kodning")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: counts by column, and each count in per cent of its column (``None`` of an empty one)."""

    label: str
    counts: tuple[int, ...]
    percent: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One table. The last line is the total. ``left_out``: cases that have no outcome yet."""

    name: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    left_out: int

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        shown: dict[str, Any] = {
            "title": self.title,
            "columns": list(self.columns),
            "counts": {line.label: list(line.counts) for line in self.lines},
            "left_out": self.left_out,
        }
        if any(line.percent for line in self.lines):
            shown["percent"] = {line.label: list(line.percent) for line in self.lines}
        return shown


def tables(lake: Path, kodebog: str | None = None) -> list[PublishedTable]:
    """The four tables, in the order 10, 13, 4, 5.

    ``kodebog``: verdicts and codes of that codebook version; ``None``: the newest verdict of each case, all
    codes. Raises ``LakeError`` if a dataset they need is not there, ``ConfigError`` for a version that no
    verdict was given by.
    """
    missing = sorted(set(_NEEDED).difference(datasets(lake)))
    if missing:
        absent = " and no ".join(missing)
        raise LakeError(f"The lake has no {absent}. Harvest a source that delivers codings.")
    with connected(lake) as connection:
        if kodebog is not None:
            _check_codebook(connection, kodebog)
        connection.execute("SET VARIABLE kodebog = ?", [kodebog])
        connection.execute(_sql("forarbejde"))
        left_out = connection.execute("SELECT count(*) FROM uden_udfald").fetchall()[0][0]
        return [_table(connection, name, left_out) for name in TITLES]


@contextmanager
def connected(lake: Path) -> Iterator[Any]:
    """A DuckDB in memory that reads this lake and nothing else: no extensions from the network, no other
    folders.

    The variable ``lake`` is the folder, for ``read_parquet(getvariable('lake') || '/sag/**/*.parquet')``.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": "",
    }
    with closing(duckdb.connect(":memory:", config=settings)) as connection:
        folder = str(lake.absolute())
        quoted = folder.replace("'", "''")
        connection.execute("SET VARIABLE lake = ?", [folder])
        connection.execute(f"SET allowed_directories = ['{quoted}']")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


def _check_codebook(connection: Any, wanted: str) -> None:
    """Tables full of zeros look like an answer."""
    known = [version for (version,) in connection.execute(_sql("kodeboeger")).fetchall()]
    if wanted not in known:
        raise ConfigError(f"no codebook {wanted!r} in the lake. Known: {', '.join(known) or 'none'}")


def _table(connection: Any, name: str, left_out: int) -> PublishedTable:
    found = connection.execute(_sql(name))
    names = [column[0] for column in found.description]
    width = 1 if name == "tabel_5" else (len(names) - 1) // 2
    lines = tuple(Line(row[0], row[1 : 1 + width], row[1 + width :]) for row in found.fetchall())
    return PublishedTable(name, TITLES[name], tuple(names[1 : 1 + width]), lines, left_out)


def _sql(name: str) -> str:
    return files("lake.tables").joinpath(f"{name}.sql").read_text(encoding="utf-8")
