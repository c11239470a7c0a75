"""Which deadline applies to a row. Pure: dates in, a deadline out.

The shortest wins, and nothing extends the derived copy: duties to preserve bind the source, not the harvest.
A missing date is never "keep forever"; three steps, the first that answers:

1. the dataset's own rules that need no date (a project end);
2. any other configured rule that needs none: the earliest project end;
3. no answer: the row is refused, and counted as expired under ``NO_DEADLINE``.
"""

from collections.abc import Sequence
from datetime import date

from retention.interface import Deadline, Rule

NO_DEADLINE = "uden_frist"  # reason of rows that no rule could give a deadline
FUTURE_YEARS = 100  # a date later than this is a sentinel (9999-12-31), not a date


def decide(
    anchor: date | None, rules: Sequence[Rule], fallback: Sequence[Rule], today: date
) -> Deadline | None:
    """The earliest deadline; of two on one day the rule named first. None: refuse the row."""
    dated = None if anchor is None or is_sentinel(anchor, today) else anchor
    return _earliest(rules, dated) or _earliest(fallback, dated)


def is_sentinel(anchor: date, today: date) -> bool:
    """Whether a date lies so far ahead that it can only mean "no date": kept, it would never expire."""
    return anchor.year > today.year + FUTURE_YEARS


def _earliest(rules: Sequence[Rule], anchor: date | None) -> Deadline | None:
    found = [deadline for rule in rules if (deadline := rule.deadline(anchor)) is not None]
    return min(found, key=lambda deadline: deadline.day, default=None)
