"""Takes people out of cases of texts: repair, find twice, resolve, link, rewrite once."""

import hashlib
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from spacy.language import Language

from pseudonymize.recognizers.engine import Analyzer
from pseudonymize.recognizers.interface import DanishRecognizer
from pseudonymize.recognizers.position import PositionRecognizer
from pseudonymize.recognizers.register import MunicipalRecognizer, RegisterRecognizer, name_parts
from pseudonymize.recognizers.values import RepeatsRecognizer, ValuesRecognizer, values_of
from pseudonymize.text.casebook import CaseMemory, Staff, is_alias
from pseudonymize.text.casework import Case, Text, plain_name, rewritten
from pseudonymize.text.glue import glued, hidden_from_model, with_tokens
from pseudonymize.text.interface import (
    CaseResult,
    CaseTexts,
    Keyed,
    Kind,
    MaskedText,
    Withheld,
    WithheldReason,
)
from pseudonymize.text.meant import whole_names
from pseudonymize.text.ordinary import NAME_WORDS, ordinary
from pseudonymize.text.policies import needs_keys
from pseudonymize.text.policy import Cast
from pseudonymize.text.register import index_of, is_initials
from pseudonymize.text.relative import NAME as RELATIVE
from pseudonymize.text.relative import relative_dates
from pseudonymize.text.repair import Repaired, repair
from pseudonymize.text.resolve import resolve
from pseudonymize.text.span import Hit
from pseudonymize.text.tokens import PEOPLE_TOKEN, register_tokens, token_pattern
from pseudonymize.text.words import words
from schemas.contract import Scan
from schemas.errors import ConfigError
from schemas.people import KnownPerson

WINDOW = 20_000  # characters shown to model and recognizers at once; cut at a line or word
ROUNDS = 3  # of looking beside what was found
LONGEST = 20_000_000
MOST_FOUND = 1_000  # name parts read in one case, beyond which they are looked for as written
_REPEATED = frozenset((Kind.USER, Kind.ORG, Kind.LOC, Kind.ADDR, Kind.ID))


class CaseMasker:
    """The text masker. ``model`` is any spaCy pipeline whose entities are PER, LOC and ORG.

    ``municipal_names`` (whole names of citizens and staff) are kept as folded name parts, in memory only.
    ``dates`` says whether ordinary dates of texts that come without a wish are masked (moved, where the case
    has an offset) or kept. ``keyed``: what pseudonyms and surrogates are made with.
    """

    def __init__(
        self,
        model: Language,
        municipal_names: Iterable[str] = (),
        staff: Iterable[KnownPerson] = (),
        batch_size: int = 64,
        dates: Literal["mask", "keep"] = "mask",
        keyed: Keyed | None = None,
    ) -> None:
        employees = tuple(staff)
        names = (
            name for source in (municipal_names, (n for p in employees for n in p.names)) for name in source
        )
        self._staff = Staff(employees)
        self._analyzer = Analyzer(model, (MunicipalRecognizer(name_parts(iter(names))),), batch_size)
        self._wish = Scan(dates="shift" if dates == "mask" else "keep")
        self._keyed = keyed
        self._fingerprint = hashlib.sha256(
            f"{_model_name(model)}|{rules_fingerprint()}|{dates}".encode()
        ).hexdigest()[:16]

    @property
    def fingerprint(self) -> str:
        """Of model, rules and lists; the names known for a case are fingerprinted with its register."""
        return self._fingerprint

    def mask(self, cases: Sequence[CaseTexts]) -> list[CaseResult]:
        """One result a case, in order; a text that fails is withheld and the others go on."""
        opened = [self._open(case) for case in cases]
        self._read([text for case in opened for text in case.texts.values()])
        return [self._close(case) for case in opened]

    def _open(self, given: CaseTexts) -> Case:
        people = given.register.people
        tokens = register_tokens(people)
        index = index_of(people)
        memory = CaseMemory(index, tokens, given.casebook, self._staff)
        wished = zip(given.texts, self._wishes(given), strict=True)
        texts = {(t, wish): _prepared(t, wish) for t, wish in wished if t is not None}
        cast = Cast(given.register, tokens, {}, self._keyed)
        return Case(given, index, values_of(people), memory, texts, cast)

    def _wishes(self, given: CaseTexts) -> tuple[Scan, ...]:
        wishes = given.wishes or (self._wish,) * len(given.texts)
        keyed = sorted({w.tokens for w in wishes if needs_keys(w.tokens)})
        if keyed and self._keyed is None:
            raise ConfigError(
                f'tokens = "{keyed[0]}" needs the keys of a vault. Next: open one, or write "roles"'
            )
        return wishes

    def _read(self, texts: Sequence[Text]) -> None:
        """Show all windows to the model in batches; if a batch breaks, one text at a time."""
        queue = [text for text in texts if text.failed is None and text.shown]
        shown = [window for text in queue for _, window in text.windows]
        try:
            read = [artifacts for _, artifacts in self._analyzer.nlp.process_batch(shown, "da")]
        except Exception:  # noqa: BLE001  # counted below: the text that breaks is withheld, its neighbours are not
            self._read_singly(queue)
            return
        at = 0
        for text in queue:
            text.artifacts = read[at : at + len(text.windows)]
            at += len(text.windows)

    def _read_singly(self, queue: Sequence[Text]) -> None:
        for text in queue:
            try:
                text.artifacts = [self._analyzer.nlp.process_text(window, "da") for _, window in text.windows]
            except Exception:  # noqa: BLE001  # the reason is a code: a message could quote the text
                text.failed = WithheldReason.MASKING_FAILED

    def _close(self, case: Case) -> CaseResult:
        first = (
            RegisterRecognizer(case.index),
            PositionRecognizer(case.index, self._staff.codes),
            ValuesRecognizer(case.values),
        )
        for text in _live(case):
            _guard(text, lambda t: self._find(t, first))
        second = self._second_pass(case)
        tokens = case.memory.tokens.values()
        allowed = {name: token_pattern(tokens, name) for name in {t.wish.tokens for t in _live(case)}}
        for text in _live(case):
            _guard(text, lambda t: self._settle(t, allowed[t.wish.tokens], (*first, *second)))
        _link(case)
        done = {key: self._rewritten(case, text) for key, text in case.texts.items()}
        keys = zip(case.given.texts, self._wishes(case.given), strict=True)
        results = tuple(None if t is None else done[t, wish] for t, wish in keys)
        return CaseResult(results, case.memory.remembered())

    def _find(self, text: Text, recognizers: Sequence[DanishRecognizer]) -> None:
        artifacts = text.artifacts if text.shown else [self._analyzer.nlp.nothing()] * len(text.windows)
        for (offset, window), seen in zip(text.windows, artifacts, strict=True):
            text.hits += _moved(self._analyzer.hits(window, seen, recognizers), offset)
        if text.wish.relative_dates == "type":
            text.hits += relative_dates(text.copy)

    def _second_pass(self, case: Case) -> tuple[DanishRecognizer, ...]:
        """Look in all texts of the case for the names and places found in any of them."""
        live = list(_live(case))
        for text in live:
            _guard(text, lambda t: setattr(t, "spans", resolve(_kept(t), t.copy)))
        found = [(t.copy[s.start : s.end], s) for t in live if t.failed is None for s in t.spans]
        names = dict.fromkeys(plain_name(surface) for surface, span in found if span.kind is Kind.PER)
        spreading = [name for name in names if _spreads(name)]
        people = [*case.memory.outsiders(), *(KnownPerson(n, "", names=(n,)) for n in spreading)]
        case.memory.searched |= set(spreading)
        surfaces = [
            (s.kind, surface)
            for surface, s in found
            if s.kind in _REPEATED and len(surface) >= 4 and s.score >= 0.7
        ]
        index = index_of(people, MOST_FOUND)
        again = (
            RegisterRecognizer(index, "case", exact=True),
            PositionRecognizer(index, again=True),
            RepeatsRecognizer(surfaces),
        )
        for text in live:
            _guard(text, lambda t: _look_again(t, again))
        return again

    def _settle(self, text: Text, allowed: re.Pattern[str], recognizers: Sequence[DanishRecognizer]) -> None:
        ours = [m.span() for m in allowed.finditer(text.copy)]
        for _ in range(ROUNDS):
            text.spans = resolve(_kept(text), text.copy)
            if not glued(text.copy, text.spans):
                break
            found = len(text.hits)
            self._look_beside(text, recognizers)
            if len(text.hits) == found:
                break
        text.spans = [piece for span in text.spans for piece in _outside(span, ours, text.copy)]

    def _look_beside(self, text: Text, recognizers: Sequence[DanishRecognizer]) -> None:
        """Read again as it will be written: a number glued to a name hides where the name begins."""
        self._look_at(text, text.spans, recognizers, model=False)
        if text.shown and hidden_from_model(text.copy, text.spans):
            # Names stay: the model finds them by their likes, whichever of them the register already knew.
            numbers = [span for span in text.spans if span.kind is not Kind.PER]
            self._look_at(text, numbers, recognizers, model=True)

    def _look_at(
        self, text: Text, spans: Sequence[Hit], recognizers: Sequence[DanishRecognizer], *, model: bool
    ) -> None:
        tokened, origin = with_tokens(text.copy, spans)
        again = repair(tokened)  # what was glued to a found number may read differently now
        left = again.text if again.starts is None else tokened
        covered = bytearray(len(text.copy))
        for span in text.spans:
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
        for offset, window in _windows(left):
            nlp = self._analyzer.nlp
            seen = nlp.process_text(window, "da") if model else nlp.nothing()
            for hit in self._analyzer.hits(window, seen, recognizers):
                start, end = origin[hit.start + offset], origin[hit.end + offset - 1] + 1
                if not all(covered[start:end]):
                    text.hits.append(Hit(start, end, hit.kind, hit.score, hit.recognizer))

    def _rewritten(self, case: Case, text: Text) -> MaskedText | Withheld:
        if text.failed is None:
            try:
                return rewritten(case, text)
            except Exception:  # noqa: BLE001  # fail closed; a message could quote the text
                text.failed = WithheldReason.MASKING_FAILED
        return Withheld(text.failed)


def _kept(text: Text) -> list[Hit]:
    keep = text.wish.dates == "keep"
    return [h for h in text.hits if h.kind is not Kind.DATE or not keep or h.recognizer == RELATIVE]


def _prepared(original: str, wish: Scan) -> Text:
    empty = Text(original, wish, Repaired("", None, None), [], shown=False)
    if len(original) > LONGEST:
        empty.failed = WithheldReason.TOO_LONG
        return empty
    try:
        repaired = repair(original)
    except Exception:  # noqa: BLE001  # fail closed; a message could quote the text
        empty.failed = WithheldReason.MASKING_FAILED
        return empty
    # A text with role tokens was masked before. The model is not shown it: names among tokens look unlike
    # its training, and masking again must change nothing. Patterns, register and case names still apply.
    shown = PEOPLE_TOKEN[wish.tokens].search(repaired.text) is None
    return Text(original, wish, repaired, list(_windows(repaired.text)), shown)


def _windows(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    while at < len(text):
        end = min(len(text), at + WINDOW)
        if end < len(text):
            cut = max(text.rfind("\n", at + WINDOW // 2, end), text.rfind(" ", end - 200, end))
            end = cut + 1 if cut > at else end
        yield at, text[at:end]
        at = end


def _live(case: Case) -> Iterator[Text]:
    return (text for text in case.texts.values() if text.failed is None)


def _guard(text: Text, step: Callable[[Text], None]) -> None:
    if text.failed is not None:
        return
    try:
        step(text)
    except Exception:  # noqa: BLE001  # fail closed; a message could quote the text
        text.failed = WithheldReason.MASKING_FAILED


def _look_again(text: Text, recognizers: Sequence[DanishRecognizer]) -> None:
    for offset, window in text.windows:
        for recognizer in recognizers:
            text.hits += _moved(recognizer.hits(window, None), offset)


def _moved(hits: Iterable[Hit], offset: int) -> Iterable[Hit]:
    if not offset:
        return hits
    return [Hit(h.start + offset, h.end + offset, h.kind, h.score, h.recognizer) for h in hits]


def _spreads(name: str) -> bool:
    """Is a name found once sure enough to be looked for elsewhere?"""
    listed = words(name)
    if not listed or len(listed) > 6:
        return False
    if len(listed) == 1:
        word = listed[0]
        return is_initials(name) or (
            len(word.folded) >= 3
            and (word.folded not in ordinary() or (word.capital and word.folded in NAME_WORDS))
        )
    return True


def _outside(span: Hit, ours: Sequence[tuple[int, int]], text: str) -> Iterator[Hit]:
    """The pieces of a span that are not our own tokens."""
    at = span.start
    for start, end in ours:
        if end <= at or start >= span.end:
            continue
        if start > at:
            yield from _worth(Hit(at, start, span.kind, span.score, span.recognizer), text)
        at = max(at, end)
    if at == span.start:
        yield span
    elif at < span.end:
        yield from _worth(Hit(at, span.end, span.kind, span.score, span.recognizer), text)


def _worth(piece: Hit, text: str) -> Iterator[Hit]:
    inside = text[piece.start : piece.end]
    if any(c.isalnum() for c in inside) and inside.strip() != "s":
        yield piece


def _names_as_written(case: Case, text: Text) -> None:
    """Names over two lines or with the surname first are one; what the text calls another name is learnt."""
    text.spans = whole_names(case.index, text.copy, text.spans)
    for one, other in itertools.pairwise(s for s in text.spans if s.kind is Kind.PER):
        between = text.copy[one.end : other.start]
        if other.start - one.end <= 40 and is_alias(between, text.copy[other.end : other.end + 1]):
            case.memory.same(*(plain_name(text.copy[s.start : s.end]) for s in (one, other)))


def _link(case: Case) -> None:
    for text in _live(case):
        _guard(text, lambda t: _names_as_written(case, t))
    people = [(t, s) for t in _live(case) for s in t.spans if s.kind is Kind.PER]
    mentions = [plain_name(t.copy[s.start : s.end]) for t, s in people]
    case.memory.link_all(mentions)
    for outsider in case.given.casebook.outsiders:
        case.cast.called.setdefault(outsider.token, []).extend((*outsider.forms, *outsider.mentions))
    for mention in dict.fromkeys(mentions):
        case.cast.called.setdefault(case.memory.link(mention).token, []).append(mention)


@cache
def rules_fingerprint() -> str:
    """Of all code and lists that find people, weights apart: what a sidecar names as rules."""
    digest = hashlib.sha256()
    for folder in (
        "pseudonymize.text",
        "pseudonymize.text.lists",
        "pseudonymize.identifiers",
        "pseudonymize.recognizers",
        "pseudonymize.model",
    ):
        for file in sorted(files(folder).iterdir(), key=lambda f: f.name):
            if file.name.endswith((".py", ".txt")):
                digest.update(file.name.encode() + file.read_bytes())
    digest.update((files("pseudonymize") / "keyed.py").read_bytes())  # what one value's spellings are
    return digest.hexdigest()[:16]


def _model_name(model: Language) -> str:
    meta = model.meta
    weights = hashlib.sha256()
    for name in model.pipe_names:
        pipe = model.get_pipe(name)
        if hasattr(pipe, "to_bytes"):
            weights.update(pipe.to_bytes())
    return f"{meta.get('lang')}_{meta.get('name')}-{meta.get('version')}-{weights.hexdigest()[:16]}"
