"""Measures a model on annotated text: what it covers, what it masks falsely, and how sure the figures are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from spacy.language import Language

from pseudonymize.model import LABELS, entities
from pseudonymize.model.annotated import Note

Span = tuple[int, int, str]
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Count:
    """What one text adds to the figures."""

    gold: int = 0
    predicted: int = 0
    exact: int = 0
    mentions_covered: int = 0
    words: int = 0
    words_as_person: int = 0
    words_masked: int = 0
    other_words: int = 0
    false_words: int = 0


FIELDS: Final = tuple(Count.__dataclass_fields__)


def count(note: Note, predicted: Iterable[Span]) -> Count:
    """Compares by characters and words (runs of word characters); any label masks."""
    found = list(predicted)
    gold = [(start, end) for start, end, label in note.spans if label == "PER"]
    people = [(start, end) for start, end, label in found if label == "PER"]
    by_person, by_any, entity = (_cover(len(note.text), spans) for spans in (people, found, note.spans))
    exact = len(set(gold) & set(people))
    words = [
        (start + word.start(), start + word.end())
        for start, end in gold
        for word in _WORD.finditer(note.text[start:end])
    ]
    others = [
        word.span() for word in _WORD.finditer(note.text) if not entity[word.start() : word.end()].any()
    ]
    return Count(
        gold=len(gold),
        predicted=len(people),
        exact=exact,
        mentions_covered=sum(_within(by_any, one, note.text) for one in gold),
        words=len(words),
        words_as_person=sum(bool(by_person[a:b].all()) for a, b in words),
        words_masked=sum(bool(by_any[a:b].all()) for a, b in words),
        other_words=len(others),
        false_words=sum(bool(by_any[a:b].any()) for a, b in others),
    )


def _cover(size: int, spans: Iterable[Sequence[object]]) -> np.ndarray:
    covered = np.zeros(size, dtype=bool)
    for start, end, *_ in spans:
        covered[start:end] = True
    return covered


def _within(covered: np.ndarray, span: tuple[int, int], text: str) -> bool:
    return all(covered[at] or not text[at].isalnum() for at in range(*span))


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares in percent; false masks per 1,000 words outside entities."""

    strict_p: float
    strict_r: float
    strict_f: float
    word_recall: float
    any_recall: float
    mention_recall: float
    false_per_1000: float
    people: int


def figures(total: Count) -> Figures:
    precision, recall = _share(total.exact, total.predicted), _share(total.exact, total.gold)
    return Figures(
        strict_p=precision,
        strict_r=recall,
        strict_f=2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        word_recall=_share(total.words_as_person, total.words),
        any_recall=_share(total.words_masked, total.words),
        mention_recall=_share(total.mentions_covered, total.gold),
        false_per_1000=10 * _share(total.false_words, total.other_words),
        people=total.gold,
    )


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def add(counts: Iterable[Count]) -> Count:
    rows = [[getattr(one, name) for name in FIELDS] for one in counts]
    return Count(*(int(value) for value in np.sum(rows, axis=0))) if rows else Count()


def interval(
    counts: Sequence[Count], figure: Callable[[Figures], float], draws: int = 500, seed: int = 0
) -> tuple[float, float]:
    """95 % bootstrap interval over texts, seeded."""
    table = np.asarray([[getattr(one, name) for name in FIELDS] for one in counts])
    rng = np.random.default_rng(seed)
    values = [
        figure(figures(Count(*map(int, table[rng.integers(0, len(table), len(table))].sum(axis=0)))))
        for _ in range(draws)
    ]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def measure(nlp: Language, notes: Sequence[Note], labels: Mapping[str, str] = LABELS) -> list[Count]:
    """One Count a note, in order."""
    docs = nlp.pipe([note.text for note in notes], batch_size=64)
    return [count(note, entities(doc, labels)) for note, doc in zip(notes, docs, strict=True)]


def missed(nlp: Language, notes: Sequence[Note], labels: Mapping[str, str] = LABELS) -> list[str]:
    """Person mentions not wholly covered, as `note/number of the mention`: coordinates, never the name."""
    found = []
    for note, doc in zip(notes, nlp.pipe([note.text for note in notes], batch_size=64), strict=True):
        masked = _cover(len(note.text), entities(doc, labels))
        people = [(start, end) for start, end, label in note.spans if label == "PER"]
        found += [f"{note.name}/{at}" for at, one in enumerate(people) if not _within(masked, one, note.text)]
    return found


def table_row(name: str, counts: Sequence[Count]) -> str:
    """A line of a Markdown table."""
    found = figures(add(counts))

    def span(figure: Callable[[Figures], float]) -> str:
        low, high = interval(counts, figure)
        return f"{figure(found):.1f} ({low:.1f}-{high:.1f})"

    return (
        f"| {name} | {found.people} | {span(lambda one: one.strict_f)} "
        f"| {found.strict_p:.1f} / {found.strict_r:.1f} | {span(lambda one: one.word_recall)} "
        f"| {span(lambda one: one.any_recall)} | {span(lambda one: one.mention_recall)} "
        f"| {span(lambda one: one.false_per_1000)} |"
    )


TABLE_HEAD: Final = (
    "| set | persons | strict F | P / R | word recall | any-label recall | mentions whole | false/1,000 |\n"
    "|---|---|---|---|---|---|---|---|"
)
