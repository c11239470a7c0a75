"""The people of a case as an index of name parts: what finds them in a text and says who is meant.

Built once a case. Every spelling of :func:`pseudonymize.text.words.fold` counts as the same; misspellings
and transliterations are met by a bounded edit distance and by sound.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from pseudonymize.text.nicknames import NICKNAMES
from pseudonymize.text.ordinary import PARTICLES, ordinary, ordinary_by_sound
from pseudonymize.text.words import Word, bare, fold, skeleton, somali, sound, words
from schemas.people import KnownPerson


class Part(IntEnum):
    """Which part of a name; higher speaks louder when a word fits several people."""

    OTHER = 1
    GIVEN = 3


class Likeness(IntEnum):
    """How a word fits a name part."""

    INITIAL = 1
    SIMILAR = 2
    SHORT = 3
    EXACT = 4


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """One person and the folded parts of their names."""

    person_id: str
    parts: dict[str, Part]
    known: KnownPerson


@dataclass(slots=True, repr=False)
class NameIndex:
    """Name parts of some people, and who they belong to."""

    people: Sequence[Person]
    most: int | None = None  # name parts beyond which a misspelling is not looked for
    by_part: dict[str, list[int]] = field(default_factory=dict)
    by_whole: dict[str, list[int]] = field(default_factory=dict)  # whole names written as one word
    alike: frozenset[str] = frozenset()  # ordinary words that sound like somebody's given name
    _similar: dict[str, tuple[tuple[int, Likeness, Part], ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        alike: set[str] = set()
        for at, person in enumerate(self.people):
            for whole in _whole(person.known):
                self.by_whole.setdefault(whole, []).append(at)
            for part, kind in person.parts.items():
                self.by_part.setdefault(part, []).append(at)
                if kind is Part.GIVEN and len(part) >= 4:
                    alike |= ordinary_by_sound().get(sound(part), set())
        self.alike = frozenset(alike - self.by_part.keys())

    def fits(self, word: str) -> tuple[tuple[int, Likeness, Part], ...]:
        """Who a word may name, and how well. Remembered, as words come back."""
        key = word.casefold()
        found = self._similar.get(key)
        if found is None:
            found = self._fits(word)
            self._similar[key] = found
        return found

    def _fits(self, word: str) -> tuple[tuple[int, Likeness, Part], ...]:
        forms = tuple(dict.fromkeys(map(fold, bare(word))))
        for folded in forms:
            exact = self.by_part.get(folded)
            if exact:
                return tuple((at, Likeness.EXACT, self.people[at].parts[folded]) for at in exact)
            if folded in self.by_whole:
                return tuple((at, Likeness.EXACT, Part.OTHER) for at in self.by_whole[folded])
        if not ordinary().isdisjoint(forms):
            return ()  # an ordinary word is no misspelling
        if self.most is not None and len(self.by_part) > self.most:
            return ()
        best: dict[int, tuple[int, Likeness, Part]] = {}
        for part in self._near(forms):
            like = max((likeness(form, part) for form in forms), default=0)
            if not like:
                continue
            for at in self.by_part[part]:
                kind = self.people[at].parts[part]
                if like == Likeness.SHORT and kind is Part.OTHER:
                    continue
                old = best.get(at)
                if old is None or (like, kind) > (old[1], old[2]):
                    best[at] = (at, Likeness(like), kind)
        return tuple(best.values())

    def _near(self, forms: Sequence[str]) -> Iterable[str]:
        """Name parts worth a closer look: all of a register; of those found, what is a few letters away."""
        if self.most is None:
            return self.by_part
        close = (
            extract(form, list(self.by_part), scorer=OSA.distance, score_cutoff=3, limit=None)
            for form in forms
        )
        return dict.fromkeys(part for found in close for part, _, _ in found)


_ENDINGS = (
    "i",
    "ie",
    "y",
    "se",
    "sen",
    "ter",
    "le",
    "mus",
    "mis",
    "o",
    "er",
    "ler",
    "ling",
    "ne",
    "na",
    "sa",
    "ka",
    "a",
    "e",
    "u",
    "chik",
    "ke",
    "lein",
    "ster",
    "basse",
    "pigen",
    "mand",
)


def likeness(form: str, part: str) -> int:
    """How an ordinary spelling may be the part; 0 when it may not."""
    if form in PARTICLES:
        return 0
    if form in NICKNAMES.get(part, ()) and form not in ordinary():
        return Likeness.SHORT
    if len(form) < 3 or len(part) < 3:
        return 0
    if abs(len(form) - len(part)) <= 3 and len(part) >= 4 and len(form) >= 4:
        longest = max(len(form), len(part))
        allowed = 1 if longest < 7 else 2
        distance = OSA.distance(form, part, score_cutoff=3)
        if distance <= allowed and (form[0] == part[0] or longest >= 5):
            return Likeness.SIMILAR
        if sound(form) == sound(part) or somali(form) == somali(part):
            return Likeness.SIMILAR
        bones = skeleton(form)
        if distance <= 3 and len(bones) >= 3 and bones == skeleton(part):
            return Likeness.SIMILAR
    if len(part) >= 4 and form[:3] == part[:3] and _is_short(form, part):
        return Likeness.SHORT
    if (
        len(part) >= 6
        and len(form) >= 5
        and (part.endswith(form) or form.endswith(part[-5:]))
        and form not in ordinary()
    ):
        return Likeness.SHORT
    return 0


def _is_short(form: str, part: str) -> bool:
    if form in ordinary():
        return False
    if part.startswith(form) and len(form) >= 3:
        return True
    common = 0
    for a, b in zip(form, part, strict=False):
        if a != b:
            break
        common += 1
    return form[common:] in _ENDINGS and common >= 3


def initials(person: Person, *, loose: bool = True) -> frozenset[str]:
    """Folded initials and known codes: ``MH``, ``JKP``, ``JP``; loosely also ``SvB`` and ``TØ``."""
    found = {fold(code) for code in person.known.initials}
    for name in person.known.names or (" ".join((*person.known.given, *person.known.surnames)),):
        listed = words(_ordered(name))
        parts = [w.folded for w in listed if w.folded not in PARTICLES]
        if len(parts) < 2:
            continue
        first, last = parts[0], parts[-1]
        firsts = "".join(p[0] for p in parts)
        whole = "".join(fold(w.text[0]) for w in listed if w.folded not in PARTICLES)
        found |= {firsts, whole, first[0] + last[0], fold(listed[0].text[0]) + fold(listed[-1].text[0])}
        if loose:
            found |= {
                first[:2] + last[0],
                first[0] + last[:2],
                first[:2] + last[:2],
                "".join(w.folded[0] for w in listed),
            }
            found.add(firsts[:-1])
            found |= {firsts[0] + other for other in firsts[1:]}
            found |= {firsts[:at] + firsts[at + 1 :] for at in range(1, len(firsts) - 1)}
    return frozenset(f for f in found if len(f) >= 2)


def is_initials(text: str) -> bool:
    """Two to four letters that look like somebody's initials rather than a name."""
    letters = re.sub(r"['’´`.\s-]", "", text)
    core = letters[:-1] if letters[-1:] == "s" and letters[:-1].isupper() else letters
    return 2 <= len(core) <= 4 and (core.isupper() or bool(re.fullmatch(r"[A-ZÆØÅ][a-zæøå][A-ZÆØÅ]", core)))


def _ordered(name: str) -> str:
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _split(name: str) -> dict[str, Part]:
    """Folded parts of a whole name, hyphenated parts also joined."""
    pieces = [p for p in _ordered(name).split() if p.strip(".")]
    parts: dict[str, Part] = {}
    for at, piece in enumerate(pieces):
        kind = Part.GIVEN if at == 0 else Part.OTHER
        inner = [w.folded for w in words(piece)]
        for folded in inner:
            if len(folded) >= 2 and folded not in PARTICLES:
                parts.setdefault(folded, kind)
        if len(inner) > 1:
            parts.setdefault("".join(inner), kind)
    particled = [fold(p) for p in pieces[1:]]
    if any(p in PARTICLES for p in particled):
        parts.setdefault("".join(particled), Part.OTHER)
    return parts


def _whole(known: KnownPerson) -> set[str]:
    """A person's names as one word: ``emmajensen.pdf``."""
    listed = [[w.folded for w in words(_ordered(name))] for name in known.names]
    return {"".join(parts) for name in listed if len(name) > 1 for parts in (name, (name[0], name[-1]))}


def person_of(known: KnownPerson) -> Person:
    """The index entry of a register person."""
    parts: dict[str, Part] = {}
    listed = (
        *((n, Part.GIVEN) for n in known.nicknames),
        *((n, Part.GIVEN) for n in known.given),
        *((n, Part.OTHER) for n in known.surnames),
    )
    for name, kind in listed:
        for folded in (w.folded for w in words(name)):
            if len(folded) >= 2 and folded not in PARTICLES:
                parts.setdefault(folded, kind)
    for name in known.names:
        for folded, kind in _split(name).items():
            parts.setdefault(folded, kind)
    return Person(known.person_id, parts, known)


def index_of(people: Iterable[KnownPerson], most: int | None = None) -> NameIndex:
    """The index of some people; those without any name part take no room."""
    return NameIndex([person_of(p) for p in people], most)


def mention_words(text: str) -> list[str]:
    """Words of a mention as :meth:`NameIndex.who` wants them."""
    return [w.text for w in words(text)]


__all__ = [
    "Likeness",
    "NameIndex",
    "Part",
    "Person",
    "Word",
    "index_of",
    "initials",
    "is_initials",
    "likeness",
    "mention_words",
    "person_of",
]
