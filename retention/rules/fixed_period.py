"""A fixed period after the row's own date: "five years after the last event"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from retention.interface import Deadline
from retention.period import Period


@dataclass(frozen=True, slots=True)
class FixedPeriod:
    """Gone ``period`` after the anchor. Says nothing of a row without one."""

    id: str
    basis: str
    period: Period
    kind: ClassVar[str] = "fixed_period"
    options: ClassVar[tuple[str, ...]] = ("period",)
    needs_anchor: ClassVar[bool] = True

    def deadline(self, anchor: date | None) -> Deadline | None:
        """Anchor plus period; None without an anchor."""
        return None if anchor is None else Deadline(self.period.after(anchor), self.id)

    @classmethod
    def configured(cls, rule_id: str, basis: str, options: Mapping[str, object]) -> Self:
        """``period = "P5Y"``."""
        period = options.get("period")
        if not isinstance(period, str):
            raise ValueError('period is missing: write period = "P5Y"')  # noqa: TRY004 - a wrong setting, not a wrong call
        return cls(rule_id, basis, Period.parse(period))
