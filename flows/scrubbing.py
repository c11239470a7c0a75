"""Notes that are in no source: a masker without a case system, over a stream or one text."""

from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from pseudonymize.model import WEIGHTS, fingerprint
from pseudonymize.model import load as load_model
from pseudonymize.scrub import ScrubReport, scrub
from pseudonymize.text.interface import CaseTexts, MaskedText
from pseudonymize.text.masker import CaseMasker
from schemas.people import Casebook, CaseRegister


def stream(lines: Iterable[str], out: TextIO, model: str) -> ScrubReport:
    """Mask JSON lines onto ``out``. ``model``: a pipeline by name or path; "" for the built-in one."""
    return scrub(lines, out, _masker(model), fingerprint(Path(model) if model else WEIGHTS))


def one(text: str, model: str) -> str | None:
    """One text without people; ``None`` if it could not be masked."""
    case = CaseTexts(CaseRegister("text"), (text,), Casebook("text"))
    outcome = _masker(model).mask([case])[0].texts[0]
    return outcome.text if isinstance(outcome, MaskedText) else None


def _masker(model: str) -> CaseMasker:
    return CaseMasker(load_model(model or None), dates="keep")
