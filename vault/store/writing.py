"""Takes in what source rows say. A row replaces what it said before, so repeating it changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, assert_never

from sqlalchemy import Connection, Table, delete, insert, select, union

from schemas.errors import VaultError
from schemas.people import Casebook
from vault.store import models
from vault.store.engine import chunks
from vault.store.envelope import Envelope, of_case
from vault.store.interface import REGISTER_KINDS, CaseFact, Fact, Learned, Membership, Parentage
from vault.store.parting import back
from vault.store.roles import canonical_role

Rows = dict[Table, dict[tuple[str, ...], dict[str, Any]]]  # table -> key -> row


def replace_rows(
    connection: Connection, learned: Iterable[Learned], rows: Iterable[str], safe: Envelope
) -> int:
    """Forgets what ``rows`` and the rows of ``learned`` said, then stores ``learned``.

    Returns the number of source rows touched.
    """
    said = tuple(learned)
    ids = sorted({*rows, *(one.kilde_id_pid for one in said)})
    new = _rows(said, safe)
    back(connection, ids)
    touched: set[str] = set()
    for chunk in chunks(ids):
        touched |= _cases_of(connection, chunk)
        for table in models.SAID:
            connection.execute(delete(table).where(table.c.kilde_id_pid.in_(chunk)))
    for table, by_key in new.items():
        connection.execute(insert(table), list(by_key.values()))
    _drop_vanished(connection, touched)
    return len(ids)


def write_casebooks(connection: Connection, books: Iterable[Casebook], safe: Envelope) -> None:
    """Replaces the casebooks of these cases; one without outsiders is not kept."""
    table = models.CASEBOOKS
    latest = {book.case_id: book for book in books}
    for chunk in chunks(sorted(latest)):
        connection.execute(delete(table).where(table.c.sag_pid.in_(chunk)))
        kept = [latest[sag_pid] for sag_pid in chunk if latest[sag_pid].outsiders]
        rows = [{"sag_pid": book.case_id, "sealed": safe.close_casebook(book)} for book in kept]
        if rows:
            connection.execute(insert(table), rows)


def _rows(learned: Iterable[Learned], safe: Envelope) -> Rows:
    facts: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    rows: Rows = defaultdict(dict)
    for one in learned:
        match one:
            case Fact():
                facts[one.kilde_id_pid, one.subject_pid].append(one)
            case Membership():
                member = (one.kilde_id_pid, one.sag_pid, one.person_pid, canonical_role(one.role))
                rows[models.MEMBERSHIPS][member] = dict(
                    zip(("kilde_id_pid", "sag_pid", "person_pid", "role"), member, strict=True)
                )
            case CaseFact():
                rows[models.CASES][one.kilde_id_pid, one.sag_pid] = _case_row(one, safe)
            case Parentage():
                rows[models.PARENTAGES][one.kilde_id_pid, one.child_pid] = _parentage_row(one)
            case unknown:
                assert_never(unknown)
    for key, said in facts.items():
        values = _united(said)
        if values:
            rows[models.FACTS][key] = _fact_row(said[0], values, safe)
    return rows


def _fact_row(fact: Fact, values: Mapping[str, list[str]], safe: Envelope) -> dict[str, Any]:
    digest, sealed = safe.close_values(fact.kilde_id_pid, fact.subject_pid, values)
    return {
        "kilde_id_pid": fact.kilde_id_pid,
        "subject_pid": fact.subject_pid,
        "subject": fact.subject,
        "dataset": fact.dataset,
        "system": fact.system,
        "digest": digest,
        "sealed": sealed,
    }


def _case_row(case: CaseFact, safe: Envelope) -> dict[str, Any]:
    return {
        "kilde_id_pid": case.kilde_id_pid,
        "sag_pid": case.sag_pid,
        "primary_pid": case.primary_pid,
        "sealed": safe.close_text(of_case(case.kilde_id_pid, case.sag_pid), case.sag_id),
    }


def _parentage_row(parentage: Parentage) -> dict[str, Any]:
    return {
        "kilde_id_pid": parentage.kilde_id_pid,
        "child_pid": parentage.child_pid,
        "mother_pid": parentage.mother_pid,
        "father_pid": parentage.father_pid,
        "spouse_pid": parentage.spouse_pid,
    }


def _united(facts: Iterable[Fact]) -> dict[str, list[str]]:
    """Register kind -> distinct texts in order; blank ones left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        for kind, texts in fact.values.items():
            if kind not in REGISTER_KINDS:
                known = ", ".join(sorted(REGISTER_KINDS))
                raise VaultError(f"The control store knows no register kind {kind!r}. Known: {known}.")
            found[kind].update(filter(None, (text.strip() for text in _texts(texts))))
    return {kind: sorted(texts) for kind, texts in found.items() if texts}


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _cases_of(connection: Connection, ids: tuple[str, ...]) -> set[str]:
    named = [select(t.c.sag_pid).where(t.c.kilde_id_pid.in_(ids)) for t in (models.CASES, models.MEMBERSHIPS)]
    return set(connection.scalars(union(*named)))


def _drop_vanished(connection: Connection, touched: set[str]) -> None:
    """Cases no row names any more lose family and casebook: the names in it are people's."""
    for chunk in chunks(sorted(touched)):
        named = [
            select(t.c.sag_pid).where(t.c.sag_pid.in_(chunk)) for t in (models.CASES, models.MEMBERSHIPS)
        ]
        gone = sorted(set(chunk) - set(connection.scalars(union(*named))))
        for table in (models.FAMILIES, models.CASEBOOKS):
            connection.execute(delete(table).where(table.c.sag_pid.in_(gone)))
