"""Give every row its deadline, and leave the rows whose day has come outside."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from retention.decide import NO_DEADLINE, decide, is_sentinel
from retention.load import RuleBook
from schemas.batch import SourceBatch
from schemas.contract import ANCHOR


@dataclass(frozen=True, slots=True)
class Stamped:
    """The rows that may stay, with when and why they must go."""

    batch: SourceBatch
    deadlines: pa.Array = field(repr=False)  # date32, one a row of ``batch``: ``slettefrist``
    reasons: pa.Array = field(repr=False)  # string, the rule id: ``slettegrund``
    expired: int  # rows left out
    expired_by: Mapping[str, int]  # the same by rule id, ``uden_frist`` where no rule could answer
    undated: int  # rows without a usable date, left out or not: worth a warning

    def __len__(self) -> int:
        return len(self.batch)


def stamp(batch: SourceBatch, rules: RuleBook, today: date) -> Stamped:
    """Compute the deadline of each row and drop those whose deadline is today or earlier.

    ``today`` is the calendar day in Europe/Copenhagen, from the caller. ``ConfigError`` if the contract names
    a rule that is not configured. Rules are asked once per distinct date.
    """
    if isinstance(today, datetime):
        raise TypeError("today is a calendar day, not a moment")
    own, fallback = rules.of(batch.contract), rules.undated()
    rows, days = _distinct(batch.records.column(ANCHOR))
    verdicts = [decide(day, own, fallback, today) for day in days]
    deadlines = pa.array([v.day if v else None for v in verdicts], pa.date32()).take(rows)
    reasons = pa.array([v.rule if v else NO_DEADLINE for v in verdicts], pa.string()).take(rows)
    keep = pa.array([v is not None and not v.passed(today) for v in verdicts], pa.bool_()).take(rows)
    no_date = pa.array([day is None or is_sentinel(day, today) for day in days], pa.bool_()).take(rows)
    gone = Counter(reasons.filter(pc.invert(keep)).to_pylist())
    return Stamped(
        SourceBatch(batch.contract, batch.system, batch.records.filter(keep)),
        deadlines.filter(keep),
        reasons.filter(keep),
        gone.total(),
        gone,
        int(pc.sum(no_date).as_py() or 0),
    )


def _distinct(anchors: pa.Array) -> tuple[pa.Array, Sequence[date | None]]:
    """Per row the position of its date in the list of distinct dates, the last of which is None."""
    encoded = anchors.dictionary_encode()
    days = encoded.dictionary.to_pylist()
    return pc.fill_null(encoded.indices, len(days)), [*days, None]
