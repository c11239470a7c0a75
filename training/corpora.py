"""Reads annotated text: case notes with inline markup, and sentences with spans. One shape for both: Note."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

GOLD: Final = Path(__file__).parent / "gold"
DATA: Final = Path(os.environ.get("DATAHOEST_NER_DATA", Path(__file__).parents[2] / "shared" / "ner-data"))
NOTES: Final = Path(__file__).parent / "notes"
Part = Literal["train", "dev", "test"]
_MARK = re.compile(r"⟦([A-Z_]+)(?:#([px]\d+))?:([^⟦⟧]+)⟧")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `label` is "" outside entities, `person` tells mentions of one person together."""

    text: str
    label: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A text as pieces. `source` is where it came from, `genre` what kind of note it is."""

    pieces: tuple[Piece, ...]
    source: str
    genre: str = ""
    name: str = ""
    case: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def spans(self) -> list[tuple[int, int, str]]:
        """(start, end, label) in characters of `text`."""
        found, at = [], 0
        for piece in self.pieces:
            if piece.label:
                found.append((at, at + len(piece.text), piece.label))
            at += len(piece.text)
        return found


def parse_markup(marked: str) -> tuple[Piece, ...]:
    """Pieces of a text with `⟦LABEL#person:surface⟧` markup."""
    pieces, at = [], 0
    for found in _MARK.finditer(marked):
        if found.start() > at:
            pieces.append(Piece(marked[at : found.start()]))
        label, person, surface = found.groups()
        pieces.append(Piece(surface, label, person or (surface if label == "PER" else "")))
        at = found.end()
    if at < len(marked):
        pieces.append(Piece(marked[at:]))
    return tuple(pieces)


def case_notes(part: Part, folder: Path = GOLD) -> list[Note]:
    """The annotated case notes whose case the committed split file gives to `part`."""
    split = json.loads((folder / "split.json").read_text(encoding="utf-8"))
    rows = [row for file in sorted(folder.glob("*.jsonl")) for row in json_lines(file)]
    return [note_of(row) for row in rows if split[row["case_id"]] == part]


def own_notes(folder: Path = NOTES) -> list[Note]:
    """Our further hand-written notes, all for training."""
    return [note_of(row) for file in sorted(folder.glob("*.jsonl")) for row in json_lines(file)]


def note_of(row: dict[str, str]) -> Note:
    return Note(
        parse_markup(row["text"]),
        "gold",
        row.get("genre", ""),
        row.get("note_id", ""),
        row.get("case_id", ""),
    )


def json_lines(path: Path) -> Iterator[dict[str, str]]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


def sentences(path: Path) -> list[Note]:
    """A gzipped file of {"text", "spans": [[start, end, label]]} lines."""
    notes = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            notes.append(Note(_cut(row["text"], row["spans"]), path.name.removesuffix(".jsonl.gz")))
    return notes


def _cut(text: str, spans: list[tuple[int, int, str]]) -> tuple[Piece, ...]:
    pieces, at = [], 0
    for start, end, label in sorted(spans):
        if start < at:
            continue  # nested: the outer one counts
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], label, text[start:end] if label == "PER" else ""))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return tuple(pieces)


def joined(notes: list[Note], between: str = " ") -> Note:
    """Several texts as one, in order."""
    pieces: list[Piece] = []
    for note in notes:
        if pieces:
            pieces.append(Piece(between))
        pieces.extend(note.pieces)
    return Note(tuple(pieces), notes[0].source, notes[0].genre)
