"""The plan of one case: whose it is, when it ran, who works on it, what it is about. No text, no rows yet."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from synthetic.lexicon import origins, pick_origin, places
from synthetic.numbers import case_number
from synthetic.people import Family, FamilyMaker, Person
from synthetic.randers import ALLIANCE_CODES, GRADES, OUTCOMES, PROBLEMS, Coding, coded_cases
from synthetic.staff import make_outsider, make_staff
from synthetic.writing.note import Cast

FIVE_YEARS = timedelta(days=5 * 366)
THEMES = {
    "Forældrekonflikt": "konflikt",
    "Forældrestruktur": "struktur",
    "Forældreregulering": "regulering",
    "Barneregulering": "barneregulering",
    "Barnestruktur": "barnestruktur",
    "Barnekonflikt": "barnekonflikt",
}
CASEWORKERS = {"sagsbehandler": 36, "teamleder": 5, "socialrådgiver": 4, "administrativ": 3}
THERAPISTS = {"familiebehandler": 28, "teamleder": 3, "psykolog": 3, "pædagog": 3, "koder": 3}
_LAWS = ("BL§32.1.5", "BL§32.1.5", "BL§20", "BL§19", "BL§32.1.3", "SEL§52.3.3", "SEL§50")
_AROUND = {"sund": 0.3, "laege": 0.3, "psyk": 0.35, "nabo": 0.4, "moster": 0.4, "kaereste": 0.2}


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """Somebody outside the family. ``known``: the authority has them as a contact of the case."""

    slot: str
    person: Person
    known: bool


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """One case of the authority, and of the family centre where ``treated``."""

    index: int
    family: Family
    child: Person
    first_of_family: bool
    coded: bool
    coding: Coding
    opened: date
    closed: date | None
    last_event: date
    deleted: date | None
    treated: bool
    law: str
    number: str
    worker: Person
    therapist: Person
    colleague: Person
    leader: Person
    contacts: tuple[Contact, ...]
    cast: Cast
    rng: Random

    @property
    def sag_id(self) -> int:
        return 10_000 + self.index

    @property
    def performing_id(self) -> int:
        return 500_000 + self.index

    @property
    def themes(self) -> tuple[str, ...]:
        """Shared pools its notes draw on."""
        return (THEMES[self.coding.problem], "hverdag", *sorted(self.coding.codes))

    def days(self, count: int) -> list[date]:
        """``count`` days of the case in order, the last one its last event."""
        span = max(1, (self.last_event - self.opened).days)
        days = sorted(self.opened + timedelta(days=self.rng.randrange(span)) for _ in range(count - 1))
        return [*days, self.last_event]


class CaseMaker:
    """Makes case ``index``: the same whatever the number of cases."""

    def __init__(self, seed: int, as_of: date) -> None:
        self._seed, self._as_of = seed, as_of
        self._families = FamilyMaker(seed, as_of)
        self.authority_staff = make_staff(seed, "myndighed", CASEWORKERS)
        self.performing_staff = make_staff(seed, "udfører", THERAPISTS)

    def cases(self, count: int) -> Iterator[Case]:
        return (self.make(index) for index in range(count))

    def make(self, index: int) -> Case:
        rng = Random(f"{self._seed}/case/{index}")
        coded = index < len(coded_cases())
        sibling = not coded and index % 10 == 8 and index > len(coded_cases())
        family = self._families.make(index - 1 if sibling else index)
        child = family.children[1] if sibling and len(family.children) > 1 else family.children[0]
        opened, last, closed = self._dates(rng, coded, child)
        therapists = [p for p in self.performing_staff if p.title != "koder"]
        therapist, colleague = rng.sample(therapists, 2)
        number = case_number(index, opened.year)
        contacts = tuple(_contacts(rng, index, child, last, family))
        workers = self.authority_staff
        worker = rng.choice([p for p in workers if p.title == "sagsbehandler"])
        leader = rng.choice([p for p in workers if p.title == "teamleder"])
        people = _roles(family, child, worker, therapist, colleague, leader) | {
            c.slot: c.person for c in contacts
        }
        deleted = last + timedelta(days=3) if not coded and rng.random() < 0.025 else None
        return Case(
            index,
            family,
            child,
            not sibling,
            coded,
            coded_cases()[index] if coded else _any_coding(rng),
            opened,
            closed,
            last,
            deleted,
            coded or (rng.random() < 0.9 and not deleted),
            rng.choice(_LAWS),
            number,
            worker,
            therapist,
            colleague,
            leader,
            contacts,
            Cast(people, _facts(rng, number, family, child, last), _conditions(child, last)),
            rng,
        )

    def _dates(self, rng: Random, coded: bool, child: Person) -> tuple[date, date, date | None]:
        """Opened, last event, closed. Coded cases are recent; some others ended more than five years ago."""
        old = not coded and rng.random() < 0.1
        ago = 5 * 366 + 20 + rng.randrange(900) if old else int(min(4 + rng.expovariate(1 / 220), 1500))
        if coded:
            ago = rng.randrange(10, 400)
        last = self._as_of - timedelta(days=ago)
        opened = last - timedelta(days=rng.randrange(120, 900))
        born = child.born or opened
        if opened <= born:
            opened = min(born + timedelta(days=40), self._as_of - timedelta(days=30))
            last = max(last, opened + timedelta(days=25))
        closed = last if ago > 300 or rng.random() < 0.35 else None
        return opened, last, closed


def _roles(
    family: Family, child: Person, worker: Person, therapist: Person, colleague: Person, leader: Person
) -> dict[str, Person]:
    """The case's people by the slots that fragments use."""
    siblings = [replace(p, role="søskende") for p in family.children if p is not child]
    found: dict[str, Person | None] = {
        "barn": replace(child, role="barn"),
        "mor": family.mother,
        "far": family.father_of(child),
        "sosk": siblings[0] if siblings else None,
        "bedste": family.grandparent,
        "ny": family.stepfather,
        "sb": worker,
        "fb": therapist,
        "fb2": colleague,
        "leder": leader,
    }
    return {slot: person for slot, person in found.items() if person is not None}


def _contacts(rng: Random, index: int, child: Person, day: date, family: Family) -> Iterator[Contact]:
    age = _age(child, day)
    chances = _AROUND | ({"laerer": 0.9, "traener": 0.4, "ven": 0.5} if age >= 6 else {"paed": 0.9})
    if age >= 12:
        chances |= {"politi": 0.2}
    if family.language:
        chances |= {"tolk": 0.9}
    for slot, (kind, chance) in enumerate(chances.items()):
        if rng.random() < chance:
            kin = kind in ("tolk", "moster")
            origin = next(o for o in origins()[0] if o.name == family.origin) if kin else pick_origin(rng)
            person = make_outsider(rng, index, slot, kind, age < 13, origin)
            yield Contact(kind, person, rng.random() < 0.65)


def _facts(rng: Random, number: str, family: Family, child: Person, day: date) -> dict[str, tuple[str, str]]:
    where = places()
    inst = rng.choice(where.schools if _age(child, day) >= 6 else where.daycares)
    facts = {
        "inst": ("ORG_ID", inst),
        "klub": ("ORG_ID", rng.choice(where.clubs)),
        "arb": ("ORG_ID", rng.choice(where.employers)),
        "by": ("LOC", rng.choice(where.villages)),
        "sagsnr": ("ID", number),
        "klasse": ("", f"{max(0, min(9, _age(child, day) - 6))}.{rng.choice('abc')}"),
    }
    if family.language:
        facts["sprog"] = ("", family.language)
    return facts


def _conditions(child: Person, day: date) -> frozenset[str]:
    age = _age(child, day)
    return frozenset({"skole" if age >= 6 else "lille"} | ({"stor"} if age >= 12 else set()))


def _age(child: Person, day: date) -> int:
    return (day - child.born).days // 365 if child.born else 0


def _any_coding(rng: Random) -> Coding:
    """What an uncoded case is about; only its texts show it."""
    codes = frozenset(code for code in ALLIANCE_CODES if rng.random() < 0.55)
    return Coding(rng.choice(PROBLEMS), rng.choice(GRADES), rng.choice(OUTCOMES), codes, rng.random() < 0.3)
