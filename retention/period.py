"""ISO 8601 periods of whole days and longer (``P5Y``, ``P24M``, ``P1Y6M``) on calendar dates.

Dates only: no clock, no zone, so neither daylight saving nor 2038 exists here.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_FORM = re.compile(r"P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)
LONGEST_YEARS = 100  # more is "keep forever" in disguise


@dataclass(frozen=True, slots=True)
class Period:
    """Months, then days, as ISO 8601 adds them."""

    months: int
    days: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """``P5Y`` → 60 months. ``ValueError`` if it is no such period or longer than a century.

        >>> Period.parse("P1Y6M")
        Period(months=18, days=0)
        """
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError("not an ISO 8601 period of years, months, weeks or days, such as P5Y or P24M")
        years, months, weeks, days = (int(part or 0) for part in match.groups())
        period = cls(years * 12 + months, weeks * 7 + days)
        if period.months * 30 + period.days > LONGEST_YEARS * 365:
            raise ValueError(f"longer than {LONGEST_YEARS} years: a rule must end")
        return period

    def after(self, day: date) -> date:
        """The same day of the month, later; the month's last day where there is no such day.

        29 February plus a year is 28 February (Regulation 1182/71 art. 3(2)(c)).
        ``OverflowError`` past year 9999.
        """
        year, month0 = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        if year > date.max.year:
            raise OverflowError("past year 9999")
        last = calendar.monthrange(year, month0 + 1)[1]
        return date(year, month0 + 1, min(day.day, last)) + timedelta(days=self.days)
