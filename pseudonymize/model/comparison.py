"""All that is measured of one model: gold notes whole, by form, genre and origin, and public test sets."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from spacy.language import Language

from pseudonymize.model import LABELS
from pseudonymize.model.annotated import Note, read_notes
from pseudonymize.model.evaluate import Count, Figures, add, figures, interval, measure
from pseudonymize.model.forms import FORMS, is_table, rewritten
from schemas.errors import ConfigError

PUBLIC: Final[Mapping[str, str]] = {
    "uner-ddt.test": "UNER test",
    "danplus-twitter.test": "Twitter test",
    "danplus-arto.test": "Arto test",
    "swap-heldout-names.test": "swapped names",
    "journal-synthetic.test": "journal sentences",
    "journal-lowernames.test": "journal, small-letter names",
}
SMALLEST_GROUP: Final = 3
SURE: Final = ("strict_f", "word_recall", "any_recall", "mention_recall", "false_per_1000")


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the comparison: which notes, and what each of them adds."""

    block: str
    name: str
    counts: Sequence[Count]

    def figures(self) -> Figures:
        """Over all the notes of the line."""
        return figures(add(self.counts))

    def as_json(self) -> dict[str, object]:
        """The figures, those of SURE with a 95 % bootstrap interval."""
        sure = {f"{name}_95": interval(self.counts, _reader(name)) for name in SURE}
        return (
            {"block": self.block, "set": self.name, "notes": len(self.counts)} | asdict(self.figures()) | sure
        )


def _reader(name: str) -> Callable[[Figures], float]:
    return lambda found: float(getattr(found, name))


@dataclass(frozen=True, slots=True)
class Gold:
    """Annotated notes, and which group of origins each case belongs to where that is known."""

    notes: Sequence[Note]
    origins: Mapping[str, str]


def read_gold(path: Path) -> Gold:
    """A `.jsonl` file, or a folder of them; of a folder with a `split.json` only the test cases."""
    folder = path if path.is_dir() else path.parent
    files = sorted(folder.glob("*.jsonl")) if path.is_dir() else [path]
    split = _mapping(folder / "split.json") if path.is_dir() else {}
    notes = [note for file in files for note in read_notes(file) if split.get(note.case, "test") == "test"]
    if not notes:
        raise ConfigError(f"{path.name}: no annotated note in it. Give a .jsonl file or a folder of them")
    return Gold(notes, _mapping(folder / "origins.json"))


def _mapping(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        raise ConfigError(f"{file.name}: not JSON. Write case ids and one word for each") from None
    return {str(key): str(value) for key, value in read.items()}


def compare(
    nlp: Language, gold: Gold, data: Path | None, labels: Mapping[str, str] = LABELS
) -> Iterator[Measured]:
    """Line by line, in the order of the model card."""

    def line(block: str, name: str, notes: Sequence[Note]) -> Measured:
        return Measured(block, name, measure(nlp, notes, labels))

    yield line("Test sets", "gold test (case notes)", gold.notes)
    for file in public(data):
        stem = file.name.removesuffix(".jsonl.gz")
        yield line("Test sets", PUBLIC.get(stem, stem), read_notes(file))
    yield line("Gold by form", "as written", gold.notes)
    for name, change in FORMS.items():
        yield line("Gold by form", name, rewritten(gold.notes, change))
    if tables := [note for note in gold.notes if is_table(note)]:
        yield line("Gold by form", "tables", tables)
    if gold.origins:
        for name, notes in grouped(gold.notes, lambda note: gold.origins.get(note.case, "?")):
            yield line("Gold by origin of the family", name, notes)
    for name, notes in grouped(gold.notes, lambda note: note.genre):
        yield line("Gold by genre", name, notes)


def public(data: Path | None) -> list[Path]:
    """The test sets of a folder: the known ones in our order, then others."""
    if data is None:
        return []
    files = {file.name.removesuffix(".jsonl.gz"): file for file in sorted(data.glob("*.test.jsonl.gz"))}
    order = [name for name in PUBLIC if name in files]
    return [files[name] for name in [*order, *(name for name in files if name not in PUBLIC)]]


def grouped(notes: Iterable[Note], key: Callable[[Note], str]) -> Iterator[tuple[str, list[Note]]]:
    """Groups of a few notes at least, by falling size; the rest together."""
    found: dict[str, list[Note]] = {}
    for note in notes:
        found.setdefault(key(note), []).append(note)
    large = {name: group for name, group in found.items() if len(group) >= SMALLEST_GROUP}
    yield from sorted(large.items(), key=lambda one: -len(one[1]))
    if small := [note for name, group in found.items() if name not in large for note in group]:
        yield "others", small


def speed(nlp: Language, texts: Sequence[str], rounds: int = 3) -> float:
    """Words a second of CPU through `nlp.pipe`, best of `rounds`."""
    words = sum(len(nlp.make_doc(text)) for text in texts)
    best = 0.0
    for _ in range(rounds):
        started = time.process_time()
        for _doc in nlp.pipe(texts, batch_size=64):
            pass
        best = max(best, words / max(time.process_time() - started, 1e-9))
    return best
