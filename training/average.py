"""Averages the weights of models that went on from the same start; the character model is the last one's.

`python -m training.average OUT FOLDER FOLDER …`. Sensible only for such kin.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language

from pseudonymize.model import load
from training.pipeline import export


def average(models: Sequence[Language]) -> Language:
    """The last of `models`, with the mean of everybody's weights."""
    last = models[-1]
    for name in ("tok2vec", "ner"):
        parts: list[Any] = [nlp.get_pipe(name) for nlp in models]
        for nodes in zip(*(part.model.walk() for part in parts), strict=True):
            for weight in nodes[0].param_names:
                if all(node.has_param(weight) for node in nodes):
                    nodes[-1].set_param(weight, sum(node.get_param(weight) for node in nodes) / len(nodes))
    return last


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    given = parser.parse_args(arguments)
    export(average([load(model, 0.0) for model in given.models]), given.out)


if __name__ == "__main__":
    main()
