"""Numbers said aloud and typed as words: dictated CPR and telephone numbers.

The number of digits decides the label: ten make a CPR number, eight a telephone number.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from pseudonymize.identifiers.interface import IdentifierKind, Place, Rule
from pseudonymize.text.interface import Kind

_ONES = "nul|en|et|to|tre|fire|fem|seks|syv|otte|ni"
_TEENS = "ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten"
_TENS = "tyve|tredive|fyrre|halvtreds|tres|halvfjerds|firs|halvfems"
_WORD = rf"(?:(?:(?:en|et|to|tre|fire|fem|seks|syv|otte|ni)og)?(?:{_TENS})|{_TEENS}|{_ONES})"
_RUN = Rule(re.compile(rf"\b{_WORD}(?:[\s,.-]{{1,3}}{_WORD}){{3,11}}\b"), small=True)
_ONE = re.compile(rf"(?i)\b{_WORD}\b")
_SINGLE = frozenset(_ONES.split("|"))


def digits(run: str) -> int:
    """How many digits the words stand for."""
    return sum(1 if word.lower() in _SINGLE else 2 for word in _ONE.findall(run))


@lru_cache(maxsize=2)
def _runs(text: str) -> tuple[tuple[int, int, int], ...]:
    """Start, end and number of digits of every run. Both kinds ask."""
    return tuple((match.start(), match.end(), digits(match[0])) for match in _RUN.finditer(text))


def _find(text: str, wanted: tuple[int, ...]) -> Iterator[Place]:
    for start, end, count in _runs(text):
        if count in wanted:
            yield Place(start, end, 0.8)


SPOKEN_CPR = IdentifierKind("spoken_cpr", Kind.CPR, lambda text: _find(text, (9, 10, 11, 12)))
SPOKEN_PHONE = IdentifierKind("spoken_phone", Kind.PHONE, lambda text: _find(text, (7, 8)))
