"""Identifier kinds as recognizers."""

from collections.abc import Iterator

from presidio_analyzer.nlp_engine import NlpArtifacts

from pseudonymize.identifiers.interface import IdentifierKind
from pseudonymize.recognizers.interface import DanishRecognizer
from pseudonymize.text.span import Hit


class PatternRecognizer(DanishRecognizer):
    """Finds one identifier kind."""

    def __init__(self, kind: IdentifierKind) -> None:
        self._kind = kind
        super().__init__(kind.name, (kind.kind,))

    def hits(self, text: str, artifacts: NlpArtifacts | None) -> Iterator[Hit]:
        """Every place the kind's finder names."""
        for place in self._kind.places(text):
            yield Hit(place.start, place.end, self._kind.kind, place.score, self.name)
