"""The endless, seeded stream of training examples: news, posts and case notes, mixed and changed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example

from pseudonymize.model.annotated import Note, Piece
from pseudonymize.model.tokenizer import NameTokenizer
from training.augment import Dose, augmented
from training.corpora import joined
from training.names import Names, read_lines

# The case-note labels the network learns; numbers, mail addresses and the like are found by rules.
LEARNT = {"PER": "PER", "LOC": "LOC", "ORG": "ORG", "ORG_ID": "ORG", "ADDR": "LOC"}
# Share of the capitalised words whose form is hidden, so that the network reads their place and shape.
UNKNOWN = 0.12

Source = Callable[[random.Random], Note]


def some(draw: Source, most: int, between: str) -> Source:
    """One to `most` texts of a source, joined."""
    return lambda rng: joined([draw(rng) for _ in range(rng.randint(1, most))], between)


def neighbours(notes: Sequence[Note], most: int) -> Source:
    """One to `most` texts that follow each other."""

    def draw(rng: random.Random) -> Note:
        start = rng.randrange(len(notes))
        return joined(notes[start : start + rng.randint(1, most)])

    return draw


class Templates:
    """Sentences with slots, filled anew each time."""

    def __init__(self, folder: Path, names: Names) -> None:
        stored = json.loads((folder / "templates.train.json").read_text(encoding="utf-8"))
        self.sentences: list[str] = stored["sentences"]
        self.slots: dict[str, list[str]] = stored["slots"]
        self.slots["STREET"] = self.slots.get("STREET") or read_lines(folder / "streets-dk.txt.gz")
        self.names = names

    def fill(self, rng: random.Random) -> Note:
        pieces: list[Piece] = []
        for number, part in enumerate(
            rng.choice(self.sentences).replace("{", "\0{").replace("}", "}\0").split("\0")
        ):
            if part.startswith("{"):
                pieces.append(self._slot(part[1:-1], str(number), rng))
            elif part:
                pieces.append(Piece(part))
        return Note(tuple(pieces), "templates")

    def _slot(self, slot: str, person: str, rng: random.Random) -> Piece:
        firsts, lasts = self.names.draw(rng)
        match slot:
            case "FIRST":
                return Piece(firsts[0], "PER", person)
            case "LAST":
                return Piece(lasts[0], "PER", person)
            case "FULL":
                middle = [firsts[1]] if rng.random() < 0.15 else [lasts[1]] if rng.random() < 0.2 else []
                return Piece(" ".join([firsts[0], *middle, lasts[0]]), "PER", person)
            case "ORG":
                org = rng.choice(self.slots["ORG"])
                return Piece(org, "" if org.endswith("Kommune") else "ORG")
            case "LOC" | "STREET":
                return Piece(rng.choice(self.slots[slot]), "LOC")
            case "num":
                return Piece(str(rng.randint(1, 199)))
            case _:
                return Piece(rng.choice(self.slots.get(slot, ["3. maj"])))


class Stream:
    """Yields changed texts as spaCy examples. Everything random comes from one seeded generator."""

    def __init__(
        self, nlp: Language, sources: Sequence[tuple[float, Source]], names: Names, dose: Dose, seed: int
    ) -> None:
        self.nlp, self.names, self.dose = nlp, names, dose
        self.shares, self.draws = [share for share, _ in sources], [draw for _, draw in sources]
        self.rng = random.Random(seed)

    def __iter__(self) -> Iterator[Example]:
        while True:
            (draw,) = self.rng.choices(self.draws, self.shares)
            yield self.example(augmented(draw(self.rng), self.names, self.rng, self.dose))

    def example(self, note: Note) -> Example:
        """A note as prediction-free doc and reference; some name classes are hidden."""
        tokenizer = self.nlp.tokenizer
        assert isinstance(tokenizer, NameTokenizer)
        whole = self.rng.random() < 0.04
        entity = 0.12
        inside = [(start, end) for start, end, _ in note.spans]
        doc = tokenizer(note.text)
        self._hide(doc, inside, 1.0 if whole else entity, 1.0 if whole else 0.02)
        return Example(doc, with_entities(doc.copy(), note))

    def _hide(self, doc: Doc, inside: list[tuple[int, int]], share_in: float, share_out: float) -> None:
        starts = {at for start, end in inside for at in range(start, end)}
        for token in doc:
            share = share_in if token.idx in starts else share_out
            if self.rng.random() < share:
                token.tag_ = "?"
            if token.text[:1].isupper() and self.rng.random() < UNKNOWN:
                token.norm_ = f"?{self.rng.randrange(100_000)}"  # an unknown word: read its place and shape


def with_entities(doc: Doc, note: Note) -> Doc:
    """`doc` with the note's learnt entities; one that starts inside a token takes the whole token."""
    found, last = [], -1
    for start, end, label in note.spans:
        learnt = LEARNT.get(label)
        span = doc.char_span(start, end, label=learnt, alignment_mode="expand") if learnt else None
        if learnt and span is not None and span.start > last:
            while len(span) > 1 and span[0].is_space:
                span = doc[span.start + 1 : span.end]
            found.append((span.start, span.end, learnt))
            last = span.end - 1
    doc.set_ents([Span(doc, start, end, label=label) for start, end, label in found])
    return doc
