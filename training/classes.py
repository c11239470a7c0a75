"""Learns the character model behind `pseudonymize.model.name_class` from name, place and word lists."""

from __future__ import annotations

import gzip
import importlib.util
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from pseudonymize.model.name_class import KINDS, Floats, Weights, pieces
from training.names import Names, load_names, read_lines

BUCKETS: Final = 1 << 17
WIDTH, HIDDEN = 32, 64
BATCH = 512
COMMON_NAMES, COMMON_WORDS = 1500, 3000
# A subtitle word that is also a name counts as a word only when it is common: "jens" is not, "bo" is.
_WORD_RANK_IF_NAME = 6000
# A dictionary word that hardly anybody is called ("huse", "diesel") is no first name.
_NAME_RANK_IF_WORD = 20_000

Labels = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Kinds of each small-letter form, and how often to show it (common forms more than once)."""

    labels: Labels = field(default_factory=dict)
    shown: Counter[str] = field(default_factory=Counter)

    def add(self, form: str, *kinds: str, times: int = 1) -> None:
        if len(form) > 1:
            self.labels.setdefault(form, set()).update(kinds)
            self.shown[form] = max(self.shown[form], times)


def read_lessons(folder: Path, words: Iterable[str] = (), terms: Iterable[str] = ()) -> Lessons:
    """All the lists in `folder`, a dictionary, the words of the training text and our look-alike terms."""
    lessons = Lessons()
    known = dictionary()
    _names(lessons, load_names(folder), known)
    _places(lessons, folder)
    _words(lessons, read_words(folder / "wordfreq-da-50k.txt.gz"))
    for word in sorted(known):
        if "common_first" not in lessons.labels.get(word, ()):
            lessons.add(word, "word")
    for word in words:
        if word.isalpha() and not lessons.labels.get(word):
            lessons.add(word, "word", times=2)
    for term in terms:
        lessons.add(term, "term", times=2)
    return lessons


def dictionary() -> frozenset[str]:
    """Danish word forms of spaCy's look-up tables (`spacy-lookups-data`), none where it is not installed."""
    found = importlib.util.find_spec("spacy_lookups_data")
    if found is None or found.origin is None:
        return frozenset()
    packed = (Path(found.origin).parent / "data" / "da_lemma_lookup.json.gz").read_bytes()
    forms = (word for word in json.loads(gzip.decompress(packed)) if word.isalpha() and word.islower())
    # Long compounds and their genitives have the same pieces as their parts.
    return frozenset(word for word in forms if len(word) < 9 or zlib.crc32(word.encode()) % 4 == 0)


def _names(lessons: Lessons, names: Names, words: frozenset[str]) -> None:
    for rank, name in enumerate(names.first):
        if rank > _NAME_RANK_IF_WORD and name.lower() in words:
            continue
        kinds = ["first", "common_first"] if rank < COMMON_NAMES else ["first"]
        parts = name.lower().split("-") if rank < 40_000 else []
        for form in [name.lower(), *parts]:
            lessons.add(form, *kinds, times=4 if rank < 4000 else 1)
    for rank, name in enumerate(names.last):
        lessons.add(name.lower(), "surname", times=4 if rank < 1000 else 2)
    for firsts, lasts in names.groups:
        for name in firsts:
            lessons.add(name.lower(), "first", times=2)
        for name in lasts:
            lessons.add(name.lower(), "surname", times=2)


def _places(lessons: Lessons, folder: Path) -> None:
    for town in read_lines(folder / "towns-dk-hand.txt.gz"):
        lessons.add(town.split()[0].lower(), "town", times=3)
    for street in read_lines(folder / "streets-dk.txt.gz"):
        for part in street.lower().split():
            if len(part) > 6:
                lessons.add(part, "street")


def _words(lessons: Lessons, ranked: Sequence[str]) -> None:
    for rank, word in enumerate(ranked):
        name = lessons.labels.get(word, set()) & {"first", "surname", "town"}
        if word.isalpha() and (not name or rank < _WORD_RANK_IF_NAME):
            kinds = ["word"] if not name or rank < 2500 else []
            lessons.add(word, *kinds, times=40 if rank < 300 else 10 if rank < COMMON_WORDS else 2)


def read_words(path: Path) -> list[str]:
    """Word forms by falling frequency, from lines of form and count."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [line.split()[0] for line in lines if line.strip()]


def learn(lessons: Lessons, epochs: int = 4, seed: int = 0) -> Weights:
    """Adagrad on binary cross-entropy, in numpy; the same bytes for the same input."""
    rng = np.random.default_rng(seed)
    labels, shown = lessons.labels, lessons.shown
    forms = sorted(labels)
    targets = np.asarray([[kind in labels[form] for kind in KINDS] for form in forms], dtype=np.float32)
    lists = [np.asarray(pieces(form, BUCKETS), dtype=np.int64) for form in forms]
    order = np.repeat(np.arange(len(forms)), [shown[form] for form in forms])
    parts = [
        rng.normal(0, 0.1, (BUCKETS, WIDTH)),
        rng.normal(0, 1 / np.sqrt(WIDTH), (WIDTH, HIDDEN)),
        np.zeros(HIDDEN),
        rng.normal(0, 1 / np.sqrt(HIDDEN), (HIDDEN, len(KINDS))),
        np.zeros(len(KINDS)),
    ]
    weights = [np.asarray(part, dtype=np.float32) for part in parts]
    seen = [np.full_like(part, 1e-3) for part in weights]
    for epoch in range(epochs):
        rng.shuffle(order)
        rate = 0.08 * (1 - epoch / epochs) + 0.01
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            _step(weights, seen, [lists[at] for at in chosen], targets[chosen], rate)
    return Weights(*weights)


def _step(
    weights: list[Floats], seen: list[Floats], lists: Sequence[np.ndarray], targets: Floats, rate: float
) -> None:
    embedding, hidden, hidden_bias, output, output_bias = weights
    sizes = np.asarray([len(one) for one in lists])
    flat = np.concatenate(lists)
    scale = (1 / np.sqrt(sizes)).astype(np.float32)[:, None]
    summed = np.add.reduceat(embedding[flat], np.concatenate([[0], np.cumsum(sizes)[:-1]]), axis=0) * scale
    before = summed @ hidden + hidden_bias
    inner = np.maximum(before, 0)
    chance = 1 / (1 + np.exp(-(inner @ output + output_bias)))
    error = (chance - targets) / len(lists) * 8
    back = (error @ output.T) * (before > 0)
    order = np.argsort(flat, kind="stable")
    ranked = flat[order]
    first = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]]))
    rows = ranked[first]
    owners = np.repeat(np.arange(len(sizes)), sizes)[order]
    gradient = np.add.reduceat(((back @ hidden.T) * scale)[owners], first, axis=0)
    seen[0][rows] += gradient**2
    embedding[rows] -= rate * gradient / np.sqrt(seen[0][rows])
    for at, change in ((1, summed.T @ back), (2, back.sum(0)), (3, inner.T @ error), (4, error.sum(0))):
        seen[at] += change**2
        weights[at] -= rate * 0.3 * change / np.sqrt(seen[at])
