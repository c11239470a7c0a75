"""Changes a note while keeping its marks true: other people, letter case, typing faults, encodings, OCR."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from pseudonymize.model.annotated import Note, Piece
from pseudonymize.model.forms import dictated, each, escaped, hyphenated, mojibake, ocr, typos, upper, wrapped
from training.names import Names

# A person mentioned by one word only: how often that becomes a surname.
ALONE = 0.4
# Two or three capitals, or small letters without a vowel, also with full stops.
_INITIALS = re.compile(
    r"[A-ZÆØÅ]\.?[A-ZÆØÅ](?:\.?[A-ZÆØÅ])?|[b-df-hj-np-tv-xz]{2,3}|[a-zæøå]\.[a-zæøå](?:\.[a-zæøå])?"
)
_CAPITALS = "AABBBCDDEEFGGHHHIIJJJKKKLLLMMMMNNOPPPRRSSSTTTUVWYZÆØÅ"
_SMALL = "bbcddfgghhjjkkkllmmmnnpprrssttv"


@dataclass(frozen=True, slots=True)
class Dose:
    """How often each change happens to a note (shares of one)."""

    swap: float = 0.5
    swap_person: float = 0.8
    typo: float = 0.12
    ocr: float = 0.03
    mojibake: float = 0.03
    lower: float = 0.07
    upper: float = 0.03
    lower_names: float = 0.07
    dictated: float = 0.03
    wrapped: float = 0.08
    escaped: float = 0.02
    hyphenated: float = 0.03


def augmented(note: Note, names: Names, rng: random.Random, dose: Dose) -> Note:
    """One changed copy of `note`; the same `rng` state gives the same copy."""
    if rng.random() < dose.swap:
        note = swapped(note, names, rng, dose.swap_person)
    choices: list[tuple[float, Callable[[Piece], Piece]]] = [
        (dose.lower, lambda piece: replace(piece, text=piece.text.lower())),
        (dose.upper, lambda piece: replace(piece, text=upper(piece.text))),
        (
            dose.lower_names,
            lambda piece: replace(piece, text=piece.text.lower()) if piece.label == "PER" else piece,
        ),
        (dose.dictated, lambda piece: replace(piece, text=dictated(piece.text))),
    ]
    draw = rng.random()
    for share, change in choices:
        if draw < share:
            note = each(note, change)
            break
        draw -= share
    faults: list[tuple[float, Callable[[str], str]]] = [
        (dose.typo, lambda text: typos(text, rng, 0.01)),
        (dose.ocr, lambda text: ocr(text, rng)),
        (dose.mojibake, mojibake),
        (dose.wrapped, lambda text: wrapped(text, rng)),
        (dose.escaped, escaped),
        (dose.hyphenated, lambda text: hyphenated(text, rng)),
    ]
    for share, damage in faults:
        if rng.random() < share:
            note = each(note, lambda piece, damage=damage: replace(piece, text=damage(piece.text)))  # type: ignore[misc]
    return note


def swapped(note: Note, names: Names, rng: random.Random, share: float) -> Note:
    """Most persons become others, the same one wherever they are mentioned, each mention in its old shape."""
    people: dict[str, list[str]] = {}
    for piece in note.pieces:
        if piece.label == "PER":
            people.setdefault(piece.person, []).append(piece.text)
    stand_ins = {
        person: StandIn(mentions, names, rng) for person, mentions in people.items() if rng.random() < share
    }
    return each(
        note,
        lambda piece: (
            replace(piece, text=stand_ins[piece.person].say(piece.text))
            if piece.label == "PER" and piece.person in stand_ins
            else piece
        ),
    )


class StandIn:
    """An invented person who takes another's mentions, word for word."""

    def __init__(self, mentions: list[str], names: Names, rng: random.Random) -> None:
        self._firsts, self._lasts = names.draw(rng)
        self._rng = rng
        self._words: dict[str, str] = {}
        self._letters: dict[str, str] = {}
        for mention in sorted(mentions, key=len, reverse=True):
            self._learn(mention.split())

    def _learn(self, words: list[str]) -> None:
        for at, word in enumerate(words):
            key = _stem(word)
            if key in self._words or not key[:1].isalpha():
                continue
            alone = len(words) == 1 and not self._words
            is_last = self._rng.random() < ALONE if alone else at == len(words) - 1 and len(words) > 1
            pool = self._lasts if is_last else self._firsts
            self._words[key] = pool[min(at, 1) if not is_last else 0]

    def say(self, mention: str) -> str:
        out, at = [], 0
        for word in mention.split():
            start = mention.index(word, at)
            out.append(mention[at:start] + self._one(word))
            at = start + len(word)
        return "".join(out) + mention[at:]

    def _one(self, word: str) -> str:
        new = self._words.get(_stem(word))
        bare = word.strip(".,()\"'")
        if new is None or not bare.isprintable() or any(map(str.isdigit, word)) or "_" in word or "@" in word:
            return word
        if len(bare) == 1:
            return word.replace(bare, new[0], 1)
        if _INITIALS.fullmatch(bare):
            return word.replace(bare, self._initials(bare), 1)
        if "." in bare:
            return word
        shaped = new.upper() if bare.isupper() else new.lower() if bare.islower() else new
        if bare.endswith("s") and _stem(word) != bare.lower():
            shaped += genitive(new)
        return word.replace(bare, shaped, 1)

    def _initials(self, old: str) -> str:
        """Other letters in the same places, always the same for this person."""
        if old not in self._letters:
            self._letters[old] = "".join(
                self._rng.choice(_CAPITALS if char.isupper() else _CAPITALS.lower())
                if char.isalpha()
                else char
                for char in old
            )
        return self._letters[old]


def genitive(name: str) -> str:
    """What a name takes to own something: an s, or after a hiss an apostrophe."""
    return "'" if name.lower().endswith(("s", "x", "z")) else "s"


def shortened(note: Note, rng: random.Random, share: float) -> Note:
    """Some full names become the surname alone, as news has it further down: "Houmarks smukke udspil"."""
    return each(
        note,
        lambda piece: (
            replace(piece, text=piece.text.split()[-1])
            if piece.label == "PER" and " " in piece.text and rng.random() < share
            else piece
        ),
    )


def _stem(word: str) -> str:
    bare = word.strip(".,()\"'").lower()
    return bare[:-1] if len(bare) > 4 and bare.endswith("s") else bare
