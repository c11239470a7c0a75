"""What happened to the rows of a chunk, in numbers: for the audit log and the run report. Never a value."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pseudonymize.text.interface import Span


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts that add up over chunks. ``read == written + withheld + skipped``.

    Rows that expired were taken out before and are not in ``read``.
    """

    read: int = 0
    written: int = 0
    withheld: Counter[str] = field(default_factory=Counter)  # reason -> rows
    skipped: Counter[str] = field(default_factory=Counter)  # column that did not fit -> rows
    found: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # column, kind, recognizer -> spans
    emptied: Counter[tuple[str, str]] = field(default_factory=Counter)  # column, why -> cells now null

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.read + other.read,
            self.written + other.written,
            self.withheld + other.withheld,
            self.skipped + other.skipped,
            self.found + other.found,
            self.emptied + other.emptied,
        )

    def as_counts(self) -> dict[str, int]:
        """One flat table of names and numbers, as audit events take them.

        >>> Tally(read=2, written=1, withheld=Counter({"not text": 1})).as_counts()
        {'read': 2, 'written': 1, 'withheld': 1, 'skipped': 0, 'replaced': 0, 'withheld: not text': 1}
        """
        counts = {
            "read": self.read,
            "written": self.written,
            "withheld": self.withheld.total(),
            "skipped": self.skipped.total(),
            "replaced": self.found.total(),
        }
        counts |= {f"withheld: {reason}": n for reason, n in sorted(self.withheld.items())}
        counts |= {f"skipped: {column}": n for column, n in sorted(self.skipped.items())}
        counts |= {f"replaced: {'/'.join(found)}": n for found, n in sorted(self.found.items())}
        return counts | {f"emptied: {'/'.join(cell)}": n for cell, n in sorted(self.emptied.items())}


def findings(column: str, spans: Iterable[Span]) -> Counter[tuple[str, str, str]]:
    """How often each recognizer was behind a replacement of each kind, in one column."""
    return Counter((column, span.kind.value, span.recognizer) for span in spans)
