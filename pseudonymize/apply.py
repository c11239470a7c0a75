"""SourceBatch in, SafeBatch out: every column leaves by its treatment, or not at all.

Rows leave or are counted. *Withheld*: a text of the row could not be masked, or was held where the contract
requires it. *Skipped*: a required cell could not be made - an unreadable CPR number, a placeholder date, a
date whose family nobody knows. Where the contract does not require the cell, it is empty instead.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from pseudonymize.canonical import canonical_rows
from pseudonymize.casewise import Held, Outcomes, mask_texts
from pseudonymize.coded import NoteHashes, no_notes, text_states
from pseudonymize.dates import FamilyDates, shift
from pseudonymize.identify import case_pids, family_pids, fingerprints, looked_up, source_pids
from pseudonymize.interface import Applied, Identified
from pseudonymize.pseudonym import Pseudonymizer
from pseudonymize.remember import remember
from pseudonymize.tally import Tally, findings
from pseudonymize.text.interface import MaskedText, TextMasker, Withheld
from pseudonymize.treat import Chunk, Tools, emptied, treat
from pseudonymize.zones import NO_ZONES, Zones
from schemas.batch import SafeBatch, SourceBatch
from schemas.contract import Column, Contract, Derive, Generalise
from schemas.errors import ConfigError
from vault.keys import KeyRing
from vault.store import ControlStore
from vault.store.linking import Linked

# Canonical columns that put a row under the strict profile: no zone, no text.
PROTECTION = ("er_beskyttet", "beskyttet_adresse")


@dataclass(frozen=True, slots=True, repr=False)
class Applier:
    """Everything needed to take people out of rows; made once per process.

    ``calendar_rules``: ids of retention rules whose deadline is one day for everybody (a project's end).
    Moved, that day would tell each family's offset; so it stands unmoved, and gives away nothing else.
    """

    keys: KeyRing
    store: ControlStore
    dates: FamilyDates
    rules_version: str
    calendar_rules: frozenset[str]
    masker: TextMasker | None = None
    zones: Zones = NO_ZONES
    note_hashes: NoteHashes = no_notes
    lost_zero: bool = False  # CPR numbers may have lost a leading zero
    _pseudonymizer: Pseudonymizer = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pseudonymizer", Pseudonymizer(self.keys, lost_zero=self.lost_zero))

    def remember(self, batch: SourceBatch) -> int:
        """Teach the control store what these rows tell about people and cases; how many rows told it."""
        return remember(batch, self.keys, self._pseudonymizer, self.store)

    def link(self) -> Linked:
        """Let the control store conclude which families and tokens there are, once all people are known."""
        return self.store.link(self._pseudonymizer.family)

    def identify(self, batch: SourceBatch, deadlines: pa.Array, reasons: pa.Array) -> Identified:
        """Name each row and take its fingerprint. Families must have been linked.

        ``deadlines`` (date32) and ``reasons`` (rule ids): one a row, as retention stamped them.
        """
        cases = case_pids(batch, self._pseudonymizer)
        families = family_pids(batch, self._pseudonymizer, self.store)
        context = [families]
        if batch.contract.texts:
            context.append(looked_up(cases, self.store.register_fingerprints))
        context += [self._coded(derivation, batch) for derivation in batch.contract.codings]
        made_with, due = self._treatment(batch.contract), (deadlines, reasons)
        marks = fingerprints(batch, self.keys, made_with, context, self.rules_version, due)
        ids = source_pids(batch, self.keys)
        return Identified(batch, ids, marks, cases, families, deadlines, reasons)

    def apply(self, rows: Identified, batch_id: str) -> Applied:
        """The rows that may rest on disk, and the count of everything. ``batch_id``: ``hoest_batch_id``."""
        contract = rows.batch.contract
        chunk, withheld = self._masked(rows)
        treated = {c: treat(c, chunk, self._tools()) for c in contract.columns}
        outputs = {c: output for c, output in treated.items() if output is not None}
        misfits = _misfits(len(chunk.rows), outputs)
        complete = pa.array([misfit is None for misfit in misfits], pa.bool_())
        columns = [*outputs.values(), *self._standard(chunk.rows, chunk.offsets, batch_id, outputs.values())]
        records = pa.RecordBatch.from_arrays(columns, schema=contract.lake_schema).filter(complete)
        safe = self._safe(contract, rows.batch.system, records)
        tally = Tally(
            read=len(rows),
            written=len(safe),
            withheld=Counter(withheld),
            skipped=Counter(misfit for misfit in misfits if misfit is not None),
            found=_found(chunk.outcomes),
            emptied=sum((emptied(c, chunk, output) for c, output in outputs.items()), Counter()),
        )
        return Applied(safe, tally)

    def redate(self, rows: Identified, at_rest: pa.Table) -> SafeBatch:
        """Rows of the lake whose source rows have a new deadline and nothing else new.

        ``at_rest``: those rows as they lie in the lake, in any order. A row not among them is left out.
        """
        contract = rows.batch.contract
        places = pc.index_in(rows.ids, value_set=at_rest.column("kilde_id_pid").combine_chunks())
        rows = rows.only(places.is_valid())
        old = at_rest.select(contract.lake_schema.names).take(places.drop_null())
        offsets = self.dates.offsets(rows.families)
        new = {
            "kilde_aftryk": rows.marks,
            "regelsaet_version": _constant(self.rules_version, rows),
            "slettefrist": self._deadlines(rows, offsets),
            "slettegrund": rows.reasons,
        }
        columns = [new.get(name, old.column(name)) for name in contract.lake_schema.names]
        table = pa.Table.from_arrays(columns, schema=contract.lake_schema).combine_chunks()
        records = pa.RecordBatch.from_arrays(
            [column.combine_chunks() for column in table.columns], schema=contract.lake_schema
        )
        return self._safe(contract, rows.batch.system, records)

    def _safe(self, contract: Contract, system: str, records: pa.RecordBatch) -> SafeBatch:
        """The one place where rows become safe."""
        return SafeBatch(contract, system, self.keys.epoch, records)

    def _masked(self, rows: Identified) -> tuple[Chunk, list[str]]:
        """The rows whose texts, if any, are masked or held; and why each of the others is withheld."""
        protected, offsets = _protected(rows.batch), self.dates.offsets(rows.families)
        outcomes: Outcomes = {}
        if rows.batch.contract.texts:
            outcomes = mask_texts(
                rows, protected.to_pylist(), offsets.to_pylist(), self.store, self._text_masker()
            )
        reasons = _withheld(rows.batch.contract, outcomes, len(rows))
        chunk = Chunk(rows, protected, offsets, outcomes).only([reason is None for reason in reasons])
        return chunk, [reason for reason in reasons if reason is not None]

    def _standard(
        self, rows: Identified, offsets: pa.Array, batch_id: str, outputs: Iterable[pa.Array]
    ) -> list[pa.Array]:
        """The columns every dataset ends with, in the order of ``schemas.contract.STANDARD``."""
        sums = [hashlib.sha256(row).hexdigest() for row in canonical_rows(list(outputs))]
        return [
            _constant(rows.batch.system, rows),
            rows.ids,
            rows.marks,
            _constant(batch_id, rows),
            _constant(self.rules_version, rows),
            self._deadlines(rows, offsets),
            rows.reasons,
            pa.array(sums, pa.string()),
        ]

    def _deadlines(self, rows: Identified, offsets: pa.Array) -> pa.Array:
        """``slettefrist``: moved like the family's dates; without a family the first day of its year.

        Never a family's real date, and never empty. What counts is the source's date at each harvest.
        """
        common = pc.is_in(rows.reasons, pa.array(sorted(self.calendar_rules), pa.string()))
        year = pc.floor_temporal(rows.deadlines, unit="year").cast(pa.date32())
        return pc.if_else(common, rows.deadlines, pc.coalesce(shift(rows.deadlines, offsets), year))

    def _treatment(self, contract: Contract) -> list[str]:
        """What all rows of a dataset are treated with, in fingerprints: a new one treats every row anew."""
        parts = [contract.fingerprint, self.keys.epoch, self.dates.rule]
        if any(c.treatment == Generalise("zone") for c in contract.columns):
            parts.append(self.zones.fingerprint)
        if contract.texts:
            parts.append(self._text_masker().fingerprint)
        return parts

    def _tools(self) -> Tools:
        version = self.masker.fingerprint if self.masker else ""
        return Tools(self._pseudonymizer, self.zones, version, self._coded)

    def _coded(self, derivation: Derive, batch: SourceBatch) -> pa.Array:
        return text_states(derivation, batch, self._pseudonymizer, self.note_hashes)

    def _text_masker(self) -> TextMasker:
        if self.masker is None:
            raise ConfigError(
                "The dataset has texts and there is no masker. Set up [text] in datahoest.toml."
            )
        return self.masker


def _protected(batch: SourceBatch) -> pa.Array:
    """Whether any column of the row says that person, address or case is protected."""
    found = pa.array([False] * len(batch), pa.bool_())
    for name in PROTECTION:
        if name in batch.records.schema.names:
            found = pc.or_(found, batch.records.column(name).fill_null(False))
    return found


def _withheld(contract: Contract, outcomes: Outcomes, length: int) -> list[str | None]:
    """A row: why it must stay outside for the sake of a text, if so."""
    reasons: list[str | None] = [None] * length
    for column in contract.texts:
        for row, outcome in enumerate(outcomes[column.name]):
            if isinstance(outcome, Withheld) or (column.required and isinstance(outcome, Held)):
                reasons[row] = _reason(outcome)
    return reasons


def _reason(outcome: Withheld | Held) -> str:
    return outcome.reason.value if isinstance(outcome, Withheld) else outcome.value


def _misfits(length: int, outputs: Mapping[Column, pa.Array]) -> list[str | None]:
    """A row: the first required column of it that came out empty, if any."""
    misfits: list[str | None] = [None] * length
    for column, output in outputs.items():
        if column.required:
            for row, empty in enumerate(output.is_null().to_pylist()):
                if empty and misfits[row] is None:
                    misfits[row] = column.name
    return misfits


def _found(outcomes: Outcomes) -> Counter[tuple[str, str, str]]:
    """What was replaced, by column, kind and recognizer."""
    found: Counter[tuple[str, str, str]] = Counter()
    for column, texts in outcomes.items():
        for text in texts:
            if isinstance(text, MaskedText):
                found.update(findings(column, text.spans))
    return found


def _constant(value: str, rows: Identified) -> pa.Array:
    return pa.repeat(pa.scalar(value, pa.string()), len(rows))
