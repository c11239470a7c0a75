"""One set of rules that turns overlapping hits into spans apart. It only ever covers more, never less."""

import re
from collections.abc import Sequence

from pseudonymize.text.interface import Kind
from pseudonymize.text.ordinary import COUNTRIES, MONTHS, PARTICLES, ROLES, never_a_name, ordinary
from pseudonymize.text.span import Hit
from pseudonymize.text.words import fold

# Which label wins where hits overlap: identifiers before names, names before places.
ORDER = (
    *(Kind.EMAIL, Kind.URL, Kind.CPR, Kind.USER, Kind.ADDR, Kind.PHONE, Kind.DOB, Kind.ID),
    *(Kind.PER, Kind.ORG, Kind.LOC, Kind.DATE),
)
_RANK = {kind: at for at, kind in enumerate(ORDER)}
_INITIAL_AFTER = re.compile(
    r"(?:[ ]|-|\.[ -]?)(?P<x>(?:[A-HJ-ZÆØÅ]\.?(?![\w'’-])|I\.)(?:[ -]?[A-ZÆØÅ]\.?(?![\w'’-])){0,2})"
)
_INITIAL_BEFORE = re.compile(r"(?:(?<![\w.])(?:[A-ZÆØÅ]\.[ -]?){1,3}|(?<![\w.,] )(?<![\w.])[B-HJ-ZÆØ][ ])$")
_NAME_AFTER = re.compile(
    r"(?:[ ]|-)(?P<x>(?:(?:af|von|van|den|der|de|al|el|bin|dos|da|di|ten)["
    r" -]){0,2}[A-ZÆØÅÁÍÓÚÉÖÜÇŠŽŁĐÞ][^\W\d_]{1,40}(?:['’-][^\W\d_]{1,40}){0,4})(?![\w])"
)
# Not "da" and "du": they are everyday words, and a name before them (Maria da Silva) takes them along.
_PARTICLE_BEFORE = re.compile(
    (
        r"(?<![\w-])(?:(?:von|van|de|al|el|abd|abu|um|bin|dos|del|la|le|ten)["
        r"\n -]){1,2}(?:(?:der|den|de|el|al)[\n -])?\Z"
    ),
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"(?<![\w'’-])(?P<x>[A-ZÆØÅÁÍÓÚÉÖÜÇŠŽŁĐÞ][^\W\d_]{2,20})[ ]$")
_IN_SENTENCE = re.compile(r"[a-zæøå,;] $")
_TITLE = re.compile(
    r"(?i)(?:lærer|leder|pædagog|rådgiver|psykolog|konsulent|behandler|assistent|plejerske|chef|mor|far|bror|søster|vejleder"
    r"|tolk|læge|advokat|terapeut|medarbejder|formand|inspektør|person|sekretær|direktør|betjent|koordinator)$"
)
_GENITIVE = re.compile(r"(?:['’´`]s?(?!\w)|s(?!\w))")


def resolve(hits: Sequence[Hit], text: str) -> list[Hit]:
    """Hits in order, overlapping ones merged under the strongest label, name parts joined and grown."""
    # Each hit grows by itself, before any other can change its label: more hits then only cover more.
    stretch = {
        (hit.start, hit.end): (0, 0) for hit in hits if hit.kind is Kind.PER
    }  # several recognizers find the same
    for start, end in stretch:
        stretch[start, end] = _grow(start, end, text)
    grown = [
        Hit(*stretch[hit.start, hit.end], hit.kind, hit.score, hit.recognizer)
        if hit.kind is Kind.PER
        else hit
        for hit in hits
    ]
    return _join(_merge(grown), text)


def _merge(hits: Sequence[Hit]) -> list[Hit]:
    done: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end, _RANK[h.kind], -h.score, h.recognizer)):
        if done and hit.start < done[-1].end:
            done[-1] = _union(done[-1], hit)
        else:
            done.append(hit)
    return done


def _union(one: Hit, other: Hit) -> Hit:
    first, second = sorted((one, other), key=lambda h: (_RANK[h.kind], -h.score, h.recognizer))
    return Hit(
        min(one.start, other.start),
        max(one.end, other.end),
        first.kind,
        max(first.score, second.score),
        first.recognizer,
    )


def _grow(start: int, end: int, text: str) -> tuple[int, int]:
    """Initials, particles and a further capitalised name beside a found name belong to it."""
    surface = text[start:end]
    genitive = _GENITIVE.match(text, end)
    if genitive:
        end = genitive.end()
    before = _INITIAL_BEFORE.search(text, max(0, start - 12), start)
    if before:
        start = before.start()
    name = _NAME_BEFORE.search(text, max(0, start - 32), start)
    if (
        name
        and text[start : start + 1].isupper()
        and _may_precede(name["x"], text[start:end], text, name.start())
    ):
        start = name.start("x")
    particle = _PARTICLE_BEFORE.search(text, max(0, start - 12), start)
    if particle and text[start : start + 1].isalpha():
        start = particle.start()
    return start, _grow_right(text, end, surface)


def _may_precede(word: str, surface: str, text: str, at: int) -> bool:
    """A capital right before a name; inside a sentence even on an ordinary word: ``Gift Nwosu``."""
    if word.lower() in ROLES or _TITLE.search(word) or word.isupper() or surface[1:2].isupper():
        return False
    if fold(word) in COUNTRIES or fold(word) in MONTHS:
        return False
    return fold(word) not in ordinary() or bool(_IN_SENTENCE.search(text, max(0, at - 3), at))


def _grow_right(text: str, end: int, surface: str) -> int:
    for _ in range(4):
        more = _NAME_AFTER.match(text, end)
        if more and _may_follow(more["x"], surface):
            end = more.end("x")
            continue
        initial = _INITIAL_AFTER.match(text, end)
        if initial and len(surface) > 2 and not surface.isupper():
            end = initial.end("x")
            if (
                text[end - 1] != "."
                and text[end : end + 1] == "."
                and text[end + 1 : end + 3].lstrip(" ")[:1].islower()
            ):
                end += 1
            continue
        break
    return end


def _may_follow(word: str, surface: str) -> bool:
    last = word.rsplit(maxsplit=1)[-1]
    if fold(last) in ordinary() or fold(last) in never_a_name() or surface[:1].islower():
        return False
    if last.isupper() and len(last) > 1 and not surface.isupper():
        return False
    return (
        not (surface.isupper() and len(surface) <= 4) and fold(last) not in PARTICLES and not last.isupper()
    )


def _join(hits: Sequence[Hit], text: str) -> list[Hit]:
    """Name hits with only a space or hyphen between them are one name."""
    done: list[Hit] = []
    for hit in hits:
        last = done[-1] if done else None
        if (
            last is not None
            and last.kind is Kind.PER
            and hit.kind is Kind.PER
            and text[last.end : hit.start] in _JOINTS
            and not _is_genitive(text, last)
        ):
            done[-1] = Hit(
                last.start,
                hit.end,
                Kind.PER,
                max(last.score, hit.score),
                min(last.recognizer, hit.recognizer),
            )
        else:
            done.append(hit)
    return done


_JOINTS = frozenset((" ", "-", "", "\u00a0", '"', ' "', '" ', " “", "” "))


def _is_genitive(text: str, hit: Hit) -> bool:
    return text[hit.end - 1] in "'’´`" or text[hit.end - 2 : hit.end] in ("'s", "’s")
