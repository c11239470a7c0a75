"""Reads what rows say about some cases: pseudonyms, roles and tokens; nothing is opened here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select, union

from vault.store import kinship, models, roles
from vault.store.engine import matching

# Nobody has more children than this. A "mother" of more is a placeholder a source uses for "unknown",
# and would make one family of strangers.
MOST_CHILDREN = 30


@dataclass(frozen=True, slots=True)
class Household:
    """The cases of one family, and everyone in them. Pseudonyms and roles only."""

    family_pid: str  # "" before the case is linked
    cases: Mapping[str, Mapping[str, str]]  # sag_pid -> person_pid -> role in that case
    people: Mapping[str, str]  # person_pid -> closest role in any of them
    primaries: frozenset[str]
    tokens: Mapping[str, str]  # person_pid -> token

    def role(self, sag_pid: str, person_pid: str) -> str:
        """The role in the case; the closest in the family for those of a sibling's case only."""
        return self.cases[sag_pid].get(person_pid) or self.people[person_pid]

    def standing(self, person_pid: str) -> int:
        """0: a case is about them; 1: another child; 2: everyone else."""
        if person_pid in self.primaries:
            return 0
        return 1 if roles.is_child(self.people[person_pid]) else 2


def household(
    family_pid: str, cases: Iterable[str], rows: kinship.CaseRows, tokens: Mapping[str, str]
) -> Household:
    """The people of a family's cases, with the closest role of each."""
    by_case = {sag_pid: kinship.members(rows, sag_pid) for sag_pid in sorted(cases)}
    people: dict[str, str] = {}
    for members in by_case.values():
        for person, role in members.items():
            people[person] = roles.closest(people[person], role) if person in people else role
    primaries = frozenset(child for sag_pid in by_case for child in rows.primaries.get(sag_pid, ()))
    return Household(family_pid, by_case, people, primaries, tokens)


def case_rows(connection: Connection, sag_pids: Collection[str]) -> kinship.CaseRows:
    """What all rows say about these cases and the closest of their people."""
    primaries: dict[str, list[str]] = defaultdict(list)
    memberships: dict[str, list[tuple[str, str]]] = defaultdict(list)
    cases, said = models.CASES.c, models.MEMBERSHIPS.c
    named = select(cases.sag_pid, cases.primary_pid)
    for sag_pid, child in matching(connection, named, cases.sag_pid, sag_pids):
        # The case is known even when its child is not.
        primaries[sag_pid].extend([child] if child else [])
    placed = select(said.sag_pid, said.person_pid, said.role)
    for sag_pid, person, role in matching(connection, placed, said.sag_pid, sag_pids):
        memberships[sag_pid].append((person, role))
    people = {p for named in primaries.values() for p in named}
    people |= {p for named in memberships.values() for p, _ in named}
    closest = closest_of(connection, sorted(people))
    parents = {p for said in closest.values() for one in said for p in (one.mother, one.father) if p}
    closest.update(closest_of(connection, sorted(parents - people)))
    return kinship.CaseRows(primaries, memberships, closest)


def closest_of(connection: Connection, people: Iterable[str]) -> dict[str, list[kinship.Closest]]:
    """person_pid -> what rows say of their mother, father and spouse."""
    found: dict[str, list[kinship.Closest]] = defaultdict(list)
    c = models.PARENTAGES.c
    rows = select(c.child_pid, c.kilde_id_pid, c.mother_pid, c.father_pid, c.spouse_pid)
    for child, *closest in matching(connection, rows, c.child_pid, people):
        found[child].append(kinship.Closest(*closest))
    return found


def tokens_of(connection: Connection, families: Iterable[str]) -> dict[str, dict[str, str]]:
    """family_pid -> person_pid -> token, also of people no row names any more."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    c = models.TOKENS.c
    rows = select(c.family_pid, c.person_pid, c.token)
    for family, person, token in matching(connection, rows, c.family_pid, families):
        found[family][person] = token
    return found


def families_of(connection: Connection, sag_pids: Iterable[str]) -> dict[str, str]:
    """sag_pid -> family_pid, for those that are linked."""
    c = models.FAMILIES.c
    rows = matching(connection, select(c.sag_pid, c.family_pid), c.sag_pid, sag_pids)
    return dict(rows)


def cases_of(connection: Connection, families: Iterable[str]) -> dict[str, list[str]]:
    """family_pid -> its cases."""
    found: dict[str, list[str]] = defaultdict(list)
    c = models.FAMILIES.c
    rows = select(c.family_pid, c.sag_pid)
    for family, sag_pid in matching(connection, rows, c.family_pid, families):
        found[family].append(sag_pid)
    return found


def placeholders(connection: Connection) -> set[str]:
    """Mothers and fathers of so many children that they cannot be one person."""
    table = models.PARENTAGES
    found: set[str] = set()
    for parent in (table.c.mother_pid, table.c.father_pid):
        crowded = select(parent).where(parent.is_not(None)).group_by(parent)
        found.update(
            connection.scalars(crowded.having(func.count(table.c.child_pid.distinct()) > MOST_CHILDREN))
        )
    return found


def pages(
    connection: Connection, columns: Collection[ColumnElement[str]], after: str, size: int
) -> tuple[str, ...]:
    """The next ``size`` distinct values of all ``columns`` together, in order."""
    parts = [
        select(column.label("value")).where(column > after).distinct().order_by(column).limit(size).subquery()
        for column in columns
    ]
    merged = union(*(select(part.c.value) for part in parts)).subquery()
    return tuple(connection.scalars(select(merged.c.value).order_by(merged.c.value).limit(size)))
