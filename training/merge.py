"""Networks side by side as one pipeline: each scores every move, and the mean of the scores decides.

`python -m training.merge OUT FOLDER FOLDER`. Unlike `training.average` they need not share a start: their
token vectors stand beside each other, so the result is the models voting on each move, at the cost of all.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from thinc.api import Model

from pseudonymize.model import load
from pseudonymize.model.tokenizer import NameTokenizer
from training.pipeline import Plan, export, new_pipeline


def merged(models: Sequence[Language], plan: Plan) -> Language:
    """One pipeline of `models`, each of the shape of `plan`; the character model is the first's."""
    tokenizer = models[0].tokenizer
    assert isinstance(tokenizer, NameTokenizer)
    assert tokenizer.classes is not None
    nlp = new_pipeline(replace(plan, networks=len(models)), tokenizer.classes)
    nlp.initialize()
    component: Any = nlp.get_pipe("ner")
    first: Any = models[0].get_pipe("ner")
    component.moves.initialize_actions(first.moves.labels)
    component.model.attrs["resize_output"](component.model, component.moves.n_moves)
    _copy_vectors(_part(nlp, "tok2vec"), [_part(model, "tok2vec") for model in models])
    moves = [_moves(model) for model in (nlp, *models)]
    _join_parsers(
        _part(nlp, "ner"),
        [_part(model, "ner") for model in models],
        [[order.index(move) for move in moves[0]] for order in moves[1:]],
    )
    return nlp


def _moves(nlp: Language) -> list[str]:
    """The names of the parser's moves in the order of its scores."""
    component: Any = nlp.get_pipe("ner")
    return [component.moves.get_class_name(at) for at in range(component.moves.n_moves)]


def _part(nlp: Language, name: str) -> Model[Any, Any]:
    component: Any = nlp.get_pipe(name)
    model: Model[Any, Any] = component.model
    return model


def _copy_vectors(beside: Model[Any, Any], alone: Sequence[Model[Any, Any]]) -> None:
    for place, model in zip(beside.layers, alone, strict=True):
        for to, source in zip(place.walk(), model.walk(), strict=True):
            for weight in source.param_names:
                if source.has_param(weight):
                    to.set_param(weight, source.get_param(weight))


def _join_parsers(joined: Any, alone: Sequence[Any], orders: Sequence[list[int]]) -> None:
    """Each parser reads its own vectors: zeros between; the scores are the mean, move by move."""
    linears = [model.get_ref("tok2vec").layers[-1] for model in alone]
    lowers, uppers = ([model.get_ref(name) for model in alone] for name in ("lower", "upper"))
    linear = joined.get_ref("tok2vec").layers[-1]
    linear.set_param("W", _diagonal([one.get_param("W") for one in linears], (0, 1)))
    linear.set_param("b", np.concatenate([one.get_param("b") for one in linears]))
    lower = joined.get_ref("lower")
    lower.set_param("W", _diagonal([one.get_param("W") for one in lowers], (1, 3)))
    lower.set_param("b", np.concatenate([one.get_param("b") for one in lowers], axis=0))
    lower.set_param("pad", np.concatenate([one.get_param("pad") for one in lowers], axis=2))
    upper = joined.get_ref("upper")
    scores = [one.get_param("W")[order] for one, order in zip(uppers, orders, strict=True)]
    biases = [one.get_param("b")[order] for one, order in zip(uppers, orders, strict=True)]
    upper.set_param("W", np.concatenate(scores, axis=1) / len(alone))
    upper.set_param("b", np.mean(biases, axis=0))


def _diagonal(blocks: Sequence[np.ndarray], axes: tuple[int, int]) -> np.ndarray:
    """The blocks along the diagonal of two axes, zeros elsewhere."""
    shape = list(blocks[0].shape)
    for axis in axes:
        shape[axis] = sum(block.shape[axis] for block in blocks)
    found = np.zeros(shape, dtype=blocks[0].dtype)
    at = [0] * len(shape)
    for block in blocks:
        place = tuple(
            slice(start, start + size) if axis in axes else slice(None)
            for axis, (start, size) in enumerate(zip(at, block.shape, strict=True))
        )
        found[place] = block
        for axis in axes:
            at[axis] += block.shape[axis]
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--width", type=int, default=Plan().width)
    parser.add_argument("--depth", type=int, default=Plan().depth)
    given = parser.parse_args(arguments)
    plan = Plan(width=given.width, depth=given.depth)
    export(merged([load(model, 0.0) for model in given.models], plan), given.out)


if __name__ == "__main__":
    main()
