"""Who belongs to a case and in which role; whose family it is. Pure: rows in, roles out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from vault.store import roles


class Closest(NamedTuple):
    """What one source row says of a person's closest."""

    kilde_id_pid: str
    mother: str | None
    father: str | None
    spouse: str | None


@dataclass(frozen=True, slots=True)
class CaseRows:
    """What all source rows say about some cases. Pseudonyms and roles only."""

    primaries: Mapping[str, Collection[str]]  # sag_pid -> children the case is about
    memberships: Mapping[str, Collection[tuple[str, str]]]  # sag_pid -> (person_pid, role)
    closest: Mapping[str, Collection[Closest]] = field(default_factory=dict)  # person_pid -> …

    @property
    def cases(self) -> set[str]:
        """The cases any row names."""
        return {*self.primaries, *self.memberships}


def direct_members(rows: CaseRows, sag_pid: str) -> dict[str, str]:
    """person_pid -> role, of those a row places in the case itself."""
    found: dict[str, str] = dict.fromkeys(rows.primaries.get(sag_pid, ()), roles.CHILD)
    for person, role in rows.memberships.get(sag_pid, ()):
        _add(found, person, role)
    return found


def members(rows: CaseRows, sag_pid: str) -> dict[str, str]:
    """person_pid -> role, of everyone in the case, the children's parents, and the closest of all these.

    Parents count as in the case whether or not a row places them there, so their own parents and
    spouses are known either way.
    """
    direct = direct_members(rows, sag_pid)
    circle = dict(direct)
    for person, role in direct.items():
        for closest in rows.closest.get(person, ()) if roles.is_child(role) else ():
            _add(circle, closest.mother, roles.MOTHER)
            _add(circle, closest.father, roles.FATHER)
    found = dict(circle)
    for person, role in circle.items():
        parents = (roles.MOTHER, roles.FATHER) if roles.is_child(role) else (roles.RELATIVE, roles.RELATIVE)
        for closest in rows.closest.get(person, ()):
            _add(found, closest.mother, parents[0])
            _add(found, closest.father, parents[1])
            _add(found, closest.spouse, roles.SPOUSE)
    return found


def _add(found: dict[str, str], person: str | None, role: str) -> None:
    if person is not None:
        found[person] = roles.closest(found[person], role) if person in found else role


def case_anchor(rows: CaseRows, sag_pid: str, placeholders: Collection[str]) -> str:
    """Whose family the case is: mother, else father, of its child; else the child; else the case itself.

    A mother or father named by a relation counts after those the child's own record names. Where rows
    disagree the smallest pseudonym wins, so that the order of reading does not matter.
    """
    children = sorted(rows.primaries.get(sag_pid, ()))
    for child in children:
        parent = _parent(rows.closest.get(child, ()), placeholders)
        if parent:
            return parent
    direct = direct_members(rows, sag_pid)
    for role in (roles.MOTHER, roles.FATHER):
        named = [person for person, has in direct.items() if has == role]
        if named:
            return min(named)
    return (
        children[0]
        if children
        else min((p for p, has in direct.items() if has == roles.CHILD), default=sag_pid)
    )


def person_anchor(closest: Iterable[Closest], person: str, placeholders: Collection[str]) -> str:
    """Whose family a person is who is in no case: mother, else father, else their own."""
    return _parent(list(closest), placeholders) or person


def _parent(closest: Collection[Closest], placeholders: Collection[str]) -> str | None:
    mothers = {row.mother for row in closest if row.mother and row.mother not in placeholders}
    fathers = {row.father for row in closest if row.father and row.father not in placeholders}
    return min(mothers or fathers, default=None)
