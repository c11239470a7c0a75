"""Pseudonyms in texts, made with the lake's own keys: a person is called in a text as in the tables."""

import re

from pseudonymize.pseudonym import Pseudonymizer, token
from pseudonymize.text.interface import Kind
from pseudonymize.text.words import fold
from schemas.contract import Domain
from schemas.people import KnownPerson
from vault.keys import KeyRing

_BETWEEN = "\x1f"
_SHORTEST = 8  # characters of a value that is one everywhere; four last digits are many people's


class TextKeys:
    """Pseudonyms and choices under the keys of one epoch.

    Made with the citizens' key, under words of their own: they join with no column, except that somebody
    whom the register knows, or whose CPR number stands there, is ``borger_pid``.
    """

    def __init__(self, keys: KeyRing, *, ids_are_pids: bool) -> None:
        """``ids_are_pids``: the register's ``person_id`` is the lake's pseudonym already, as in a harvest."""
        self._handle = keys.handle(Domain.CITIZEN)
        self._pseudonymizer = Pseudonymizer(keys)
        self._ids_are_pids = ids_are_pids

    def person(self, case_id: str, person: KnownPerson) -> str:
        """``borger_pid`` (or the employee's); of somebody without a number, one that holds for the case."""
        if self._ids_are_pids:
            return person.person_id
        numbers = sorted(filter(None, map(self._pseudonymizer.cpr, person.cprs)))
        if numbers:
            return self._pseudonymizer.one(Domain.CITIZEN, numbers[0])
        return self._made("person", case_id, person.person_id)

    def outsider(self, case_id: str, token: str) -> str:
        """Of what the case numbers: means nothing outside it."""
        return self._made("outsider", case_id, token)

    def value(self, case_id: str, kind: Kind, surface: str) -> str:
        """Of a value: one for all spellings, everywhere; within the case where too little of it stands."""
        cpr = self._pseudonymizer.cpr(surface) if kind is Kind.CPR else None
        if cpr is not None:
            return self._pseudonymizer.one(Domain.CITIZEN, cpr)
        plain = _canonical(kind, surface)
        whole = len(plain) >= _SHORTEST and kind is not Kind.CPR
        return self._made("value", "" if whole else case_id, kind.value, plain)

    def choice(self, case_id: str, *about: str) -> int:
        """64 bits for this case and purpose."""
        return int.from_bytes(self._digest("choice", case_id, *about)[:8])

    def _made(self, *parts: str) -> str:
        return token(self._digest(*parts))

    def _digest(self, *parts: str) -> bytes:
        return self._handle.prf(_BETWEEN.join(("text", *parts)).encode())


def _canonical(kind: Kind, surface: str) -> str:
    """One spelling of a value."""
    match kind:
        case Kind.CPR | Kind.PHONE:
            digits = re.sub(r"\D", "", surface)
            return digits[-8:] if kind is Kind.PHONE and len(digits) > 8 else digits
        case Kind.EMAIL | Kind.URL:
            return surface.strip().casefold().rstrip("/")
    return re.sub(r"[\W_]", "", fold(surface))
