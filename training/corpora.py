"""Where the annotated text lies, and which part of it may be trained on."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from pseudonymize.model.annotated import Note, Piece, read_notes

DATA: Final = Path(
    os.environ.get("DATAHOEST_NER_DATA", Path(__file__).resolve().parents[2] / "shared" / "ner-data")
)
GOLD: Final = Path(__file__).parent / "gold"
NOTES: Final = Path(__file__).parent / "notes"
Part = Literal["train", "dev", "test"]


def case_notes(part: Part, folder: Path = GOLD) -> list[Note]:
    """The annotated case notes whose case the committed split file gives to `part`."""
    split = json.loads((folder / "split.json").read_text(encoding="utf-8"))
    return [
        note
        for file in sorted(folder.glob("*.jsonl"))
        for note in read_notes(file)
        if split[note.case] == part
    ]


def joined(notes: Sequence[Note], between: str = " ") -> Note:
    """Several texts as one, in order."""
    pieces: list[Piece] = []
    for note in notes:
        if pieces:
            pieces.append(Piece(between))
        pieces.extend(note.pieces)
    return Note(tuple(pieces), notes[0].source, notes[0].genre)
