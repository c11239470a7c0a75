"""Telephone numbers: Danish eight digits in every grouping, foreign ones with a country code, extensions.

112, 114 and 1813 belong to nobody. Eight digits that are a year-first date are still masked.
"""

import re
from collections.abc import Iterator

from pseudonymize.identifiers.interface import DIGIT, IdentifierKind, Place, Rule, places
from pseudonymize.text.interface import Kind

_CODE = r"(?:(?:\(?\s?(?:\+|00)\s?45\s?\)?)[\s-]{0,2})?"
_GROUPS = (
    r"(?:[2-9]\d(?:[ -]{1,3}|\n)\d\d(?:[ -]{1,3}|\n)\d\d(?:[ -]{1,3}|\n)\d\d|[2-9]\d{3}[ -]\d{4}|[2-9]\d{7}"
    r"|[2-9]\d\d[ -]\d\d[ -]\d{3}|[2-9]\d[ -]\d{3}[ -]\d{3}|[2-9]\d\d[ -]\d{3}[ -]\d\d|[2-9]\d(?:\.\d\d){3})"
)
_DANISH = Rule(
    re.compile(rf"(?<![\w/])(?<!\d[.,-])(?<!\d ){_CODE}{_GROUPS}(?![\d])(?!-\d)(?! ?(?:kr\b|\d{{4}}\b))"),
    together=8,
)
_WITH_CODE = Rule(
    re.compile(rf"(?<!\w)\(?\s?(?:\+|00)\s?45\s?\)?[\s-]{{0,2}}{_GROUPS}(?!\d)"),
    signs=("+", "00"),
    together=10,
)
_FOREIGN = Rule(
    re.compile(r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[ \-/()]{0,2}\d){6,12}(?!\d)"),
    signs=("+", "00"),
    together=7,
)
_AFTER_WORD = re.compile(
    r"\b(?:tlf|tel|telefon|telefonnr|telefonnummer|mob|mobil|mobilnr|ring(?:es?|er)?(?: på)?|sms|nummer)"
    r"[ .:]{1,3}(?P<x>\d(?:[ -]?\d){5,9})(?!\d)(?![./-]\d)"
)
_EXTENSION = re.compile(
    r"\b(?:lokal(?:nr|nummer)?|lok|omstilling|direkte)[ .:]{1,3}(?P<x>\d{3,5})(?!\d|[.,]\d)"
)
_LAST_FOUR = re.compile(
    r"\b(?:nummer(?:et)?|tlf|telefon|mobil)[^\n\d]{0,25}(?:ender|slutter) (?:på|med) (?P<x>\d{3,4})(?!\d)"
)
_SHORT = Rule(_EXTENSION, small=True, signs=("lok", "omstilling", "direkte"), row=3)
_RULES = (
    _DANISH,
    _WITH_CODE,
    _FOREIGN,
    Rule(_AFTER_WORD, small=True, signs=("tlf", "tel", "mob", "ring", "sms", "nummer"), together=6),
    _SHORT,
    Rule(_LAST_FOUR, small=True, signs=("ender", "slutter"), row=3),
)


def find(text: str) -> Iterator[Place]:
    """Danish and foreign numbers, extensions and last digits said to be that."""
    for rule in _RULES:
        for place in places(rule, text):
            if sum(c.isdigit() for c in text[place.start : place.end]) != 3 or rule is _SHORT:
                yield place


PHONE = IdentifierKind("phone", Kind.PHONE, find, DIGIT)
