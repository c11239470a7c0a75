"""Makes contracts and safe rows for the lake's tests. Nothing here was ever a person."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from lake.interface import Limits, Replacement
from lake.stage import ids_of
from lake.writer import Lake
from schemas.batch import SafeBatch
from schemas.contract import (
    Column,
    Contract,
    Domain,
    Keep,
    Pseudonymize,
    Scan,
    Sensitivity,
    Shift,
    Treatment,
)

SYSTEM = "demo"
EPOCH = "2026a"
# So small that every merge has several buckets, several row groups and several runs of ids.
TIGHT = Limits(group_rows=7, group_bytes=2_000, bucket_bytes=1_500, run_rows=5)


def pid(value: object, length: int = 16) -> str:
    """Looks like a pseudonym."""
    return base64.b32encode(hashlib.sha256(str(value).encode()).digest()).decode().lower()[:length]


def column(name: str, kind: pa.DataType, treatment: Treatment, output: str = "") -> Column:
    return Column(
        name, kind, output or name, kind, Sensitivity.N, treatment, "test", name, name, required=False
    )


def notes(*extra: Column, year: bool = True, version: int = 1, name: str = "notat") -> Contract:
    """A small dataset of texts, split by year."""
    columns = (
        column("notat_id", pa.string(), Pseudonymize(Domain.NOTE), "notat_pid"),
        column("sag_id", pa.string(), Pseudonymize(Domain.CASE), "sag_pid"),
        column("dato", pa.date32(), Shift()),
        column("type", pa.string(), Keep()),
        column("tekst", pa.string(), Scan()),
        *extra,
    )
    return Contract(
        dataset=name,
        version=version,
        file=f"{name}.toml",
        label_da=name,
        label_en=name,
        grain="a note",
        purpose="test",
        legal_basis=("x",),
        retention=("x",),
        key=("notat_id",),
        columns=columns,
        partition_year="dato" if year else "",
        fingerprint=f"{name}-{version}",
    )


NOTES = notes()


def note(
    key: str, tekst: str = "En rolig samtale.", aar: int | None = 2019, sag: str = "1"
) -> dict[str, Any]:
    """One row of ``NOTES``. ``aar`` None: no date."""
    day = None if aar is None else date(aar, 3, 1 + len(key) % 28)
    facts = {
        "notat_pid": pid(("n", key)),
        "sag_pid": pid(("s", sag)),
        "dato": day,
        "type": "møde",
        "tekst": tekst,
    }
    return {**facts, "kilde_id_pid": pid(key), "kilde_aftryk": pid(sorted(map(str, facts.items())), 24)}


def batch(
    contract: Contract, rows: Iterable[Mapping[str, Any]], system: str = SYSTEM, epoch: str = EPOCH
) -> SafeBatch:
    """The rows as pseudonymize would hand them over; columns that a row lacks are null."""
    wanted = [{name: row.get(name) for name in contract.lake_schema.names} for row in rows]
    records = pa.RecordBatch.from_pylist(wanted, schema=contract.lake_schema)
    return SafeBatch(contract, system, epoch, records)


def harvest(
    folder: Path,
    rows: Iterable[Mapping[str, Any]] = (),
    *,
    gone: Iterable[str] = (),
    contract: Contract = NOTES,
    system: str = SYSTEM,
    limits: Limits = TIGHT,
    **more: Any,
) -> Any:
    """One small night: the rows come, the keys go. Returns the receipt."""
    epoch = more.pop("epoch", EPOCH)
    opening = {name: more.pop(name) for name in ("faults", "told") if name in more}
    with Lake.open(folder, more.pop("run", "natten"), limits=limits, **opening) as lake:
        given = list(rows)
        fragments = [
            fragment
            for start in range(0, len(given), 10)
            for fragment in lake.stage.write(batch(contract, given[start : start + 10], system, epoch))
        ]
        left = ids_of(pa.array([pid(key) for key in gone], pa.string()))
        return lake.replace(Replacement(contract, system, tuple(fragments), gone=left, **more))


def content(folder: Path) -> dict[str, bytes]:
    """Every file of the lake that a reader sees, byte for byte."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".lock"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}


def data(folder: Path) -> dict[str, bytes]:
    """``content`` without the journal: two lakes of different history may be equal in this."""
    return {name: held for name, held in content(folder).items() if not name.startswith(".")}


def texts(folder: Path, dataset: str = "notat") -> dict[str, tuple[str, int | None, str]]:
    """kilde_id_pid -> text, year of the folder, case, from every file of a dataset."""
    import pyarrow.parquet as pq

    found: dict[str, tuple[str, int | None, str]] = {}
    for path in sorted(folder.glob(f"{dataset}/**/*.parquet")):
        year = path.parent.name.removeprefix("aar=")
        for row in pq.ParquetFile(path).read(["kilde_id_pid", "tekst", "sag_pid"]).to_pylist():
            assert row["kilde_id_pid"] not in found, "a row lies in two partitions"
            found[row["kilde_id_pid"]] = (row["tekst"], int(year) if year.isdigit() else None, row["sag_pid"])
    return found
