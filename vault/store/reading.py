"""Tells what the store knows: registers of cases, staff, names. What is opened here lives in memory only."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import Connection, Engine, and_, or_, select

from schemas.people import Casebook, CaseRegister, KnownPerson
from vault.store import kinship, models, persons, roles
from vault.store.engine import matching, reading
from vault.store.envelope import Envelope, of_case
from vault.store.gathering import (
    Household,
    case_rows,
    cases_of,
    families_of,
    household,
    pages,
    tokens_of,
)
from vault.store.interface import CasePerson, Subject

STAFF_ROLE = "sagsbehandler"
_FACTS, _CASES, _PEOPLE, _BOOKS = models.FACTS.c, models.CASES.c, models.PEOPLE.c, models.CASEBOOKS.c
_RELATIVES = (("mother", "mother_cpr"), ("father", "father_cpr"), ("spouse", "spouse_cpr"))
_PAGE = 2000

Values = dict[str, list[str]]


@dataclass(frozen=True, slots=True, repr=False)
class _Said:
    """What rows say of some people. Personal."""

    values: dict[str, list[Values]] = field(default_factory=lambda: defaultdict(list))  # by person
    cprs: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # told by relatives' rows
    subjects: dict[str, Subject] = field(default_factory=dict)
    known: dict[tuple[str, str, str], KnownPerson] = field(
        default_factory=dict
    )  # built once, used by siblings

    def person(self, home: Household, sag_pid: str, person: str) -> KnownPerson:
        key = (person, home.role(sag_pid, person), home.tokens.get(person, ""))
        if key not in self.known:
            said = self.values.get(person, ())
            self.known[key] = persons.known_person(*key, said, self.cprs.get(person, ()))
        return self.known[key]

    def cpr(self, person: str) -> str:
        own = (cpr for values in self.values.get(person, ()) for cpr in values.get("cpr", ()))
        return min([*own, *self.cprs.get(person, ())], default="")


def registers(connection: Connection, sag_pids: Collection[str], safe: Envelope) -> dict[str, CaseRegister]:
    """Everyone of each case and of its family's other cases."""
    rows, homes = _homes(connection, sag_pids)
    said = _said(connection, homes.values(), rows, safe)
    return {
        sag_pid: CaseRegister(sag_pid, tuple(said.person(home, sag_pid, p) for p in _in_order(home)))
        for sag_pid, home in homes.items()
    }


def fingerprints(connection: Connection, sag_pids: Collection[str]) -> dict[str, str]:
    """A digest of all that :func:`registers` would tell of each case, without opening any of it."""
    _, homes = _homes(connection, sag_pids)
    people = sorted({person for home in homes.values() for person in home.people})
    digests: dict[str, set[str]] = defaultdict(set)
    rows = select(_FACTS.subject_pid, _FACTS.digest)
    for person, digest in matching(connection, rows, _FACTS.subject_pid, people):
        digests[person].add(digest)
    return {sag_pid: _fingerprint(home, sag_pid, digests) for sag_pid, home in homes.items()}


def case_people(engine: Engine, size: int, safe: Envelope) -> Iterator[CasePerson]:
    """Everyone in every register that has a token, case by case."""
    after = ""
    while True:
        with reading(engine) as connection:
            page = pages(connection, (_CASES.sag_pid, models.MEMBERSHIPS.c.sag_pid), after, size)
            found = _case_people(connection, page, safe)
        if not page:
            return
        yield from found
        after = page[-1]


def staff(connection: Connection, safe: Envelope) -> list[KnownPerson]:
    """All employees; the masker numbers them within a case."""
    rows = select(_FACTS.subject_pid, _FACTS.kilde_id_pid, _FACTS.sealed).where(_FACTS.subject == "employee")
    found = []
    for person, said in groupby(
        connection.execute(rows.order_by(_FACTS.subject_pid)), key=lambda row: row[0]
    ):
        values = [safe.open_values(row, person, sealed) for _, row, sealed in said]
        found.append(persons.known_person(person, STAFF_ROLE, "", values, ()))
    return found


def names(engine: Engine, safe: Envelope) -> Iterator[str]:
    """Every name and part of a name of everyone, with repetitions; a page at a time in memory."""
    row, person = "", ""
    columns = select(_FACTS.kilde_id_pid, _FACTS.subject_pid, _FACTS.sealed)
    while True:
        later = or_(_FACTS.kilde_id_pid > row, and_(_FACTS.kilde_id_pid == row, _FACTS.subject_pid > person))
        page = columns.where(later).order_by(_FACTS.kilde_id_pid, _FACTS.subject_pid).limit(_PAGE)
        with reading(engine) as connection:
            found = connection.execute(page).all()
        if not found:
            return
        for row, person, sealed in found:
            yield from persons.all_names(safe.open_values(row, person, sealed))


def family_of_people(connection: Connection, people: Iterable[str]) -> dict[str, str]:
    """person_pid -> family_pid, of those the last linking knew."""
    rows = select(_PEOPLE.person_pid, _PEOPLE.family_pid)
    return dict(matching(connection, rows, _PEOPLE.person_pid, people))


def families_fingerprint(connection: Connection) -> str:
    """A digest of all that the last linking concluded about families."""
    seen = hashlib.sha256()
    for member, family in (
        (models.FAMILIES.c.sag_pid, models.FAMILIES.c.family_pid),
        (_PEOPLE.person_pid, _PEOPLE.family_pid),
    ):
        rows = connection.execution_options(yield_per=_PAGE).execute(select(member, family).order_by(member))
        for pair in rows:
            seen.update("|".join(pair).encode() + b"\n")
    return seen.hexdigest()[:32]


def told_by(connection: Connection, dataset: str, system: str) -> set[str]:
    """The source rows of a dataset whose sayings are kept."""
    of_dataset = and_(_FACTS.dataset == dataset, _FACTS.system == system)
    return set(connection.scalars(select(_FACTS.kilde_id_pid).where(of_dataset)))


def casebooks(connection: Connection, sag_pids: Iterable[str], safe: Envelope) -> dict[str, Casebook]:
    """The casebook of each case, empty where none was kept."""
    found = {sag_pid: Casebook(sag_pid) for sag_pid in sag_pids}
    rows = select(_BOOKS.sag_pid, _BOOKS.sealed)
    for sag_pid, sealed in matching(connection, rows, _BOOKS.sag_pid, sorted(found)):
        found[sag_pid] = safe.open_casebook(sag_pid, sealed)
    return found


def _homes(
    connection: Connection, sag_pids: Collection[str]
) -> tuple[kinship.CaseRows, dict[str, Household]]:
    """The household of each case. Of a case that is not linked yet: its own people, without tokens."""
    families = families_of(connection, sag_pids)
    siblings = cases_of(connection, sorted(set(families.values())))
    unlinked = [sag_pid for sag_pid in sag_pids if sag_pid not in families]
    rows = case_rows(connection, [*unlinked, *(case for cases in siblings.values() for case in cases)])
    issued = tokens_of(connection, siblings)
    homes = {family: household(family, cases, rows, issued[family]) for family, cases in siblings.items()}
    own = {sag_pid: household("", [sag_pid], rows, {}) for sag_pid in unlinked}
    return rows, {s: own[s] if s in own else homes[families[s]] for s in sag_pids}


def _said(
    connection: Connection, homes: Iterable[Household], rows: kinship.CaseRows, safe: Envelope
) -> _Said:
    found = _Said()
    people = sorted({person for home in homes for person in home.people})
    rows_of = select(_FACTS.kilde_id_pid, _FACTS.subject_pid, _FACTS.subject, _FACTS.sealed)
    for row, person, subject, sealed in matching(connection, rows_of, _FACTS.subject_pid, people):
        values = safe.open_values(row, person, sealed)
        found.values[person].append(values)
        found.subjects[person] = subject
        for closest in rows.closest.get(person, ()):
            if closest.kilde_id_pid == row:
                _tell_relatives(found, closest, values)
    return found


def _tell_relatives(found: _Said, closest: kinship.Closest, values: Mapping[str, list[str]]) -> None:
    for who, kind in _RELATIVES:
        relative = getattr(closest, who)
        if relative:
            found.cprs[relative].extend(values.get(kind, ()))


def _case_people(connection: Connection, page: Collection[str], safe: Envelope) -> list[CasePerson]:
    rows, homes = _homes(connection, page)
    said = _said(connection, homes.values(), rows, safe)
    ids = _sag_ids(connection, page, safe)
    found = []
    for sag_pid, home in homes.items():
        for pid in filter(home.tokens.get, _in_order(home)):
            token, role = home.tokens[pid], home.role(sag_pid, pid)
            subject = said.subjects.get(pid, "citizen")
            found.append(CasePerson(sag_pid, ids.get(sag_pid, ""), pid, said.cpr(pid), subject, token, role))
    return found


def _sag_ids(connection: Connection, page: Collection[str], safe: Envelope) -> dict[str, str]:
    rows = select(_CASES.sag_pid, _CASES.kilde_id_pid, _CASES.sealed)
    return {
        sag_pid: safe.open_text(of_case(row, sag_pid), sealed)
        for sag_pid, row, sealed in matching(connection, rows, _CASES.sag_pid, page)
    }


def _in_order(home: Household) -> list[str]:
    return sorted(home.people, key=lambda person: (roles.token_order(home.tokens.get(person, "")), person))


def _fingerprint(home: Household, sag_pid: str, digests: Mapping[str, Collection[str]]) -> str:
    lines = [
        "|".join(
            (
                person,
                home.role(sag_pid, person),
                home.tokens.get(person, ""),
                *sorted(digests.get(person, ())),
            )
        )
        for person in sorted(home.people)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]
