"""What a retention rule is: from the real date a row is anchored to, the day it must be gone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol, Self


@dataclass(frozen=True, slots=True, order=True)
class Deadline:
    """The first day on which a row may no longer be here, and the rule that says so."""

    day: date
    rule: str

    def passed(self, today: date) -> bool:
        """A row whose day has come is out: P0D never enters.

        One day stricter than Regulation 1182/71 art. 3(2)(c), which lets a period run through its
        last day: a derived copy has no claim to that day.
        """
        return self.day <= today


class Rule(Protocol):
    """One configured rule. A new kind is one file in ``retention/rules`` and a line in ``RULES``."""

    kind: ClassVar[str]  # the word configuration uses: "fixed_period"
    options: ClassVar[tuple[str, ...]]  # keys it takes beside kind and basis

    @property
    def id(self) -> str:
        """The id contracts name it by."""

    @property
    def basis(self) -> str:
        """Law or local decision it rests on (GDPR art. 5(1)(e), 30)."""

    @property
    def needs_anchor(self) -> bool:
        """Whether the rule can say anything about a row without a date."""

    def deadline(self, anchor: date | None) -> Deadline | None:
        """Deadline of a row anchored to that real date; None if this rule cannot tell."""

    @classmethod
    def configured(cls, rule_id: str, basis: str, options: Mapping[str, object]) -> Self:
        """The rule as configured. ``ValueError`` with a sentence if an option is wrong."""
