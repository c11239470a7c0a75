"""What the control store learns from source rows, and what it tells.

Everything learned carries ``kilde_id_pid``, the pseudonym of the source row that said it. Several rows,
of several systems, may speak of one person; the store keeps what each said and unites it when asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Subject = Literal["citizen", "employee"]

# What a column may tell about its person: the ``register`` values of contracts.
REGISTER_KINDS = frozenset(
    {
        "given_name", "middle_name", "surname", "nickname", "former_name", "full_name", "initials",
        "birth_date",  # ISO: 2012-04-03
        "cpr", "mother_cpr", "father_cpr", "spouse_cpr",
        "phone", "email",
        "address",  # one line, as written
        "street", "house", "floor", "door", "postcode", "town",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Fact:
    """What one source row says about one person. ``values``: register kind -> text or texts (sealed)."""

    kilde_id_pid: str
    dataset: str
    system: str
    subject_pid: str
    subject: Subject
    values: Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True, repr=False)
class Membership:
    """One source row says that a person belongs to a case, as ``role`` (mor, plejefar, lærer, …)."""

    kilde_id_pid: str
    sag_pid: str
    person_pid: str
    role: str


@dataclass(frozen=True, slots=True, repr=False)
class CaseFact:
    """One source row says that a case exists and which child it is about. ``sag_id`` is sealed."""

    kilde_id_pid: str
    sag_pid: str
    primary_pid: str | None
    sag_id: str


@dataclass(frozen=True, slots=True, repr=False)
class Parentage:
    """One source row names a person's closest. Their CPRs stand in the ``Fact`` of the same row."""

    kilde_id_pid: str
    child_pid: str
    mother_pid: str | None = None
    father_pid: str | None = None
    spouse_pid: str | None = None


Learned = Fact | Membership | CaseFact | Parentage


@dataclass(frozen=True, slots=True, repr=False)
class CasePerson:
    """One person a case's texts may mention: the row behind ``sag_person``."""

    sag_pid: str
    sag_id: str  # as the source has it, namespaced; "" if only a relation names the case
    person_pid: str
    cpr: str  # "" if nobody knows one
    subject: Subject
    token: str  # BARN_1
    role: str  # barn
