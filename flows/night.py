"""A night in plain functions: learn who is known, then each dataset chunk by chunk, then publish.

Knows nothing of Prefect: ``each`` carries out a chunk, here or in a task. A dataset that fails leaves
yesterday's rows where they are, and the others go on.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from audit.event import AuditEvent, EventType
from audit.log import AuditLog
from flows.chunk import ChunkOrder, ChunkReceipt, learn
from flows.plan import REGISTER, Job, jobs, selected
from flows.progress import Watcher
from flows.publishing import Publishing
from flows.report import Counts, DatasetReport, Outcome
from flows.safe import clean
from flows.wiring import Tools
from lake.writer import Lake
from schemas.errors import DatahoestError, Fatal

FEW = 20  # rows that may all leave in one night without a question

Each = Callable[[ChunkOrder], ChunkReceipt]


@dataclass(frozen=True, slots=True)
class Night:
    """One run's tools and wishes."""

    run: str
    tools: Tools
    lake: Lake
    log: AuditLog
    each: Each
    watcher: Watcher
    sources: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    full: bool = False
    unlearned: dict[str, str] = field(default_factory=dict)  # source -> why its people are not known

    def reports(self) -> Iterator[DatasetReport]:
        """Carry the night out, a report a dataset."""
        every = jobs(self.tools.systems, self.tools.contracts)
        wanted = list(selected(every, self.sources, self.datasets))
        self._learn(every)
        for job in wanted:
            report = self._dataset(job)
            self.watcher.ended(report)
            self._log(job, report)
            yield report

    def _learn(self, every: list[Job]) -> None:
        """Read who is known, in every source, and conclude who belongs to which family."""
        gone: set[str] = set()
        for job in every:
            if job.teaches and job.source not in self.unlearned:
                try:
                    gone |= self._learn_from(job)
                except DatahoestError as error:
                    self.unlearned[job.source] = f"{job.dataset}: {error}"
        # What is gone must not be concluded from, or the next night would conclude otherwise. And before
        # the lake moves: killed in between, the next night finds the same rows gone.
        self.tools.store.part(sorted(gone))
        self.tools.people.link()

    def _learn_from(self, job: Job) -> set[str]:
        """Read who is known in one table; ids of rows that are gone from it, or expired.

        Looked for in the lake and among those who ever told something: a row with a bad cell is in the
        vault and never came to the lake.
        """
        assert job.table is not None
        name = f"{job} (people)"
        self.watcher.started(name, None)
        known = self.lake.stage.known(job.dataset, job.source)
        alive: set[str] = set()
        with self.tools.connector(job.source) as connector:
            parts = list(connector.slices(job.table, self.tools.settings.text.chunk_rows))
        self._refuse_emptied(job, sum(part.rows for part in parts))
        for part in parts:
            rows = learn(self.tools, job, part)
            alive.update(rows)
            self.watcher.advanced(name, Counts(read=len(rows)))
        at_rest = {pid.decode() for pid in known.ids(np.arange(len(known)))}
        return (at_rest | self.tools.store.told_by(job.dataset, job.source)) - alive

    def _dataset(self, job: Job) -> DatasetReport:
        began = time.monotonic()
        hindered = self._hindered(job)
        if hindered:
            return DatasetReport(job.source, job.dataset, Outcome.WAITING, reason=hindered)
        try:
            report = self._harvested(job)
        except Exception as error:  # noqa: BLE001  told by our own words, or by kind and place
            report = DatasetReport(job.source, job.dataset, Outcome.FAILED, reason=str(clean(error)))
        return replace(report, seconds=round(time.monotonic() - began, 3))

    def _hindered(self, job: Job) -> str:
        """Texts wait until everybody who may be named in them is known (fail closed)."""
        if job.source in self.unlearned:
            return self.unlearned[job.source]
        if self.unlearned and (job.contract.texts or job.source == REGISTER):
            missing = ", ".join(sorted(self.unlearned))
            return f"the people of {missing} could not be read; without them names would be missed"
        return ""

    def _harvested(self, job: Job) -> DatasetReport:
        publishing = Publishing(self.tools, self.lake, job)
        mark, since = self._mark(job), publishing.since(full=self.full)
        for order in self._orders(job, since):
            receipt = self.each(replace(order, batch_id=publishing.batch_id))
            self.watcher.advanced(str(job), receipt.counts)
            publishing.take(receipt)
        return publishing.finish(mark)

    def _mark(self, job: Job) -> str | None:
        """The watermark to start from next time, taken before anything is read."""
        if job.table is None or not job.table.changed:
            return None
        with self.tools.connector(job.source) as connector:
            return connector.high_water(job.table, self.tools.moment)

    def _orders(self, job: Job, since: str | None) -> Iterator[ChunkOrder]:
        order = ChunkOrder(
            run=self.run,
            config=str(self.tools.settings.file),
            source=job.source,
            dataset=job.dataset,
            number=0,
            batch_id="",
            part=None,
            since=since,
            full=self.full,
        )
        if job.table is None:
            self.watcher.started(str(job), None)
            yield order
            return
        with self.tools.connector(job.source) as connector:
            parts = list(connector.slices(job.table, self.tools.settings.text.chunk_rows))
        rows = sum(part.rows for part in parts)
        self._refuse_emptied(job, rows)
        self.watcher.started(str(job), rows)
        for number, part in enumerate(parts):
            yield replace(order, number=number, part=part)

    def _refuse_emptied(self, job: Job, rows: int) -> None:
        """A table that is empty overnight is a failed restore more often than an erasure of everybody."""
        at_rest = len(self.lake.stage.known(job.dataset, job.source))
        if not rows and at_rest > FEW and not self.full:
            raise Fatal(
                f"{job}: the source has no rows and the lake holds {at_rest:,} of it; they were left alone. "
                "Restore the source, or run with --full if all of them are to go"
            )

    def _log(self, job: Job, report: DatasetReport) -> None:
        kind = {
            Outcome.WHOLE: EventType.DATASET_COMMITTED,
            Outcome.PARTIAL: EventType.PARTITION_HELD_BACK,
            Outcome.FAILED: EventType.DATASET_FAILED,
            Outcome.WAITING: EventType.DATASET_FAILED,
        }[report.outcome]
        c = report.counts
        if report.outcome is Outcome.WHOLE and not (c.written or c.redated or c.removed):
            kind = EventType.DATASET_UNCHANGED
        counts = {name: getattr(c, name) for name in c.__dataclass_fields__}
        counts |= {f"replaced.{kind.lower()}": n for kind, n in report.found.items()}
        # What became of the dataset. What became of the lake was told with each commit: see flows.trail.
        commit = str(self.lake.state(job.dataset, job.source).commit)
        facts = {
            "contract": job.contract.fingerprint,
            "version": str(job.contract.version),
            "commit": commit,
        }
        self.log.append(AuditEvent(kind, self.run, job.dataset, job.source, counts, facts))
