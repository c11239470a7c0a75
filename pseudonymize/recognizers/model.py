"""What the Danish model found: its entities, less those that name nobody (countries, public bodies)."""

from collections.abc import Iterator

from presidio_analyzer.nlp_engine import NlpArtifacts

from pseudonymize.recognizers.interface import DanishRecognizer
from pseudonymize.text.interface import Kind
from pseudonymize.text.ordinary import COUNTRIES, MONTHS, PUBLIC, ROLES, never_a_name
from pseudonymize.text.span import Hit
from pseudonymize.text.words import fold, words

LABELS = {
    "PER": Kind.PER,
    "PERSON": Kind.PER,
    "LOC": Kind.LOC,
    "GPE": Kind.LOC,
    "ORG": Kind.ORG,
    "ORG_ID": Kind.ORG,
    "ADDR": Kind.ADDR,
}


class ModelRecognizer(DanishRecognizer):
    """Entities of the pipeline's ``Doc``."""

    kinds = (Kind.PER, Kind.LOC, Kind.ORG, Kind.ADDR)

    def __init__(self) -> None:
        super().__init__("model")

    def hits(self, text: str, artifacts: NlpArtifacts | None) -> Iterator[Hit]:
        """The entities, cut to their letters."""
        for entity in artifacts.entities if artifacts is not None else ():
            kind = LABELS.get(entity.label_)
            if kind is None:
                continue
            start, end = _core(text, entity.start_char, entity.end_char)
            if start < end and not _names_nobody(text[start:end], kind):
                yield Hit(start, end, kind, 0.85, self.name)


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in ".'’"):
        end -= 1
    return start, end


def _names_nobody(surface: str, kind: Kind) -> bool:
    inside = [w.folded for w in words(surface)]
    if not inside:
        return True
    if kind is Kind.PER:
        return len(inside) == 1 and surface.islower() and inside[0] in _ROLES
    if kind is Kind.LOC:
        return surface.lower() in COUNTRIES or surface.lower().rstrip("s") in COUNTRIES
    if surface.islower() and all(w in never_a_name() for w in inside):
        return True
    low = surface.lower()
    return all(w in PUBLIC or w in never_a_name() for w in low.split()) or any(
        w in _BODIES for w in low.split()
    )


_ROLES = frozenset(fold(r) for r in (*ROLES, *MONTHS))
_BODIES = frozenset(
    [
        "kommune",
        "kommunen",
        "kommunes",
        "kommunens",
        "region",
        "familieretshuset",
        "politi",
        "politiet",
        "jobcenter",
        "jobcentret",
        "ankestyrelsen",
    ]
)
