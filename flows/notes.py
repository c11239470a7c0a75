"""The hashes of the notes' texts as they rest in the lake: what a coding is compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from lake.journal import states
from lake.layout import partitions
from lake.reader import read
from schemas.contract import Contract, Derive, Domain

State = tuple[tuple[str, str, int], ...]  # dataset, system, commit


@dataclass(slots=True)
class Notes:
    """Reads two columns of every dataset of notes, once a commit; answers from memory, 90 bytes a note."""

    lake: Path
    contracts: Mapping[str, Contract]
    _read: State | None = None
    _hashes: pa.Table = field(default_factory=lambda: _table([], []), repr=False)

    def hashes(self, pids: Sequence[str]) -> dict[str, str | None]:
        """``notat_pid`` -> hash of its masked text, of those in the lake."""
        now = self._state()
        if now != self._read:
            self._hashes, self._read = self._all(), now
        places = pc.index_in(
            pa.array(pids, pa.string()), value_set=self._hashes.column("pid").combine_chunks()
        )
        found = self._hashes.take(places.drop_null())
        return dict(zip(found.column("pid").to_pylist(), found.column("hash").to_pylist(), strict=True))

    def _state(self) -> State:
        named = self._columns()
        found = states(self.lake).items()
        return tuple((dataset, system, s.commit) for (dataset, system), s in found if dataset in named)

    def _all(self) -> pa.Table:
        tables = [
            _table(*read(self.lake, dataset, columns).columns)
            for dataset, columns in self._columns().items()
            if any(partitions(self.lake, dataset))
        ]
        return pa.concat_tables([_table([], []), *tables])

    def _columns(self) -> dict[str, tuple[str, str]]:
        """Dataset -> its columns of note ids and of text hashes, where notes are what a row is."""
        found = {}
        for name, contract in self.contracts.items():
            ids = [c.output for c in contract.by_domain(Domain.NOTE) if c.name in contract.key]
            hashes = [c.output for c in contract.columns if _is_hash(c.treatment)]
            if ids and hashes:
                found[name] = (ids[0], hashes[0])
        return found


def _is_hash(treatment: object) -> bool:
    return isinstance(treatment, Derive) and treatment.rule == "text_sha256"


def _table(pids: object, hashes: object) -> pa.Table:
    columns = [c if isinstance(c, pa.ChunkedArray) else pa.array(c, pa.string()) for c in (pids, hashes)]
    return pa.table(columns, schema=pa.schema([("pid", pa.string()), ("hash", pa.string())]))
