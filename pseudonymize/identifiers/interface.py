"""What an identifier kind is: a name, a label, and a function from text to places in it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pseudonymize.text.interface import Kind

DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the text read, in code points, and how sure its finder is."""

    start: int
    end: int
    score: float = 0.9


@dataclass(frozen=True, slots=True)
class IdentifierKind:
    """One kind of identifier. ``find`` takes repaired text and is linear in its length.

    ``sign`` is what every place of the kind has in it: a text without one is not read at all.
    """

    name: str
    kind: Kind
    find: Callable[[str], Iterable[Place]]
    sign: re.Pattern[str] | None = None

    def places(self, text: str) -> Iterable[Place]:
        """Every place of this kind."""
        return self.find(text) if self.sign is None or self.sign.search(text) else ()


def places(pattern: re.Pattern[str], text: str, score: float = 0.9) -> Iterator[Place]:
    """Every match: its group ``x`` if the pattern has one, else all of it."""
    group: str | int = "x" if "x" in pattern.groupindex else 0
    for match in pattern.finditer(text):
        if match.start(group) >= 0:
            yield Place(match.start(group), match.end(group), score)
