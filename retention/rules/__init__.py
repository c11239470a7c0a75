"""Every kind of retention rule. A new kind is one file here and one name in ``RULES``."""

from retention.interface import Rule
from retention.rules.fixed_period import FixedPeriod
from retention.rules.project_end import ProjectEnd

RULES: tuple[type[Rule], ...] = (FixedPeriod, ProjectEnd)
