"""Reads a damaged word as it was meant: encodings gone wrong, mark-up escapes, digits for letters.

Only the features of the network see the repaired form; the text keeps its characters and offsets.
"""

from __future__ import annotations

import html
import re
from typing import Final

_SUSPECT: Final = re.compile(r"[ÃÅâ&\\=\d\u00ad\u200b]")
_RTF: Final = re.compile(r"\\'([0-9a-fA-F]{2})")
_QUOTED: Final = re.compile(r"(?:=[0-9A-F]{2})+")
_DIGITS: Final = str.maketrans("015", "ols")
_SCANNED: Final = re.compile(r"(?=.*[^\W\d_]{2})[^\W\d_01]*(?:[01][^\W\d_]+)+")


def meant(word: str) -> str:
    """`word` without the damage this module knows; unchanged where it knows none."""
    if not _SUSPECT.search(word):
        return word
    word = word.replace("\u00ad", "").replace("\u200b", "")
    if "&" in word:
        word = html.unescape(word)
    if "\\'" in word:
        word = _RTF.sub(lambda found: bytes.fromhex(found[1]).decode("cp1252", "replace"), word)
    if "=" in word:
        word = _QUOTED.sub(
            lambda found: bytes.fromhex(found[0].replace("=", "")).decode("utf-8", "replace"), word
        )
    if "Ã" in word or "Å" in word or "â" in word:
        word = unmixed(word)
    return word.translate(_DIGITS) if _SCANNED.fullmatch(word) else word


def unmixed(word: str) -> str:
    """UTF-8 that was read as Windows-1252, read right."""
    try:
        return word.encode("cp1252").decode()
    except UnicodeError:
        return word
