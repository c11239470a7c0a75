"""Concludes from the rows whose family each case and person belongs to, and gives people their tokens.

Everything goes in pages, so that memory does not grow with the municipality; only differences are written.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Connection, Engine, bindparam, delete, exists, insert, select, update

from vault.store import kinship, models, roles, tokens
from vault.store.engine import matching, reading, writing
from vault.store.gathering import (
    Household,
    case_rows,
    cases_of,
    closest_of,
    families_of,
    household,
    pages,
    placeholders,
    tokens_of,
)

FamilyOf = Callable[[str], str]
PAGE = 800

_FAMILIES, _TOKENS, _PEOPLE, _FACTS = models.FAMILIES.c, models.TOKENS.c, models.PEOPLE.c, models.FACTS.c
_CASE_COLUMNS = (models.CASES.c.sag_pid, models.MEMBERSHIPS.c.sag_pid)
_FAMILY_COLUMNS = (_FAMILIES.family_pid,)
_PERSON_COLUMNS = (_FACTS.subject_pid, models.PARENTAGES.c.child_pid, _TOKENS.person_pid)


@dataclass(frozen=True, slots=True)
class Linked:
    """What a linking changed."""

    cases_moved: int = 0  # new, or counted to another family than before
    tokens_given: int = 0
    people_moved: int = 0


def link(engine: Engine, family_pid_of: FamilyOf) -> Linked:
    """Families of cases, then tokens, then families of people. Repeating it changes nothing."""
    with reading(engine) as connection:
        crowded = placeholders(connection)

    def cases(connection: Connection, page: Collection[str]) -> int:
        return _link_cases(connection, page, crowded, family_pid_of)

    def people(connection: Connection, page: Collection[str]) -> int:
        return _link_people(connection, page, crowded, family_pid_of)

    moved = _by_page(engine, _CASE_COLUMNS, cases)
    given = _by_page(engine, _FAMILY_COLUMNS, _give_tokens)
    with writing(engine) as connection:
        _retire(connection)
    return Linked(moved, given, _by_page(engine, _PERSON_COLUMNS, people))


def _by_page(
    engine: Engine,
    columns: Collection[Column[Any]],
    work: Callable[[Connection, Collection[str]], int],
) -> int:
    total, after = 0, ""
    while True:
        with writing(engine) as connection:
            page = pages(connection, columns, after, PAGE)
            if not page:
                return total
            total += work(connection, page)
            after = page[-1]


def _link_cases(
    connection: Connection, page: Collection[str], crowded: Collection[str], family_pid_of: FamilyOf
) -> int:
    rows = case_rows(connection, page)
    before = families_of(connection, page)
    moved = []
    for sag_pid in page:
        family = family_pid_of(kinship.case_anchor(rows, sag_pid, crowded))
        if before.get(sag_pid) != family:
            moved.append({"sag_pid": sag_pid, "family_pid": family, "earlier_pid": before.get(sag_pid)})
    _replace(connection, _FAMILIES.sag_pid, moved)
    return len(moved)


def _give_tokens(connection: Connection, page: Collection[str]) -> int:
    by_family = cases_of(connection, page)
    rows = case_rows(connection, [case for cases in by_family.values() for case in cases])
    issued = tokens_of(connection, page)
    earlier = _earlier_tokens(connection, page)
    new: list[dict[str, Any]] = []
    now: dict[tuple[str, str], int] = {}
    for family in page:
        home = household(family, by_family[family], rows, issued[family])
        new += _new_tokens(home, earlier.get(family, {}))
        now.update(((family, person), home.standing(person)) for person in home.people)
    if new:
        connection.execute(insert(models.TOKENS), new)
    _restand(connection, page, now)
    return len(new)


def _new_tokens(home: Household, earlier: Mapping[str, str]) -> list[dict[str, Any]]:
    given = tokens.assign(home.people, home.primaries, home.tokens, earlier)
    return [
        {
            "family_pid": home.family_pid,
            "person_pid": person,
            "token": token,
            "standing": home.standing(person),
        }
        for person, token in given.items()
    ]


def _earlier_tokens(connection: Connection, page: Collection[str]) -> dict[str, dict[str, str]]:
    """family_pid -> person_pid -> the token they had in the family their case counted to before."""
    moved = select(_FAMILIES.family_pid, _FAMILIES.earlier_pid).where(
        _FAMILIES.family_pid.in_(page), _FAMILIES.earlier_pid.is_not(None)
    )
    pairs = sorted({(family, earlier) for family, earlier in connection.execute(moved)})
    issued = tokens_of(connection, {earlier for _, earlier in pairs})
    found: dict[str, dict[str, str]] = {}
    for family, earlier in pairs:
        had = found.setdefault(family, {})
        for person, token in issued[earlier].items():
            had[person] = min(token, had.get(person, token), key=roles.token_order)
    return found


def _restand(connection: Connection, page: Collection[str], now: Mapping[tuple[str, str], int]) -> None:
    """Notes how close everyone who has a token is to the family today; null for those no row names."""
    rows = select(_TOKENS.family_pid, _TOKENS.person_pid, _TOKENS.standing).where(
        _TOKENS.family_pid.in_(page)
    )
    changed = [
        {"family": family, "person": person, "now": now.get((family, person))}
        for family, person, standing in connection.execute(rows)
        if standing != now.get((family, person))
    ]
    if changed:
        ours = (_TOKENS.family_pid == bindparam("family")) & (_TOKENS.person_pid == bindparam("person"))
        connection.execute(update(models.TOKENS).where(ours).values(standing=bindparam("now")), changed)


def _retire(connection: Connection) -> None:
    """What no row supports any more stops counting. Tokens stay: they are never given twice."""
    alive = exists().where(_FAMILIES.family_pid == _TOKENS.family_pid)
    gone = update(models.TOKENS).where(_TOKENS.standing.is_not(None), ~alive)
    connection.execute(gone.values(standing=None))
    named = [exists().where(column == _PEOPLE.person_pid) for column in _PERSON_COLUMNS[:2]]
    named.append(exists().where(_TOKENS.person_pid == _PEOPLE.person_pid, _TOKENS.standing.is_not(None)))
    connection.execute(delete(models.PEOPLE).where(*(~said for said in named)))


def _link_people(
    connection: Connection, page: Collection[str], crowded: Collection[str], family_pid_of: FamilyOf
) -> int:
    homes = _homes(connection, page)
    closest = closest_of(connection, [person for person in page if person not in homes])
    known = _citizens(connection, page)
    before = dict(
        matching(connection, select(_PEOPLE.person_pid, _PEOPLE.family_pid), _PEOPLE.person_pid, page)
    )
    moved = []
    for person in sorted(known | homes.keys() | closest.keys()):
        family = homes.get(person) or family_pid_of(
            kinship.person_anchor(closest.get(person, ()), person, crowded)
        )
        if before.get(person) != family:
            moved.append({"person_pid": person, "family_pid": family})
    _replace(connection, _PEOPLE.person_pid, moved)
    return len(moved)


def _homes(connection: Connection, people: Collection[str]) -> dict[str, str]:
    """person_pid -> the family they stand closest to; the smallest pseudonym where they stand alike."""
    rows = (
        select(_TOKENS.person_pid, _TOKENS.family_pid)
        .where(_TOKENS.person_pid.in_(people), _TOKENS.standing.is_not(None))
        .order_by(_TOKENS.person_pid, _TOKENS.standing, _TOKENS.family_pid)
    )
    by_person = groupby(connection.execute(rows), key=lambda row: row.person_pid)
    return {person: next(families).family_pid for person, families in by_person}


def _citizens(connection: Connection, people: Collection[str]) -> set[str]:
    citizens = select(_FACTS.subject_pid).where(_FACTS.subject_pid.in_(people), _FACTS.subject == "citizen")
    return set(connection.scalars(citizens))


def _replace(connection: Connection, key: Column[Any], rows: Collection[dict[str, Any]]) -> None:
    if rows:
        connection.execute(delete(key.table).where(key.in_([row[key.name] for row in rows])))
        connection.execute(insert(key.table), list(rows))
