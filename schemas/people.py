"""What the systems know about the people of a case. Personal: lives in memory and in the vault only.

No ``repr``: a person must not reach a log through a traceback.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, repr=False)
class KnownPerson:
    """One person of a case register (or one employee)."""

    person_id: str  # pseudonym in a harvest, the caller's own id in scrub
    role: str  # lower-case Danish: barn, mor, far, søskende, plejemor, sagsbehandler, …
    token: str = ""  # BARN_1, without brackets; "" lets the masker number within the case
    names: tuple[str, ...] = ()  # whole names, as written in the system
    given: tuple[str, ...] = ()  # first and middle names, where the system splits them
    surnames: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()  # employee codes and known initials
    cprs: tuple[str, ...] = ()
    birth_dates: tuple[date, ...] = ()
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class CaseRegister:
    """Everyone known for one case and its family's cases."""

    case_id: str
    people: tuple[KnownPerson, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Outsider:
    """A person found in a case's texts whom no register knows, with the token they keep.

    Initials that were taken for somebody of the register are remembered too, under that person's token.
    """

    token: str  # PERSON_3
    forms: tuple[str, ...]  # the ways the name has been written, to be looked for in all texts of the case
    mentions: tuple[str, ...] = ()  # further ways, known again where they are found but not looked for


@dataclass(frozen=True, slots=True, repr=False)
class Casebook:
    """What a case remembers between harvests, so that ``[PERSON_3]`` stays ``[PERSON_3]``."""

    case_id: str
    outsiders: tuple[Outsider, ...] = field(default=())
