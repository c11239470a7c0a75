"""The employees of both systems, and people around a family who have no CPR number in either."""

from collections.abc import Mapping
from random import Random

from synthetic.lexicon import Origin, danish, pick_origin
from synthetic.numbers import phone
from synthetic.people import Person, ascii_fold


def make_staff(seed: int, system: str, posts: Mapping[str, int]) -> tuple[Person, ...]:
    """The employees of one system: the same whatever the size of the run.

    ``posts``: how many there are of each title.
    """
    rng = Random(f"{seed}/staff/{system}")
    taken: set[str] = set()
    staff = []
    for n, title in enumerate((title for title, count in posts.items() for _ in range(count)), start=1):
        origin, female = (danish() if rng.random() < 0.85 else pick_origin(rng)), rng.random() < 0.8
        given, surname = origin.given(rng, female), rng.choice(origin.surnames)
        middle = rng.choice(danish().middle) if rng.random() < 0.6 else ""
        initials = _initials(rng, given, middle, surname, taken)
        staff.append(
            Person(
                key=f"{system[0]}{n}",
                role="medarbejder",
                id=n,
                given=given,
                middle=middle,
                surname=surname,
                female=female,
                phone=phone(rng),
                email=f"{ascii_fold(initials).replace(' ', '')}@kommune.example",
                initials=initials,
                title=title,
            )
        )
    return tuple(staff)


def _initials(rng: Random, given: str, middle: str, surname: str, taken: set[str]) -> str:
    """Two to four letters nobody else in the house has."""
    letters = (given[0] + (middle or surname[1:2])[:1] + surname[0]).upper()
    while letters in taken:
        letters = letters[:3] + rng.choice("ABDEFGHIJKLMNOPRSTUV")
    taken.add(letters)
    return letters


OUTSIDERS = {
    "laerer": "lærer",
    "paed": "pædagog",
    "nabo": "nabo",
    "traener": "træner",
    "sund": "sundhedsplejerske",
    "laege": "læge",
    "psyk": "psykolog",
    "tolk": "tolk",
    "ven": "ven",
    "moster": "moster",
    "kaereste": "kæreste",
    "politi": "politi",
}
_DESK = ("laerer", "paed", "sund", "laege", "psyk", "politi")  # people with a work mail


def make_outsider(rng: Random, case: int, slot: int, kind: str, young: bool, origin: Origin) -> Person:
    """Somebody around the family, without CPR in any system."""
    female = rng.random() < 0.55 or kind == "moster"
    given, surname = origin.given(rng, female), rng.choice(origin.surnames)
    desk = rng.choice(("skolenet", "klinik", "klubben", "institution"))
    mail = f"{ascii_fold(given).replace(' ', '')}@{desk}.example"
    return Person(
        key=f"x{case}-{slot}",
        role=OUTSIDERS[kind],
        id=0,
        given=given,
        middle="",
        surname=surname,
        female=female,
        phone="" if young and kind == "ven" else phone(rng),
        email=mail if kind in _DESK else "",
    )
