"""CPR numbers in every form people write them (personal identification number, Denmark).

No modulus-11 test: numbers issued since 2007 may fail it (cpr.dk, "personnumre uden kontrolciffer").
A date that cannot be is a reason to look at the context, not to let a dashed number pass.
"""

import re
from collections.abc import Iterator

from pseudonymize.identifiers.interface import DIGIT, IdentifierKind, Place, Rule, places
from pseudonymize.text.interface import Kind

_GAP = r"[ \t]?[-./]?\s{0,3}"
_FULL = Rule(
    re.compile(
        rf"(?<!\d)(?<!\d[.,/-])(?<!\d[ ]\+)(\d\d){_GAP}(\d\d){_GAP}(\d\d)(\s?[-./]{{1,2}}\s{{0,3}}"
        rf"|\s{{1,3}}|)(\d{{4}})(?!\d)(?![.,-]\d)"
    ),
    row=4,
    together=10,
    led=True,
)
# 12 digits: ddmmyyyy-xxxx, and the Swedish habit yyyymmdd-xxxx.
_LONG = Rule(
    re.compile(
        r"(?<![\d-])(?:(?:[0-3]\d|[67]\d)[ .-]?[01]\d[ .-]?(?:19|20)\d\d"
        r"|(?:19|20)\d\d[ .-]?[01]\d[ .-]?[0-3]\d)\s?[-–+ ]?\s?\d{4}(?!\d)"
    ),
    row=4,
    together=12,
    led=True,
)
# Replacement numbers with letters: national eCPR ddmmyyCAAG, local inventions ddmmyy-AAA1.
_LETTERS = Rule(
    re.compile(
        r"(?<![\w-])[0-9]\d[01245]\d\d\d(?:\s?-\s?(?=[A-ZÆØÅ0-9]*[A-ZÆØÅ])[A-ZÆØÅ0-9]{4}"
        r"|[0-9][A-ZÆØÅ]{2}[0-9])(?!\w)"
    ),
    row=6,
    led=True,
)
_MASKED = Rule(
    re.compile(
        r"(?<![\w-])(?:\d{6}\s?[-–./]?\s?(?:[xX]{4}|[*#•_?]{4}|\.{4})"
        r"|(?:[xX]{6}|[*#•_?]{6})\s?[-–./]?\s?\d{4}|\d{4}[xX*]{2}\s?-\s?[xX*\d]{4})(?!\w)"
    ),
    row=4,
    signs=("x", "*", "#", "•", "_", "?", "...."),
)
# Glued to letters: CPR0101701234. Nine digits: a spreadsheet lost the leading zero.
_GLUED = Rule(
    re.compile(
        r"(?:cpr|pnr|personnr|personnummer)[-.:_ ]{0,3}(?:nr|nummer)?[-.:_ ]{0,3}(?P<x>\d{9,10})(?!\d)"
    ),
    small=True,
    signs=("cpr", "pnr", "personn"),
    row=9,
)
_NINE = Rule(re.compile(r"(?<![\d.,-])[1-9][01]\d\d\d\s?-\s?\d{4}(?![\d-])"), row=5, together=9, led=True)
_SPACED = Rule(re.compile(r"(?<!\d)(?<!\d )(?:\d ){6}(?:- ?)?(?:\d ){3}\d(?! ?\d)"), together=10, led=True)
_CONTEXT = (
    r"(?:(?:(?:de|med|på|cpr)\s{1,4})?(?:sidste|bagerste|afsluttende)\s{1,4}(?:fire|4)(?:\s{1,4}(?:cifre|tal))?"
    r"|(?:fire|4)\s{1,4}(?:sidste|bagerste)(?:\s{1,4}(?:cifre|tal))?|(?:slutter|ender)\s{1,4}(?:på|med)|slutcifre(?:ne)?"
    r"|kontrolcifre(?:ne)?|løbenummer|endetal|cpr(?:[^\n\d]{0,12}?\b)?(?:slut|ende)\w*)"
)
_LAST_FOUR = Rule(
    re.compile(rf"\b{_CONTEXT}\b[^\d\n]{{0,25}}?(?:\n\s{{0,4}})?(?<!\d)(?P<x>\d{{4}})(?!\d|[.,/-]\d)"),
    small=True,
    signs=("sidste", "bagerste", "afslut", "slutter", "ender", "cifre", "løbenummer", "endetal", "cpr"),
    row=4,
)
_FOUR_LAST = Rule(
    re.compile(
        r"(?<!\d)(?P<x>\d{4})(?!\d)\s{0,2}[(,]?\s?(?:er\s{1,4})?(?:de\s{1,4})?(?:fire|4)\s{1,4}sidste\b"
    ),
    small=True,
    signs=("sidste",),
    row=4,
    led=True,
)
_OTHER_NUMBER = re.compile(
    r"(?i)(?:vare\w*|faktura\w*|ordre\w*|konto(?:streng|plan)?|ean|gln|gtin|isbn"
    r"|p-?n(?:umme)?r\w*|cvr\w*|\biban)"
    r"[\w. :#-]{0,18}$"
)


def is_date(day: int, month: int) -> bool:
    """Can day and month begin a CPR number? Day + 60 and month + 20 or + 40 are replacement numbers."""
    month = month - 40 if month > 40 else month - 20 if month > 20 else month
    day = day - 60 if day > 60 else day
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def _full(text: str) -> Iterator[Place]:
    for match in _FULL.finditer(text):
        possible = is_date(int(match[1]), int(match[2]))
        dashed = any(c in match[4] for c in "-./")
        if possible:
            before = text[max(0, match.start() - 40) : match.start()]
            plain = match[0].isdigit()
            if not (plain and _OTHER_NUMBER.search(before)):
                yield Place(match.start(), match.end(), 0.95 if dashed else 0.85)
        elif dashed and text[match.start() : match.start() + 6].isdigit() and "-" in match[4]:
            yield Place(match.start(), match.end(), 0.6)


def find(text: str) -> Iterator[Place]:
    """Full, damaged, masked and partial numbers."""
    yield from _full(text)
    for match in _LONG.finditer(text):
        yield Place(match.start(), match.end(), 0.9)
    for pattern in (_LETTERS, _MASKED, _GLUED, _SPACED, _LAST_FOUR, _FOUR_LAST):
        yield from places(pattern, text)
    for match in _NINE.finditer(text):
        digits = "0" + re.sub(r"\D", "", match[0])
        if is_date(int(digits[:2]), int(digits[2:4])):
            yield Place(match.start(), match.end(), 0.7)


CPR = IdentifierKind("cpr", Kind.CPR, find, DIGIT)
