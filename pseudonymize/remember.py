"""What rows tell about people and cases: the columns that a contract gives to the case register."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from pseudonymize.identify import source_pids
from pseudonymize.pseudonym import Pseudonymizer
from schemas.batch import SourceBatch
from schemas.contract import SOURCE_ID, Domain
from vault.keys import KeyRing
from vault.store import REGISTER_KINDS, CaseFact, ControlStore, Fact, Learned, Membership, Parentage, Subject

# Whom a row's names, numbers and addresses are about: the first of these that the contract has.
_SUBJECTS: tuple[tuple[str, Domain, Subject], ...] = (
    ("employee", Domain.EMPLOYEE, "employee"),
    ("cpr", Domain.CITIZEN, "citizen"),
    ("member_cpr", Domain.CITIZEN, "citizen"),
    ("case_citizen", Domain.CITIZEN, "citizen"),
)
_CPR_KINDS = frozenset({"cpr", "mother_cpr", "father_cpr", "spouse_cpr"})

Cells = list[str | None]


def remember(batch: SourceBatch, keys: KeyRing, pseudonymizer: Pseudonymizer, store: ControlStore) -> int:
    """Teach the control store what these rows say; how many rows it took note of. Repeating changes nothing.

    A row that says nothing now makes the store forget what it said before.
    """
    ids = source_pids(batch, keys).to_pylist()
    return store.remember(learned(batch, ids, pseudonymizer), rows=ids)


def learned(batch: SourceBatch, ids: Iterable[str], pseudonymizer: Pseudonymizer) -> Iterator[Learned]:
    """Facts, memberships, cases and parents told by the rows. ``ids``: their ``kilde_id_pid``."""
    lesson = _Lesson(batch, pseudonymizer)
    for row, kilde_id_pid in enumerate(ids):
        yield from lesson.of(row, kilde_id_pid)


class _Lesson:
    """The register columns of one batch, ready to be read by row."""

    def __init__(self, batch: SourceBatch, pseudonymizer: Pseudonymizer) -> None:
        self._batch = batch
        self._pseudonymizer = pseudonymizer
        self._columns: dict[str, list[Cells]] = {}
        self._pids: dict[str, Cells] = {}
        for column in batch.contract.columns:
            if column.register:
                cells = batch.records.column(column.name)
                self._columns.setdefault(column.register, []).append(cells.cast(pa.string()).to_pylist())
                self._pids.setdefault(column.register, self._pids_of(column.register, cells))
        self._about = next((about for about in _SUBJECTS if about[0] in self._columns), None)
        self._source_ids: list[str] = batch.records.column(SOURCE_ID).to_pylist()

    def of(self, row: int, kilde_id_pid: str) -> Iterator[Learned]:
        """What one row tells."""
        person_pid = self._person(row)
        if self._about and person_pid:
            yield Fact(
                kilde_id_pid,
                self._batch.contract.dataset,
                self._batch.system,
                person_pid,
                self._about[2],
                self._told(row),
            )
            yield from self._parents(row, kilde_id_pid, person_pid)
        sag_pid = self._pid("case", row)
        if sag_pid:
            yield from self._case(row, kilde_id_pid, sag_pid, person_pid)

    def _case(self, row: int, kilde_id_pid: str, sag_pid: str, person_pid: str | None) -> Iterator[Learned]:
        if "case_citizen" in self._columns:
            sag_id = self._cells("case", row)[0]
            yield CaseFact(kilde_id_pid, sag_pid, self._pid("case_citizen", row), sag_id)
        if "member_role" in self._columns and person_pid:
            role = next(iter(self._cells("member_role", row)), "")
            yield Membership(kilde_id_pid, sag_pid, person_pid, role)

    def _parents(self, row: int, kilde_id_pid: str, child_pid: str) -> Iterator[Learned]:
        closest = [self._pid(kind, row) for kind in ("mother_cpr", "father_cpr", "spouse_cpr")]
        if any(closest):
            yield Parentage(kilde_id_pid, child_pid, *closest)

    def _person(self, row: int) -> str | None:
        """Pseudonym of whom the row is about; of the row itself if it tells of someone without a number."""
        if self._about is None:
            return None
        pid = self._pid(self._about[0], row)
        if pid is None and self._about[2] == "citizen" and self._told(row):
            return self._pseudonymizer.unnumbered(self._source_ids[row])
        return pid

    def _told(self, row: int) -> dict[str, tuple[str, ...]]:
        told = {kind: self._cells(kind, row) for kind in self._columns if kind in REGISTER_KINDS}
        if self._about and self._about[1] is Domain.CITIZEN and self._about[0] != "cpr":
            told["cpr"] = self._cells(self._about[0], row)  # a relative's number stands under another name
        spelled = {kind: self._spelled(kind, cells) for kind, cells in told.items()}
        return {kind: cells for kind, cells in spelled.items() if cells}

    def _spelled(self, kind: str, cells: tuple[str, ...]) -> tuple[str, ...]:
        if kind not in _CPR_KINDS:
            return cells
        # What is no number ("ukendt") must not become one that texts are searched for.
        return tuple(cpr for cell in cells if (cpr := self._pseudonymizer.cpr(cell)))

    def _cells(self, kind: str, row: int) -> tuple[str, ...]:
        columns = self._columns.get(kind, ())
        return tuple(cell for cells in columns if (cell := (cells[row] or "").strip()))

    def _pid(self, kind: str, row: int) -> str | None:
        cells = self._pids.get(kind)
        return cells[row] if cells else None

    def _pids_of(self, kind: str, cells: pa.Array) -> Cells:
        domain = _DOMAINS.get(kind)
        return [] if domain is None else self._pseudonymizer.many(domain, cells).to_pylist()


_DOMAINS = {
    "case": Domain.CASE,
    "employee": Domain.EMPLOYEE,
    **dict.fromkeys((*_CPR_KINDS, "member_cpr", "case_citizen"), Domain.CITIZEN),
}
