"""Replaces the partitions a night touches, each whole, all in one commit.

Merging a night, dropping what expired and erasing a person are this one act. No row is marked as deleted:
the file it was in is written again without it, and the old file is gone.
"""

import os
import shutil
from collections import Counter
from dataclasses import dataclass
from dataclasses import replace as altered
from pathlib import Path

import pyarrow.parquet as pq

from lake.interface import Blocked, Change, Receipt, Replacement, State, Told, nobody
from lake.journal import Move, Record, commit, read_state, roll_forward
from lake.layout import Partition, checked_name
from lake.merge import Source, merged
from lake.order import Order
from lake.partfile import Written, sha256_of, write_file
from lake.plan import Plan, make_plan
from lake.scan import scan_file
from lake.sidecar import Sidecar, describe
from lake.stage import Stage


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one partition. ``rows`` is what it has afterwards."""

    rows: int
    change: Change | None = None
    moves: tuple[Move, ...] = ()
    removals: tuple[str, ...] = ()
    blocked: Blocked | None = None


def replace(stage: Stage, wanted: Replacement, told: Told = nobody) -> Receipt:
    """Carries out ``wanted`` and says what it did. The caller holds the lake's lock.

    A partition in which the scan finds people keeps its old rows (less those that are gone), and the
    watermark stays. Where nothing differs, no file is touched.
    """
    dataset = checked_name(wanted.contract.dataset, "Dataset")
    system = checked_name(wanted.system, "System")
    roll_forward(stage.lake, stage.faults, told)  # an earlier replace of this run may have been broken off
    scratch = _emptied(stage.folder / "scratch")
    was = read_state(stage.lake, dataset, system)
    if wanted.provenance is None:
        wanted = altered(wanted, provenance=was.provenance)
    plan = make_plan(stage, wanted, scratch / "arrivals")
    outcomes = [
        _remade(stage, wanted, plan, place, scratch)
        if plan.touched[place]
        else Outcome(side.rows if side else 0)
        for place, side in enumerate(plan.before)
    ]
    state = _state(was, wanted, outcomes)
    moves = tuple(move for outcome in outcomes for move in outcome.moves)
    removals = tuple(path for outcome in outcomes for path in outcome.removals)
    anew = bool(moves or removals or state != was)
    if anew:
        state = altered(state, commit=was.commit + 1)
    receipt = _receipt(wanted, plan, outcomes, state)
    if anew:
        record = Record(dataset, system, stage.run, receipt.counts, state, moves, removals)
        commit(stage.lake, record, stage.faults, told)
    shutil.rmtree(scratch)
    for fragment in wanted.fragments:
        (stage.folder / fragment.file).unlink(missing_ok=True)
    return receipt


def _remade(
    stage: Stage, wanted: Replacement, plan: Plan, place: int, scratch: Path, *, hold: bool = False
) -> Outcome:
    part, before = plan.places[place], plan.before[place]
    staged = scratch / f"{place}.file"
    written = _written(stage, wanted, plan, place, staged, hold=hold)
    stage.faults("partition merged")
    if not written.rows:
        staged.unlink()
        return _removed(part, before)
    if before is None or written.sha256 != before.sha256:
        if not hold and (blocked := _second_look(part, staged, wanted)):
            staged.unlink()
            held = _remade(stage, wanted, plan, place, scratch, hold=True) if before else Outcome(0)
            return altered(held, blocked=blocked)
        stage.faults("partition scanned")
    return _published(stage, wanted, part, before, written, staged)


def _written(
    stage: Stage, wanted: Replacement, plan: Plan, place: int, staged: Path, *, hold: bool
) -> Written:
    contract, before = wanted.contract, plan.before[place]
    order = Order.of(contract)
    new = [
        Source(stage.folder / fragment.file, fragment.rows, fragment.size, plan.from_fragment(number))
        for number, fragment in enumerate(wanted.fragments)
        if plan.homes[number] == place and not hold
    ]
    old = _at_rest(stage, plan, place, hold=hold) if before else None
    if old and before and before.sorted_by != order.columns:
        # Written under another contract and so in another order: sorted again with the new rows.
        new.insert(0, old)
        old = None
    rows = merged(old, new, contract.lake_schema, order, stage.limits, staged.with_suffix(".buckets"))
    return write_file(staged, rows, contract, stage.limits)


def _at_rest(stage: Stage, plan: Plan, place: int, *, hold: bool) -> Source:
    path = stage.lake / plan.places[place].file
    facts = pq.read_metadata(path)
    size = sum(facts.row_group(number).total_byte_size for number in range(facts.num_row_groups))
    return Source(path, facts.num_rows, size, plan.at_rest(place, hold=hold))


def _second_look(part: Partition, staged: Path, wanted: Replacement) -> Blocked | None:
    found = scan_file(staged, wanted.contract, wanted.needles)
    return Blocked(part.file, found.counts, found.findings) if found.counts else None


def _removed(part: Partition, before: Sidecar | None) -> Outcome:
    if before is None:
        return Outcome(0)
    return Outcome(
        0, Change(part.file, before.rows, 0, before.sha256, ""), removals=(part.file, part.sidecar)
    )


def _published(
    stage: Stage, wanted: Replacement, part: Partition, before: Sidecar | None, written: Written, staged: Path
) -> Outcome:
    epoch = wanted.fragments[0].key_epoch if wanted.fragments else before.key_epoch if before else ""
    side = describe(part, written, wanted.contract, epoch, wanted.provenance or {})
    moves = []
    if before is None or before.sha256 != written.sha256:
        moves.append(Move(_within(stage, staged), part.file, written.sha256))
    else:
        staged.unlink()
    if before != side:
        beside = staged.with_suffix(".sidecar")
        _write_synced(beside, side.dump())
        moves.append(Move(_within(stage, beside), part.sidecar, sha256_of(beside)))
    if not moves:
        return Outcome(written.rows)
    rows, sha256 = (before.rows, before.sha256) if before else (0, "")
    return Outcome(written.rows, Change(part.file, rows, written.rows, sha256, written.sha256), tuple(moves))


def _emptied(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    return folder


def _within(stage: Stage, path: Path) -> str:
    return path.relative_to(stage.lake).as_posix()


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _state(was: State, wanted: Replacement, outcomes: list[Outcome]) -> State:
    blocked = {path: dict(counts) for path, counts in was.blocked.items()} if wanted.goes_on else {}
    for found in (outcome.blocked for outcome in outcomes if outcome.blocked):
        blocked[found.path] = dict(Counter(blocked.get(found.path, {})) + Counter(found.counts))
    # A row that was kept out must be read again, so the watermark may not pass it.
    moved = wanted.watermark is not None and not blocked
    watermark = wanted.watermark if moved and wanted.watermark is not None else was.watermark
    return State(was.commit, watermark, dict(wanted.provenance or {}), blocked)


def _receipt(wanted: Replacement, plan: Plan, outcomes: list[Outcome], state: State) -> Receipt:
    rows = sum(outcome.rows for outcome in outcomes)
    before = sum(side.rows for side in plan.before if side)
    open_places = [place for place, outcome in enumerate(outcomes) if not outcome.blocked]
    added = int(plan.added[open_places].sum())
    changed = int(plan.changed[open_places].sum())
    return Receipt(
        wanted.contract.dataset,
        wanted.system,
        state.commit,
        rows,
        added,
        changed,
        before + added - rows,
        len(plan.arrivals) - added - changed,
        plan.repeated,
        tuple(outcome.change for outcome in outcomes if outcome.change),
        tuple(outcome.blocked for outcome in outcomes if outcome.blocked),
    )
