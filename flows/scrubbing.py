"""Notes that are in no source: a masker without a case system, over a file, a stream or one text."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import BinaryIO, TextIO

from audit.event import AuditEvent, EventType
from audit.log import AuditLog
from flows.cores import forbid_cores
from flows.models import configured, fingerprint_of
from flows.settings import Settings
from flows.wiring import check_surrogates_allowed, text_keys
from pseudonymize.scrub import WISH, Scrubber, ScrubReport, scrub
from pseudonymize.scrub_file import scrub_file
from pseudonymize.text.interface import CaseTexts, MaskedText
from pseudonymize.text.masker import CaseMasker
from pseudonymize.text.policies import needs_keys
from schemas.contract import TextTokens
from schemas.errors import ConfigError
from schemas.people import Casebook, CaseRegister


def notes(
    source: BinaryIO, out: TextIO, home: Settings | None, tokens: TextTokens, log: AuditLog | None
) -> ScrubReport:
    """Mask JSON lines onto ``out``; what can be read twice is, and each case then is one case.

    ``home``: what is configured, if anything is; its model reads, its keys make pseudonyms and surrogates.
    ``log``: its trail.
    """
    masker = _masker(home, tokens)
    with _logged(log, masker) as counts:
        scrubber = Scrubber(masker, fingerprint_of(home), replace(WISH, tokens=tokens))
        report = (scrub_file if source.seekable() else scrub)(source, out, scrubber)
        counts.update(notes=report.written, withheld=len(report.withheld), bad=len(report.bad))
    return report


def one(text: str, home: Settings | None, tokens: TextTokens, log: AuditLog | None) -> str | None:
    """One text without people; ``None`` if it could not be masked."""
    wishes, masker = (replace(WISH, tokens=tokens),), _masker(home, tokens)
    # Each text is a case of its own: people of two texts may share no pseudonym.
    case_id = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    case = CaseTexts(CaseRegister(case_id), (text,), Casebook(case_id), wishes=wishes)
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


def _masker(home: Settings | None, tokens: TextTokens) -> CaseMasker:
    forbid_cores()
    keyed = None
    if needs_keys(tokens):
        if home is None:
            raise ConfigError(
                f"--tokens {tokens} needs the keys of a vault, and nothing is configured. "
                "Next: give --config FILE, or choose roles or kinds"
            )
        if tokens == "surrogates":
            check_surrogates_allowed(home, "--tokens surrogates")
        keyed = text_keys(home)
    return CaseMasker(configured(home), keyed=keyed)
