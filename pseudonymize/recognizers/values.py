"""Numbers, dates and addresses the registers know for a case, in whatever guise they stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from presidio_analyzer.nlp_engine import NlpArtifacts

from pseudonymize.identifiers.dates import dates
from pseudonymize.identifiers.interface import Rule, lowered
from pseudonymize.recognizers.interface import DanishRecognizer
from pseudonymize.text.interface import Kind
from pseudonymize.text.span import Hit
from pseudonymize.text.words import fold
from schemas.people import KnownPerson

_DIGITS = Rule(re.compile(r"(?<!\d)\d(?:[\s./()+-]{0,3}\d){7,13}(?!\d)"), together=8, led=True)
_FOUR = Rule(re.compile(r"(?<![\d.,/+-])(?<!\d )\d{4}(?![\d/]|[.,-]\d| \d)"), row=4, led=True)
_NUMBER = re.compile(
    r"[ \t]{1,2}\d{1,3}(?:[ ]?[A-Za-z](?![\w]))?(?:,?[ ]?(?:\d{1,2}|st|kl)\.?(?:[ ]?sal)?,?["
    r" ]{0,2}(?:th|tv|mf)(?!\w)\.?)?"
)
_STREET = re.compile(r"(?P<street>[^\d,\s][^\d,]{2,60}?)\s{1,4}\d")


@dataclass(slots=True, repr=False)
class KnownValues:
    """What numbers and dates belong to whom. Values that several people share name nobody."""

    cprs: dict[str, str | None] = field(default_factory=dict)
    last_four: dict[str, str | None] = field(default_factory=dict)
    phones: dict[str, str | None] = field(default_factory=dict)
    emails: dict[str, str | None] = field(default_factory=dict)
    births: dict[tuple[int, int, int], str | None] = field(default_factory=dict)
    birthdays: dict[tuple[int, int], str | None] = field(default_factory=dict)
    streets: tuple[str, ...] = ()

    def owner(self, kind: Kind, surface: str) -> str | None:
        """The one person a value belongs to, if it is one of theirs."""
        digits = re.sub(r"\D", "", surface)
        if kind is Kind.CPR:
            return self.cprs.get(digits) or (self.last_four.get(digits) if len(digits) == 4 else None)
        if kind is Kind.PHONE:
            return self.phones.get(digits[-8:]) if len(digits) >= 8 else None
        if kind is Kind.EMAIL:
            return self.emails.get(surface.lower())
        if kind is Kind.DOB:
            found = dates(surface, compact=True)
            if len(found) == 1:
                one = found[0]
                if one.year is None:
                    return self.birthdays.get((one.day, one.month))
                return self.births.get((one.day, one.month, one.year % 100))
        return None


_K = TypeVar("_K")


def _note(table: dict[_K, str | None], key: _K, person: str) -> None:
    table[key] = person if table.get(key, person) == person else None


def values_of(people: Iterable[KnownPerson]) -> KnownValues:
    """Everything a register holds but names."""
    known = KnownValues()
    addresses: dict[str, None] = {}  # a family has one
    for person in people:
        for cpr in person.cprs:
            digits = re.sub(r"\D", "", cpr)
            if len(digits) == 10:
                _note(known.cprs, digits, person.person_id)
                _note(known.last_four, digits[-4:], person.person_id)
                _birth(known, int(digits[:2]) % 60, int(digits[2:4]), int(digits[4:6]), person.person_id)
        for born in person.birth_dates:
            _birth(known, born.day, born.month, born.year % 100, person.person_id)
        for phone in person.phones:
            digits = re.sub(r"\D", "", phone)
            if len(digits) >= 8:
                _note(known.phones, digits[-8:], person.person_id)
        for email in person.emails:
            _note(known.emails, email.strip().lower(), person.person_id)
        addresses |= dict.fromkeys(person.addresses)
    streets = {m["street"].strip() for a in addresses if (m := _STREET.match(a.strip()))}
    known.streets = tuple(sorted(s for s in streets if len(s) >= 4))
    return known


def _birth(known: KnownValues, day: int, month: int, year: int, person: str) -> None:
    _note(known.births, (day, month, year), person)
    _note(known.birthdays, (day, month), person)


class ValuesRecognizer(DanishRecognizer):
    """Known numbers, birthdays and streets of one case."""

    kinds = (Kind.CPR, Kind.PHONE, Kind.DOB, Kind.ADDR)

    def __init__(self, known: KnownValues) -> None:
        self._known = known
        small = [lowered(s) for s in known.streets]
        spelt = [re.escape(s).replace(r"\ ", r"[ \n]{1,2}").replace(r"\.", r"\.?") for s in small]
        first = tuple({re.split(r"[ .]", s)[0] for s in small})
        pattern = rf"(?<!\w)(?:{'|'.join(spelt)})(?!\w)"
        self._streets = Rule(re.compile(pattern), small=True, signs=first) if spelt else None
        super().__init__("values")

    def hits(self, text: str, artifacts: NlpArtifacts | None) -> Iterator[Hit]:
        """Known values, compared by their digits, dates and letters."""
        yield from self._numbers(text)
        yield from self._births(text)
        if self._streets is not None:
            for match in self._streets.finditer(text):
                number = _NUMBER.match(text, match.end())
                yield Hit(match.start(), number.end() if number else match.end(), Kind.ADDR, 0.95, self.name)

    def _numbers(self, text: str) -> Iterator[Hit]:
        known = self._known
        if known.cprs or known.phones:
            for match in _DIGITS.finditer(text):
                digits = re.sub(r"\D", "", match[0])
                if digits in known.cprs or digits[:10] in known.cprs:
                    yield Hit(*match.span(), Kind.CPR, 1.0, self.name)
                elif digits[-8:] in known.phones:
                    yield Hit(*match.span(), Kind.PHONE, 1.0, self.name)
        if known.last_four:
            for match in _FOUR.finditer(text):
                if match[0] in known.last_four and not match[0].startswith(("19", "20")):
                    yield Hit(*match.span(), Kind.CPR, 0.7, self.name)

    def _births(self, text: str) -> Iterator[Hit]:
        if not self._known.births:
            return
        for found in dates(text, compact=True):
            if found.year is None:
                known = (found.day, found.month) in self._known.birthdays
            else:
                known = (found.day, found.month, found.year % 100) in self._known.births
            if known:
                yield Hit(found.start, found.end, Kind.DOB, 0.95, self.name)


class RepeatsRecognizer(DanishRecognizer):
    """Handles, places, institutions and streets found in one text of a case, wherever else they stand."""

    kinds = (Kind.USER, Kind.ORG, Kind.LOC, Kind.ADDR, Kind.ID, Kind.EMAIL, Kind.PHONE)

    def __init__(self, surfaces: Sequence[tuple[Kind, str]]) -> None:
        signless = [(kind, s.removeprefix("@")) for kind, s in surfaces]  # a handle is also written without
        self._kinds = {fold(s): kind for kind, s in signless}
        spelt = sorted({re.escape(s) for _, s in signless}, key=lambda s: (-len(s), s))
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})(?!\w)") if spelt else None
        super().__init__("repeats")

    def hits(self, text: str, artifacts: NlpArtifacts | None) -> Iterator[Hit]:
        """The same letters again."""
        if self._pattern is not None:
            for match in self._pattern.finditer(text):
                kind = self._kinds.get(fold(match[0]))
                if kind is not None:
                    yield Hit(match.start(), match.end(), kind, 0.7, self.name)
