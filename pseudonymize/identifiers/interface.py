"""What an identifier kind is: a name, a label, and a function from text to places in it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pseudonymize.text.interface import Kind

DIGIT = re.compile(r"\d")
_ROW = re.compile(r"\d+")
_GAP = 6  # signs between digits that belong together
_ODD = (("İ", "i"), ("ı", "i"), ("ſ", "s"), ("\u212a", "k"))  # to a pattern that ignores case


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


@lru_cache(maxsize=64)
def lowered(text: str) -> str:
    """The text in small letters, letter for letter: what a pattern sees that ignores case."""
    for odd, plain in _ODD:
        if odd in text:
            text = text.replace(odd, plain)
    return text.lower()


class Digits(NamedTuple):
    """Where rows of digits begin, how long the longest is, and how many digits stand close together."""

    starts: tuple[int, ...]
    row: int
    together: int


@lru_cache(maxsize=64)
def digits(text: str) -> Digits:
    """The digits of a text."""
    starts: list[int] = []
    longest = most = together = 0
    ended = -_GAP - 1
    for match in _ROW.finditer(text):
        start, end = match.span()
        starts.append(start)
        longest = max(longest, end - start)
        together = end - start + (together if start - ended <= _GAP else 0)
        most = max(most, together)
        ended = end
    return Digits(tuple(starts), longest, most)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what all its matches have in common, so that it is tried only where it can match.

    ``small``: it is written in small letters, and reads the text in small letters.
    ``signs``: every match has one of them, in any letter case.
    ``row``, ``together``: every match has so many digits in a row, so many close together.
    ``led``: a match begins where a row of digits begins.
    ``start``: a match begins where this does, in the text in small letters; it matches no letter itself.
    """

    pattern: re.Pattern[str]
    small: bool = False
    signs: tuple[str, ...] = ()
    row: int = 0
    together: int = 0
    led: bool = False
    start: re.Pattern[str] | None = None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As the pattern's own; a match in small letters is of ``lowered(text)``."""
        if self.row or self.together or self.led:
            seen = digits(text)
            if not seen.starts or seen.row < self.row or seen.together < self.together:
                return iter(())
        if self.signs and not has_any(self.signs, lowered(text)):
            return iter(())
        read = lowered(text) if self.small else text
        if self.start is not None:
            return _tried(self.pattern, read, [m.start() for m in self.start.finditer(lowered(text))])
        return _tried(self.pattern, read, seen.starts) if self.led else self.pattern.finditer(read)


def has_any(signs: Iterable[str], low: str) -> bool:
    """Does one of them stand in the text?"""
    for sign in signs:  # noqa: SIM110  # a generator costs more than the search
        if sign in low:
            return True
    return False


def _tried(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    end = 0
    for at in starts:
        if at >= end and (match := pattern.match(text, at)):
            end = match.end()
            yield match


def places(rule: Rule | re.Pattern[str], text: str, score: float = 0.9) -> Iterator[Place]:
    """Every match: its group ``x`` if the pattern has one, else all of it."""
    pattern = rule.pattern if isinstance(rule, Rule) else rule
    group: str | int = "x" if "x" in pattern.groupindex else 0
    for match in rule.finditer(text):
        if match.start(group) >= 0:
            yield Place(match.start(group), match.end(group), score)
