"""Street addresses with their floor, postcode and town; streets without a number; postcode and town alone."""

import re
from collections.abc import Iterator

from pseudonymize.identifiers.interface import IdentifierKind, Place, Rule, digits, lowered
from pseudonymize.text.interface import Kind
from pseudonymize.text.lists import listed

_ENDINGS = (
    "vej|vejen|gade|gaden|gades|allé|alle|alléen|stræde|strædet|vænge|vænget|parken|toften"
    "|tofte|bakken|højen|højene|stien"
    "|pladsen|torvet|boulevard|boulevarden|bryggen|engen|kærvej|marken|haven|skrænten|vangen"
    "|lunden|krogen|dammen|dalen"
    "|ageren|lien|åsen|svinget|gyden|gården|brinken|kajen|havnen|passagen|stykket|løkken|vejs"
    "|gyde|kæret|holmen|skellet"
    "|grunden|kilden|banken|bjerget|mosen|sletten|stenen|torv|plads|kaj|ås|rodet|diget|drevet"
    "|volden|promenaden|kajen"
)
_STRONG = (
    "vej|vejen|gade|gaden|allé|alléen|stræde|strædet|vænget|boulevard|boulevarden|bryggen|gyden"
    "|toften|svinget|skrænten"
)
_FIRST = (
    r"(?:(?:Gl|Gml|Ny|Nr|Ndr|Sdr|Sønder|Nørre|Vester|Øster|Vestre|Østre|Nordre|Søndre|Store"
    r"|Lille|Gamle|Sankt|Sct|Skt|St|Ø|V|N|S"
    r"|Provst|Pastor|Doktor|Dr|Dronning|Kong|Prins|Prinsesse|Kaptajn|Amtmand|Borgmester|Admiral"
    r"|General|Biskop|Rektor)\.?[ ]){0,2}"
)
_ANY_FIRST = r"(?:(?:[A-ZÆØÅ]|[A-ZÆØÅ][a-zæøåéü]{1,30})\.?[ ]?){1,3}"
_NUMBER = r"(?:\d{1,3}[ ]?(?:[A-Za-z](?![A-Za-zæøåÆØÅ]))?(?:[-–]\d{1,3}[A-Z]?)?)"
_SPOKEN = (
    "en|to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten"
    "|atten|nitten|tyve"
)
_SIDE = r"(?:th|tv|mf|dør[ ]?\d+|lejl\.?[ ]?\d+)(?!\w)\.?"
_LEVEL = r"(?:st|kl|stuen|kælderen|\d{1,2})(?!\w)\.?(?:[ ]?sal\.?)?"
_FLOOR = (
    rf"(?:,?[ ]{{0,2}}\n?(?:{_LEVEL},?[ ]{{0,2}}\n?{_SIDE}|(?:st|kl)\.|(?<=,["
    rf" ])\d{{1,2}}\.(?![\d])|(?<=,)[ ]?\d{{1,2}}\.[ ]?(?:sal\.?)?(?!\d)|,[ ]?st\b\.?|[ ]\d\.["
    rf" ]?sal))?"
)
_TOWN = r"[A-ZÆØÅ][\wæøåéüö.-]{0,40}\w(?:-[ ]?\n?\w+)?(?:[ ](?:[A-ZÆØÅ]{1,2}(?!\w)|[A-ZÆØÅ][a-zæøå]{2,}))?"
_POST = rf"(?:,?[ ]{{0,3}}\n?[ ]{{0,3}}(?:DK-)?[1-9]\d{{3}}[ ]{{1,2}}{_TOWN})?"
_TAIL = rf"{_FLOOR}{_POST}"
_WITH_NUMBER = re.compile(
    rf"(?<![\w@/.])(?:{_FIRST}[A-ZÆØÅ][\w'’-]{{0,40}}?(?:{_ENDINGS})|{_ANY_FIRST}(?:Allé|Alle"
    rf"|Boulevard|Vej|Plads|Torv|Gade|Stræde|Parkvej|Kaj|Have))"
    rf"[ ]{{1,2}}(?:nr\.?[ ])?{_NUMBER}{_TAIL}"
)
_BEFORE_NUMBER = re.compile(r"[ ]{1,2}(?:nr\.?[ ])?\d")
_ENDS = (*_ENDINGS.split("|"), "have")
_LOWER = Rule(
    re.compile(
        rf"(?<![\w@/.])[a-zæøåéü][\w'-]{{0,40}}?(?:{_ENDINGS})[ ](?:nr\.?[ ])?(?:{_NUMBER.lower()}"
        rf"|(?:{_SPOKEN})(?!\w))"
        rf"(?:,?[ ]?(?:{_LEVEL}[ ]?{_SIDE}|st))?",
    ),
    small=True,
    start=re.compile(rf"(?<![\w@/.])(?=[a-zæøåéü][\w'-]*[ ](?:nr\.?[ ])?(?:\d|(?:{_SPOKEN})(?!\w)))"),
)
_STREET = Rule(
    re.compile(
        rf"(?<![\w@/.-])(?:{_FIRST}[A-ZÆØÅ][\w'’-]{{2,40}}?(?:{_STRONG})"
        rf"|[a-zæøå][\wæøå-]{{2,40}}?(?:{_STRONG}))(?![\w@-])(?!\.\w)"
    ),
    signs=(
        "vej",
        "gade",
        "allé",
        "stræde",
        "vænget",
        "boulevard",
        "bryggen",
        "gyden",
        "toften",
        "svinget",
        "skrænten",
    ),
)
_ANY_NAME = re.compile(
    rf"(?<![\w@/.])[A-ZÆØÅ][\wéü'’-]{{2,40}}(?:[ ](?:[A-ZÆØÅ][\w'’-]{{1,40}}|af|den|de|ved|da|do"
    rf"|du|van)){{0,3}}[ ]{_NUMBER}"
    rf"(?:,?[ ]{{0,2}}\n?{_LEVEL},?[ ]{{0,2}}\n?{_SIDE}(?:{_POST})|,["
    rf" ]\d{{1,2}}\.(?!\d)(?:{_POST})|,?[ ]{{0,3}}\n?[ ]{{0,3}}(?:DK-)?[1-9]\d{{3}}[ ]{_TOWN}"
    rf"|,[ ]\d{{4}}[ ][A-Z]{{2}}[ ][A-ZÆØÅ]\w+|,[ ]\d{{5}}[ ][A-ZÆØÅ]\w+)"
)
_AFTER_WORD = Rule(
    re.compile(
        rf"(?i)\b(?:adr(?:esse)?(?:n)?|bopæl|bor(?: på| i)?|boende|flyttet til|mødested)[ .:]{{1,6}}(?:er )?"
        rf"(?-i:(?P<x>[A-ZÆØÅ][\w'’-]+(?: [A-ZÆØÅ][\w'’-]+){{0,2}} {_NUMBER}{_TAIL}))"
    ),
    signs=("adr", "bopæl", "bor", "boende", "flyttet til", "mødested"),
)
_POST_ONLY = Rule(
    re.compile(rf"(?<![\w.,-])(?!(?:19[4-9]|20[0-4])\d)[1-9]\d{{3}}[ ]{{1,2}}(?P<town>{_TOWN})(?!\w)"),
    row=4,
    led=True,
)
_ORDINARY = listed("not_streets")
_NOT_TOWN = frozenset(
    [
        "Kr",
        "Kroner",
        "Stk",
        "Timer",
        "Uge",
        "Danmark",
        "Skridt",
        "Gange",
        "Dage",
        "Mg",
        "Januar",
        "Februar",
        "Marts",
        "April",
        "Maj",
        "Juni",
        "Juli",
    ]
)


def _is_ordinary(found: str) -> bool:
    return found.split(maxsplit=1)[0].lower() in _ORDINARY


def find(text: str) -> Iterator[Place]:
    """Addresses, longest first; a lone street name needs an ending that only streets have."""
    if digits(text).starts:
        yield from _numbered(text)
    for rule, score in ((_LOWER, 0.8), (_STREET, 0.75)):
        for match in rule.finditer(text):
            if not _is_ordinary(match[0]):
                yield Place(match.start(), match.end(), score)


def _has_street(low: str) -> bool:
    return any(low.endswith(_ENDS, 0, m.start()) for m in _BEFORE_NUMBER.finditer(low))


def _numbered(text: str) -> Iterator[Place]:
    for match in _WITH_NUMBER.finditer(text) if _has_street(lowered(text)) else ():
        yield Place(match.start(), match.end(), 0.95)
    for match in _ANY_NAME.finditer(text):
        yield Place(match.start(), match.end(), 0.9)
    for match in _AFTER_WORD.finditer(text):
        yield Place(match.start("x"), match.end("x"), 0.9)
    for match in _POST_ONLY.finditer(text):
        if (match["town"].split()[0] not in _NOT_TOWN and match["town"][1:2].islower()) or match[
            "town"
        ].isupper():
            yield Place(match.start(), match.end(), 0.6)


ADDRESS = IdentifierKind("address", Kind.ADDR, find)
