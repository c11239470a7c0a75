"""Other people's names instead of tokens: readable, and risky, for a name that was missed hides among them.

One name a person and case, chosen by a key. No surrogate is a name the case's register holds; numbers and
addresses have the right shape and cannot exist.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from pseudonymize.text.interface import Kind
from pseudonymize.text.lists import listed
from pseudonymize.text.ordinary import PARTICLES
from pseudonymize.text.policy import Cast, Mention, bracketed
from pseudonymize.text.register import is_initials
from pseudonymize.text.tokens import CASEWORKER, EMPLOYEE, PERSON, TYPED
from pseudonymize.text.words import bare, fold, words
from schemas.people import KnownPerson

WOMEN, MEN, SURNAMES = "surrogate_women", "surrogate_men", "surrogate_surnames"
STREETS, PLACES = "surrogate_streets", "surrogate_places"
_SHE = frozenset(
    (
        *(
            "mor",
            "stedmor",
            "plejemor",
            "adoptivmor",
            "mormor",
            "farmor",
            "bedstemor",
            "oldemor",
            "søster",
            "halvsøster",
        ),
        *(
            "storesøster",
            "lillesøster",
            "datter",
            "moster",
            "faster",
            "tante",
            "kusine",
            "niece",
            "svigermor",
        ),
    )
)
_HE = frozenset(
    (
        *(
            "far",
            "stedfar",
            "plejefar",
            "adoptivfar",
            "morfar",
            "farfar",
            "bedstefar",
            "oldefar",
            "bror",
            "halvbror",
        ),
        *("storebror", "lillebror", "søn", "morbror", "farbror", "onkel", "fætter", "nevø", "svigerfar"),
    )
)
_BASES = (PERSON, CASEWORKER, EMPLOYEE)  # of those no register knows
_PLACED = ("ADRESSE", "STED", "SKOLE", "ORG")  # what is called by a place; none by that of another
_LETTERED = 4  # letters a replacement CPR number may have
_SPARE = 24  # names kept back for who is called like the surrogate they would get


class Surrogates:
    """``Elvira Kleist`` for one person wherever the case names her, shortened as the text shortens."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._orders: dict[tuple[str, ...], list[str]] = {}

    def write(self, mention: Mention) -> str:
        """Another name, number or address of the same shape; what has no believable shape stays a token."""
        match mention.kind:
            case Kind.PER:
                return self._name(mention)
            case Kind.ADDR | Kind.LOC | Kind.ORG:
                return self._place(mention)
            case Kind.CPR if _in_digits(mention.surface):
                return _number(mention.surface, self._choice("cpr", re.sub(r"\W", "", mention.surface)))
            case Kind.PHONE if _in_digits(mention.surface):
                digits = re.sub(r"\D", "", mention.surface)
                return _phone(digits, self._choice("phone", digits[-8:]))
            case Kind.EMAIL:
                return self._email(mention)
        return bracketed(TYPED[mention.kind], mention)

    def _name(self, mention: Mention) -> str:
        given, surname = self._person(mention.token)
        named = [w.text for w in words(mention.surface) if w.folded not in PARTICLES] or [mention.surface]
        first, last = self._ends(mention.token)
        forms = {fold(form) for form in bare(named[-1])}
        if len("".join(named)) == len(named) or (is_initials(mention.surface) and not forms & (first | last)):
            return _initials(given, surname, "".join(named).rstrip("s")) + ("s" if mention.genitive else "")
        name = f"{given} {surname}"
        if len(named) == 1:
            name = surname if forms & last and not forms & first else given
        letters = "".join(c for c in mention.surface if c.isalpha())
        name = name.lower() if letters.islower() else name.upper() if letters.isupper() else name
        return name + ("s" if mention.genitive else "")

    def _person(self, token: str) -> tuple[str, str]:
        """Given name and surname of whoever has the token."""
        if token in self._known:
            return self._known[token]
        base, _, number = token.rpartition("_")
        at = (int(number) - 1) * len(_BASES) + (_BASES.index(base) if base in _BASES else 0)
        own = {fold(w.text) for name in self._cast.called.get(token, ()) for w in words(name)}
        return _nth(self._left, at, own), _nth(self._surnames_left, at, own)

    def _ends(self, token: str) -> tuple[set[str], set[str]]:
        """The first words, folded, of the longer names somebody is known by; and the last ones."""
        person = next(
            (p for p in self._cast.people.values() if self._cast.tokens[p.person_id] == token), None
        )
        names = [*self._cast.called.get(token, ()), *(person.names if person else ())]
        split = [[w.folded for w in words(_in_order(name))] for name in names]
        longer = [parts for parts in split if len(parts) > 1]
        return {parts[0] for parts in longer}, {form for parts in longer for form in bare(parts[-1])}

    @cached_property
    def _taken(self) -> frozenset[str]:
        """Folded words that no surrogate may be: every name and address the register holds."""
        return frozenset(
            fold(form)
            for person in self._cast.people.values()
            for text in _known_words(person)
            for word in words(text)
            for form in bare(word.text)
        )

    def _order(self, *lists: str) -> list[str]:
        """The names of some lists in this case's own order, without those the register holds."""
        if lists not in self._orders:
            self._orders[lists] = self._ordered(lists)
        return self._orders[lists]

    def _ordered(self, lists: Sequence[str]) -> list[str]:
        free = sorted(name for one in lists for name in listed(one) if fold(name) not in self._taken)
        return sorted(free, key=lambda name: (self._choice("order", name), name))

    def _choice(self, *about: str) -> int:
        return self._cast.key.choice(self._cast.case_id, *about)

    @cached_property
    def _known(self) -> dict[str, tuple[str, str]]:
        """Token of the register -> surrogate. People of one surname share one."""
        orders = {"she": self._order(WOMEN), "he": self._order(MEN), "": self._order(WOMEN, MEN)}
        surnames: dict[str, str] = {}
        left, given, used = _endless(self._surnames), dict[str, tuple[str, str]](), set[str]()
        for person in self._cast.people.values():
            pool = orders[_gender(person)]
            name = next(name for name in _endless(pool) if name not in used)
            used.add(name)
            real = _surname(person)
            if real not in surnames:
                surnames[real] = next(left)
            given[self._cast.tokens[person.person_id]] = (name, surnames[real])
        return given

    @cached_property
    def _surnames(self) -> list[str]:
        return self._order(SURNAMES)

    @cached_property
    def _left(self) -> list[str]:
        used = {given for given, _ in self._known.values()}
        return [name for name in self._order(WOMEN, MEN) if name not in used]

    @cached_property
    def _surnames_left(self) -> list[str]:
        used = {surname for _, surname in self._known.values()}
        return [name for name in self._surnames if name not in used]

    def _place(self, mention: Mention) -> str:
        base, _, number = mention.token.rpartition("_")
        at, own = int(number) - 1, {w.folded for w in words(mention.surface)}
        town_at = at * len(_PLACED) + _PLACED.index(base)
        if base != "ADRESSE":
            place = _nth(self._order(PLACES), town_at, own)
            return {"SKOLE": f"{place} Skole", "ORG": f"{place}huset"}.get(base, place)
        street = _nth(self._order(STREETS), at, own)
        house = (
            f" {self._choice('house', mention.token) % 97 + 2}" if re.search(r"\d", mention.surface) else ""
        )
        if not re.search(r"\d{4}", mention.surface):
            return f"{street}{house}"
        return f"{street}{house}, 0000 {_nth(self._order(PLACES), town_at, own)}"  # 0000 is no postcode

    def _email(self, mention: Mention) -> str:
        token = self._cast.tokens.get(mention.person_id or "")
        if token is not None:
            local = ".".join(fold(part) for part in self._person(token))
        else:
            local = f"post{self._choice('email', mention.surface.lower()) % 100_000}"
        # Without a dot after it nothing can be delivered, and the second look takes it for no address.
        return f"{local}@eksempel"


def _nth(names: Sequence[str], at: int, own: Iterable[str]) -> str:
    """One name a place; two names from where the list ends; a spare one for who is called like that."""
    pool, spare = names[:-_SPARE] or names, names[-_SPARE:]
    name = pool[at % len(pool)]
    if at >= len(pool):
        name = f"{name}-{pool[(at // len(pool) + at) % len(pool)]}"
    taken = frozenset(own)
    if any(fold(word.text) in taken for word in words(name)):
        turned = (spare[(at + turn) % len(spare)] for turn in range(len(spare)))
        name = next(other for other in turned if fold(other) not in taken)
    return name


def _endless(names: Sequence[str]) -> Iterator[str]:
    """The names, then two at a time, each pair once."""
    yield from names
    for gap in range(1, len(names)):
        yield from (f"{name}-{names[(at + gap) % len(names)]}" for at, name in enumerate(names))


def _known_words(person: KnownPerson) -> Iterator[str]:
    yield from (*person.names, *person.given, *person.surnames, *person.nicknames, *person.addresses)
    yield from (re.sub(r"[\W\d_]", " ", email.partition("@")[0]) for email in person.emails)


def _in_order(name: str) -> str:
    last, comma, first = name.partition(",")
    return f"{first} {last}" if comma else name


def _surname(person: KnownPerson) -> str:
    parts = [w.folded for name in person.names[:1] for w in words(_in_order(name))]
    return parts[-1] if len(parts) > 1 else f"\x1f{person.person_id}"  # nobody shares what nobody knows


def _gender(person: KnownPerson) -> str:
    """By the role; else by the last digit of the number, which is odd for men (cpr.dk)."""
    if person.role in _SHE:
        return "she"
    if person.role in _HE:
        return "he"
    odd = {int(cpr[-1]) % 2 for cpr in person.cprs if cpr[-1:].isdecimal()}
    return ("he" if odd.pop() else "she") if len(odd) == 1 else ""


def _initials(given: str, surname: str, shown: str) -> str:
    """As many letters as the text shows; never the same ones."""
    letters = (given[0] + surname[: max(0, len(shown) - 1)]).upper()
    while fold(letters) == fold(shown):
        letters = letters[:-1] + chr((ord(letters[-1]) - ord("A") + 1) % 26 + ord("A"))
    return letters


def _in_digits(surface: str) -> bool:
    """Not said in words ("seks et nul"): as many letters as they have would tell the digits."""
    letters = sum(c.isalpha() and c not in "xX" for c in surface)
    return letters <= _LETTERED and any(c.isdecimal() for c in surface)


def _number(surface: str, choice: int) -> str:
    """A number of the same layout whose day is 32 to 39: no register has it.

    Zeros where not ten digits, or the six of a date, stand there: pieces of a longer run might be somebody's.
    """
    digits = sum(c.isdecimal() for c in surface)
    new = f"3{2 + choice % 8}{choice // 8 % 10**8:08}" if digits in (6, 10) else "0" * digits
    left = iter(new)
    return "".join(next(left, "0") if c.isdecimal() else "X" if c.isalpha() else c for c in surface)


def _phone(digits: str, choice: int) -> str:
    """A number that nobody can have: Danish ones begin with 2 to 9."""
    if len(digits) < 8:
        return "0" * len(digits)
    new = f"0{choice % 9 + 1}{choice // 9 % 10**6:06}"
    return " ".join(new[at : at + 2] for at in range(0, 8, 2))
