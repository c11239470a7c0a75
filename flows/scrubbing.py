"""Notes that are in no source: a masker without a case system, over a stream or one text."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

from audit.event import AuditEvent, EventType
from audit.log import AuditLog
from flows.cores import forbid_cores
from flows.models import configured, fingerprint_of
from flows.settings import Settings
from pseudonymize.scrub import ScrubReport, scrub
from pseudonymize.text.interface import CaseTexts, MaskedText
from pseudonymize.text.masker import CaseMasker
from schemas.people import Casebook, CaseRegister


def stream(lines: Iterable[str], out: TextIO, home: Settings | None, log: AuditLog | None) -> ScrubReport:
    """Mask JSON lines onto ``out``. ``home``: what is configured, if anything is; its model reads.

    ``log``: the trail of the home that is configured, if one is.
    """
    masker = _masker(home)
    with _logged(log, masker) as counts:
        report = scrub(lines, out, masker, fingerprint_of(home))
        counts.update(notes=report.written, withheld=len(report.withheld), bad=len(report.bad))
    return report


def one(text: str, home: Settings | None, log: AuditLog | None) -> str | None:
    """One text without people; ``None`` if it could not be masked."""
    case, masker = CaseTexts(CaseRegister("text"), (text,), Casebook("text")), _masker(home)
    with _logged(log, masker) as counts:
        outcome = masker.mask([case])[0].texts[0]
        counts.update(notes=1, withheld=int(not isinstance(outcome, MaskedText)))
    return outcome.text if isinstance(outcome, MaskedText) else None


@contextmanager
def _logged(log: AuditLog | None, masker: CaseMasker) -> Iterator[Counter[str]]:
    """An event, also of a stream that breaks off: some of it was given out. That one has no counts."""
    counts: Counter[str] = Counter()
    try:
        yield counts
    finally:
        if log:
            log.append(AuditEvent(EventType.SCRUB_RUN, "", counts=counts, facts={"text": masker.fingerprint}))


def _masker(home: Settings | None) -> CaseMasker:
    forbid_cores()
    return CaseMasker(configured(home), dates="keep")
