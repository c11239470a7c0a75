"""One dataset from its chunks to the lake: what was seen, what came anew, and when it is published.

A long backfill is published in instalments, so that a run that is killed goes on where it was: what lies in
the lake is unchanged for the next one. Rows leave, and the watermark moves, with the last instalment only.
"""

from dataclasses import replace

import numpy as np

from flows.chunk import NONE, ChunkReceipt, Positions
from flows.plan import Job
from flows.report import Counts, DatasetReport, Outcome
from flows.wiring import Tools
from lake.interface import Digests, Receipt, Replacement, State
from lake.known import Known
from lake.writer import Lake
from schemas.errors import Fatal


class Publishing:
    """Gathers the receipts of a dataset's chunks and publishes them."""

    def __init__(self, tools: Tools, lake: Lake, job: Job) -> None:
        self._tools = tools
        self._lake = lake
        self._job = job
        self._made_with = tools.provenance(job.contract)
        self._total = ChunkReceipt()
        self._done: list[Receipt] = []
        self._brought: list[Digests] = []
        self._settle(self._fresh_known(), NONE)

    @property
    def batch_id(self) -> str:
        """``hoest_batch_id`` of rows that are treated now: the dataset and its next commit."""
        return f"{self._job.dataset}-{self._state().commit + 1:06d}"

    def since(self, *, full: bool) -> str | None:
        """The watermark to read from; ``None``: everything.

        Texts are always compared whole: their register may have changed while the row did not; codings too,
        for the text they were made on may have. What was made
        under another contract, mapping, key, rule, zone list or family is too.
        """
        mark, _, basis = self._state().watermark.rpartition(" ")
        contract = self._job.contract
        trusted = not full and not contract.texts and not contract.codings and basis == self._basis()
        return (mark or None) if trusted else None

    def take(self, receipt: ChunkReceipt) -> None:
        """One more chunk is done."""
        self._seen[receipt.seen] = True
        self._brought.append(receipt.brought)
        self._total += replace(receipt, seen=NONE, brought=receipt.brought[:0])
        # Column-only datasets are quick; and their watermark must not be trusted before they are whole.
        rows = sum(fragment.rows for fragment in self._total.fragments)
        if self._job.contract.texts and rows >= self._tools.settings.text.commit_rows:
            self._instalment()

    def finish(self, mark: str | None) -> DatasetReport:
        """Let go of what is gone, publish the rest, and move the watermark."""
        self._replace(self._known.missing(self._seen), mark and f"{mark} {self._basis()}")
        return self._report()

    def _basis(self) -> str:
        return self._tools.basis(self._job.source, self._job.contract)

    def _instalment(self) -> None:
        seen = self._known.ids(np.flatnonzero(self._seen))
        brought = np.concatenate(self._brought)
        self._replace(brought[:0], None)
        known = self._fresh_known()
        came = known.find(brought)
        self._settle(known, np.concatenate([known.find(seen), came[came >= 0]]))

    def _settle(self, known: Known, seen: Positions) -> None:
        self._known, self._brought = known, []
        self._seen = np.zeros(len(known), bool)
        self._seen[seen] = True

    def _replace(self, gone: Digests, mark: str | None) -> None:
        fragments, self._total = self._total.fragments, replace(self._total, fragments=())
        job, needles = self._job, self._tools.needles()
        wanted = Replacement(
            *(job.contract, job.source, fragments, gone, mark, self._made_with, needles),
            goes_on=bool(self._done),
        )
        self._done.append(self._lake.replace(wanted))

    def _fresh_known(self) -> Known:
        return self._lake.stage.known(self._job.dataset, self._job.source)

    def _state(self) -> State:
        return self._lake.state(self._job.dataset, self._job.source)

    def _report(self) -> DatasetReport:
        held = sum(receipt.held for receipt in self._done)
        removed = sum(receipt.removed for receipt in self._done)
        counts: Counts = replace(self._total.counts.held_back(held), removed=removed)
        if not counts.accounted:
            raise Fatal(f"{self._job}: rows read and rows accounted for differ. Report this to support")
        blocked = [block for receipt in self._done for block in receipt.blocked]
        places = tuple(f"{b.path}: " + ", ".join(f"{n} {k}" for k, n in b.counts.items()) for b in blocked)
        return DatasetReport(
            self._job.source,
            self._job.dataset,
            Outcome.PARTIAL if blocked else Outcome.WHOLE,
            counts,
            f"the second look held {len(places)} partitions back" if blocked else "",
            found=dict(self._total.found),
            skipped_for=dict(self._total.skipped_for + self._total.withheld_for),
            findings=places,
        )
