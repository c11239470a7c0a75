"""The name model that is configured: ours, or another pipeline with what its labels mean here."""

from pathlib import Path

import spacy.util
from spacy.language import Language

from flows.settings import Settings
from pseudonymize.model import WEIGHTS, LabelsError, fingerprint, for_masking, load, relabelled
from schemas.errors import ConfigError


def configured(settings: Settings | None) -> Language:
    """As the masker uses it. ``ConfigError`` where another one is named that is not there or does not fit."""
    return named(settings) if settings and settings.text.model else for_masking()


def named(settings: Settings, lean: float | None = None) -> Language:
    """The other pipeline that is configured, its entities under our labels."""
    text = settings.text
    try:
        return relabelled(load(text.model, lean), text.labels)
    except LabelsError as found:
        raise ConfigError(
            f"{settings.file}: text.labels and {text.model} do not fit: {found}. Next: say under "
            '[text.labels] what each label of the pipeline means, as in MISC = "ORG"; "" masks nothing'
        ) from None
    except (OSError, ValueError):
        # from None: spaCy's message holds a page of advice on downloads.
        raise ConfigError(
            f"{settings.file}: text.model: {text.model} is no spaCy pipeline. Next: install the package, "
            "name a folder that holds one, or leave text.model out"
        ) from None


def fingerprint_of(settings: Settings | None) -> str:
    """Twelve hex digits over the files of the configured model."""
    model = settings.text.model if settings else ""
    if not model:
        return fingerprint(WEIGHTS)
    return fingerprint(spacy.util.get_package_path(model) if spacy.util.is_package(model) else Path(model))
