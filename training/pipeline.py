"""The network's shape: the spaCy pipeline that training fills and the product loads."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language

from pseudonymize.model import echo, not_people, tokenizer
from pseudonymize.model.name_class import NameClass
from pseudonymize.model.tokenizer import NameTokenizer
from training.stream import LEARNT

ABOUT: Final = {
    "name": "datahoest_names",
    "version": "2.1.0",
    "description": "People, places and organisations in Danish case notes",
    "license": "CC BY-SA 4.0",
}

HIDDEN: Final = 64  # width of the parser's hidden layer, a network


@dataclass(frozen=True, slots=True)
class Plan:
    """Settings of one run."""

    steps: int = 10_000
    width: int = 128
    depth: int = 4
    dropout: float = 0.2
    seed: int = 1
    every: int = 1000
    rate: float = 0.001
    networks: int = 1


def config(plan: Plan) -> dict[str, object]:
    """The spaCy pipeline: shared token vectors, then the transition-based recognizer."""
    return {
        "nlp": {
            "lang": "da",
            "pipeline": ["tok2vec", "ner", not_people.NAME, echo.NAME],
            "tokenizer": {"@tokenizers": tokenizer.NAME},
        },
        "components": {
            "tok2vec": {"factory": "tok2vec", "model": _vectors(plan)},
            "ner": {"factory": "ner", "model": _parser(plan)},
            not_people.NAME: {"factory": not_people.NAME},
            echo.NAME: {"factory": echo.NAME},
        },
    }


def _vectors(plan: Plan) -> dict[str, object]:
    """One network's token vectors, or those of several beside each other."""
    if plan.networks == 1:
        return _tok2vec(plan)
    beside = {f"network_{at}": _tok2vec(plan) for at in range(plan.networks)}
    return {"@layers": "concatenate.v1", "*": beside}


def _tok2vec(plan: Plan) -> dict[str, object]:
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": plan.width,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG", "LEMMA"],
            "rows": [5000, 1000, 2500, 2500, 1500, 150],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": plan.width,
            "depth": plan.depth,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }


def _parser(plan: Plan) -> dict[str, object]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": HIDDEN * plan.networks,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.Tok2VecListener.v1",
            "width": plan.width * plan.networks,
            "upstream": "*",
        },
    }


def new_pipeline(plan: Plan, classes: NameClass) -> Language:
    nlp = spacy.util.load_model_from_config(config(plan), auto_fill=True)
    assert isinstance(nlp.tokenizer, NameTokenizer)
    nlp.tokenizer.classes = classes
    ner: Any = nlp.get_pipe("ner")
    for label in sorted(set(LEARNT.values())):
        ner.add_label(label)
    return nlp


def plain_pipeline() -> Language:
    """What speed is compared with: spaCy's own tokenizer and features, 96 wide and 4 deep, untrained."""
    settings: Any = config(Plan(width=96, depth=4))
    embed = settings["components"]["tok2vec"]["model"]["embed"]
    embed |= {"attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"], "rows": [5000, 1000, 2500, 2500]}
    parts = {name: settings["components"][name] for name in ("tok2vec", "ner")}
    nlp = spacy.util.load_model_from_config(
        {"nlp": {"lang": "da", "pipeline": list(parts)}, "components": parts}, auto_fill=True
    )
    ner: Any = nlp.get_pipe("ner")
    for label in sorted(set(LEARNT.values())):
        ner.add_label(label)
    nlp.initialize()
    return nlp


def export(nlp: Language, out: Path) -> None:
    """Weights only: the vocabulary would hold every word of the training text and the lists."""
    shutil.rmtree(out, ignore_errors=True)
    nlp.meta.update(ABOUT)
    nlp.to_disk(out, exclude=["vocab"])
