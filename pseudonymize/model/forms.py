"""Other ways to write the same note: letter case, dictation, typing faults, scanning, wrong encodings.

Marks stay true: each change is made piece by piece. For training and for measuring.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from html.entities import codepoint2name
from types import MappingProxyType
from typing import Final

from pseudonymize.model.annotated import Note, Piece

OCR: Final[Mapping[str, str]] = MappingProxyType(
    {"rn": "m", "m": "rn", "l": "1", "i": "l", "e": "c", "o": "0"}
    | {"g": "q", "ø": "o", "å": "a", "æ": "ae", "I": "l", "u": "ii"}
)
LETTERS: Final = "abcdefghijklmnoprstuvyæøå"
_CELLS: Final = re.compile(r"[|;\t].*[|;\t]|</td>", re.IGNORECASE)

Change = Callable[[str, random.Random], str]


def each(note: Note, change: Callable[[Piece], Piece]) -> Note:
    """`note` with every piece changed."""
    return replace(note, pieces=tuple(change(piece) for piece in note.pieces))


def lower(text: str) -> str:
    """In small letters."""
    return text.lower()


def upper(text: str) -> str:
    """In capitals, unless that would make it longer."""
    return text.upper() if len(text.upper()) == len(text) else text


def dictated(text: str) -> str:
    """As speech recognition leaves it: no capitals, hardly any punctuation."""
    return "".join(char for char in text.lower() if char not in ',.;:!?"') or text


def typos(text: str, rng: random.Random, rate: float) -> str:
    """A share of the letters doubled, changed or left out."""
    out = []
    for char in text:
        draw = rng.random()
        if draw > rate or not char.isalpha():
            out.append(char)
        elif draw < rate * 0.4:
            out.append(char * 2)
        elif draw < rate * 0.7:
            out.append(rng.choice(LETTERS))
    return "".join(out) or text


def ocr(text: str, rng: random.Random) -> str:
    """Letters taken for others, as in a scan."""
    out = []
    at = 0
    while at < len(text):
        for size in (2, 1):
            part = text[at : at + size]
            if part in OCR and rng.random() < 0.04:
                out.append(OCR[part])
                at += size
                break
        else:
            out.append(text[at])
            at += 1
    return "".join(out)


def mojibake(text: str) -> str:
    """UTF-8 read as Windows-1252."""
    try:
        return text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return text


def wrapped(text: str, rng: random.Random) -> str:
    """Some spaces doubled or turned into line breaks, inside names too."""
    return "".join(
        rng.choice(("\n", "  ", " \n")) if char == " " and rng.random() < 0.1 else char for char in text
    )


def escaped(text: str) -> str:
    """Danish letters as HTML entities."""
    return "".join(
        f"&{codepoint2name[ord(char)]};" if ord(char) in codepoint2name and ord(char) > 127 else char
        for char in text
    )


def hyphenated(text: str, rng: random.Random) -> str:
    """A few long words cut at a line's end, as in a scanned letter."""

    def cut(found: re.Match[str]) -> str:
        word = found[0]
        at = rng.randint(3, len(word) - 3)
        return f"{word[:at]}-\n{word[at:]}" if rng.random() < 0.06 else word

    return re.sub(r"[^\W\d_]{6,}", cut, text)


def _always(change: Callable[[str], str]) -> Change:
    return lambda text, _: change(text)


FORMS: Final[Mapping[str, Change]] = MappingProxyType(
    {
        "small letters": _always(lower),
        "capitals": _always(upper),
        "dictated": _always(dictated),
        "typing faults": lambda text, rng: typos(text, rng, 0.01),
        "scanned (OCR)": lambda text, rng: hyphenated(ocr(text, rng), rng),
        "wrong encoding": _always(mojibake),
        "HTML escapes": _always(escaped),
    }
)


def rewritten(notes: Iterable[Note], change: Change) -> list[Note]:
    """Each note in another form, always the same way."""
    return [_rewritten(note, change, random.Random(at)) for at, note in enumerate(notes)]  # noqa: S311  no secret


def _rewritten(note: Note, change: Change, rng: random.Random) -> Note:
    return each(note, lambda piece: replace(piece, text=change(piece.text, rng)))


def is_table(note: Note) -> bool:
    """Whether two lines at least, and a third of them, hold cells."""
    lines = [line for line in note.text.splitlines() if line.strip()]
    cells = sum(bool(_CELLS.search(line)) for line in lines)
    return cells >= 2 and 3 * cells >= len(lines)
