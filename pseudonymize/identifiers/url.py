"""Web addresses, with or without a scheme. What stands in a path may be a name or a case number."""

import re
from collections.abc import Iterator

from pseudonymize.identifiers.interface import IdentifierKind, Place, Rule
from pseudonymize.text.interface import Kind

_TOP = "dk|com|net|org|eu|nu|info|io|me|se|no|de|uk|gl|fo|app|site|online|example|test|local|invalid"
_URL = Rule(
    re.compile(
        rf"(?i)(?:\b[a-z][a-z0-9+.-]{{1,12}}://[^\s<>\"»”]+|\bwww\.[^\s<>\"»”]+|\\\\[\w.-]+\\[^\s<>\"]+"
        rf"|(?<![@\w.-])(?:[\w-]{{1,63}}\.){{1,6}}(?:{_TOP})(?:/[^\s<>\"»”]*|(?=[\s,.;:!?)\]]|$)))"
    ),
    signs=("://", "www.", "\\\\", *(f".{top}" for top in _TOP.split("|"))),
)


def find(text: str) -> Iterator[Place]:
    """Addresses without the punctuation of the sentence around them."""
    for match in _URL.finditer(text):
        address = match[0].rstrip(".,;:!?'’*")
        for opening, closing in (("(", ")"), ("[", "]"), ("{", "}")):
            if address.endswith(closing) and opening not in address:
                address = address[:-1].rstrip(".,;:!?'")
        yield Place(match.start(), match.start() + len(address), 0.95)


URL = IdentifierKind("url", Kind.URL, find)
