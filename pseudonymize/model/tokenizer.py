"""The tokenizer of the Danish name model: spaCy's, split finer, with name classes written on the tokens.

The class rides in TAG and a note-wide view of the word's letter case in LEMMA: the network can embed those.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import spacy
from spacy.attrs import LEMMA, NORM, TAG
from spacy.lang.char_classes import LIST_ICONS
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry
from spacy.vocab import Vocab

from pseudonymize.model.name_class import NameClass, Weights
from pseudonymize.model.repair import meant

NAME: Final = "datahoest.name_tokenizer.v1"
FILE: Final = "name_class.npz"
# File names, borders and mark-up glue names to other words: "samtykke_DLJ.pdf", "papMads", "Dahl-familien".
# Escapes stay whole ("&oslash;", "\\'f8"), and so do letters that a wrong encoding has made of signs ("Ã¦").
_BORDER = (
    r"&(?:nbsp|quot|lt|gt|amp|apos|#160|#39);|[_/<>|{}\[\]]|\\(?!'[0-9a-f]{2})|=(?![0-9A-F]{2})|&(?!#?\w{2,7};)"
    r"|(?<!&\w{4})(?<!&\w{5})(?<!&\w{6})(?<!&#\d{3});"
)
_INFIXES = (
    _BORDER,
    r"[\u2600-\u27bf\U0001f000-\U0001faff]",
    r"(?<=[^\W\d_])[-–:](?=[^\W\d_])",
    r"(?<=[a-zæøå])(?=[A-ZÆØÅ][a-zæøå])",
    r"(?<=[^\W\d_]{3})\.(?=[^\W\d_])",
)
_PREFIXES = (r"[/<>|={}_]",)
_SUFFIXES = (r"[/<>|={}_]", r"(?<=[^\W\d_]{2})\.")
_URL = re.compile(r"(?:https?://|www\.)\S+|[^\s@]+@[^\s@]+\.\w+")


def splitter(vocab: Vocab) -> Tokenizer:
    """spaCy's Danish tokenizer with other places to split."""
    defaults = spacy.blank("da").Defaults
    infixes = [rule for rule in defaults.infixes or () if rule != LIST_ICONS[0] and "[:<>=" not in str(rule)]
    suffixes = [rule for rule in defaults.suffixes or () if rule != LIST_ICONS[0]]
    return Tokenizer(
        vocab,
        rules=dict(defaults.tokenizer_exceptions or {}),
        prefix_search=compile_prefix_regex([*(defaults.prefixes or ()), *_PREFIXES]).search,
        suffix_search=compile_suffix_regex([*suffixes, *_SUFFIXES]).search,
        infix_finditer=compile_infix_regex([*infixes, *_INFIXES]).finditer,
        url_match=_URL.match,
    )


class NameTokenizer:
    """Callable text -> Doc with NORM, TAG and LEMMA written for the network."""

    def __init__(self, vocab: Vocab, classes: NameClass | None = None) -> None:
        self.vocab = vocab
        self.inner = splitter(vocab)
        self.classes = classes

    def __call__(self, text: str) -> Doc:
        doc: Doc = self.inner(text)
        if len(doc) and self.classes is not None:
            self._write(doc, self.classes)
        return doc

    def pipe(self, texts: Iterable[str]) -> Iterable[Doc]:
        for text in texts:
            yield self(text)

    def _write(self, doc: Doc, classes: NameClass) -> None:
        words = [token.text for token in doc]
        read = rejoined([meant(word) for word in words])
        add = self.vocab.strings.add
        norms = [
            token.norm if word == now else add(now.lower())
            for token, word, now in zip(doc, words, read, strict=True)
        ]
        tags = [add(classes(word)) for word in read]
        cases = [add(case) for case in letter_cases(words)]
        columns: Any = np.asarray([norms, tags, cases], dtype="uint64").T.copy()
        doc.from_array([NORM, TAG, LEMMA], columns)

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        if self.classes is not None:
            self.classes.weights.save(folder / FILE)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> NameTokenizer:
        self.classes = NameClass(Weights.read(Path(path) / FILE))
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        buffer = io.BytesIO()
        if self.classes is not None:
            np.savez(buffer, **{name: getattr(self.classes.weights, name) for name in Weights.__slots__})
        return buffer.getvalue()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> NameTokenizer:
        if data:
            with np.load(io.BytesIO(data)) as stored:
                self.classes = NameClass(Weights(**{name: stored[name] for name in Weights.__slots__}))
        return self


def rejoined(words: list[str]) -> list[str]:
    """Words cut at a line's end ("Peder-", "sen") read whole, both halves as the whole word."""
    for at in range(len(words) - 2):
        half, line, rest = words[at : at + 3]
        if len(half) > 2 and half[-1] == "-" and line[0] == "\n" and half[:-1].isalpha() and rest.islower():
            words[at] = words[at + 2] = half[:-1] + rest
    return words


def letter_cases(words: list[str]) -> list[str]:
    """For each word: how the note is written (n, l lower, u upper), and how the word is elsewhere in it.

    The digits: also in small letters; with a capital in mid-sentence (up to 2); times in all (up to 3).
    "Storm" the boy and "storm" the weather differ by that, and so do initials that recur.
    """
    times: Counter[str] = Counter()
    small: set[str] = set()
    capital: Counter[str] = Counter()
    letters = capitals = shouting = 0
    before = "."
    lowered = [word.lower() for word in words]
    for word, form in zip(words, lowered, strict=True):
        if word[:1].isalpha():
            letters += 1
            times[form] += 1
            if word[0].islower():
                small.add(form)
            else:
                capitals += 1
                shouting += word.isupper() and len(word) > 1
                if before[-1:].isalnum() or before == ",":
                    capital[form] += 1
        before = word
    mode = _mode(letters, capitals, shouting)
    return [
        f"{mode}{int(form in small)}{min(capital[form], 2)}{min(times[form], 3)}"
        if form[:1].isalpha()
        else ""
        for form in lowered
    ]


def _mode(letters: int, capitals: int, shouting: int) -> str:
    """u mostly capitals, l hardly any, n normal or too short to tell."""
    if letters < 6:
        return "n"
    return "u" if shouting > 0.6 * letters else "l" if capitals < 0.03 * letters else "n"


def create_name_tokenizer() -> Callable[[Language], NameTokenizer]:
    """For `[nlp.tokenizer]` in a spaCy config."""

    def create(nlp: Language) -> NameTokenizer:
        return NameTokenizer(nlp.vocab)

    return create


registry.tokenizers.register(NAME, func=create_name_tokenizer)
