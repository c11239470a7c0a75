"""Writes down what a model measures: its card, and the known failures that the regression gate pins.

Again for the committed weights: `python -m training.card`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from spacy.language import Language

from pseudonymize.model import LEAN, WEIGHTS, fingerprint, load
from pseudonymize.model.comparison import speed
from pseudonymize.model.evaluate import add, figures, measure, missed
from training.corpora import DATA, case_notes
from training.evaluate import tables
from training.pipeline import plain_pipeline

ABOUT = Path(__file__).parent / "card.md"
GATE = Path(__file__).parents[1] / "tests" / "pseudonymize" / "model" / "known_failures.json"


def write_card(nlp: Language, data: Path | None, model: Path) -> None:
    """The fixed part, then the tables measured on `nlp`, read from `model`, at the default recall point."""
    texts = [note.text for note in [*case_notes("train"), *case_notes("test")]]
    pace, plain = speed(nlp, texts), speed(plain_pipeline(), texts)
    lines = [
        ABOUT.read_text(encoding="utf-8").rstrip(),
        f"\n## Measured\n\nHash {fingerprint(model)}, lean {LEAN:g}. "
        f"{pace:,.0f} words a second of CPU on one thread, "
        f"{pace / plain:.2f} of a plain network of 96 x 4 in the same run ({plain:,.0f}). "
        "Shares in percent, with 95 % bootstrap intervals over notes (500 draws, seeded).\n",
        *tables(nlp, data),
    ]
    (model.parent / "MODEL_CARD.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_gate(nlp: Language, path: Path = GATE) -> None:
    """The mentions that `nlp` misses in the test part, by coordinates, and figures it must keep."""
    gold = case_notes("test")
    found = figures(add(measure(nlp, gold)))
    gate = {
        "any_recall_at_least": round(found.any_recall - 0.05, 1),
        "false_per_1000_at_most": round(found.false_per_1000 + 0.05, 1),
        "missed": missed(nlp, gold),
    }
    path.write_text(json.dumps(gate, indent=1) + "\n", encoding="utf-8")


def write_down(model: Path, data: Path | None) -> None:
    """Card beside the weights, and the gate, at the default recall point."""
    nlp = load(model, LEAN)
    write_card(nlp, data, model)
    if model == WEIGHTS:
        write_gate(nlp)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=WEIGHTS)
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args(arguments)
    write_down(given.model, given.data if given.data.exists() else None)


if __name__ == "__main__":
    main()
