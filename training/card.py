"""Writes the model card: what the model is for, whose work is in it, and what it measures."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language

from pseudonymize.model import LEAN
from pseudonymize.model.recall import lean
from training.corpora import case_notes
from training.evaluate import speed, tables

ABOUT = Path(__file__).parent / "card.md"


def write_card(nlp: Language, data: Path | None, path: Path) -> None:
    """The fixed part, then the tables measured on `nlp` at the default recall point."""
    lean(nlp, LEAN)
    pace = speed(nlp, [note.text for note in case_notes("test")])
    lines = [
        ABOUT.read_text(encoding="utf-8").rstrip(),
        f"\n## Measured\n\nLean {LEAN:g}; {pace:,.0f} words a second of CPU, one thread. "
        "Shares in percent, with 95 % bootstrap intervals over notes (500 draws, seeded).\n",
        *tables(nlp, data),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
