"""Rows that have left a source, of people who are still named in the texts of a living case.

A friend is struck from the network, the notes still tell of her: forgotten at once, her name would stand
in them at the next masking. So what such a row said is kept until no living case holds the person.
"""

from collections.abc import Collection

from sqlalchemy import Connection, delete, exists, insert, or_, select, union

from vault.store import models
from vault.store.engine import chunks

_CASES, _MEMBERS, _PARENTS, _FACTS = models.CASES, models.MEMBERSHIPS, models.PARENTAGES, models.FACTS


def part(connection: Connection, gone: Collection[str]) -> set[str]:
    """Note that these source rows are gone; the rows whose sayings may go now, earlier ones included.

    A case goes with its row, a membership with its case, a person with the last case that holds them. What
    was said of an employee stays while there is any case: old notes name whoever has left.
    """
    for chunk in chunks(gone):
        connection.execute(delete(models.PARTED).where(models.PARTED.c.kilde_id_pid.in_(chunk)))
        connection.execute(insert(models.PARTED), [{"kilde_id_pid": pid} for pid in chunk])
    return _rows_of_cases(connection) | _rows_of_people(connection)


def back(connection: Connection, rows: Collection[str]) -> None:
    """These rows stand in their source again."""
    for chunk in chunks(rows):
        connection.execute(delete(models.PARTED).where(models.PARTED.c.kilde_id_pid.in_(chunk)))


def _rows_of_cases(connection: Connection) -> set[str]:
    parted = models.PARTED.c.kilde_id_pid
    return set(connection.scalars(select(_CASES.c.kilde_id_pid).where(_CASES.c.kilde_id_pid == parted)))


def _rows_of_people(connection: Connection) -> set[str]:
    """Parted rows that speak of nobody whom a living case holds."""
    parted = models.PARTED.c.kilde_id_pid
    case = _CASES.alias()
    stays = ~exists().where(models.PARTED.c.kilde_id_pid == case.c.kilde_id_pid)
    living = select(case.c.sag_pid, case.c.primary_pid).where(stays).subquery()
    member = _MEMBERS.alias()
    in_cases = select(living.c.sag_pid)
    held = union(
        select(member.c.person_pid).where(member.c.sag_pid.in_(in_cases)),
        select(living.c.primary_pid).where(living.c.primary_pid.is_not(None)),
    )
    child = _PARENTS.c.child_pid.in_(held)
    named = (_PARENTS.c.mother_pid, _PARENTS.c.father_pid, _PARENTS.c.spouse_pid)
    relatives = union(*(select(pid).where(child, pid.is_not(None)) for pid in named))
    subject = _FACTS.c.subject_pid
    clerk = (_FACTS.c.subject == "employee") & exists(in_cases)
    kept = union(
        select(_MEMBERS.c.kilde_id_pid).where(_MEMBERS.c.sag_pid.in_(in_cases)),
        select(_PARENTS.c.kilde_id_pid).where(child),
        select(_FACTS.c.kilde_id_pid).where(or_(subject.in_(held), subject.in_(relatives), clerk)),
    )
    return set(connection.scalars(select(parted).where(parted.not_in(kept))))
