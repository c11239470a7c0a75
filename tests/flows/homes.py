"""A home for a run in a test: configuration, two case systems, keys, lake; and what its lake says.

``meaning`` reads a lake as the rows it holds, ``content`` as the bytes it is. Neither leaves anything out.
"""

import hashlib
import json
import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from flows import demo
from flows.progress import Silent
from flows.report import RunReport
from flows.run import Order, run
from lake.journal import states

ROOT = Path(__file__).parents[2]
AS_OF, SEED = date(2026, 11, 20), 1
CASES = 56  # the 51 coded ones and a few, of which one has expired
FEW = (10_020, 10_049, 10_054)  # for what is run many times; the last one has expired
EXPIRED = 10_054

THIN = {
    "myndighed": ["medarbejder", "borger", "sag", "relation", "journalnotat", "dokument"],
    "udfoerer": ["borger", "journalnotat"],
}

Row = str  # canonical JSON of all its cells and of the folders it lies in
Meaning = dict[str, Counter[Row]]  # dataset -> rows

_PARTS = {  # what hangs on a case: database -> table -> column with the case's id
    "myndighed": {
        "JournalArk": "SagID",
        "Sagspart": "SagID",
        "Dokument": "SagID",
        "Underretning": "SagID",
        "Afgoerelse": "SagID",
    },
    "udfoerer": dict.fromkeys(
        (
            "Indsatser",
            "Indskrivning",
            "Maal",
            "Maalvurdering",
            "Journal",
            "Opmaerksomhedspunkter",
            "Indsatsjustering",
            "Sagsklassifikation",
            "Kodning",
        ),
        "SagId",
    ),
}
_BATCH = re.compile(r'"hoest_batch_id": "[^"]*", ')
_TOKEN = re.compile(r"\[[A-ZÆØÅ_]+_\d+\]s?")
_DIGEST = re.compile(r'"(?:tekst|raekke)_sha256": "[^"]*", ')
_FAMILY = 16  # person id = family * 16 + slot


@dataclass(frozen=True, slots=True)
class Home:
    """One home and the places in it."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "datahoest.toml"

    @property
    def lake(self) -> Path:
        return self.folder / "lake"

    @property
    def vault(self) -> Path:
        return self.folder / "vault"

    @property
    def audit(self) -> Path:
        return self.folder / "audit" / "audit.jsonl"

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    @property
    def authority(self) -> Path:
        return self.folder / "sources" / "myndighed.sqlite"

    @property
    def performing(self) -> Path:
        return self.folder / "sources" / "udfoerer.sqlite"

    def order(self, **wishes: Any) -> Order:
        return Order(str(self.config), **wishes)

    def harvest(self, **wishes: Any) -> RunReport:
        """One run, silent, under the direct engine unless told otherwise."""
        return run(self.order(**wishes), Silent())

    def copy(self, folder: Path) -> "Home":
        """The same home elsewhere: its paths are relative to its configuration."""
        shutil.copytree(self.folder, folder)
        return Home(folder)

    def reports(self) -> list[dict[str, Any]]:
        """Run reports, oldest first."""
        return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(self.runs.glob("*.json"))]

    def events(self) -> list[dict[str, Any]]:
        """The audit log."""
        return [json.loads(line) for line in self.audit.read_text(encoding="utf-8").splitlines()]


def make(folder: Path, engine: str = "direct") -> Home:
    """A demonstration home as ``datahoest demo`` makes it, on a fixed day."""
    demo.prepare(folder, cases=CASES, seed=SEED, today=AS_OF, engine=engine, fresh=False)
    home = Home(folder)
    with home.config.open("a", encoding="utf-8") as config:
        config.write(f"\n[retention]\nas_of = {AS_OF}\n")
    return home


def cut(home: Home, cases: tuple[int, ...] = FEW) -> Home:
    """Leave only some cases, and the families they are about, in both case systems."""
    wanted = ", ".join(map(str, cases))
    with closing(sqlite3.connect(home.authority)) as base, base:
        _drop(base, "myndighed", f"{{column}} NOT IN ({wanted})")
        base.execute("DELETE FROM JournalArkNote WHERE JournalArkID NOT IN (SELECT ID FROM JournalArk)")
        base.execute(f"DELETE FROM Sag WHERE ID NOT IN ({wanted})")
        base.execute(
            f"DELETE FROM Person WHERE ID / {_FAMILY} NOT IN (SELECT PersonID / {_FAMILY} FROM Sag)"
            " AND ID NOT IN (SELECT PersonID FROM Sagspart WHERE PersonID NOT NULL)"
        )
        base.execute("DELETE FROM Adresse WHERE PersonID NOT IN (SELECT ID FROM Person)")
    with closing(sqlite3.connect(home.performing)) as base, base:
        base.execute(f"DELETE FROM Sager WHERE MyndighedsSagId NOT IN ({wanted})")
        _drop(base, "udfoerer", "{column} NOT IN (SELECT SagId FROM Sager)")
        base.execute("DELETE FROM Borger WHERE BorgerId NOT IN (SELECT BorgerId FROM Sager)")
    for path in (home.authority, home.performing):
        with closing(sqlite3.connect(path)) as base:
            base.execute("VACUUM")
    return home


def thin(home: Home) -> Home:
    """Harvest some datasets only: one of each sort, for what is run dozens of times."""
    text = home.config.read_text(encoding="utf-8")
    for system, names in THIN.items():
        line = f'system = "demo_{system}"\n'
        assert line in text
        text = text.replace(line, f"{line}datasets = {json.dumps(names)}\n")
    home.config.write_text(text, encoding="utf-8")
    return home


def _drop(base: sqlite3.Connection, name: str, where: str) -> None:
    for table, column in _PARTS[name].items():
        base.execute(f"DELETE FROM {table} WHERE {where.format(column=column)}")


def ask(database: Path, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """Rows of a case system."""
    with closing(sqlite3.connect(database)) as base:
        return base.execute(sql, arguments).fetchall()


def change(database: Path, sql: str, *arguments: Any) -> int:
    """Change a case system; how many rows changed."""
    with closing(sqlite3.connect(database)) as base, base:
        return base.execute(sql, arguments).rowcount


def rows(lake: Path, dataset: str) -> list[dict[str, Any]]:
    """All rows of a dataset, with what the folders say; read file by file, without dataset discovery."""
    found = []
    for file in sorted((lake / dataset).rglob("*.parquet")):
        folders = dict(part.split("=") for part in file.relative_to(lake / dataset).parts[:-1])
        found += [folders | row for row in pq.ParquetFile(file).read().to_pylist()]
    return found


def datasets(lake: Path) -> list[str]:
    """Names of the datasets at rest."""
    return sorted(place.name for place in lake.iterdir() if place.is_dir() and place.name[0] not in "._")


def meaning(lake: Path) -> Meaning:
    """Every row of every dataset, every cell of it, in no order."""
    return {name: Counter(map(_canonical, rows(lake, name))) for name in datasets(lake)}


def differences(one: Meaning, other: Meaning) -> dict[str, tuple[int, int]]:
    """Dataset -> rows only in the one, rows only in the other; empty if the lakes say the same."""
    names = sorted(one.keys() | other.keys())
    gaps = {name: (one.get(name, Counter()), other.get(name, Counter())) for name in names}
    return {name: ((a - b).total(), (b - a).total()) for name, (a, b) in gaps.items() if a != b}


def tokens_alike(lake: Meaning) -> Meaning:
    """The same, whichever tokens stand in the texts.

    Whom no register knows is numbered as texts are read, and initials are whose they can only be by then:
    another order of texts, other numbers, other digests.
    """
    blurred = {}
    for name, found in lake.items():
        blurred[name] = Counter(_DIGEST.sub("", _TOKEN.sub("[?]", row)) for row in found.elements())
    return blurred


def without_batch(lake: Meaning) -> Meaning:
    """The same, whichever commit brought each row."""
    return {name: Counter(_BATCH.sub("", row) for row in found.elements()) for name, found in lake.items()}


def content(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file below a folder: hash of its bytes, and when it was last written (ns)."""
    return {
        file.relative_to(folder).as_posix(): (
            hashlib.sha256(file.read_bytes()).hexdigest(),
            file.stat().st_mtime_ns,
        )
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def hashes(folder: Path) -> dict[str, str]:
    """As ``content``, without times."""
    return {name: digest for name, (digest, _) in content(folder).items()}


def untold(home: Home) -> list[str]:
    """Commits of the lake that the audit log does not hold exactly once."""
    told = Counter(
        (event["dataset"], event["system"], int(event["facts"]["commit"]))
        for event in home.events()
        if event["type"] == "lake_changed"
    )
    made = Counter(
        (*place, number + 1) for place, state in states(home.lake).items() for number in range(state.commit)
    )
    return sorted(map(str, ((told - made) | (made - told)).elements()))


def _canonical(row: dict[str, Any]) -> Row:
    return json.dumps(row, sort_keys=True, ensure_ascii=False, default=str)
