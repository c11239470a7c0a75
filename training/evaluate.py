"""Evaluates a model on every test split we have and writes the tables of the model card.

Also by itself: `python -m training.evaluate --model FOLDER --data FOLDER`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from spacy.language import Language

from pseudonymize.model import WEIGHTS, load
from pseudonymize.model.annotated import Note
from pseudonymize.model.comparison import compare, read_gold, speed
from pseudonymize.model.evaluate import TABLE_HEAD, measure, table_row
from training.augment import Dose, augmented
from training.corpora import DATA, GOLD, case_notes
from training.names import Names, load_names
from training.slots import LOOK_ALIKES, OwnNotes


def tables(nlp: Language, data: Path | None) -> Iterator[str]:
    """Markdown, a block at a time: test sets, forms, origins, genres, look-alikes."""
    gold = read_gold(GOLD)
    block = ""
    for line in compare(nlp, gold, data):
        if line.block != block:
            block = line.block
            yield f"\n### {block}\n\n{TABLE_HEAD}"
        yield table_row(line.name, line.counts)
    if data is not None:
        names = load_names(data)
        yield "\n### Gold test with every person given a name of one origin\n\n" + TABLE_HEAD
        yield from by_origin(nlp, gold.notes, data, names)
        yield "\n### Look-alikes in our own notes, masked\n"
        yield "| kind | known words | % | unknown words | % |\n|---|---|---|---|---|"
        yield from look_alikes(
            nlp, *(OwnNotes.from_folder(data, names, unseen=flag) for flag in (False, True))
        )


def by_origin(nlp: Language, gold: Sequence[Note], data: Path, names: Names) -> Iterator[str]:
    """The same notes, with the names of one group at a time."""
    by_hand = json.loads((data / "names-groups-hand.json").read_text(encoding="utf-8"))
    danish = (list(names.first[:400]), list(names.last[:200]))
    groups = {"danish": danish} | {name: (group["first"], group["last"]) for name, group in by_hand.items()}
    for name, group in groups.items():
        only = Names(group[0], group[1], [group])
        dose = Dose(**{**dict.fromkeys(Dose.__slots__, 0.0), "swap": 1.0, "swap_person": 1.0})
        yield table_row(
            name,
            measure(nlp, [augmented(note, only, random.Random(at), dose) for at, note in enumerate(gold)]),
        )


def look_alikes(nlp: Language, known: OwnNotes, unknown: OwnNotes) -> Iterator[str]:
    """How often medicines, diagnoses, tests and the like are masked: of training, and unseen."""
    sides = [_masked(nlp, own) for own in (known, unknown)]
    for kind in (*LOOK_ALIKES, "all"):
        cells = [f"{seen[kind]} | {100 * masked[kind] / max(seen[kind], 1):.1f}" for seen, masked in sides]
        yield f"| {kind} | {' | '.join(cells)} |"


def _masked(nlp: Language, own: OwnNotes, copies: int = 4) -> tuple[Counter[str], Counter[str]]:
    """Look-alikes seen and masked, by kind; new values in each copy of each note, never invented ones."""
    own.inventing = 0.0
    rng = random.Random(7)
    seen: Counter[str] = Counter()
    masked: Counter[str] = Counter()
    notes = [own.written(genre, text, rng) for _ in range(copies) for genre, text in own.notes]
    for note, doc in zip(notes, nlp.pipe([note.text for note in notes], batch_size=64), strict=True):
        covered = {at for entity in doc.ents for at in range(entity.start_char, entity.end_char)}
        at = 0
        for piece in note.pieces:
            if not piece.label and piece.person in LOOK_ALIKES:
                hit = any(place in covered for place in range(at, at + len(piece.text)))
                for kind in (piece.person, "all"):
                    seen[kind] += 1
                    masked[kind] += hit
            at += len(piece.text)
    return seen, masked


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=WEIGHTS)
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args(arguments)
    nlp = load(given.model)
    for line in tables(nlp, given.data if given.data.exists() else None):
        print(line, flush=True)
    print(f"\n{speed(nlp, [note.text for note in case_notes('test')]):,.0f} words a second of CPU")


if __name__ == "__main__":
    main()
