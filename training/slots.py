"""Fills the slots of our own notes anew each time: `{F1}` a first name, `{MED}` a medicine, and so on.

Person slots are letters and a number; the same number is the same person: F first name, S surname, N full
name, R surname first, I initials, D first name and a letter, K nickname, A/AS a name that is also a word, U
upper case, UN full name in upper case; small letters write it in small letters; a trailing s is the genitive.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pseudonymize.model.annotated import Note, Piece
from training.augment import genitive
from training.corpora import NOTES
from training.look_alikes import invented, medicine, spliced
from training.names import Names, read_lines

_SLOT = re.compile(r"\{([A-Z]+|[A-Za-z]{1,2}\d\d?s?|n)\}")
_PERSON = re.compile(r"([A-Za-z]{1,2})(\d\d?)(s?)")
LOOK_ALIKES = ("MED", "DIAG", "TEST", "METHOD", "OFFICE", "BRAND", "HEAD")
_LINKS = ("", "", "", "", "", "", "", "von", "van der", "de", "Al-", "el", "bin", "da", "del", "dos")


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person of a note, and the ways to write the name."""

    first: str
    last: str
    full: str
    initials: str
    nickname: str

    def write(self, form: str) -> str:
        upper = form.upper()
        text = {
            "F": self.first, "A": self.first, "U": self.first.upper(), "S": self.last, "AS": self.last,
            "N": self.full, "UN": self.full.upper(), "R": f"{self.last}, {self.first}", "I": self.initials,
            "D": f"{self.first} {self.last[0]}", "K": self.nickname,
        }[upper]  # fmt: skip
        return text.lower() if form.islower() else text


@dataclass(slots=True)
class Filler:
    """Draws what goes in the slots."""

    names: Names
    words: dict[str, list[str]]
    streets: Sequence[str]
    towns: Sequence[str]
    rng: random.Random
    inventing: float = 0.0
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, number: str, ambiguous: str) -> Person:
        if number not in self.people:
            self.people[number] = self._invent(ambiguous)
        return self.people[number]

    def _invent(self, ambiguous: str) -> Person:
        rng = self.rng
        firsts, lasts = self.names.draw(rng)
        if "A" in ambiguous or rng.random() < 0.06:
            firsts[0] = rng.choice(self.words["AMBFIRST"])
        if "AS" in ambiguous or rng.random() < 0.06:
            lasts[0] = rng.choice(self.words["AMBLAST"])
        first, last = firsts[0], lasts[0]
        draw = rng.random()
        if draw < 0.08:
            first = f"{first}-{firsts[1]}"
        elif draw < 0.13:
            last = f"{last}-{lasts[1]}"
        link = rng.choice(_LINKS) if rng.random() < 0.2 else ""
        last = f"{link}{last}" if link.endswith("-") else f"{link} {last}".strip()
        middle = rng.choice([firsts[1], lasts[1], f"{firsts[1][0]}."]) if rng.random() < 0.25 else ""
        shown = f"{first[0]}." if rng.random() < 0.05 else first
        full = " ".join(part for part in (shown, middle, last) if part)
        letters = "".join(part[0] for part in re.split(r"[\s-]+", f"{first} {middle} {last}") if part)
        initials = rng.choice(
            [letters.upper()] * 3 + [(first[:2] + last[:1]).upper(), first[:2] + last[:2], last[:3].upper()]
        )
        nickname = rng.choice(
            [first[:3] + "se", first[:4] + "i", first + "mus", first[:3], first[:4], "lille " + first]
        )
        return Person(first, last, full, initials, nickname)

    def value(self, slot: str) -> Piece:
        rng = self.rng
        digits = "".join(rng.choice("0123456789") for _ in range(8))
        street = f"{rng.choice(self.streets)} {rng.randint(1, 150)}"
        match slot:
            case "n":
                return Piece(str(rng.randint(2, 19)))
            case "TOWN":
                return Piece(rng.choice(self.towns), "LOC")
            case "STREET":
                return Piece(street, "ADDR")
            case "ADDR":
                floor = rng.choice(["", ", 2. tv.", ", st. th", ", 1. mf."])
                return Piece(f"{street}{floor}, {rng.randint(1000, 9990)} {rng.choice(self.towns)}", "ADDR")
            case "SCHOOL":
                start, end = rng.choice(self.words["SCHOOLSTART"]), rng.choice(self.words["SCHOOLEND"])
                return Piece(f"{start}{end}".replace("#", " "), "ORG_ID")
            case "TLF":
                return Piece(
                    rng.choice([digits, f"{digits[:2]} {digits[2:4]} {digits[4:6]} {digits[6:]}"]), "PHONE"
                )
            case "CPR":
                return Piece(f"{rng.randint(61, 91)}0{rng.randint(1, 9)}{digits[:2]}-{digits[2:6]}", "CPR")
            case "MAIL":
                return Piece(
                    f"{rng.choice(self.names.first[:2000]).lower()}{digits[:2]}@post.example", "EMAIL"
                )
            case "DATE":
                day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(19, 26)
                return Piece(
                    rng.choice([f"{day}.{month}.{year}", f"{day:02}-{month:02}-20{year}", f"{day}/{month}"])
                )
            case "TIME":
                return Piece(f"{rng.randint(0, 23)}{rng.choice('.:')}{rng.randint(10, 59)}")
            case _:
                made = None
                if rng.random() < self.inventing:
                    made = invented(slot, self.towns, self.names.last, self.words["MED"], rng)
                return Piece(made or rng.choice(self.words[slot]), "", slot)


def read_words(*files: str) -> dict[str, list[str]]:
    """Words by slot, of several files together; a string holds single words, a list phrases."""
    found: dict[str, list[str]] = {}
    for file in files or ("words.toml", "terms.toml"):
        for key, value in tomllib.loads((NOTES / file).read_text(encoding="utf-8")).items():
            found.setdefault(key, []).extend(value.split() if isinstance(value, str) else value)
    return {key: list(dict.fromkeys(words)) for key, words in found.items()}


class OwnNotes:
    """Our hand-written notes; each call of `fill` writes one with new values."""

    def __init__(
        self, names: Names, streets: Sequence[str], towns: Sequence[str], *, unseen: bool = False
    ) -> None:
        self.words = read_words() | (read_words("unseen.toml") if unseen else {})
        self.names, self.streets, self.towns = names, streets, towns
        self.inventing = 0.0 if unseen else 0.35
        self.notes: list[tuple[str, str]] = []
        for file in sorted(NOTES.glob("*.txt")):
            for line in file.read_text(encoding="utf-8").splitlines():
                genre, _, text = line.partition(" | ")
                if text:
                    self.notes.append((genre, text.replace(r"\n", "\n")))

    @classmethod
    def from_folder(cls, data: Path, names: Names, *, unseen: bool = False) -> OwnNotes:
        """With the streets and towns of the data folder."""
        streets = [street for street in read_lines(data / "streets-dk.txt.gz") if street[0].isupper()]
        return cls(names, streets, read_lines(data / "towns-dk-hand.txt.gz"), unseen=unseen)

    def terms(self) -> list[str]:
        """Single look-alike words in small letters, for the character model."""
        kinds = ("MED", "DIAG", "TEST", "METHOD")
        found = {word.lower() for kind in kinds for phrase in self.words[kind] for word in phrase.split()}
        rng = random.Random(5)
        found |= {medicine(rng).lower() for _ in range(4000)}
        found |= {spliced(self.words["MED"], rng).lower() for _ in range(16000)}
        found |= {word.lower() for kind in (*kinds, "OFFICE") for word in self.words[kind] if word.isupper()}
        return sorted(word for word in found if len(word) > 2 and word.isalpha())

    def fill(self, rng: random.Random) -> Note:
        genre, text = self.notes[int(rng.random() * len(self.notes))]
        return self.written(genre, text, rng)

    def written(self, genre: str, text: str, rng: random.Random) -> Note:
        filler = Filler(self.names, self.words, self.streets, self.towns, rng, self.inventing)
        ambiguous = {
            number: form.upper()
            for form, number, _ in _PERSON.findall(" ".join(_SLOT.findall(text)))
            if form.upper() in {"A", "AS"}
        }
        pieces, at = [], 0
        for slot in _SLOT.finditer(text):
            pieces.append(Piece(text[at : slot.start()]))
            person = _PERSON.fullmatch(slot[1])
            if person:
                form, number, owns = person.groups()
                name = filler.person(number, ambiguous.get(number, "")).write(form)
                pieces.append(Piece(name + (genitive(name) if owns else ""), "PER", f"x{number}"))
            else:
                pieces.append(filler.value(slot[1]))
            at = slot.end()
        pieces.append(Piece(text[at:]))
        return Note(tuple(piece for piece in pieces if piece.text), "own notes", genre)
