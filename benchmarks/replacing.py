"""``lake.replace`` of a night into years of notes, beside rewriting the same files with pyarrow alone.

Both read, merge, sort and compress. Only ours also stages, looks again for people, hashes, syncs, journals,
and may be killed at any point. No source and no text masker take part: the texts are made up here.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from benchmarks.columns import numbers
from benchmarks.interface import Benchmark, Result, Size
from benchmarks.timing import in_turns, ratio
from lake.interface import Replacement
from lake.writer import Lake
from pseudonymize.apply import Applier
from pseudonymize.dates import FamilyDates
from pseudonymize.text.interface import CaseResult, CaseTexts, MaskedText
from schemas.batch import SafeBatch, SourceBatch
from schemas.contract import ANCHOR, SOURCE_ID, Contract
from schemas.load import load_contracts
from vault.testing import MemoryVault

OURS, BARE = "lake.replace", "pyarrow: read, filter, sort, write"
SYSTEM, YEARS, A_CASE, CHUNK = "bench", 4, 12, 20_000
WORDS = (
    "samtale",
    "skole",
    "aftale",
    "hverdag",
    "søvn",
    "plan",
    "møde",
    "støtte",
    "familie",
    "uge",
    "trivsel",
)


@dataclass(slots=True)
class Inventor:
    """Stands where the text masker stands and writes a text of its own: nothing of what it is given."""

    fingerprint: str = "inventor"
    made: int = 0
    words: np.ndarray[tuple[int], np.dtype[np.str_]] = field(default_factory=lambda: np.array(WORDS))

    def mask(self, cases: Sequence[CaseTexts]) -> list[CaseResult]:
        """About 110 words a text, no two alike."""
        return [
            CaseResult(
                tuple(None if t is None else MaskedText(self._text(), ()) for t in c.texts), c.casebook
            )
            for c in cases
        ]

    def _text(self) -> str:
        self.made += 1
        return " ".join(np.random.default_rng(self.made).choice(self.words, 110))


class Maker:
    """Safe rows of journal notes, as many as one likes."""

    def __init__(self, rows: int) -> None:
        self.contracts = load_contracts()
        self.contract = self.contracts["journalnotat"]
        vault = MemoryVault()
        keys = vault.ring()
        self.store = vault.store()
        self.applier = Applier(keys, self.store, FamilyDates(keys), "r-1", frozenset(), Inventor())
        cases = range(rows // A_CASE + 1)
        cprs = numbers(len(cases), len(cases)).to_pylist()
        names = [f"Fiktiv{n}" for n in cases]
        self._learn("borger", {"cpr": cprs, "fornavn": names, "efternavn": names})
        self._learn("sag", {"sag_id": [f"bench:{n}" for n in cases], "borger_cpr": cprs})
        self.applier.link()

    def _learn(self, dataset: str, cells: dict[str, list[Any]]) -> None:
        for start in range(0, len(next(iter(cells.values()))), CHUNK):
            some = {name: values[start : start + CHUNK] for name, values in cells.items()}
            self.applier.remember(_batch(self.contracts[dataset], some, start))

    def notes(self, ids: range) -> Iterator[SafeBatch]:
        """Notes by number: note n belongs to case n // 12; asked for again, a note has another text."""
        for start in range(ids.start, ids.stop, CHUNK * ids.step):
            some = range(start, min(start + CHUNK * ids.step, ids.stop), ids.step)
            days = [date(2022 + n % YEARS, 1, 1) + timedelta(n % 365) for n in some]
            cells: dict[str, list[Any]] = {
                "notat_id": [f"bench:{n}" for n in some],
                "sag_id": [f"bench:{n // A_CASE}" for n in some],
                "notat_dato": days,
                "tekst": ["?"] * len(some),
            }
            batch = _batch(self.contract, cells, some)
            due = pa.array([day + timedelta(1826) for day in days], pa.date32())
            reasons = pa.array(["R01"] * len(some), pa.string())
            yield self.applier.apply(self.applier.identify(batch, due, reasons), "bench-1").batch


def _batch(contract: Contract, cells: dict[str, list[Any]], ids: Sequence[int] | int) -> SourceBatch:
    rows = len(next(iter(cells.values())))
    numbered = range(ids, ids + rows) if isinstance(ids, int) else ids
    columns = [pa.array(cells.get(f.name, [None] * rows), f.type) for f in contract.source_schema]
    columns += [pa.array([f"{SYSTEM}:{contract.dataset}:{n}" for n in numbered]), pa.nulls(rows, pa.date32())]
    whole = pa.schema([*contract.source_schema, (SOURCE_ID, pa.string()), (ANCHOR, pa.date32())])
    return SourceBatch(contract, SYSTEM, pa.RecordBatch.from_arrays(columns, schema=whole))


def measure(size: Size, folder: Path) -> Result:
    """The same night, twice over: by the lake, and by hand on a copy."""
    maker, step = Maker(size.partition), max(1, size.partition // size.night)
    home = folder / "lake"
    with Lake.open(home, "first") as lake:
        for batch in maker.notes(range(size.partition)):
            _publish(lake, maker, [batch])
    copy = shutil.copytree(home, folder / "copy")
    nights = [list(maker.notes(range(n, size.partition, step))) for n in range(size.rounds)]
    ours, bare = iter(nights), iter(nights)
    rivals = {
        OURS: lambda: _night(home, maker, next(ours)),
        BARE: lambda: _by_hand(copy, next(bare)),
    }
    seconds = in_turns(size.rounds, rivals)
    if _rows(home) != _rows(copy):
        raise RuntimeError("the two lakes differ in rows")
    return Result(
        ratios=(ratio(seconds, OURS, BARE),),
        facts={
            "rows in the lake": _rows(home),
            "files": len(list(home.rglob("*.parquet"))),
            "rows that come in place of old ones": len(range(0, size.partition, step)),
            "rows rewritten a CPU second": _rows(home) / min(seconds[OURS]),
        },
    )


def _publish(lake: Lake, maker: Maker, batches: Sequence[SafeBatch]) -> None:
    fragments = tuple(f for batch in batches for f in lake.stage.write(batch))
    wanted = Replacement(maker.contract, SYSTEM, fragments, needles=_needles)
    if not lake.replace(wanted).whole:
        raise RuntimeError("the second look held made-up texts back")


def _needles(sag_pids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(sag_pids, ("Fiktiv", "Opdigtet", "Vestergade 12"))


def _night(home: Path, maker: Maker, batches: Sequence[SafeBatch]) -> None:
    with Lake.open(home, "night") as lake:
        _publish(lake, maker, batches)


def _by_hand(home: Path, batches: Sequence[SafeBatch]) -> None:
    """Read all, leave out what comes anew, add, sort, write beside, rename. Nothing is checked or synced."""
    new = pa.Table.from_batches([batch.records for batch in batches])
    years = pc.year(new.column("notat_dato"))
    for file in sorted(home.rglob("*.parquet")):
        old = ds.dataset(file, format="parquet").to_table()
        ids = new.column("kilde_id_pid")
        stays = old.filter(pc.invert(pc.is_in(old.column("kilde_id_pid"), ids.combine_chunks())))
        year = int(file.parent.name.partition("=")[2])
        merged = pa.concat_tables([stays, new.filter(pc.equal(years, year)).cast(old.schema)])
        in_order = merged.sort_by([("sag_pid", "ascending"), ("notat_dato", "ascending")])
        written = file.with_suffix(".new")
        pq.write_table(in_order, written, compression="zstd", compression_level=3, row_group_size=20_000)
        written.rename(file)


def _rows(home: Path) -> int:
    return sum(pq.read_metadata(file).num_rows for file in home.rglob("*.parquet"))


REPLACE = Benchmark("replace", "What do merge, second look and journal cost beside a bare rewrite?", measure)
