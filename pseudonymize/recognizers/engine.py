"""Presidio around our recognizers: the model is read in batches and its artifacts are handed in.

Only Danish recognizers are registered. Presidio's e-mail recognizer (it asks the network for a list of
suffixes), its telephone recognizer (eight foreign regions) and its decision log (it writes the text) are
not used.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.language import Language
from spacy.tokens import Doc, Span

from pseudonymize.identifiers import KINDS
from pseudonymize.recognizers.interface import LANGUAGE
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
        """Texts with their artifacts, in order; word forms that spaCy met are forgotten batch by batch."""
        for batch in portions(texts, batch_size or self._batch_size):
            with self._model.memory_zone():
                docs = self._model.pipe(map(broken, batch), batch_size=len(batch))
                found = [self._artifacts(doc) for doc in docs]
            yield from zip(batch, found, strict=True)

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


class NoContext(ContextAwareEnhancer):
    """Leaves scores as they are: context is weighed inside our recognizers."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        """The results, unchanged."""
        return raw_results


RECOGNIZERS: tuple[EntityRecognizer, ...] = (
    *(PatternRecognizer(kind) for kind in KINDS.values()),
    ModelRecognizer(),
)


class Analyzer:
    """Our recognizers behind Presidio's analyzer."""

    def __init__(self, model: Language, extra: Sequence[EntityRecognizer] = (), batch_size: int = 64) -> None:
        self.nlp = SpacyBatches(model, batch_size)
        registry = RecognizerRegistry(recognizers=[*RECOGNIZERS, *extra], supported_languages=[LANGUAGE])
        self._engine = AnalyzerEngine(
            registry=registry,
            nlp_engine=self.nlp,
            supported_languages=[LANGUAGE],
            context_aware_enhancer=NoContext(),
            log_decision_process=False,
        )

    def hits(self, text: str, artifacts: NlpArtifacts, case: Sequence[EntityRecognizer] = ()) -> list[Hit]:
        """Everything found in one repaired text, in order."""
        results = self._engine.analyze(
            text=text, language=LANGUAGE, nlp_artifacts=artifacts, ad_hoc_recognizers=list(case)
        )
        name = RecognizerResult.RECOGNIZER_NAME_KEY
        found = [
            Hit(r.start, r.end, Kind(r.entity_type), r.score, r.recognition_metadata[name]) for r in results
        ]
        return sorted(found, key=lambda h: (h.start, h.end, h.kind.value, h.recognizer))
