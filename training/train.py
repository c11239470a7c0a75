"""Trains, evaluates and exports the Danish name model and writes its card.

One command: `python -m training.train --data FOLDER`. Where `spacy-lookups-data` is installed, the character
model learns from its dictionary too, which is worth having: see EXPERIMENTS.md.
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from pseudonymize.model import WEIGHTS
from pseudonymize.model.annotated import Note, read_notes
from pseudonymize.model.evaluate import Figures, add, figures, measure
from pseudonymize.model.forms import each
from pseudonymize.model.name_class import NameClass, Weights
from training.augment import Dose, shortened
from training.card import write_down
from training.classes import learn, read_lessons
from training.corpora import DATA, case_notes
from training.names import load_names
from training.pipeline import Plan, export, new_pipeline
from training.slots import OwnNotes
from training.stream import Source, Stream, Templates, neighbours, some
from training.written import written_notes

NEWS = ("uner-ddt.train", "danplus-twitter.dev", "danplus-arto.dev")
# Shares of the stream, by number of texts (case notes are the longest).
SHARES = {"news": 0.46, "gold": 0.34, "own": 0.17, "templates": 0.03}

# Of the full names in a piece of news, how many become the surname alone; one of these at random.
SURNAME_ONLY = (0.0, 0.0, 0.6)


def batches(stream: Iterator[Example]) -> Iterator[list[Example]]:
    """Batches that grow from 200 to 600 tokens."""
    size = 200.0
    batch: list[Example] = []
    tokens = 0
    for example in stream:
        batch.append(example)
        tokens += len(example.predicted)
        if tokens >= size:
            yield batch
            batch, tokens = [], 0
            size = min(size * 1.002, 600.0)


def word_classes(data: Path, notes: Sequence[Note], terms: Sequence[str], cache: Path) -> Weights:
    """The character model, learned from the lists and the small-letter words of the training text."""
    if not cache.exists():
        plain = {
            word
            for note in notes
            for piece in note.pieces
            if not piece.label
            for word in piece.text.split()
            if word.isalpha() and word.islower() and len(word) > 1
        }
        cache.parent.mkdir(parents=True, exist_ok=True)
        learn(read_lessons(data, sorted(plain), terms)).save(cache)
    return Weights.read(cache)


def without_countries(note: Note, countries: frozenset[str]) -> Note:
    """Case notes leave countries unmarked; the news corpus marks them, which would teach two answers."""
    return each(
        note,
        lambda piece: (
            replace(piece, label="")
            if piece.label == "LOC" and piece.text.rstrip("s") in countries
            else piece
        ),
    )


def run(
    nlp: Language,
    stream: Stream,
    plan: Plan,
    dev: Sequence[Sequence[Note]],
    out: Path,
    start: Path | None = None,
) -> float:
    """Trains `nlp` on `stream` and leaves the best checkpoint in `out`; the best development score.

    `start` holds weights to go on from.
    """
    examples = iter(stream)
    nlp.initialize(lambda: list(itertools.islice(iter(stream), 30)))
    if start:
        for name in ("tok2vec", "ner"):
            part: Any = nlp.get_pipe(name)
            part.from_disk(start / name, exclude=["vocab"])
    optimizer = Adam(plan.rate, use_averages=True, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True)
    best, started = -1000.0, time.process_time()
    losses: dict[str, float] = {}
    for step, batch in enumerate(batches(examples), 1):
        optimizer.learn_rate = plan.rate * (1 - 0.9 * step / plan.steps)
        nlp.update(batch, sgd=optimizer, drop=plan.dropout, losses=losses)
        if step % plan.every == 0 or step == plan.steps:
            with nlp.use_params(optimizer.averages):
                found = [figures(add(measure(nlp, notes))) for notes in dev]
                score = selection(found)
                report(step, time.process_time() - started, losses["ner"], found, score)
                losses.clear()
                if score > best:
                    best = score
                    export(nlp, out)
        if step >= plan.steps:
            return best
    return best


def selection(found: Sequence[Figures]) -> float:
    """Recall weighs most: a name left in the text cannot be taken back."""
    scores = [one.any_recall + 0.5 * one.strict_f - 0.2 * one.false_per_1000 for one in found]
    return scores[0] + 0.4 * sum(scores[1:])


def report(step: int, seconds: float, loss: float, found: Sequence[Figures], score: float) -> None:
    parts = [f"any {one.any_recall:.1f} F {one.strict_f:.1f} false {one.false_per_1000:.1f}" for one in found]
    print(f"{step} {seconds:.0f}s loss {loss:.0f} | {' | '.join(parts)} | {score:.2f}", flush=True)


def train(data: Path, plan: Plan, dose: Dose, out: Path, work: Path, start: Path | None = None) -> None:
    """Everything from the data folder and the committed notes to weights in `out`."""
    fix_random_seed(plan.seed)
    gold, names = [*case_notes("train"), *written_notes()], load_names(data)
    own = OwnNotes.from_folder(data, names)
    countries = frozenset(own.words["LAND"])
    news = [
        without_countries(note, countries) for name in NEWS for note in read_notes(data / f"{name}.jsonl.gz")
    ]
    classes = NameClass(word_classes(data, [*news, *gold], own.terms(), work / "name_class.npz"))
    nlp = new_pipeline(plan, classes)
    stream = Stream(nlp, sources(news, gold, own, Templates(data, names)), names, dose, plan.seed)
    run(nlp, stream, plan, [case_notes("dev"), read_notes(data / "uner-ddt.dev.jsonl.gz")], out, start)


def sources(
    news: list[Note], gold: list[Note], own: OwnNotes, templates: Templates
) -> list[tuple[float, Source]]:
    """What the stream draws from, and how often."""

    drawn_news = neighbours(news, 6)

    def one_note(rng: random.Random) -> Note:
        return rng.choice(gold)

    return [
        (SHARES["own"], some(own.fill, 3, "\n\n")),
        (SHARES["gold"], one_note),
        (SHARES["templates"], some(templates.fill, 5, " ")),
        (SHARES["news"], lambda rng: shortened(drawn_news(rng), rng, rng.choice(SURNAME_ONLY))),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "work")
    parser.add_argument("--start", type=Path, help="weights to go on from")
    fields = {name: getattr(Plan(), name) for name in Plan.__slots__}
    for name, value in fields.items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    given = vars(parser.parse_args(arguments))
    train(
        given["data"],
        Plan(**{name: given[name] for name in fields}),
        Dose(),
        given["out"],
        given["work"],
        given["start"],
    )
    write_down(given["out"], given["data"])


if __name__ == "__main__":
    main()
