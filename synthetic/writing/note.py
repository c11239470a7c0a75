"""One note: pieces of text with the people in them marked, rendered as plain text or HTML."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from random import Random

from synthetic.people import Person
from synthetic.writing import surface
from synthetic.writing.template import Choice, Nodes, Slot

WEEKDAYS = ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"]
_PRONOUNS = {
    "han": ("han", "hun"),
    "ham": ("ham", "hende"),
    "hans": ("hans", "hendes"),
    "Han": ("Han", "Hun"),
    "Hans": ("Hans", "Hendes"),
    "drengen": ("drengen", "pigen"),
    "dreng": ("dreng", "pige"),
    "søn": ("søn", "datter"),
    "sønnen": ("sønnen", "datteren"),
    "bror": ("bror", "søster"),
    "morfar": ("morfar", "mormor"),
    "Drengen": ("Drengen", "Pigen"),
}
_KIN = frozenset({"mor", "far"})  # in some notes they are only mor and far
_BREAK = str.maketrans({"\ue000": None, "\ue001": None})


@dataclass(frozen=True, slots=True, repr=False)
class Mark:
    """Where somebody or something identifying stands in a text, in Unicode code points.

    ``label``: PER, CPR, DOB, ADDR, PHONE, EMAIL, LOC, ORG_ID or ID. ``person``: their key, or "".
    """

    label: str
    person: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, repr=False)
class Passage:
    """A marked stretch of a note that a coder would code."""

    pool: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """A finished text, its marks and its codable passages."""

    body: str
    marks: tuple[Mark, ...]
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Cast:
    """Who and what a case can talk about.

    ``facts``: slot -> (label, text); the label is "" where it identifies nobody.
    """

    people: Mapping[str, Person]
    facts: Mapping[str, tuple[str, str]]
    conditions: frozenset[str]
    slots: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        always = frozenset({"dato", "ugedag", "kl", "tal", "uge"})
        object.__setattr__(self, "slots", self.conditions | always | set(self.people) | set(self.facts))


class Writer:
    """Writes one note in one hand. Keeps to a way of naming somebody, mostly."""

    def __init__(self, rng: Random, cast: Cast, day: date, author: Person) -> None:
        self.rng, self.cast, self.day, self.author = rng, cast, day, author
        self.pieces: list[tuple[str, str, str]] = []  # text, label, person
        self.spans: list[tuple[str, int, int]] = []  # pool, first piece, piece after the last
        self._habits: dict[str, str] = {}
        hand = rng.random()
        self._lower, self._short = hand < 0.05, hand > 0.93
        self._misspells = rng.random() < 0.12
        self._kin = _KIN if rng.random() < 0.35 else frozenset()

    def say(self, nodes: Nodes) -> None:
        """Append compiled text."""
        for node in nodes:
            if isinstance(node, str):
                self._literal(node)
            elif isinstance(node, Slot):
                self._fill(node)
            else:
                self._choose(node)

    def passage(self, pool: str, nodes: Nodes) -> None:
        """Append text and remember where it stands."""
        first = len(self.pieces)
        self.say(nodes)
        self.spans.append((pool, first, len(self.pieces)))

    def literal(self, text: str) -> None:
        """Append text that names nobody."""
        self.pieces.append((text, "", ""))

    def _literal(self, text: str) -> None:
        doubled = text.startswith(".") and bool(self.pieces) and self.pieces[-1][0].endswith(".")
        self.pieces.append((text[1:] if doubled else text, "", ""))

    def _choose(self, choice: Choice) -> None:
        self.say(self.rng.choice(choice.options))

    def _fill(self, slot: Slot) -> None:
        person = self.cast.people.get(slot.name)
        if slot.name == "mig":
            person = self.author
        if person is not None:
            self._person(slot, person)
        elif slot.name in self.cast.facts:
            label, text = self.cast.facts[slot.name]
            self.pieces.append((text + "s" if slot.form == "s" else text, label, ""))
        else:
            self.pieces.append((self._time(slot.name), "", ""))

    def _time(self, name: str) -> str:
        rng = self.rng
        match name:
            case "dato":
                day = date.fromordinal(self.day.toordinal() + rng.randrange(-20, 25))
                return rng.choice(
                    (
                        f"{day.day}/{day.month}",
                        f"{day.day}. {surface.MONTHS[day.month - 1]}",
                        f"d. {day.day}.{day.month}.",
                    )
                )
            case "ugedag":
                return WEEKDAYS[rng.randrange(5)]
            case "kl":
                return f"kl. {rng.randrange(8, 17)}{rng.choice(('', '.30', '.15', ':45'))}"
            case "uge":
                return f"uge {rng.randrange(1, 53)}"
            case _:
                return str(rng.randrange(2, 9))

    def _person(self, slot: Slot, person: Person) -> None:
        rng, key = self.rng, person.key
        match slot.form:
            case "tlf":
                found = (
                    ("PHONE", surface.phone(person.phone, rng)) if person.phone else ("", "hemmeligt nummer")
                )
            case "mail":
                found = ("EMAIL", person.email) if person.email else ("", "ingen mail oplyst")
            case "adr":
                found = (
                    ("ADDR", surface.address(person.home, rng)) if person.home else ("", "uden fast adresse")
                )
            case "vej":
                found = ("ADDR", person.home.street) if person.home else ("", "gaden")
            case "cpr":
                found = ("CPR", surface.cpr(person, rng)) if person.cpr else ("", "cpr ikke oplyst")
            case "sidste4":
                found = ("CPR", person.cpr[6:]) if person.cpr else ("", "ukendt")
            case "fodt":
                found = ("DOB", surface.birth(person, rng)) if person.born else ("", "dato ukendt")
            case "alder":
                found = ("", str(max(0, (self.day - person.born).days // 365)) if person.born else "voksen")
            case form if form in _PRONOUNS:
                found = ("", _PRONOUNS[form][person.female])
            case "" | "s" if slot.name in self._kin:
                found = ("", self._kinship(slot))
            case _:
                found = ("PER", self._name(slot, person))
        self.pieces.append((found[1], found[0], key if found[0] else ""))

    def _kinship(self, slot: Slot) -> str:
        """``mor``, ``Mor`` where a sentence begins."""
        before = self.pieces[-1][0][-2:].rstrip(" ") if self.pieces else ""
        word = slot.name if before and before[-1] not in ".!?\n" else slot.name.capitalize()
        return word + slot.form

    def _name(self, slot: Slot, person: Person) -> str:
        rng = self.rng
        match slot.form:
            case "fuld":
                name = person.full if rng.random() < 0.7 else f"{person.given} {person.surname}"
            case "for":
                name = person.given
            case "efter":
                name = person.surname
            case "ini":
                name = surface.initials_of(person, rng)
            case "kalde":
                name = person.nickname or person.given
            case _:
                name = self._habit(slot.name, person)
        if self._misspells and rng.random() < 0.3 and len(name) > 4:
            name = surface.misspelt(name, rng)
        if self._lower:
            name = name.lower()
        return surface.genitive(name, rng) if slot.form == "s" else name

    def _habit(self, slot: str, person: Person) -> str:
        """The name this note uses for somebody: chosen once, left now and then."""
        if slot in self._habits and self.rng.random() < 0.85:
            return self._habits[slot]
        chance = self.rng.random()
        near = bool(person.cpr)
        if self._short or (person.initials and chance < 0.3):
            name = surface.initials_of(person, self.rng)
        elif near and person.nickname and chance < 0.3:
            name = person.nickname
        elif chance > (0.93 if near else 0.75):
            name = f"{person.given} {person.surname}"
        elif chance > (0.91 if near else 0.70) and person.role == "lærer":
            name = person.surname
        else:
            name = person.given
        self._habits[slot] = name
        return name

    def damage(self) -> None:
        """UTF-8 read as Windows-1252, as in mails pasted from elsewhere: ``SÃ¸ren``."""
        self.pieces = [
            (text.translate(_BREAK).encode().decode("cp1252", "replace"), label, person)
            for text, label, person in self.pieces
        ]

    def plain(self) -> Text:
        """As plain text."""
        return self._assemble(
            (text.translate(_BREAK) if label == "CPR" else text for text, label, _ in self.pieces), "", ""
        )

    def html(self) -> Text:
        """As HTML, in one of the dialects that editors leave behind."""
        kind = self.rng.random()
        entities = kind < 0.15
        head, tail, gap = "<p>", "</p>", "</p><p>"
        if kind > 0.93:  # pasted from Word
            head = '<p class="MsoNormal"><span lang="DA" style="mso-fareast-language:EN-US">'
            tail, gap = (
                "<o:p></o:p></span></p>",
                '<o:p>&nbsp;</o:p></span></p>\n<p class="MsoNormal"><span lang="DA">',
            )
        elif kind > 0.75:
            head, tail, gap = "<div>", "</div>", "<br /><br />"
        elif kind > 0.70:
            head, tail, gap = (
                '<p style="margin:0cm"><font face="Calibri">',
                "&nbsp;</font></p>",
                "<br>&nbsp;<br>",
            )
        return self._assemble(
            ((_escape if label else _escape_fixed)(text, gap, entities) for text, label, _ in self.pieces),
            head,
            tail,
        )

    def _assemble(self, texts: Iterable[str], head: str, tail: str) -> Text:
        out, marks, at, starts = [head], [], len(head), []
        for text, (_, label, person) in zip(texts, self.pieces, strict=True):
            starts.append(at)
            out.append(text)
            if label:
                marks.append(Mark(label, person, text, at, at + len(text)))
            at += len(text)
        starts.append(at)
        out.append(tail)
        passages = tuple(Passage(pool, starts[first], starts[after]) for pool, first, after in self.spans)
        return Text("".join(out), tuple(marks), passages)


_ENTITIES = str.maketrans(
    {
        "æ": "&aelig;",
        "ø": "&oslash;",
        "å": "&aring;",
        "Æ": "&AElig;",
        "Ø": "&Oslash;",
        "Å": "&Aring;",
        "é": "&eacute;",
        "–": "&ndash;",
    }
)
_MARKUP = str.maketrans({"\ue000": "<b>", "\ue001": "</b>", "\u00a0": "&nbsp;"})


def _escape(text: str, gap: str, entities: bool) -> str:
    escaped = html.escape(text, quote=False)
    if entities:
        escaped = escaped.translate(_ENTITIES)
    return escaped.replace("\n\n", gap).replace("\n", "<br>").translate(_MARKUP)


_escape_fixed = lru_cache(maxsize=16_384)(_escape)  # what the fragments say comes again and again
