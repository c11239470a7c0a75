"""The base of our recognizers: Presidio entity recognizers for Danish that return offsets only."""

from abc import abstractmethod
from collections.abc import Iterable

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from pseudonymize.text.interface import Kind
from pseudonymize.text.span import Hit

LANGUAGE = "da"


class DanishRecognizer(EntityRecognizer):
    """One way of finding people. Subclasses give :meth:`hits`; Presidio calls :meth:`analyze`."""

    kinds: tuple[Kind, ...] = (Kind.PER,)
    name: str

    def __init__(self, name: str, kinds: tuple[Kind, ...] | None = None) -> None:
        entities = [kind.value for kind in kinds or self.kinds]
        super().__init__(supported_entities=entities, name=name, supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing to load: everything comes in through the constructor."""

    @abstractmethod
    def hits(self, text: str, artifacts: NlpArtifacts | None) -> Iterable[Hit]:
        """What is found in repaired text; offsets count its code points."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Presidio's door to :meth:`hits`."""
        return [
            RecognizerResult(
                entity_type=hit.kind.value,
                start=hit.start,
                end=hit.end,
                score=hit.score,
                recognition_metadata={
                    RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                },
            )
            for hit in self.hits(text, nlp_artifacts)
        ]
