"""Trains, evaluates and exports the Danish name model: `python -m training.train --data FOLDER`."""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from pseudonymize.model import WEIGHTS
from pseudonymize.model.evaluate import add, figures
from pseudonymize.model.name_class import NameClass, Weights
from pseudonymize.model.tokenizer import NameTokenizer
from training.augment import Dose
from training.classes import learn, read_labels
from training.corpora import DATA, Note, case_notes, sentences
from training.evaluate import measure
from training.names import load_names
from training.slots import OwnNotes
from training.stream import LEARNT, Mix, Stream, Templates


@dataclass(frozen=True, slots=True)
class Plan:
    """Settings of one run."""

    steps: int = 3000
    width: int = 96
    depth: int = 4
    dropout: float = 0.1
    seed: int = 1
    every: int = 300
    rate: float = 0.001


def config(plan: Plan) -> dict[str, object]:
    """The spaCy pipeline: shared token vectors, then the transition-based recognizer."""
    return {
        "nlp": {
            "lang": "da",
            "pipeline": ["tok2vec", "ner"],
            "tokenizer": {"@tokenizers": "datahoest.name_tokenizer.v1"},
        },
        "components": {
            "tok2vec": {"factory": "tok2vec", "model": _tok2vec(plan)},
            "ner": {"factory": "ner", "model": _parser(plan)},
        },
    }


def _tok2vec(plan: Plan) -> dict[str, object]:
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": plan.width,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG", "LEMMA"],
            "rows": [5000, 1000, 2500, 2500, 500, 50],
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
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": plan.width, "upstream": "*"},
    }


def new_pipeline(plan: Plan, classes: NameClass) -> Language:
    nlp = spacy.util.load_model_from_config(config(plan), auto_fill=True)
    assert isinstance(nlp.tokenizer, NameTokenizer)
    nlp.tokenizer.classes = classes
    ner = nlp.get_pipe("ner")
    for label in sorted(set(LEARNT.values())):
        ner.add_label(label)
    return nlp


def batches(stream: Iterator[Example], rng: random.Random) -> Iterator[list[Example]]:
    """Batches that grow from 200 to 700 words."""
    size = 200.0
    batch: list[Example] = []
    words = 0
    for example in stream:
        batch.append(example)
        words += len(example.predicted)
        if words >= size:
            yield batch
            batch, words = [], 0
            size = min(size * 1.002, 700.0)


def word_classes(
    data: Path, notes: Sequence[Note], terms: Sequence[str], cache: Path | None = None
) -> Weights:
    """The character model, learned from the lists and the small-letter words of the training text."""
    if cache is not None and cache.exists():
        return Weights.read(cache)
    plain = {
        word
        for note in notes
        for piece in note.pieces
        if not piece.label
        for word in piece.text.split()
        if word.isalpha() and word.islower() and len(word) > 1
    }
    labels, shown = read_labels(data, sorted(plain), terms)
    weights = learn(labels, shown)
    if cache is not None:
        cache.parent.mkdir(parents=True, exist_ok=True)
        weights.save(cache)
        return Weights.read(cache)
    return weights


def train(data: Path, plan: Plan, dose: Dose, mix: Mix, out: Path, work: Path) -> Path:
    """Runs the plan and leaves the best checkpoint (by development score) in `out`."""
    fix_random_seed(plan.seed)
    news = [
        note
        for name in ("uner-ddt.train", "danplus-twitter.dev", "danplus-arto.dev")
        for note in sentences(data / f"{name}.jsonl.gz")
    ]
    gold = case_notes("train")
    dev_gold, dev_news = case_notes("dev"), sentences(data / "uner-ddt.dev.jsonl.gz")
    names = load_names(data)
    own = OwnNotes(data, names)
    classes = NameClass(word_classes(data, [*news, *gold], own.terms(), work / "name_class.npz"))
    nlp = new_pipeline(plan, classes)
    stream = Stream(nlp, news, gold, Templates(data, names), own, dose, mix, plan.seed)
    examples = iter(stream)
    nlp.initialize(lambda: list(itertools.islice(iter(stream), 30)))
    optimizer = Adam(plan.rate, use_averages=True, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True)
    best, started = -1.0, time.process_time()
    losses: dict[str, float] = {}
    for step, batch in enumerate(batches(examples, stream.rng), 1):
        optimizer.learn_rate = plan.rate * (1 - 0.9 * step / plan.steps)
        nlp.update(batch, sgd=optimizer, drop=plan.dropout, losses=losses)
        if step % plan.every == 0 or step == plan.steps:
            with nlp.use_params(optimizer.averages):
                g, n = (figures(add(measure(nlp, notes))) for notes in (dev_gold, dev_news))
                score = selection(g.any_recall, g.strict_f, n.any_recall, n.strict_f, g.false_per_1000)
                print(
                    f"{step} {time.process_time() - started:.0f}s loss {losses['ner']:.0f} gold any {g.any_recall:.1f} "
                    f"F {g.strict_f:.1f} false {g.false_per_1000:.1f} | news any {n.any_recall:.1f} F {n.strict_f:.1f} "
                    f"false {n.false_per_1000:.1f} | {score:.2f}",
                    flush=True,
                )
                losses.clear()
                if score > best:
                    best = score
                    export(nlp, out)
        if step >= plan.steps:
            break
    return out


def selection(gold_any: float, gold_f: float, news_any: float, news_f: float, false: float) -> float:
    """Recall weighs most: a name left in the text cannot be taken back."""
    return 0.5 * gold_any + 0.2 * gold_f + 0.15 * news_any + 0.15 * news_f - 0.1 * false


def export(nlp: Language, out: Path) -> None:
    """Weights only: the vocabulary would hold every word of the training text and the lists."""
    shutil.rmtree(out, ignore_errors=True)
    nlp.to_disk(out, exclude=["vocab"])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "work")
    for name, value in vars_of(Plan()).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    given = vars(parser.parse_args(arguments))
    plan = Plan(**{name: given[name] for name in vars_of(Plan())})
    train(given["data"], plan, Dose(), Mix(), given["out"], given["work"])


def vars_of(plan: Plan) -> dict[str, int | float]:
    return {name: getattr(plan, name) for name in plan.__slots__}


if __name__ == "__main__":
    main()
