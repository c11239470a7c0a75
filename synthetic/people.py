"""Families: a family of one index is the same whatever the size of the run."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from synthetic.lexicon import Origin, danish, pick_origin, places
from synthetic.numbers import fictive_cpr, phone, replacement

SLOTS = 16  # room for people of one family: person id = family * SLOTS + slot
_LAST_CHILD = 7  # slots of children: 0-7
NICKNAMES = (
    "Mulle",
    "Basse",
    "Skatten",
    "Musse",
    "Futte",
    "Tulle",
    "Bisse",
    "Molle",
    "Putte",
    "Lillebror",
    "Gogo",
)
_FOLD = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "đ": "d", "ł": "l", "ı": "i", "ð": "d", "þ": "th", "ß": "ss"}
)


@dataclass(frozen=True, slots=True, repr=False)
class Home:
    """One address. ``door`` and ``floor`` may be empty."""

    street: str
    house: str
    floor: str
    door: str
    postcode: str
    town: str

    @property
    def line(self) -> str:
        """``Rosenvej 4, 2. tv., 8900 Randers C``."""
        storey = f", {self.floor}. {self.door}".rstrip() if self.floor else ""
        return f"{self.street} {self.house}{storey}, {self.postcode} {self.town}"


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """One person who does not exist. ``id`` is the row id in the system that knows them, 0 if none does."""

    key: str
    role: str
    id: int
    given: str
    middle: str
    surname: str
    female: bool
    born: date | None = None
    cpr: str = ""
    phone: str = ""
    email: str = ""
    home: Home | None = None
    nickname: str = ""
    former: str = ""
    initials: str = ""
    protected: bool = False
    interpreter: str = ""
    title: str = ""

    @property
    def full(self) -> str:
        return " ".join(part for part in (self.given, self.middle, self.surname) if part)

    def values(self) -> dict[str, Any]:
        """Everything planted about this person, for ``people.jsonl``."""
        slots = (name for name in self.__dataclass_fields__ if name != "id")
        known: dict[str, Any] = {name: value for name in slots if (value := getattr(self, name))}
        known["full"] = self.full
        if self.home:
            known["home"] = self.home.line
        if self.born:
            known["born"] = self.born.isoformat()
        return known


@dataclass(frozen=True, slots=True, repr=False)
class Family:
    """Mother, fathers, children and nearest kin. ``children[0]`` is the first case's child."""

    index: int
    mother: Person
    children: tuple[Person, ...]
    father: Person | None = None
    stepfather: Person | None = None
    grandparent: Person | None = None
    other_father: Person | None = None  # of the second child
    language: str = ""
    origin: str = ""
    married: bool = False
    former_home: Home | None = field(default=None)

    @property
    def people(self) -> tuple[Person, ...]:
        adults = (self.mother, self.father, self.stepfather, self.grandparent, self.other_father)
        return tuple(p for p in (*self.children, *adults) if p is not None)

    def former_home_of(self, person: Person) -> str:
        """Where they lived before, for those of the mother's household; else ""."""
        moved = self.former_home and person.home == self.mother.home
        return self.former_home.line if moved and self.former_home else ""

    def father_of(self, child: Person) -> Person | None:
        second = len(self.children) > 1 and child is self.children[1]
        return self.other_father if second and self.other_father else self.father


def ascii_fold(text: str) -> str:
    """``Søren Çelik`` -> ``soren celik`` fit for an e-mail address."""
    plain = unicodedata.normalize("NFD", text.lower().translate(_FOLD))
    return "".join(c for c in plain if c.isascii() and (c.isalnum() or c in " -."))


def make_home(rng: Random) -> Home:
    where = places()
    postcode, _, town = rng.choice(where.postcodes).partition(" ")
    flat = rng.random() < 0.45
    house = f"{rng.randrange(1, 140)}{rng.choice(['', '', '', '', 'A', 'B', 'C'])}"
    floor = rng.choice(("st", "1", "2", "3", "4")) if flat else ""
    return Home(
        rng.choice(where.streets),
        house,
        floor,
        rng.choice(("tv", "th", "mf")) if flat else "",
        postcode,
        town,
    )


class FamilyMaker:
    """Makes family ``index``; ages are relative to ``as_of``."""

    def __init__(self, seed: int, as_of: date) -> None:
        self._seed = seed
        self._year = as_of.year

    def make(self, index: int) -> Family:
        rng = Random(f"{self._seed}/family/{index}")
        origin = pick_origin(rng)
        oldest = rng.randrange(3, 17)
        home, protected = make_home(rng), index > 60 and rng.random() < 0.04
        surname = rng.choice(origin.surnames)
        paternal = origin if rng.random() < 0.85 else danish()
        his = surname if rng.random() < 0.3 else rng.choice(paternal.surnames)
        age = oldest + rng.randrange(19, 36)
        language = origin.name if origin is not danish() and rng.random() < 0.6 else ""
        person = _Factory(rng, self._seed, index, self._year, home, protected, language)
        mother = person.adult("mor", 8, origin, True, age, surname)
        father = person.adult("far", 9, paternal, False, age + rng.randrange(-2, 9), his)
        together = rng.random() < 0.35
        apart = rng.random() < 0.88
        children = tuple(
            person.child(
                n, origin, max(0, oldest - n * rng.randrange(1, 4)), his if rng.random() < 0.6 else surname
            )
            for n in range(rng.choices((1, 2, 3, 4), (25, 42, 24, 9))[0])
        )
        half = len(children) > 1 and rng.random() < 0.25
        return Family(
            index,
            mother,
            children,
            father=father if together or apart else None,
            stepfather=person.adult("stedfar", 10, danish(), False, age + 2, "")
            if not together and rng.random() < 0.3
            else None,
            grandparent=person.adult(
                "bedsteforælder", 11, origin, rng.random() < 0.7, min(age + 24, 80), surname
            )
            if rng.random() < 0.5
            else None,
            other_father=person.adult("far", 12, pick_origin(rng), False, age + 1, "") if half else None,
            language=language,
            origin=origin.name,
            married=together and rng.random() < 0.6,
            former_home=make_home(rng) if rng.random() < 0.3 else None,
        )


@dataclass(slots=True, repr=False)
class _Factory:
    """Hands out the people of one family."""

    rng: Random
    seed: int
    family: int
    year: int
    home: Home
    protected: bool
    language: str

    def child(self, n: int, origin: Origin, age: int, surname: str) -> Person:
        female = self.rng.random() < 0.48
        role = "barn" if n == 0 else "søskende"
        nickname = self.rng.choice(NICKNAMES) if self.rng.random() < 0.18 else ""
        return self._person(role, n, origin, female, self.year - age, surname, nickname=nickname)

    def adult(self, role: str, slot: int, origin: Origin, female: bool, age: int, surname: str) -> Person:
        elsewhere = role in ("far", "bedsteforælder") and self.rng.random() < 0.65
        former = self.rng.choice(origin.surnames) if female and self.rng.random() < 0.25 else ""
        return self._person(
            role,
            slot,
            origin,
            female,
            max(self.year - age, 1938),
            surname,
            home=make_home(self.rng) if elsewhere else self.home,
            former=former,
        )

    def _person(
        self,
        role: str,
        slot: int,
        origin: Origin,
        female: bool,
        year: int,
        surname: str,
        home: Home | None = None,
        nickname: str = "",
        former: str = "",
    ) -> Person:
        rng = self.rng
        cpr, born = fictive_cpr(self.family * SLOTS + slot, year, female, self.seed)
        if origin is not danish() and slot > _LAST_CHILD and rng.random() < 0.03:
            cpr = replacement(cpr)
        given, surname = origin.given(rng, female), surname or rng.choice(origin.surnames)
        reachable = self.year - year >= 13
        address = ascii_fold(f"{given}.{surname}").replace(" ", "")
        return Person(
            key=f"p{self.family}-{slot}",
            role=role,
            id=self.family * SLOTS + slot + 1,
            given=given,
            middle=rng.choice(danish().middle) if origin is danish() and rng.random() < 0.4 else "",
            surname=surname,
            female=female,
            born=born,
            cpr=cpr,
            phone=phone(rng) if reachable and rng.random() < 0.9 else "",
            email=f"{address}{rng.randrange(10, 99)}@{rng.choice(places().mailboxes)}.example"
            if reachable and rng.random() < 0.6
            else "",
            home=home or self.home,
            nickname=nickname,
            former=former,
            protected=self.protected,
            interpreter=self.language if reachable else "",
        )
