"""Puts fragments together to a note of a genre, about as long as notes are (median 70 words, mean 140)."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from random import Random

from synthetic.people import Person
from synthetic.writing.note import Cast, Writer
from synthetic.writing.template import Fragment, compile_fragment, pools

_MU, _SIGMA, _LONG, _LONGEST = 4.08, 1.2, 250, 2600
_DAMAGED = 0.03  # mails pasted with a broken encoding
EVERYTHING = (
    "hverdag",
    "konflikt",
    "struktur",
    "regulering",
    "barneregulering",
    "barnestruktur",
    "barnekonflikt",
    "alliance_positiv",
    "professionel_tvivl",
    "relationsarbejde",
    "undersøgelse midt",
    "status midt",
)


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of note, as the case systems classify it."""

    notattype: str
    kanal: str
    headings: tuple[Fragment, ...]
    length: float
    own: bool


def _genres() -> dict[str, Genre]:
    text = (files("synthetic") / "words" / "genrer.toml").read_text("utf-8")
    return {
        name: Genre(
            spec["type"],
            spec["kanal"],
            tuple(compile_fragment(name, heading) for heading in spec["headings"]),
            spec.get("length", 1.0),
            spec.get("own", False),
        )
        for name, spec in tomllib.loads(text).items()
    }


GENRES = _genres()


@lru_cache(maxsize=200)  # casts differ, so it serves one case at a time
def usable(pool: str, slots: frozenset[str]) -> tuple[Fragment, ...]:
    """Fragments of a pool that this cast can fill. ``mig`` (the author) always is there."""
    return tuple(f for f in pools().get(pool, ()) if f.needs <= slots | {"mig"})


def heading(rng: Random, cast: Cast, day: date, author: Person, genre: str) -> Writer:
    """The heading of a note; now and then with a name in it."""
    writer = Writer(rng, cast, day, author)
    fits = [f for f in GENRES[genre].headings if f.needs <= cast.slots]
    writer.say(rng.choice(fits).nodes)
    return writer


def note(
    rng: Random,
    cast: Cast,
    day: date,
    author: Person,
    genre: str,
    themes: tuple[str, ...],
    must: tuple[str, ...] = (),
) -> Writer:
    """A note of ``genre``: an opening, its own and the case's themes, an ending.

    ``must``: pools it has a marked passage of.
    """
    writer = Writer(rng, cast, day, author)
    target = min(_LONGEST, rng.lognormvariate(_MU, _SIGMA) * GENRES[genre].length)
    gap = rng.choice((" ", " ", "\n\n", "\n"))
    words = _one(writer, f"{genre} start", cast, " ")
    for fragment in _middle(rng, cast, genre, themes, must, target - words - 8):
        writer.literal(gap if rng.random() < 0.8 else "\n\n")
        if fragment.pool in must:
            writer.passage(fragment.pool, fragment.nodes)
        else:
            writer.say(fragment.nodes)
    if target > 25 or rng.random() < 0.5:
        _one(writer, f"{genre} slut", cast, "\n\n" if rng.random() < 0.6 else " ")
    if genre == "mail" and rng.random() < _DAMAGED:
        writer.damage()
    return writer


def short(rng: Random, cast: Cast, day: date, author: Person, pool: str, count: int = 1) -> Writer:
    """``count`` fragments of one pool: a goal, a reason, a document's text."""
    writer = Writer(rng, cast, day, author)
    fits = usable(pool, cast.slots)
    for n, fragment in enumerate(rng.sample(fits, min(count, len(fits)))):
        if n:
            writer.literal(" ")
        writer.say(fragment.nodes)
    return writer


def _one(writer: Writer, pool: str, cast: Cast, before: str) -> int:
    fits = usable(pool, cast.slots)
    if not fits:
        return 0
    fragment = writer.rng.choice(fits)
    if writer.pieces:
        writer.literal(before)
    writer.say(fragment.nodes)
    return fragment.words


def _middle(
    rng: Random, cast: Cast, genre: str, themes: tuple[str, ...], must: tuple[str, ...], target: float
) -> list[Fragment]:
    """Fragments until there are words enough; none twice in one note."""
    chosen = [rng.choice(usable(pool, cast.slots)) for pool in must]
    words = sum(fragment.words for fragment in chosen)
    own = usable(f"{genre} midt", cast.slots)
    pools_ = () if GENRES[genre].own else EVERYTHING if target > _LONG else themes
    shared = [f for pool in pools_ for f in usable(pool, cast.slots)]
    seen = {id(fragment) for fragment in chosen}
    misses = 0
    while (words < target or not chosen) and misses < 60:
        source = own if own and (not shared or rng.random() < 0.5) else shared
        fragment = rng.choice(source)
        if id(fragment) in seen:
            misses += 1
            continue
        seen.add(id(fragment))
        chosen.append(fragment)
        words += fragment.words
    rng.shuffle(chosen)
    return chosen
