"""E-mail addresses, also with (at) written out. No top-level domain list: that would need the network."""

import re
from collections.abc import Iterator

from pseudonymize.identifiers.interface import IdentifierKind, Place, Rule, places
from pseudonymize.text.interface import Kind

_PLAIN = re.compile(r"[\w.+%!#$&'*/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,24}")
_STRIP = "'`*=/{|}~&#$!?^.%"
_SPELT = re.compile(
    r"(?<![\w.])[\w.+-]{1,64}(?:\s?[(\[{]\s?(?:at|snabel-?a|@)\s?[)\]}]\s?|\s(?:snabel-?a|snabela)\s)"
    r"[\w-]{1,63}(?:\s?(?:\.|[(\[]\s?(?:dot|punktum)\s?[)\]]|\spunktum\s|\sdot\s)\s?[\w-]{2,63}){1,4}"
)
_BROKEN = re.compile(
    r"(?<![\w.])[\w.+-]{1,64}(?:\s?@\s{0,2}|-?\n?@\n?)[\w-]{1,63}(?:\.-?\n?[\w-]{2,63}){1,4}"
)
_HALF = re.compile(r"(?<![\w.])[\w.+-]{2,64}@[\w-]{2,63}(?![\w.@-])")
_SPELT_OUT = Rule(_SPELT, small=True, signs=("snabel", *"([{"))


def find(text: str) -> Iterator[Place]:
    """Addresses; punctuation that only stands in front is left out."""
    if "@" in text:
        for match in _PLAIN.finditer(text):
            start = match.start() + len(match[0]) - len(match[0].lstrip(_STRIP))
            yield Place(start, match.end(), 0.99)
        yield from places(_BROKEN, text)
        yield from places(_HALF, text, 0.6)
    yield from places(_SPELT_OUT, text, 0.8)


EMAIL = IdentifierKind("email", Kind.EMAIL, find)
