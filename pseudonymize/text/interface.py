"""What the text room promises: cases of notes in, notes without people out.

A text that could not be masked is :class:`Withheld`, never passed on (fail closed).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from schemas.contract import Scan
from schemas.people import Casebook, CaseRegister, KnownPerson


class Kind(Enum):
    """What a span is. The value is the name used in ``scrub`` output and in the measurements."""

    PER = "PER"
    CPR = "CPR"
    DOB = "DOB"
    ADDR = "ADDR"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    URL = "URL"
    USER = "USER"
    ID = "ID"
    LOC = "LOC"
    ORG = "ORG"
    DATE = "DATE"


class WithheldReason(Enum):
    """Why a text was held back; codes, so that a log can carry them."""

    MASKING_FAILED = "masking failed"
    NOT_TEXT = "not text"
    TOO_LONG = "too long"


@dataclass(frozen=True, slots=True)
class Span:
    """Where something was found. Offsets count Unicode code points of the text *before* masking.

    Holds no text, so it may be printed.
    """

    start: int
    end: int
    kind: Kind
    score: float
    recognizer: str
    token: str  # what stands there now, brackets included: "[MOR_1]"
    person_id: str | None = None  # set when linked to someone the register knows


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A text that may rest on disk, and where it was changed."""

    text: str = field(repr=False)
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A text that could not be masked. Never written anywhere."""

    reason: WithheldReason


@dataclass(frozen=True, slots=True, repr=False)
class CaseTexts:
    """The texts of one case, with what the systems know about its people.

    ``date_offset_days`` moves absolute dates in the text by the family's secret offset, as table dates are
    moved: an unshifted date beside a shifted one gives the offset away. ``None`` writes ``[DATO]`` instead.
    ``wishes``: how each text is treated; left out, all are as the masker treats texts by default.
    """

    register: CaseRegister
    texts: tuple[str | None, ...]
    casebook: Casebook
    date_offset_days: int | None = None
    wishes: tuple[Scan, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class CaseResult:
    """One outcome a text, in order (``None`` for ``None``), and the casebook to remember."""

    texts: tuple[MaskedText | Withheld | None, ...]
    casebook: Casebook


class Keyed(Protocol):
    """What pseudonyms and surrogates are made with. Computes; shows no key."""

    def person(self, case_id: str, person: KnownPerson) -> str:
        """The pseudonym of somebody the register knows; the lake's own where there is one."""
        ...

    def outsider(self, case_id: str, token: str) -> str:
        """The pseudonym, within its case, of what the case numbers: ``PERSON_3``, ``ADRESSE_1``."""
        ...

    def value(self, case_id: str, kind: Kind, surface: str) -> str:
        """The pseudonym of a number or address on the net, however it is written."""
        ...

    def choice(self, case_id: str, *about: str) -> int:
        """64 bits that nobody can guess without the key: the same for the same arguments."""
        ...


class TextMasker(Protocol):
    """Takes people out of texts, case by case."""

    @property
    def fingerprint(self) -> str:
        """Of model, rules and lists: a new one means that texts must be masked anew."""
        ...

    def mask(self, cases: Sequence[CaseTexts]) -> list[CaseResult]:
        """One result a case, in order. Never raises for the sake of one text."""
        ...
