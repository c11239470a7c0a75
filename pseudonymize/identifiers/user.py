"""User names and handles: a mother's profile name is a name."""

import re
from collections.abc import Iterator

from pseudonymize.identifiers.interface import IdentifierKind, Place, Rule, places
from pseudonymize.text.interface import Kind
from pseudonymize.text.lists import listed
from pseudonymize.text.ordinary import ordinary
from pseudonymize.text.words import fold

_AT = re.compile(r"(?<![\w@.])@[A-Za-zÆØÅæøå][\w.-]{1,39}(?<![.-])")
_TAG = re.compile(r"(?<![\w#])[\w.]{2,32}#\d{4}(?!\d)")
_WORD = (
    r"(?:snap(?:chat)?|insta(?:gram)?|tiktok|tik tok|discord|messenger|facebook|fb|skype|steam"
    r"|twitter|telegram|signal"
    r"|whatsapp|kik|wickr|viber|roblox|fortnite|gamertag|profil(?:en|navn)?|bruger(?:navn|id|e"
    r"|en)?|login|user(?:name)?|mitid)"
)
_NAMED = re.compile(
    rf"\b{_WORD}(?:[ -](?:navn|id|bruger|profil|konto|hedder|er|under|som|kalder"
    rf" sig)){{0,3}}[:\s\"'“”(]{{1,4}}"
    r"(?P<x>(?=[\w.-]*[a-zæøå])(?=[\w.-]*(?:[_\d]|\w\.\w))[\w.-]{3,40}(?<![.-]))"
)
_LIST = re.compile(r"\bbrugere:\s{0,4}(?P<x>[\w.-]{1,40}(?:, [\w.-]{1,40}){0,20}(?<![.-]))")
_SPEAKER = re.compile(
    r"(?m)^[>| \t]{0,8}(?:\[[\d:. /-]{3,20}\]|\d{1,2}[:.]\d\d)[ \t]{0,4}[-–]?["
    r" \t]*(?P<x>(?=\S*[_\d.]\w)[A-Za-zæøåÆØÅ][\w.-]{2,40}):"
)
_SHAPED = re.compile(r"(?<![\w./@\\-])[a-zæøå]{2,20}(?:_[a-zæøå]{1,20}){1,3}_?\d{0,4}(?![\w./@-])")
_MIXED = re.compile(
    r"(?<![\w./@\\-])(?=[\w.]{0,30}[a-zæøå])(?:[a-zæøå]{2,20}[._][a-zæøå]{2,20}(?:\d{1,4}"
    r"|_[a-z]{2,10})|(?:[A-Z][a-z]+){2,4}\d{1,4}|[a-z]{3,15}\d{1,3}[a-z]{1,6})(?![\w./@-])"
)
_DIRECTORY = re.compile(r"(?<![\w-])(?:az|ad|b|dq)\d{5,7}(?!\w)")
_PLACES = (
    *(
        "snap",
        "insta",
        "tiktok",
        "tik tok",
        "discord",
        "messenger",
        "facebook",
        "fb",
        "skype",
        "steam",
        "twitter",
    ),
    *("telegram", "signal", "whatsapp", "kik", "wickr", "viber", "roblox", "fortnite", "gamertag", "profil"),
    *("bruger", "login", "user", "mitid"),
)
_DOTTED = re.compile(
    r"(?<![\w./@\\:-])(?P<a>[a-zæøå][a-zæøå0-9]{1,20})\.(?P<b>[a-zæøå0-9]{2,20})(?![\w/@-]|\.\w)"
)
_NO_HANDLES = listed("not_handles")  # what stands before or after the dot of a title or a file name
_LETTER_DIGIT = re.compile(r"(?<![\w./@\\-])(?=[a-zæøå]+(?:\d|[._][a-zæøå]))")
_RULES = (
    Rule(_AT, signs=("@",)),
    Rule(_TAG, signs=("#",), row=4),
    Rule(_NAMED, small=True, signs=_PLACES),
    Rule(_LIST, small=True, signs=("brugere:",)),
    Rule(_SPEAKER, signs=(":",), row=1),
    Rule(_SHAPED, signs=("_",)),
    Rule(_MIXED, start=_LETTER_DIGIT),
    Rule(_DIRECTORY, small=True, row=5),
)


def find(text: str) -> Iterator[Place]:
    """Handles by their sign, by a word before them, as speakers of a chat, and logins of a directory."""
    for rule in _RULES:
        yield from places(rule, text, 0.8)
    for match in _DOTTED.finditer(text):
        if not any(_is_plain(match[part]) for part in ("a", "b")):
            yield Place(match.start(), match.end(), 0.8)


def _is_plain(part: str) -> bool:
    """An ordinary word, or a title or file ending: no part of a handle that nothing else tells."""
    return fold(part) in ordinary() or part.rstrip("0123456789") in _NO_HANDLES


USER = IdentifierKind("user", Kind.USER, find)
