"""Whom a mention means among the people of a register: by all its words, by initials, by a role beside it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pseudonymize.text.interface import Kind
from pseudonymize.text.ordinary import PARTICLES, never_a_name
from pseudonymize.text.register import Likeness, NameIndex, Part, Person, initials, is_initials, likeness
from pseudonymize.text.span import Hit
from pseudonymize.text.words import bare, fold, somali, sound, words

Fits = tuple[tuple[int, Likeness, Part], ...]
Score = tuple[int, int]  # words that fit, and how well

_PARENT_OF = frozenset(
    ("um", "umm", "abu", "om")
)  # "mother of", "father of": names the child, means the parent
_IN_ORDER = 100  # all words of somebody's name, in their order


def who(index: NameIndex, mention: Sequence[str]) -> int | None:
    """The one person whom all words of a mention fit, or ``None`` when nobody or several do."""
    found = candidates(index, mention)
    return found[0] if len(found) == 1 else None


def candidates(index: NameIndex, mention: Sequence[str]) -> list[int]:
    """All whom a mention fits equally well."""
    if len(mention) > 1 and fold(mention[0]) in _PARENT_OF:
        return []
    named = _named(index, mention)
    if not named:
        return []
    if len(named) == 1 and (is_initials(named[0]) or (len(named[0]) <= 4 and not index.fits(named[0]))):
        coded = by_initials(index, named[0])
        if coded or (is_initials(named[0]) and not index.fits(named[0])):
            return coded
    if len(named) > 1 and all(len(w) == 1 for w in named):
        return by_initials(index, "".join(named))
    scores: dict[int, Score] = {}
    for word in named:
        for at, like, part in _fits(index, word, alone=len(named) == 1):
            fitted, total = scores.get(at, (0, 0))
            scores[at] = (fitted + 1, total + like * 4 + part)
    return _best(index, named, _full(index, named, scores))


def _named(index: NameIndex, mention: Sequence[str]) -> list[str]:
    """Its words without particles, and without ordinary words at its ends: ``Godmorgen Emma``."""
    if all(len(w) == 1 for w in mention):
        return list(mention)
    named = [w for w in mention if fold(w) not in PARTICLES] or list(mention)
    while len(named) > 1 and _says_nothing(index, named[0]):
        named = named[1:]
    while len(named) > 1 and _says_nothing(index, named[-1]):
        named = named[:-1]
    return named


def _says_nothing(index: NameIndex, word: str) -> bool:
    return len(word) > 1 and fold(word) in never_a_name() and not index.fits(word)


def _fits(index: NameIndex, word: str, *, alone: bool) -> Fits:
    fits = index.fits(word) or (_initial_fits(index, word) if len(word) == 1 else ())
    if not alone:
        return fits
    if len(word) == 1:
        return tuple(f for f in fits if f[2] is Part.GIVEN)  # one letter stands for a given name
    return tuple(f for f in fits if f[1] is not Likeness.SIMILAR or _alike(index, word, f[0]))


def _full(index: NameIndex, named: Sequence[str], scores: dict[int, Score]) -> dict[int, Score]:
    """Those whom every word fits; else those of a longer mention whom all but one before the last do."""
    full = {at: s for at, s in scores.items() if s[0] == len(named)}
    if not full and len(named) > 2 and (index.fits(named[-1]) or len(named[-1]) == 1):
        full = {
            at: s
            for at, s in scores.items()
            if s[0] >= 2 and s[0] == len(named) - 1 and _given(index, at, named)
        }
    if not full and len(named) == 2 and any(part is Part.OTHER for _, _, part in index.fits(named[1])):
        full = {
            at: s for at, s in scores.items() if _given(index, at, named[:1])
        }  # a given name and the family's surname
    return full


def _best(index: NameIndex, named: Sequence[str], full: dict[int, Score]) -> list[int]:
    ranked = {at: total + _in_order(index, at, named) for at, (_, total) in full.items()}
    top = max(ranked.values(), default=0)
    return [at for at, total in ranked.items() if total == top]


def _in_order(index: NameIndex, at: int, named: Sequence[str]) -> int:
    """More for the whole name as it stands in the register; a little for its first word standing first."""
    parts = list(index.people[at].parts)
    said = [fold(form) for form in bare(named[-1])]
    for last in said:
        if len(named) > 1 and [*map(fold, named[:-1]), last] == parts:
            return _IN_ORDER
    return 2 if len(named) > 1 and fold(named[0]) == parts[0] else 0


def _given(index: NameIndex, at: int, named: Sequence[str]) -> bool:
    return any(
        a == at and like == Likeness.EXACT and part >= Part.GIVEN
        for w in named
        for a, like, part in index.fits(w)
    )


def _alike(index: NameIndex, word: str, at: int) -> bool:
    """A lone misspelt word is taken for a name only if it begins with the same sound."""
    said = fold(word)
    return any(
        sound(part)[:1] == sound(said)[:1] or somali(part)[:1] == somali(said)[:1]
        for part in index.people[at].parts
        if likeness(said, part)
    )


def _initial_fits(index: NameIndex, letter: str) -> Fits:
    low = fold(letter)
    return tuple(
        (at, Likeness.INITIAL, max(kind for part, kind in person.parts.items() if part[:1] == low[:1]))
        for at, person in enumerate(index.people)
        if any(part[:1] == low[:1] for part in person.parts)
    )


def whole_names(index: NameIndex, text: str, spans: Sequence[Hit]) -> list[Hit]:
    """Two spans that are one name, as lists and tickets write it, made one: ``Holm, Emma``, ``HOLM/EMMA``."""
    done: list[Hit] = []
    for hit in spans:
        last = done[-1] if done else None
        if last is not None and last.kind is hit.kind is Kind.PER and _one_name(index, text, last, hit):
            done[-1] = replace(last, end=hit.end)
        else:
            done.append(hit)
    return done


def _one_name(index: NameIndex, text: str, one: Hit, other: Hit) -> bool:
    return _surname_first(index, text, one, other) or _wrapped(index, text, one, other)


def _wrapped(index: NameIndex, text: str, one: Hit, other: Hit) -> bool:
    """Does a name go on in the next line? Not where each line is a name: that is a list."""
    if not _NEXT_LINE.fullmatch(text, one.end, other.start):
        return False
    if _ALONE_BEFORE.search(text, max(0, one.start - 8), one.start) and _ALONE_AFTER.match(text, other.end):
        return False
    named = [[w.text for w in words(text[hit.start : hit.end])] for hit in (one, other)]
    found = candidates(index, [*named[0], *named[1]])
    return len(found) == 1 and _given(index, found[0], named[0][:1])


_NEXT_LINE = re.compile(r"[ \t]?-?\r?\n[ \t>]{0,4}")
_ALONE_BEFORE = re.compile(r"(?:\A|\n)[ \t>•*-]*\Z")
_ALONE_AFTER = re.compile(r"[ \t]*(?:\r?\n|\Z)")


def _surname_first(index: NameIndex, text: str, surname: Hit, given: Hit) -> bool:
    if not _BETWEEN.fullmatch(text, surname.end, given.start):
        return False
    shouted = text[surname.start : given.end].isupper()
    if not shouted and not _LISTED.search(text, max(0, surname.start - 8), surname.start):
        return False
    last = [w.text for w in words(text[surname.start : surname.end])]
    first = [w.text for w in words(text[given.start : given.end])][:1]
    if text[surname.end] == "," and any(part is Part.GIVEN for w in last for _, _, part in index.fits(w)):
        return False  # "Deltagere: Emma, Liv Holm"
    found = candidates(index, [*first, *last]) if first and last else []
    return len(found) == 1 and _given(index, found[0], first)


_BETWEEN = re.compile(r", ?|/")
_LISTED = re.compile(r"(?:\A|[\n\t:>(|;\"“])[ \t]*\Z")


def is_surname(mention: Sequence[str], people: Sequence[Person]) -> bool:
    """Is the mention one word, and what the names of all these people end with?"""
    said = {fold(form) for form in bare(mention[0])}
    return (
        len(mention) == 1
        and mention[0][:1].isupper()
        and all(list(p.parts)[-1] in said and list(p.parts.values())[-1] is Part.OTHER for p in people)
    )


def by_initials(index: NameIndex, code: str) -> list[int]:
    """All who have these initials; those who have them in a looser sense only if nobody else has."""
    letters = re.sub(r"['’´`.\s]", "", code)
    folded = {
        fold(letters),
        fold(letters[:-1]) if letters[-1:] == "s" and len(letters) > 2 else fold(letters),
    }
    for loose in (False, True):
        found = [at for at, person in enumerate(index.people) if folded & initials(person, loose=loose)]
        if found:
            return found
    return []
