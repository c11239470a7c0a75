"""Telephone numbers: Danish eight digits in every grouping, foreign ones with a country code, extensions.

112, 114 and 1813 belong to nobody. Eight digits that are a year-first date are still masked.
"""

import re
from collections.abc import Iterator

from pseudonymize.identifiers.interface import DIGIT, IdentifierKind, Place, places
from pseudonymize.text.interface import Kind

_CODE = r"(?:(?:\(?\s?(?:\+|00)\s?45\s?\)?)[\s-]{0,2})?"
_GROUPS = (
    r"(?:[2-9]\d(?:[ -]{1,3}|\n)\d\d(?:[ -]{1,3}|\n)\d\d(?:[ -]{1,3}|\n)\d\d|[2-9]\d{3}[ -]\d{4}|[2-9]\d{7}"
    r"|[2-9]\d\d[ -]\d\d[ -]\d{3}|[2-9]\d[ -]\d{3}[ -]\d{3}|[2-9]\d\d[ -]\d{3}[ -]\d\d|[2-9]\d(?:\.\d\d){3})"
)
_DANISH = re.compile(
    rf"(?<![\w/])(?<!\d[.,-])(?<!\d ){_CODE}{_GROUPS}(?![\d])(?!-\d)(?! ?(?:kr\b|\d{{4}}\b))"
)
_WITH_CODE = re.compile(rf"(?<!\w)\(?\s?(?:\+|00)\s?45\s?\)?[\s-]{{0,2}}{_GROUPS}(?!\d)")
_FOREIGN = re.compile(r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[ \-/()]{0,2}\d){6,12}(?!\d)")
_AFTER_WORD = re.compile(
    r"(?i)\b(?:tlf|tel|telefon|telefonnr|telefonnummer|mob|mobil|mobilnr|ring(?:es?|er)?(?: på)?|sms|nummer)"
    r"[ .:]{1,3}(?P<x>\d(?:[ -]?\d){5,9})(?!\d)(?![./-]\d)"
)
_EXTENSION = re.compile(
    r"(?i)\b(?:lokal(?:nr|nummer)?|lok|omstilling|direkte)[ .:]{1,3}(?P<x>\d{3,5})(?!\d|[.,]\d)"
)
_LAST_FOUR = re.compile(
    r"(?i)\b(?:nummer(?:et)?|tlf|telefon|mobil)[^\n\d]{0,25}(?:ender|slutter) (?:på|med) (?P<x>\d{3,4})(?!\d)"
)


def find(text: str) -> Iterator[Place]:
    """Danish and foreign numbers, extensions and last digits said to be that."""
    for pattern in (_DANISH, _WITH_CODE, _FOREIGN, _AFTER_WORD, _EXTENSION, _LAST_FOUR):
        for place in places(pattern, text):
            if sum(c.isdigit() for c in text[place.start : place.end]) != 3 or pattern is _EXTENSION:
                yield place


PHONE = IdentifierKind("phone", Kind.PHONE, find, DIGIT)
