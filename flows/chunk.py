"""One chunk: a slice of a source table, read, treated and staged in one process.

Raw rows cross no process boundary and touch no disk. What comes back are counts, descriptors of staged
fragments, and which rows of the lake were seen unchanged.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from connectors.interface import Slice
from flows.plan import REGISTER, Job
from flows.report import Counts
from flows.wiring import Tools
from lake.interface import NO_IDS, Digests, Fragment
from lake.known import Known
from lake.scan import hits
from lake.stage import Stage, ids_of
from pseudonymize.identify import due_marks, same_content, same_due, source_pids
from pseudonymize.interface import Applied, Identified
from pseudonymize.tally import Tally
from retention.stamp import stamp
from schemas.batch import SafeBatch, SourceBatch
from schemas.conform import Conformed, conform
from schemas.contract import ANCHOR, SOURCE_ID, Contract
from schemas.mapping import SourceTable

REGISTER_PAGE = 5_000  # rows of sag_person a chunk

Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]
NONE: Positions = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class ChunkOrder:
    """What a worker is asked to do. ``part`` holds ids of the source and is hidden in print."""

    run: str
    config: str
    source: str
    dataset: str
    number: int
    batch_id: str
    part: Slice | None = field(repr=False)  # None: a page of the vault's own register
    since: str | None = None
    full: bool = False


@dataclass(frozen=True, slots=True)
class ChunkReceipt:
    """What a worker gives back. Small, and without a person in it."""

    counts: Counts = field(default_factory=Counts)
    fragments: tuple[Fragment, ...] = ()
    seen: Positions = field(default_factory=lambda: NONE, repr=False)  # in the lake already, unchanged
    brought: Digests = field(default_factory=lambda: NO_IDS, repr=False)  # ids of the rows staged
    found: Counter[str] = field(default_factory=Counter)  # kind -> replacements
    skipped_for: Counter[str] = field(default_factory=Counter)  # column: reason -> rows
    withheld_for: Counter[str] = field(default_factory=Counter)  # reason -> rows

    def __add__(self, other: "ChunkReceipt") -> "ChunkReceipt":
        return ChunkReceipt(
            self.counts + other.counts,
            self.fragments + other.fragments,
            np.concatenate([self.seen, other.seen]),
            np.concatenate([self.brought, other.brought]),
            self.found + other.found,
            self.skipped_for + other.skipped_for,
            self.withheld_for + other.withheld_for,
        )


def process(tools: Tools, order: ChunkOrder) -> ChunkReceipt:
    """Do one chunk."""
    work = _Chunk(tools, order)
    if order.source == REGISTER:
        return sum(map(work.treated, work.register_rows()), ChunkReceipt())
    passed_over = None if order.since is None else work.changed_only()
    if passed_over is not None:
        return passed_over
    whole = _Chunk(tools, replace(order, since=None))
    return sum((whole.treated(batch) for batch in whole.source_rows()), ChunkReceipt())


def learn(tools: Tools, job: Job, part: Slice) -> list[str]:
    """Teach the case register what the live rows of a slice say; ``kilde_id_pid`` of these rows."""
    assert job.table is not None
    alive: list[str] = []
    with tools.connector(job.source) as connector:
        for raw in connector.read(job.table, part):
            # A row with one bad cell stays out of the lake; its people are looked for all the same.
            batch = conform(raw, job.table, job.contract, job.source, forgiving=True).batch
            live = stamp(batch, tools.rules, tools.today).batch
            tools.people.remember(live)
            alive += source_pids(live, tools.keys).to_pylist()
    return alive


@dataclass(frozen=True, slots=True)
class _Treated:
    """What became of the rows that came anew."""

    fragments: tuple[Fragment, ...] = ()
    brought: Digests = field(default_factory=lambda: NO_IDS, repr=False)
    written: int = 0
    withheld: Counter[str] = field(default_factory=Counter)
    tally: Tally = field(default_factory=Tally)


class _Chunk:
    def __init__(self, tools: Tools, order: ChunkOrder) -> None:
        self.tools = tools
        self.order = order
        self.contract: Contract = tools.contracts[order.dataset]
        self.stage: Stage = tools.stage(order.run)
        self.known: Known = self.stage.known(order.dataset, order.source)
        self.touched: list[Positions] = []  # rows of the lake that come anew, or no more
        self.skipped_for: Counter[str] = Counter()
        self.counts = Counts()

    def source_rows(self) -> Iterator[SourceBatch]:
        """The rows of the slice, typed; what does not fit is counted."""
        table, part = self._table(), self._part()
        with self.tools.connector(self.order.source) as connector:
            raws = list(connector.read(table, part, self.order.since))
        if not raws:
            return
        # Whole cases are masked together, so the round trips of one slice become one batch.
        raw = pa.Table.from_batches(raws).combine_chunks().to_batches()[0] if len(raws) > 1 else raws[0]
        conformed = conform(raw, table, self.contract, self.order.source)
        for misfit in conformed.misfits:
            self.skipped_for[f"{misfit.where.column}: {misfit.reason}"] += 1
        rows = _last_of_each(conformed.batch)
        repeated = len(conformed.batch) - len(rows)
        if repeated:
            self.skipped_for["source key: repeated"] += repeated
        left_out = len(conformed.misfits) + repeated
        self.counts += Counts(read=left_out, skipped=left_out)
        yield rows

    def register_rows(self) -> Iterator[SourceBatch]:
        """Who stands behind which token, from the vault's register: the rows of ``sag_person``."""
        page: list[tuple[str, str, str, str | None]] = []
        for person in self.tools.store.case_people():
            if person.subject == "citizen" and person.sag_id:
                page.append((person.sag_id, person.token, person.role, person.cpr or None))
            if len(page) == REGISTER_PAGE:
                yield self._register_batch(page)
                page = []
        if page:
            yield self._register_batch(page)

    def _register_batch(self, page: list[tuple[str, str, str, str | None]]) -> SourceBatch:
        cells = dict(
            zip(("sag_id", "token", "rolle", "cpr"), map(list, zip(*page, strict=True)), strict=True)
        )
        schema = self.contract.source_schema
        columns = [pa.array(cells[name], schema.field(name).type) for name in schema.names]
        ids = [f"{REGISTER}:{self.contract.dataset}:{sag}|{token}" for sag, token, _, _ in page]
        columns += [pa.array(ids, pa.string()), pa.nulls(len(page), pa.date32())]
        whole = pa.schema([*schema, (SOURCE_ID, pa.string()), (ANCHOR, pa.date32())])
        return SourceBatch(self.contract, REGISTER, pa.RecordBatch.from_arrays(columns, schema=whole))

    def treated(self, batch: SourceBatch) -> ChunkReceipt:
        """Expired rows end here, unchanged rows are only seen, the others leave without people."""
        applier = self.tools.applier(self.contract)
        stamped = stamp(batch, self.tools.rules, self.tools.today)
        rows = applier.identify(stamped.batch, stamped.deadlines, stamped.reasons)
        changed, places = self.known.compare(rows.ids, rows.marks)
        if self.order.full:
            changed[:] = True
        self.touched.append(places[changed & (places >= 0)])
        later = self._later(rows, changed, places)
        anew = rows.only(pa.array(changed & ~later))
        rows_out = _Treated() if not len(anew) else self._looked_at(applier.apply(anew, self.order.batch_id))
        redated = self._redated(rows, later, places)
        counts = self.counts + Counts(
            read=len(batch),
            written=rows_out.written,
            unchanged=int((~changed).sum()),
            redated=int(later.sum()),
            expired=stamped.expired,
            withheld=rows_out.withheld.total(),
            skipped=rows_out.tally.skipped.total(),
        )
        skipped, self.counts, self.skipped_for = self.skipped_for, Counts(), Counter()
        skipped.update({f"{column}: required": n for column, n in rows_out.tally.skipped.items()})
        return ChunkReceipt(
            counts=counts,
            fragments=rows_out.fragments + redated.fragments,
            seen=places[~changed],
            brought=np.concatenate([rows_out.brought, redated.brought]),
            found=_by_kind(rows_out.tally),
            skipped_for=skipped,
            withheld_for=rows_out.withheld,
        )

    def _later(self, rows: Identified, changed: Flags, places: Positions) -> Flags:
        """Which rows have a new deadline and nothing else new."""
        known = np.flatnonzero(changed & (places >= 0))
        later = np.zeros(len(rows), bool)
        if len(known) and not self.order.full:
            same = same_content(self.known.marks(places[known]), rows.marks.take(pa.array(known)))
            later[known] = same.to_numpy(zero_copy_only=False)
        return later

    def _redated(self, rows: Identified, later: Flags, places: Positions) -> "_Treated":
        """The lake's own rows with their new deadline: nothing is masked again."""
        if not later.any():
            return _Treated()
        at_rest = self.stage.at_rest(self.known, places[later], self.contract)
        applier = self.tools.applier(self.contract)
        return self._staged(applier.redate(rows.only(pa.array(later)), at_rest))

    def _looked_at(self, applied: Applied) -> "_Treated":
        """Stage the rows, less those in which the second look finds somebody.

        It looks again at the finished files, and blocks a whole partition; here it costs the row only.
        """
        table = pa.Table.from_batches([applied.batch.records])
        found = {
            row: f"{kind} in {column}"
            for kind, column, row in hits(table, self.contract, self.tools.needles())
        }
        withheld = Counter(applied.tally.withheld)
        withheld.update(f"second look: {what}" for what in found.values())
        safe = applied.batch.without(found) if found else applied.batch
        return replace(self._staged(safe), withheld=withheld, tally=applied.tally)

    def _staged(self, safe: SafeBatch) -> "_Treated":
        ids = ids_of(safe.records.column("kilde_id_pid"))
        return _Treated(tuple(self.stage.write(safe)), ids, len(safe))

    def changed_only(self) -> ChunkReceipt | None:
        """The rows changed since the watermark, and the others told from their keys.

        ``None`` where a watermark does not see enough, and the slice must be read whole: a row the lake does
        not have (new, held back before, expired no more), a deadline that moved with another row's date, a
        row that no longer fits and so must leave.
        """
        unread = self._unread()
        if unread is None:
            return None
        there, expired = unread
        rows = sum((self.treated(batch) for batch in self.source_rows()), ChunkReceipt())
        told = rows.counts
        if told.skipped:
            return None
        still = np.setdiff1d(there, np.concatenate([*self.touched, NONE]))
        read = told.written + told.redated + told.withheld + expired + len(still)
        counts = replace(told, read=read, expired=expired, unchanged=len(still))
        return replace(rows, counts=counts, seen=still)

    def _unread(self) -> tuple[Positions, int] | None:
        """Where the living rows of the slice lie in the lake, and how many are expired: by keys and anchors.

        ``None`` if one is not in the lake, or not with the deadline it has now.
        """
        there, expired = NONE, 0
        for conformed in self._keys():
            stamped = stamp(conformed.batch, self.tools.rules, self.tools.today)
            places = self.known.find(ids_of(source_pids(stamped.batch, self.tools.keys)))
            if conformed.misfits or (places < 0).any():
                return None
            due = (stamped.deadlines, stamped.reasons)
            marks = due_marks(due, self.tools.keys, self.tools.rules_version)
            if not pc.all(same_due(self.known.marks(places), marks), min_count=0).as_py():
                return None
            there, expired = np.concatenate([there, places]), expired + stamped.expired
        return there, expired

    def _keys(self) -> Iterator[Conformed]:
        bare = replace(self.contract, columns=())
        with self.tools.connector(self.order.source) as connector:
            for raw in connector.keys(self._table(), self._part()):
                yield conform(raw, self._table(), bare, self.order.source)

    def _table(self) -> SourceTable:
        return self.tools.systems[self.order.source].tables[self.order.dataset]

    def _part(self) -> Slice:
        assert self.order.part is not None
        return self.order.part


def _last_of_each(batch: SourceBatch) -> SourceBatch:
    """One row a source key: of two, the lake would keep one, and call the other a change every night."""
    keys = batch.records.column(SOURCE_ID).dictionary_encode().indices.to_numpy()
    _, last = np.unique(keys[::-1], return_index=True)
    if len(last) == len(batch):
        return batch
    records = batch.records.take(pa.array(np.sort(len(keys) - 1 - last)))
    return SourceBatch(batch.contract, batch.system, records)


def _by_kind(tally: Tally) -> Counter[str]:
    kinds: Counter[str] = Counter()
    for (_, kind, _), count in tally.found.items():
        kinds[kind] += count
    return kinds
