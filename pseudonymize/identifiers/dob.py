"""Dates of birth: a date said to be one. Register birthdays are matched elsewhere, by value."""

import re
from collections.abc import Iterator

from pseudonymize.identifiers.interface import IdentifierKind, Place, Rule, digits, has_any, lowered
from pseudonymize.text.interface import Kind

_MONTH = (
    r"(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
    r"|jan|feb|febr|mar|apr|jun|jul|aug|sep|sept|okt|nov|dec)\w{0,2}\.?"
)
_HYPHENATED = r"(?:[a-z]{2,7}-\n[a-z]{2,7}\.?)"
_SPOKEN_DAY = (
    r"(?:(?:en|to|tre|fire|fem|seks|syv|otte|ni)og(?:tyvende|tredivte)|tyvende|tredivte|første"
    r"|anden|tredje|fjerde|femte|sjette"
    r"|syvende|ottende|niende|tiende|ellevte|tolvte|trettende|fjortende|femtende|sekstende"
    r"|syttende|attende|nittende)"
)
_SPOKEN_YEAR = (
    r"(?:\s(?:nitten|to\s?tusind|totusind(?:e)?|tyve)(?:\s?hundrede?)?(?:\s?og)?(?:\s(?:(?:\w{2,4}og)?"
    r"(?:tyve|tredive|fyrre|halvtreds|tres|halvfjerds|firs|halvfems)|ti|elleve|tolv|tretten"
    r"|fjorten|femten|seksten|sytten"
    r"|atten|nitten|nul|et|to|tre|fire|fem|seks|syv|otte|ni)){0,3})?"
)
_DATE = (
    rf"(?:[0-3]?\d(?:\.|\s?de)?\s{{0,2}}(?:{_MONTH}|{_HYPHENATED})(?!\w)(?:[ ,]{{1,2}}\n?(?:(?:18"
    rf"|19|20)\d\d|'?\d\d(?![\d:.])))?"
    r"|(?:18|19|20)\d\d[-./][01]\d[-./][0-3]\d|[0-3]?\d\s?[./-]\s?[01]?\d(?:\s?[./-]\s?"
    r"|\s)(?:(?:18|19|20)\d\d|\d\d)(?!\d)"
    r"|[0-3]?\d[./-][01]?\d\.?(?![\d/])|[0-3]\d[01]\d\d\d(?:\d\d)?(?![\d-])"
    rf"|(?:den )?[0-3]?\d\. ?i ?[01]?\d\.?(?: (?:(?:19|20)\d\d|\d\d))?|{_SPOKEN_DAY}"
    rf" {_MONTH}{_SPOKEN_YEAR}|{_SPOKEN_DAY} i {_SPOKEN_DAY}{_SPOKEN_YEAR})"
)
_BORN = (
    r"(?:fødselsdag(?:en|s?dato)?|fødselsda(?:to|g)(?:en)?|født|fødsels?dat\w*|fdt|fødd|f|dob"
    r"|d\.o\.b|født dato|årsdag|bursdag|fødselsår|fylder|fyldte"
    r"|fylde|fyldt|bliver|blev|runder|termin(?:sdato)?|geburtsdato|født d)"
)
_BEFORE = re.compile(
    rf"(?<![\w]){_BORN}[.:]?(?![\wæøå])(?:[ \t.:?()\[\]|>…_-]|\n(?!\n)){{0,24}}"
    r"(?:(?:den|d\.?|er|på|i går|i morgen|hun|han|barnet|år|altså|selv|nemlig|lige|dag|dags|dato"
    r"|ca\.?|tvilling\w*|\d{1,2}(?: år)?"
    r"|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten|tyve|ti|ni|otte|syv|seks"
    r"|fem|fire|tre|to|et)"
    rf"(?:[ ,:]{{1,2}})){{0,5}}(?P<x>{_DATE})(?:[ ,]{{1,2}}(?:ikke|og ikke|nej)\s(?:den |d\."
    rf" )?(?P<y>{_DATE}))?"
)
_AFTER = re.compile(
    rf"(?P<x>(?<![\w./-]){_DATE})(?:[ ,]{{1,2}}(?:\w+ ){{0,3}}|\s?\()(?:fylder"
    rf"|fødselsdag|fyldte|holder fødselsdag|har fødselsdag)\b"
)
_PAREN = re.compile(rf"\(\s?(?:f\.?|født|\*)\s?(?:d\.? ?|den )?(?P<x>{_DATE})")
_AGED = re.compile(rf"(?P<x>(?<![\w./-]){_DATE}) \d{{1,3}} år\b(?! (?:siden|gammel))")
_STAR = re.compile(rf"(?<!\w)\*\s?(?P<x>{_DATE})")
_RULES = (
    (Rule(_BEFORE, small=True), 0.9),
    (Rule(_PAREN, small=True, signs=("(",)), 0.9),
    (Rule(_AFTER, small=True, signs=("fylde", "fyldte", "fødselsdag")), 0.7),
    (Rule(_AGED, small=True, signs=(" år",)), 0.6),
    (Rule(_STAR, signs=("*",)), 0.6),
)
# Of every day that is written as a word.
_DAY_SIGNS = (
    "ende",
    "tredivte",
    "første",
    "anden",
    "tredje",
    "fjerde",
    "femte",
    "sjette",
    "ellevte",
    "tolvte",
)


def find(text: str) -> Iterator[Place]:
    """Dates beside words about birth or birthdays."""
    if not digits(text).starts and not has_any(_DAY_SIGNS, lowered(text)):
        return
    for rule, score in _RULES:
        for match in rule.finditer(text):
            for group in ("x", "y") if "y" in rule.pattern.groupindex else ("x",):
                if (
                    match.start(group) >= 0
                    and not text[match.end(group) : match.end(group) + 6].lstrip(" -").isdigit()
                ):
                    yield Place(match.start(group), match.end(group), score)


DOB = IdentifierKind("dob", Kind.DOB, find)
