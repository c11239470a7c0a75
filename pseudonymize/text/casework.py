"""One case and its texts on their way through the masker, and how a text is rewritten: once, last."""

from dataclasses import dataclass, field

from presidio_analyzer.nlp_engine import NlpArtifacts

from pseudonymize.recognizers.values import KnownValues
from pseudonymize.text.casebook import CaseMemory
from pseudonymize.text.interface import CaseTexts, Kind, MaskedText, Span, WithheldReason
from pseudonymize.text.policies import policy
from pseudonymize.text.policy import Cast, Mention, Policy
from pseudonymize.text.redact import moved, redact
from pseudonymize.text.register import NameIndex
from pseudonymize.text.repair import Repaired
from pseudonymize.text.span import Hit
from pseudonymize.text.tokens import place_base
from schemas.contract import Scan, TextTokens


@dataclass(slots=True, repr=False)
class Text:
    """One distinct text of a case on its way."""

    original: str
    wish: Scan
    repaired: Repaired
    windows: list[tuple[int, str]]
    shown: bool  # to the model
    artifacts: list[NlpArtifacts] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    spans: list[Hit] = field(default_factory=list)
    failed: WithheldReason | None = None

    @property
    def copy(self) -> str:
        """The repaired text, in which everything is looked for."""
        return self.repaired.text


@dataclass(slots=True, repr=False)
class Case:
    """A case being masked."""

    given: CaseTexts
    index: NameIndex
    values: KnownValues
    memory: CaseMemory
    texts: dict[tuple[str, Scan], Text]
    cast: Cast
    policies: dict[TextTokens, Policy] = field(default_factory=dict)


def rewritten(case: Case, text: Text) -> MaskedText:
    """The text with every span replaced as it was wished for."""
    spans: list[Span] = []
    for hit in text.spans:
        start, end = text.repaired.original(hit.start, hit.end)
        token, person = _token(case, hit, text)
        if spans and start < spans[-1].end:
            start = spans[-1].end
        if start < end:
            spans.append(Span(start, end, hit.kind, round(hit.score, 3), hit.recognizer, token, person))
    return MaskedText(redact(text.original, spans), tuple(spans))


def _token(case: Case, hit: Hit, text: Text) -> tuple[str, str | None]:
    surface, wish = text.copy[hit.start : hit.end], text.wish
    moves = {Kind.DATE: wish.dates == "shift", Kind.DOB: wish.birth_dates == "shift"}.get(hit.kind)
    if moves and case.given.date_offset_days is not None:
        new = moved(surface, case.given.date_offset_days)
        if new is not None:
            return new, None
    mention = _mention(case, hit, text, surface)
    if wish.tokens not in case.policies:
        case.policies[wish.tokens] = policy(wish.tokens, case.cast)
    person = None if wish.tokens == "kinds" else mention.person_id  # kinds say nothing of who
    return case.policies[wish.tokens].write(mention), person


def _mention(case: Case, hit: Hit, text: Text, surface: str) -> Mention:
    if hit.kind is Kind.PER:
        link = case.memory.meant(plain_name(surface), text.copy, hit.start, hit.end)
        return Mention(hit.kind, surface, link.token, link.person_id, link.genitive)
    if hit.kind in (Kind.ADDR, Kind.LOC, Kind.ORG):
        return Mention(hit.kind, surface, case.memory.place(place_base(hit.kind, surface), surface))
    return Mention(hit.kind, surface, person_id=case.values.owner(hit.kind, surface))


def plain_name(surface: str) -> str:
    """A name as it is compared: single spaces."""
    return " ".join(surface.split())
