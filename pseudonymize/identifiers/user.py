"""User names and handles: a mother's profile name is a name."""

import re
from collections.abc import Iterator

from pseudonymize.identifiers.interface import IdentifierKind, Place, places
from pseudonymize.text.interface import Kind

_AT = re.compile(r"(?<![\w@.])@[A-Za-zÆØÅæøå][\w.-]{1,39}(?<![.-])")
_TAG = re.compile(r"(?<![\w#])[\w.]{2,32}#\d{4}(?!\d)")
_WORD = (
    r"(?:snap(?:chat)?|insta(?:gram)?|tiktok|tik tok|discord|messenger|facebook|fb|skype|steam"
    r"|twitter|telegram|signal"
    r"|whatsapp|kik|wickr|viber|roblox|fortnite|gamertag|profil(?:en|navn)?|bruger(?:navn|id|e"
    r"|en)?|login|user(?:name)?|mitid)"
)
_NAMED = re.compile(
    rf"(?i)\b{_WORD}(?:[ -](?:navn|id|bruger|profil|konto|hedder|er|under|som|kalder"
    rf" sig)){{0,3}}[:\s\"'“”(]{{1,4}}"
    r"(?P<x>(?=[\w.-]*[a-zæøå])(?=[\w.-]*(?:[_\d]|\w\.\w))[\w.-]{3,40}(?<![.-]))"
)
_LIST = re.compile(r"(?i)\bbrugere:\s{0,4}(?P<x>[\w.-]{1,40}(?:, [\w.-]{1,40}){0,20}(?<![.-]))")
_SPEAKER = re.compile(
    r"(?m)^[>| \t]{0,8}(?:\[[\d:. /-]{3,20}\]|\d{1,2}[:.]\d\d)[ \t]{0,4}[-–]?["
    r" \t]*(?P<x>(?=\S*[_\d.]\w)[A-Za-zæøåÆØÅ][\w.-]{2,40}):"
)
_SHAPED = re.compile(r"(?<![\w./@\\-])[a-zæøå]{2,20}(?:_[a-zæøå]{1,20}){1,3}_?\d{0,4}(?![\w./@-])")
_MIXED = re.compile(
    r"(?<![\w./@\\-])(?=[\w.]{0,30}[a-zæøå])(?:[a-zæøå]{2,20}[._][a-zæøå]{2,20}(?:\d{1,4}"
    r"|_[a-z]{2,10})|(?:[A-Z][a-z]+){2,4}\d{1,4}|[a-z]{3,15}\d{1,3}[a-z]{1,6})(?![\w./@-])"
)
_DIRECTORY = re.compile(r"(?i)(?<![\w-])(?:az|ad|b|dq)\d{5,7}(?!\w)")


def find(text: str) -> Iterator[Place]:
    """Handles by their sign, by a word before them, as speakers of a chat, and logins of a directory."""
    for pattern in (_AT, _TAG, _NAMED, _LIST, _SPEAKER, _SHAPED, _MIXED, _DIRECTORY):
        yield from places(pattern, text, 0.8)


USER = IdentifierKind("user", Kind.USER, find)
