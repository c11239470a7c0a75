"""The committed Danish name model and how to load it, or any other spaCy pipeline in its place."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

import spacy
from spacy.language import Language

from pseudonymize.model import tokenizer as _registered

__all__ = ["WEIGHTS", "fingerprint", "load"]

WEIGHTS: Final = Path(__file__).parent / "weights"
assert _registered.FILE  # importing it registers the tokenizer with spaCy


def load(path: Path | str | None = None) -> Language:
    """The committed pipeline, or the one at `path` (a folder, or the name of an installed spaCy package)."""
    return spacy.load(WEIGHTS if path is None else path)


@lru_cache(maxsize=8)
def fingerprint(path: Path = WEIGHTS) -> str:
    """Twelve hex digits over every file of the model, for sidecars; changes when any weight does."""
    digest = hashlib.sha256()
    for file in sorted(each for each in path.rglob("*") if each.is_file()):
        digest.update(file.relative_to(path).as_posix().encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]
