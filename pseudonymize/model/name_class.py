"""A tiny character model that says how much a word form looks like a first name, surname, place or word.

It replaces name lists at run time: its weights are learned from them, and it answers for names no list holds.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]

KINDS: Final = ("first", "common_first", "surname", "town", "street", "word", "term")
SHORTEST, LONGEST = 2, 5  # characters in a piece
CACHE_SIZE = 200_000
_LEVELS = (0.2, 0.5, 0.85)


def pieces(form: str, buckets: int) -> list[int]:
    """Hashed character n-grams of `^form$`; the same on every machine (CRC-32 of UTF-8)."""
    marked = f"^{form}$"
    size = len(marked)
    return [
        zlib.crc32(marked[start : start + length].encode()) % buckets
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(max(size - length + 1, 0))
    ]


@dataclass(frozen=True, slots=True)
class Weights:
    """Embedding of the pieces and two dense layers."""

    embedding: Floats
    hidden: Floats
    hidden_bias: Floats
    output: Floats
    output_bias: Floats

    def probabilities(self, forms: Sequence[str]) -> Floats:
        """One row a form, one column a kind in KINDS, each between 0 and 1."""
        lists = [pieces(form, len(self.embedding)) for form in forms]
        starts = np.cumsum([0, *map(len, lists)])
        flat = np.concatenate([np.asarray(one, dtype=np.int64) for one in lists])
        sums = np.stack([self.embedding[flat[a:b]].sum(axis=0) / np.sqrt(b - a) for a, b in pairwise(starts)])
        inner = np.maximum(sums @ self.hidden + self.hidden_bias, 0)
        return np.asarray(1 / (1 + np.exp(-(inner @ self.output + self.output_bias))), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Half precision: the classes are coarse, the file small."""
        parts = {name: getattr(self, name).astype(np.float16) for name in self.__slots__}
        scale = float(np.abs(self.embedding).max()) / 127 or 1.0
        parts["embedding"] = np.round(self.embedding / scale).astype(np.int8)
        np.savez_compressed(path, scale=np.float32(scale), **parts)

    @classmethod
    def read(cls, path: Path) -> Weights:
        with np.load(path) as stored:
            parts = {name: stored[name].astype(np.float32) for name in cls.__slots__}
            parts["embedding"] *= stored["scale"]
        return cls(**parts)


class NameClass:
    """Writes the class of a word form as a short string the network can embed."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._known: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        """The class of `word`, or "" where it has no letter."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= CACHE_SIZE:
                self._known.clear()
            found = self._known[word] = self._classify(word)
        return found

    def _classify(self, word: str) -> str:
        form = word.lower().strip("-–'’.")
        if "@" in form or "//" in form:
            return "@"
        if not form[:1].isalpha():
            return "9" if any(map(str.isdigit, form)) else ""
        forms = [form]
        if len(form) > 3 and form.endswith("s"):
            forms.append(form.rstrip("s").rstrip("'’") or form)
        rows = self.weights.probabilities(forms)
        best = rows.max(axis=0)
        best[KINDS.index("word")] = rows[0, KINDS.index("word")]
        return describe(best)


def describe(row: Floats) -> str:
    """Four levels a kind: "30020..." reads as surely a first name, not common, not a surname, ..."""
    first, common, surname, town, street, word, term = (int(np.searchsorted(_LEVELS, value)) for value in row)
    return f"{first}{int(common > 1)}{surname}{int(max(town, street) > 1)}{word}{term}"
