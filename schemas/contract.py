"""What a dataset promises: its columns, what they are for, and how each leaves.

A contract lists *canonical source columns*. A supplier mapping (``mapping.py``) says where a system
keeps them; a treatment says what reaches the lake. What is not listed is never selected.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

import pyarrow as pa


class Sensitivity(Enum):
    """Data class of a column (GDPR and Danish practice)."""

    D = "direct identifier"
    Q = "quasi-identifier"
    F = "confidential (fortrolig)"
    S9 = "special category, GDPR art. 9"
    S10 = "criminal matters, GDPR art. 10"
    T = "free text, may hold anything"
    N = "non-personal"
    M = "employee data"


class Domain(Enum):
    """Kinds of thing that get a pseudonym. Each has its own key, so domains cannot be joined."""

    CITIZEN = "citizen"
    FAMILY = "family"
    CASE = "case"
    NOTE = "note"
    EMPLOYEE = "employee"
    OBJECT = "object"  # goals, interventions, decisions: things, not people


GeneraliseTo = Literal["year", "month", "zone", "present"]
DeriveRule = Literal[
    "days_between",
    "age_at",
    "family",
    "words",
    "replacements",
    "text_version",
    "text_sha256",
    "scan_status",
    "text_state",
]


@dataclass(frozen=True, slots=True)
class Keep:
    """Leaves as it is."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Is read (the register or a derivation needs it), never leaves."""


@dataclass(frozen=True, slots=True)
class Pseudonymize:
    """Leaves as a keyed pseudonym of its domain. CITIZEN values are CPR numbers.

    Values of other domains are the source's own ids, prefixed with the supplier's namespace
    (``sbsys:17``) so that number 17 of two systems is two things. Systems that share ids share one.
    """

    domain: Domain


@dataclass(frozen=True, slots=True)
class Shift:
    """A date leaves moved by the secret offset of its family."""


@dataclass(frozen=True, slots=True)
class Generalise:
    """Leaves coarser."""

    to: GeneraliseTo


TextTokens = Literal["roles", "kinds", "pseudonyms", "surrogates"]
TextDates = Literal["shift", "type", "keep"]
BirthDates = Literal["type", "shift"]
RelativeDates = Literal["keep", "type"]


@dataclass(frozen=True, slots=True)
class Scan:
    """Free text leaves with people taken out; fails closed.

    ``tokens``: what stands instead of them. ``roles``: ``[MOR_1]``. ``kinds``: ``[PERSON]``, nobody told from
    another. ``pseudonyms``: ``[PERSON 2jl2mdbgr7marv3e]``, one person everywhere. ``surrogates``:
    other names.
    Dates are moved by the family's offset, replaced by ``[DATO]``, or left; a birth date is never left.
    Relative ones (``i mandags``) move along with the note's own date, so they may stay.
    """

    tokens: TextTokens = "roles"
    dates: TextDates = "shift"
    birth_dates: BirthDates = "type"
    relative_dates: RelativeDates = "keep"

    def __str__(self) -> str:
        return (
            f"{self.tokens}, dates {self.dates}, birth dates {self.birth_dates}, "
            f"relative dates {self.relative_dates}"
        )


@dataclass(frozen=True, slots=True)
class Derive:
    """Computed from other canonical columns before these are treated; no source column of its own."""

    rule: DeriveRule
    of: tuple[str, ...] = ()


Treatment = Keep | Drop | Pseudonymize | Shift | Generalise | Scan | Derive


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column. ``name`` is the name in the source model, ``output`` in the lake."""

    name: str
    type: pa.DataType  # of the canonical source value
    output: str
    output_type: pa.DataType
    sensitivity: Sensitivity
    treatment: Treatment
    purpose: str
    label_da: str
    label_en: str
    required: bool = False
    codes: tuple[str, ...] = ()  # allowed values, empty: any
    register: str = ""  # what the case register learns from it: "given_name", "cpr", …


@dataclass(frozen=True, slots=True)
class Contract:
    """The promise of one dataset, version by version."""

    dataset: str
    version: int
    file: str
    label_da: str
    label_en: str
    grain: str
    purpose: str
    legal_basis: tuple[str, ...]
    retention: tuple[str, ...]  # rule ids; the shortest wins
    key: tuple[str, ...]  # canonical columns that identify a source row
    columns: tuple[Column, ...] = field(repr=False)
    partition_year: str = ""  # output date column whose (shifted) year partitions the dataset; "" = none
    fingerprint: str = ""  # sha256 of the file: part of every sidecar

    def column(self, name: str) -> Column:
        """The column of that canonical name; ``KeyError`` if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def by_domain(self, domain: Domain) -> tuple[Column, ...]:
        """Columns that become pseudonyms of this domain, in file order."""
        return tuple(
            c for c in self.columns if isinstance(c.treatment, Pseudonymize) and c.treatment.domain is domain
        )

    @property
    def case_column(self) -> str:
        """Canonical name of the column that names the case, or ""."""
        found = self.by_domain(Domain.CASE)
        return found[0].name if found else ""

    @property
    def citizen_column(self) -> str:
        """Canonical name of the first column that names a citizen, or ""."""
        found = self.by_domain(Domain.CITIZEN)
        return found[0].name if found else ""

    @property
    def texts(self) -> tuple[Column, ...]:
        """Columns of free text."""
        return tuple(c for c in self.columns if isinstance(c.treatment, Scan))

    @property
    def codings(self) -> tuple[Derive, ...]:
        """What is derived from the masked texts of another dataset: new when those are."""
        derived = (c.treatment for c in self.columns if isinstance(c.treatment, Derive))
        return tuple(d for d in derived if d.rule == "text_state")

    @property
    def source_schema(self) -> pa.Schema:
        """Canonical source columns: what conform delivers. Derived columns have no source."""
        return pa.schema(
            [pa.field(c.name, c.type) for c in self.columns if not isinstance(c.treatment, Derive)]
        )

    @property
    def lake_schema(self) -> pa.Schema:
        """Columns in the lake: treated columns in file order, then the standard ones."""
        treated = [
            pa.field(c.output, c.output_type) for c in self.columns if not isinstance(c.treatment, Drop)
        ]
        return pa.schema([*treated, *STANDARD])


# Carried by every row in the lake (DOMAIN.md B.1). Dates are shifted like all others.
STANDARD: tuple[pa.Field, ...] = (
    pa.field("kilde_system", pa.string()),
    pa.field("kilde_id_pid", pa.string()),  # pseudonym of system, dataset and source key
    pa.field("kilde_aftryk", pa.string()),  # keyed fingerprint of source row + what it was treated with
    pa.field("hoest_batch_id", pa.string()),
    pa.field("regelsaet_version", pa.string()),
    pa.field("slettefrist", pa.date32()),
    pa.field("slettegrund", pa.string()),
    pa.field("raekke_sha256", pa.string()),  # over the pseudonymised content
)

# Columns every SourceBatch ends with; neither reaches the lake as it is.
SOURCE_ID = "kilde_id"  # system:dataset:key
ANCHOR = "anker_dato"  # the real date retention counts from
