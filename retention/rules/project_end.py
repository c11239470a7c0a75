"""The end of the project the data was collected for, plus a period: its purpose is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Self

from retention.interface import Deadline
from retention.period import Period


@dataclass(frozen=True, slots=True)
class ProjectEnd:
    """Gone ``period`` after the project's last day, whatever the row's own date (GDPR art. 5(1)(e))."""

    id: str
    basis: str
    day: date
    kind: ClassVar[str] = "project_end"
    options: ClassVar[tuple[str, ...]] = ("date", "period")
    needs_anchor: ClassVar[bool] = False

    def deadline(self, anchor: date | None) -> Deadline | None:
        """The same day for every row."""
        return Deadline(self.day, self.id)

    @classmethod
    def configured(cls, rule_id: str, basis: str, options: Mapping[str, object]) -> Self:
        """``date = 2028-12-31`` (a TOML date or a string), ``period = "P1Y"`` (default none)."""
        period = Period.parse(str(options.get("period", "P0D")))
        return cls(rule_id, basis, period.after(_day(options.get("date"))))


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("date is missing or no date: write date = 2028-12-31") from None
