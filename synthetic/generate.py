"""Writes the two case systems and the truth about them into a folder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from synthetic import authority, performing
from synthetic.cases import Case, CaseMaker
from synthetic.randers import coded_cases
from synthetic.rows import SourceFile
from synthetic.truth import Truth

FLUSH_EVERY = 50  # cases


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written."""

    cases: int
    notes: int  # journal notes of both systems
    texts: int  # all free-text cells, notes included
    people: int


def generate(
    folder: Path, *, cases: int, seed: int, as_of: date, progress: Callable[[int, int], None] | None = None
) -> Summary:
    """Write ``myndighed.sqlite``, ``udfoerer.sqlite``, ``truth.jsonl`` and ``people.jsonl`` into ``folder``.

    Same seed, day and version: same content; case *i* is the same whatever ``cases`` is. ``progress`` is
    called with (cases done, cases). CPR numbers are distinct up to about 54,000 families.
    ``ValueError`` when ``cases`` is fewer than the 51 coded ones.
    """
    if cases < len(coded_cases()):
        raise ValueError(f"--cases {cases}: at least {len(coded_cases())}, the coded cases are always there")
    folder.mkdir(parents=True, exist_ok=True)
    maker = CaseMaker(seed, as_of)
    one = SourceFile(folder / "myndighed.sqlite", "authority.sql", authority.UPSERTS)
    two = SourceFile(folder / "udfoerer.sqlite", "performing.sql", performing.UPSERTS)
    notes = 0
    with Truth(folder) as truth:
        authority.write_staff(one, truth, maker.authority_staff)
        performing.write_staff(two, truth, maker.performing_staff)
        performing.write_codebook(two)
        for case in maker.cases(cases):
            notes += _write(case, one, two, truth)
            if (case.index + 1) % FLUSH_EVERY == 0:
                one.flush()
                two.flush()
                if progress:
                    progress(case.index + 1, cases)
        one.close()
        two.close()
        if progress:
            progress(cases, cases)
        return Summary(cases, notes, truth.texts, truth.people)


def _write(case: Case, one: SourceFile, two: SourceFile, truth: Truth) -> int:
    if case.first_of_family:
        for person in case.family.people:
            truth.person(person, authority.SYSTEM, former_home=case.family.former_home_of(person))
    for contact in case.contacts:
        truth.person(contact.person, authority.SYSTEM if contact.known else "", case.sag_id)
    notes = authority.write_case(one, truth, case)
    if case.treated:
        notes += performing.write_case(two, truth, case)
    return notes
