"""Annotated text, to train on and to measure with: case notes with inline marks, or sentences with spans."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas.errors import ConfigError

_MARK = re.compile(r"⟦([A-Z_]+)(?:#([px]\d+))?:([^⟦⟧]+)⟧")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `label` is "" outside entities, `person` tells mentions of one person together."""

    text: str = field(repr=False)
    label: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A text as pieces. `source` is where it came from, `genre` what kind of note it is."""

    pieces: tuple[Piece, ...] = field(repr=False)
    source: str
    genre: str = ""
    name: str = ""
    case: str = ""

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


def read_notes(path: Path) -> list[Note]:
    """Notes of a `.jsonl` or `.jsonl.gz` file: lines of {"text"} with marks, or of {"text", "spans"}."""
    source = path.name.removesuffix(".gz").removesuffix(".jsonl")
    notes = []
    for number, line in _lines(path):
        try:
            notes.append(_note(json.loads(line), source))
        except (ValueError, KeyError, TypeError, AttributeError):
            # from None: the parser's message quotes the line.
            raise ConfigError(
                f'{path.name}, line {number}: no annotated note. Write a JSON object with "text" '
                'and marks in it, or with "text" and "spans"'
            ) from None
    return notes


def _note(row: dict[str, Any], source: str) -> Note:
    pieces = _cut(row["text"], row["spans"]) if "spans" in row else parse_markup(row["text"])
    if "⟦" in (text := "".join(piece.text for piece in pieces)) or "⟧" in text:
        raise ValueError("a mark is not closed")
    return Note(pieces, source, row.get("genre", ""), row.get("note_id", ""), row.get("case_id", ""))


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    yield from (json.loads(line) for _, line in _lines(path))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as problem:
        raise ConfigError(
            f"{path.name}: cannot be read ({type(problem).__name__}). Give another file"
        ) from None
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


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
