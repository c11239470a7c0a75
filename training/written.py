"""Our own annotated notes in prose, marked by hand as `training/gold` is, for training only.

A file holds notes below lines of `=== genre`. `{1:Jens Hansen}` is a person, told by the number from the
others of the note; `{L:Randers}` a place, `{A:Kærvej 7}` an address, `{O:Kildeskolen}` an institution.
"""

from __future__ import annotations

import re
from pathlib import Path

from pseudonymize.model.annotated import Note, Piece
from training.corpora import NOTES

_MARK = re.compile(r"\{(\d+|[LAO]):([^{}]+)\}")
_LABELS = {"L": "LOC", "A": "ADDR", "O": "ORG_ID"}


def written_notes(folder: Path = NOTES) -> list[Note]:
    """The notes of every `.notes` file of `folder`, in order."""
    found = []
    for file in sorted(folder.glob("*.notes")):
        for block in file.read_text(encoding="utf-8").split("=== ")[1:]:
            genre, _, text = block.partition("\n")
            found.append(Note(_pieces(text.rstrip("\n")), file.stem, genre.strip()))
    return found


def _pieces(marked: str) -> tuple[Piece, ...]:
    pieces, at = [], 0
    for mark in _MARK.finditer(marked):
        if mark.start() > at:
            pieces.append(Piece(marked[at : mark.start()]))
        kind, surface = mark.groups()
        label = _LABELS.get(kind, "PER")
        pieces.append(Piece(surface, label, f"x{kind}" if label == "PER" else ""))
        at = mark.end()
    if at < len(marked):
        pieces.append(Piece(marked[at:]))
    return tuple(pieces)
