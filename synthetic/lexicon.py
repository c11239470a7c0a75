"""The hand-written names and places, loaded once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any


@dataclass(frozen=True, slots=True)
class Origin:
    """Names one family picks from."""

    name: str
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    surnames: tuple[str, ...]
    middle: tuple[str, ...]

    def given(self, rng: Random, female: bool) -> str:
        return rng.choice(self.girls if female else self.boys)


@dataclass(frozen=True, slots=True)
class Places:
    """Where families live, learn, play and work."""

    streets: tuple[str, ...]
    postcodes: tuple[str, ...]
    villages: tuple[str, ...]
    schools: tuple[str, ...]
    daycares: tuple[str, ...]
    clubs: tuple[str, ...]
    employers: tuple[str, ...]
    mailboxes: tuple[str, ...]


@cache
def origins() -> tuple[tuple[Origin, ...], tuple[int, ...]]:
    """All origins and their weights; the first is the Danish one."""
    found = [(_origin(name, words), int(words["weight"])) for name, words in _load("names.toml").items()]
    return tuple(origin for origin, _ in found), tuple(weight for _, weight in found)


@cache
def danish() -> Origin:
    return origins()[0][0]


def pick_origin(rng: Random) -> Origin:
    """An origin by weight."""
    every, weights = origins()
    return rng.choices(every, weights)[0]


@cache
def places() -> Places:
    return Places(**{key: _lines(words) for key, words in _load("places.toml").items()})


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files("synthetic") / "words" / name).read_text("utf-8"))


def _origin(name: str, words: dict[str, str]) -> Origin:
    def listed(key: str) -> tuple[str, ...]:
        return tuple(word.replace("_", " ") for word in words.get(key, "").split())

    return Origin(name, listed("girls"), listed("boys"), listed("surnames"), listed("middle"))


def _lines(words: str) -> tuple[str, ...]:
    return tuple(part.strip() for line in words.strip().splitlines() for part in line.split("|"))
