"""How the coded cases were classified: two coders' own views, and what they agreed on."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from synthetic.cases import Case
from synthetic.randers import ALLIANCE_CODES, GRADES, OUTCOMES, PROBLEMS, Coding
from synthetic.rows import SourceFile
from synthetic.stamps import iso
from synthetic.writing.note import Passage

CODERS = (38, 39, 40)  # employees with the title "koder"


def write_passages(base: SourceFile, case: Case, found: Iterable[tuple[int, Passage]], coder: int) -> None:
    """Coded passages: (note, where in its plain text). A code may stand several times in one case."""
    for n, (note, passage) in enumerate(found):
        base.add(
            "Kodning",
            KodningId=case.performing_id * 100 + n,
            SagId=case.performing_id,
            NotatId=note,
            Start=passage.start,
            Slut=passage.end,
            Kode=ALLIANCE_CODES[passage.pool],
            KoderId=coder,
            KodebogVersion="2019",
            KodetDato=iso(case.last_event + timedelta(days=5)),
        )


def write_classification(base: SourceFile, case: Case) -> None:
    """What two coders said each, and what they agreed on: three rows, one case."""
    _class_row(base, case, 0, None, case.coding)
    for n, coder in enumerate(CODERS[:2], start=1):
        _class_row(base, case, n, coder, _disagree(case.rng, case.coding))


def _class_row(base: SourceFile, case: Case, n: int, coder: int | None, coding: Coding) -> None:
    base.add(
        "Sagsklassifikation",
        KlassifikationId=case.performing_id * 4 + n,
        SagId=case.performing_id,
        KoderId=coder,
        Konsensus=int(coder is None),
        Problemstilling=coding.problem,
        Problemgrad=coding.grade,
        Målopnåelse=coding.outcome,
        ReflekteretIndsatsjustering=int(coding.reflected),
        KodebogVersion="2019",
        KodetDato=iso(case.last_event + timedelta(days=5)),
    )


def _disagree(rng: Random, coding: Coding) -> Coding:
    """One coder's own view: mostly the same."""

    def own(agreed: str, every: tuple[str, ...]) -> str:
        return agreed if rng.random() < 0.8 else rng.choice(every)

    return Coding(
        own(coding.problem, PROBLEMS),
        own(coding.grade, GRADES),
        own(coding.outcome, OUTCOMES),
        coding.codes,
        coding.reflected,
    )
