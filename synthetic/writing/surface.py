"""How people and their numbers are written in notes: in many guises, and not always right."""

from random import Random

from synthetic.numbers import dashed
from synthetic.people import Home, Person

BOLD, UNBOLD = "\ue000", "\ue001"  # becomes a tag in HTML, nothing in plain text
MONTHS = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
]
_SWAPS = (
    ("ie", "i"),
    ("ck", "k"),
    ("th", "t"),
    ("ll", "l"),
    ("ss", "s"),
    ("aa", "å"),
    ("x", "ks"),
    ("ph", "f"),
    ("c", "k"),
    ("oe", "ø"),
    ("ø", "o"),
    ("nn", "n"),
    ("y", "i"),
    ("z", "s"),
    ("å", "aa"),
    ("æ", "ae"),
    ("mm", "m"),
    ("d", "dt"),
)


def misspelt(name: str, rng: Random) -> str:
    """The name as somebody wrote it who only heard it."""
    usual = [(old, new) for old, new in _SWAPS if old in name[1:]]
    if usual:
        old, new = rng.choice(usual)
        return name[0] + name[1:].replace(old, new, 1)
    at = rng.randrange(1, max(2, len(name) - 1))
    return name[:at] + name[at : at + 1] + name[at:]


def genitive(name: str, rng: Random) -> str:
    """``Emmas``, ``Jonas'``."""
    if name[-1] in "sxzSXZ":
        return name + rng.choice(("'", "'", "’", "", "'s"))
    return name + ("'s" if len(name) <= 3 and name.isupper() else "s")


def cpr(person: Person, rng: Random) -> str:
    """Ten digits, laid out as people lay them out."""
    plain = person.cpr
    day, month, year, last = plain[:2], plain[2:4], plain[4:6], plain[6:]
    ways = (
        dashed(plain),
        plain,
        f"{plain[:6]} {last}",
        f"{plain[:6]}–{last}",
        f"{day}.{month}.{year}-{last}",
        f"{plain[:6]}\u00a0{last}",
        f"{plain[:6]}-{BOLD}{last}{UNBOLD}",
        f"{day} {month} {year} {last}",
        f"{plain[:6]} - {last}",
        f"{BOLD}{plain[:6]}{UNBOLD}-{last}",
        f"{plain[:6]}/{last}",
        f"{plain[:6]}\u2011{last}",
        f"{plain[:6]}-{last[:2]} {last[2:]}",
    )
    return rng.choices(ways, (40, 16, 12, 6, 3, 5, 3, 3, 3, 2, 1, 2, 1))[0]


def phone(digits: str, rng: Random) -> str:
    """Eight digits in one of the usual layouts."""
    a, b, c, d = digits[:2], digits[2:4], digits[4:6], digits[6:]
    ways = (
        f"{a} {b} {c} {d}",
        digits,
        f"{a}{b} {c}{d}",
        f"+45 {a} {b} {c} {d}",
        f"+45{digits}",
        f"{digits[:3]} {digits[3:5]} {digits[5:]}",
        f"0045 {digits}",
        f"{a}.{b}.{c}.{d}",
        f"{a}-{b}-{c}-{d}",
        f"(+45) {a}{b} {c}{d}",
        f"{a}\u00a0{b}\u00a0{c}\u00a0{d}",
    )
    return rng.choices(ways, (30, 26, 12, 8, 5, 4, 2, 3, 3, 2, 3))[0]


def birth(person: Person, rng: Random) -> str:
    """The day of birth, written out or not."""
    born = person.born
    if born is None:
        raise ValueError("a person without birth date was asked for one")
    month = MONTHS[born.month - 1]
    return rng.choice(
        (
            f"{born.day}. {month} {born.year}",
            f"{born.day}/{born.month}-{born.year % 100:02d}",
            f"{born:%d.%m.%Y}",
            f"{born:%d-%m-%Y}",
            f"d. {born.day}. {month} {born.year}",
            f"{born.day}/{born.month} {born.year}",
            f"{born:%d.%m.%y}",
        )
    )


def address(home: Home, rng: Random) -> str:
    """The address, whole or in part."""
    storey = f", {home.floor}. {home.door}" if home.floor else ""
    short = f"{home.street} {home.house}"
    ways = (
        home.line,
        short,
        short + storey,
        f"{short}{storey}, {home.postcode}",
        f"{short} {home.floor} {home.door}".strip(),
        f"{short}, {home.town}",
        home.line.upper(),
        f"{home.street.lower()} {home.house.lower()}",
    )
    return rng.choices(ways, (34, 26, 14, 4, 6, 10, 2, 4))[0]


def initials_of(person: Person, rng: Random) -> str:
    """``E.``, ``EJ``, ``E.J.``; an employee has a code of their own."""
    if person.initials:
        return person.initials
    first, last = person.given[0], person.surname[0]
    return rng.choice((f"{first}.", f"{first}{last}", f"{first}.{last}."))
