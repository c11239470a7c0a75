"""What a file is, beside the file: rows, hash, contract, key epoch, model and rules.

No times and no run ids, so that two equal lakes are equal to the byte.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lake.layout import Partition
from lake.order import Order
from lake.partfile import Written
from schemas.contract import Contract
from schemas.errors import LakeError

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The facts of one file."""

    dataset: str
    system: str
    aar: int | None
    rows: int
    size: int  # bytes
    sha256: str
    contract_version: int
    contract_fingerprint: str
    key_epoch: str
    sorted_by: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]  # name, Arrow type
    provenance: Mapping[str, str]  # model, rules ... as the caller names them

    @property
    def partition(self) -> Partition:
        """Where the file lies."""
        return Partition(self.dataset, self.system, self.aar)

    def dump(self) -> bytes:
        """As it is written."""
        facts = {"format": _FORMAT, **asdict(self), "columns": dict(self.columns)}
        return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()


def describe(
    part: Partition, written: Written, contract: Contract, key_epoch: str, provenance: Mapping[str, str]
) -> Sidecar:
    """The sidecar of a file just written."""
    return Sidecar(
        part.dataset,
        part.system,
        part.aar,
        written.rows,
        written.size,
        written.sha256,
        contract.version,
        contract.fingerprint,
        key_epoch,
        Order.of(contract).columns,
        columns_of(contract),
        dict(sorted(provenance.items())),
    )


def columns_of(contract: Contract) -> tuple[tuple[str, str], ...]:
    """Name and Arrow type of each column in the lake."""
    return tuple((column.name, str(column.type)) for column in contract.lake_schema)


def read_sidecar(path: Path) -> Sidecar:
    """Reads one; ``LakeError`` if it is missing or not a sidecar."""
    try:
        facts: dict[str, Any] = json.loads(path.read_bytes())
        if facts.pop("format") != _FORMAT:
            raise LakeError(
                f"{_named(path)} is of another version of this program. Upgrade before you write."
            )
        facts["sorted_by"] = tuple(facts["sorted_by"])
        facts["columns"] = tuple(facts["columns"].items())
        return Sidecar(**facts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise LakeError(
            f"{_named(path)} cannot be read. Verify the lake, remove the partition, harvest with --full."
        ) from None


def _named(path: Path) -> str:
    return "/".join(path.parts[-4:])
