"""What a token policy is given and what it answers.

Who is meant is decided before and alike for all policies; a policy only says how it is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from pseudonymize.text.interface import Keyed, Kind
from pseudonymize.text.tokens import PERSON, TYPED
from schemas.people import CaseRegister, KnownPerson


@dataclass(frozen=True, slots=True, repr=False)
class Mention:
    """A found stretch of text and whom or what it means. ``token``: ``MOR_1``; "" for numbers and dates."""

    kind: Kind
    surface: str
    token: str = ""
    person_id: str | None = None
    genitive: bool = False


@dataclass(frozen=True)
class Cast:
    """Everybody of one case: who is known, under which token, and how outsiders are called in its texts."""

    register: CaseRegister
    tokens: Mapping[str, str] = field(repr=False)  # person_id -> token
    called: dict[str, list[str]] = field(repr=False)  # token -> ways the name has been written
    keyed: Keyed | None = field(default=None, repr=False)

    @cached_property
    def people(self) -> dict[str, KnownPerson]:
        """The register by person_id."""
        return {person.person_id: person for person in self.register.people}

    @property
    def case_id(self) -> str:
        """The case all of it is about."""
        return self.register.case_id

    @property
    def key(self) -> Keyed:
        """What the policies with keys work with."""
        if self.keyed is None:
            raise ValueError("this policy needs keys, and the masker was given none")
        return self.keyed


class Policy(Protocol):
    """How a mention is written."""

    def write(self, mention: Mention) -> str:
        """What stands in the text instead, brackets and genitive included."""
        ...


def kind_word(mention: Mention) -> str:
    """``PERSON``, ``ADRESSE``, ``CPR``, …"""
    if mention.kind is Kind.PER:
        return PERSON
    return mention.token.rpartition("_")[0] if mention.token else TYPED[mention.kind]


def bracketed(word: str, mention: Mention) -> str:
    """The word in brackets, with the genitive the text had."""
    return f"[{word}]{'s' if mention.genitive else ''}"
