"""Our recognizers one after another, and the model as Presidio's engine, read in batches.

The recognizers are Presidio's kind and find the same inside its analyzer (the tests prove it). Here they are
asked directly: its analyzer spends more on results and their metadata than most recognizers on reading.
Presidio's e-mail recognizer (it asks the network for a list of suffixes), its telephone recognizer (eight
foreign regions) and its decision log (it writes the text) are not used.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.language import Language
from spacy.tokens import Doc, Span

from pseudonymize.identifiers import KINDS
from pseudonymize.recognizers.interface import LANGUAGE, DanishRecognizer
from pseudonymize.recognizers.model import ModelRecognizer
from pseudonymize.recognizers.pattern import PatternRecognizer
from pseudonymize.text.interface import Kind
from pseudonymize.text.span import Hit

# What the network is shown at once. It needs about 5 kB a letter while it reads: 64 long documents together
# would be six gigabytes.
LETTERS = 40_000


def portions(texts: Iterable[str], most: int, letters: int = LETTERS) -> Iterator[list[str]]:
    """Texts in order, at most so many and so many letters at a time; a longer text comes alone."""
    batch: list[str] = []
    room = letters
    for text in texts:
        if batch and (len(batch) == most or len(text) > room):
            yield batch
            batch, room = [], letters
        batch.append(text)
        room -= len(text)
    if batch:
        yield batch


# spaCy strips signs off a word one by one and copies the rest each time: a line of quotes costs its square.
_UNBROKEN = re.compile(r"\S{100,}")
_SIGN = re.compile(r"[\W_]")
_STEP = 80


def broken(text: str) -> str:
    """The text as the model is shown it: a blank for a sign now and then where none stands for long.

    As long as before, so that offsets hold.
    """
    return _UNBROKEN.sub(_spaced, text)


def _spaced(match: re.Match[str]) -> str:
    letters = list(match[0])
    sign = _SIGN.search(match[0], _STEP)
    while sign is not None:
        letters[sign.start()] = " "
        sign = _SIGN.search(match[0], sign.end() + _STEP)
    return "".join(letters)


class Entity(NamedTuple):
    """What the model found, under the names a spaCy span has for it."""

    start_char: int
    end_char: int
    label_: str


class SpacyBatches(NlpEngine):
    """A loaded spaCy pipeline as Presidio's engine; texts go through ``pipe`` in batches."""

    def __init__(self, model: Language, batch_size: int = 64) -> None:
        self._model = model
        self._batch_size = batch_size
        self._no_tokens = model.make_doc("")

    def load(self) -> None:
        """The pipeline comes loaded."""

    def is_loaded(self) -> bool:
        """Always."""
        return True

    def _artifacts(self, doc: Doc) -> NlpArtifacts:
        # Lemmas, keywords and token offsets are left out: no recognizer of ours reads them. The Doc goes: it
        # holds the network's inner values, hundreds of megabytes for the texts of a chunk together.
        found = [Entity(e.start_char, e.end_char, e.label_) for e in doc.ents]
        return NlpArtifacts(cast(list[Span], found), self._no_tokens, [], [], None, LANGUAGE)

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """One text."""
        with self._model.memory_zone():
            return self._artifacts(self._model(broken(text)))

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 0, n_process: int = 1, **kwargs: object
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Texts with their artifacts, in order; word forms that spaCy met are forgotten when all are read."""
        listed = list(texts)
        with self._model.memory_zone():
            found = [
                self._artifacts(doc)
                for batch in portions(listed, batch_size or self._batch_size)
                for doc in self._model.pipe(map(broken, batch), batch_size=len(batch))
            ]
        yield from zip(listed, found, strict=True)

    def nothing(self) -> NlpArtifacts:
        """Artifacts of a text that the model is not shown."""
        return NlpArtifacts([], self._no_tokens, [], [], None, LANGUAGE)

    def is_stopword(self, word: str, language: str) -> bool:
        """Not used: keywords are not computed."""
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Not used: keywords are not computed."""
        return False

    def get_supported_entities(self) -> list[str]:
        """Labels the model may give."""
        return [Kind.PER.value, Kind.LOC.value, Kind.ORG.value]

    def get_supported_languages(self) -> list[str]:
        """Danish."""
        return [LANGUAGE]


RECOGNIZERS: tuple[DanishRecognizer, ...] = (
    *(PatternRecognizer(kind) for kind in KINDS.values()),
    ModelRecognizer(),
)


class Analyzer:
    """Our recognizers behind one door."""

    def __init__(self, model: Language, extra: Sequence[DanishRecognizer] = (), batch_size: int = 64) -> None:
        self.nlp = SpacyBatches(model, batch_size)
        self._recognizers = (*RECOGNIZERS, *extra)

    def hits(self, text: str, artifacts: NlpArtifacts, case: Sequence[DanishRecognizer] = ()) -> list[Hit]:
        """Everything found in one repaired text, in order."""
        found = [hit for one in (*self._recognizers, *case) for hit in one.hits(text, artifacts)]
        return sorted(_distinct(found), key=lambda h: (h.start, h.end, h.kind.value, h.recognizer))


def _distinct(found: list[Hit]) -> Iterator[Hit]:
    """Hits that lie in no other of their kind with at least their score, as Presidio's analyzer sorts out."""
    near: list[Hit] = []
    for hit in sorted(found, key=lambda h: (h.kind.value, h.start, -h.end, -h.score, h.recognizer)):
        near = [one for one in near if one.kind is hit.kind and one.end >= hit.start]
        if not any(hit.end <= one.end and hit.score <= one.score for one in near):
            near.append(hit)
            yield hit
