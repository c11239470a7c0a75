"""The tokenizer of the Danish name model: spaCy's Danish one, split finer, with name classes written on the tokens.

The class rides in TAG and a note-wide view of the word's letter case in LEMMA, because the network can embed those.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import spacy
from spacy.attrs import LEMMA, TAG
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vocab import Vocab

from pseudonymize.model.name_class import NameClass, Weights

FILE = "name_class.npz"
# File names, table borders and mark-up glue names to other words: "samtykke_DLJ.pdf", "papMads", "Dahl-familien".
_INFIXES = (
    r"[_/\\<>|=;{}\[\]&]",
    r"(?<=[^\W\d_])[-–](?=[^\W\d_])",
    r"(?<=[a-zæøå])(?=[A-ZÆØÅ][a-zæøå])",
    r"(?<=[a-zæøåA-ZÆØÅ]{3})\.(?=[a-zA-Z])",
)
_PREFIXES = (r"[/\\<>|=;{}_&]",)
_SUFFIXES = (r"[/\\<>|=;{}_]", r"(?<=[^\W\d_]{2})\.")
_URL = re.compile(r"(?:https?://|www\.)\S+|[^\s@]+@[^\s@]+\.\w+")


def splitter(vocab: Vocab) -> Tokenizer:
    """spaCy's Danish tokenizer with the extra places to split."""
    defaults = spacy.blank("da").Defaults
    rules = {key: value for key, value in (defaults.tokenizer_exceptions or {}).items()}
    return Tokenizer(
        vocab,
        rules=rules,
        prefix_search=compile_prefix_regex([*(defaults.prefixes or ()), *_PREFIXES]).search,
        suffix_search=compile_suffix_regex([*(defaults.suffixes or ()), *_SUFFIXES]).search,
        infix_finditer=compile_infix_regex([*(defaults.infixes or ()), *_INFIXES]).finditer,
        url_match=_URL.match,
    )


class NameTokenizer:
    """Callable text -> Doc. `hide` lets training blank some classes, so the network does not lean on them alone."""

    def __init__(self, vocab: Vocab, classes: NameClass | None = None) -> None:
        self.vocab = vocab
        self.inner = splitter(vocab)
        self.classes = classes
        self.hide: Callable[[int, str, str], bool] | None = None

    def __call__(self, text: str) -> Doc:
        doc = self.inner(text)
        if len(doc) and self.classes is not None:
            self._write(doc)
        return doc

    def pipe(self, texts: Iterable[str]) -> Iterable[Doc]:
        for text in texts:
            yield self(text)

    def _write(self, doc: Doc) -> None:
        assert self.classes is not None
        words = [token.text for token in doc]
        tags = [self.classes(word) for word in words]
        if self.hide is not None:
            tags = [
                "?" if self.hide(at, word, tag) else tag
                for at, (word, tag) in enumerate(zip(words, tags, strict=True))
            ]
        add = self.vocab.strings.add
        cases = letter_cases(words)
        rows = np.asarray(
            [[add(tag), add(case)] for tag, case in zip(tags, cases, strict=True)], dtype="uint64"
        )
        doc.from_array([TAG, LEMMA], rows)

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


def letter_cases(words: list[str]) -> list[str]:
    """For each word: how the note is written (n, l lower, u upper), and how the word is written elsewhere in it.

    1 = also in small letters, 2 = also with a capital in mid-sentence; "Storm" the boy and "storm" the weather
    differ by that.
    """
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    letters = capitals = shouting = 0
    before = "."
    for word in words:
        if word[:1].isalpha():
            letters += 1
            if word[0].islower():
                small[word] += 1
            else:
                capitals += 1
                shouting += word.isupper() and len(word) > 1
                if before[-1:].isalnum() or before == ",":
                    capital[word.lower()] += 1
        before = word
    mode = (
        "n" if letters < 6 else "u" if shouting > 0.6 * letters else "l" if capitals < 0.03 * letters else "n"
    )
    return [
        f"{mode}{int(word.lower() in small)}{min(capital[word.lower()], 2)}" if word[:1].isalpha() else ""
        for word in words
    ]


@spacy.registry.tokenizers("datahoest.name_tokenizer.v1")
def create_name_tokenizer() -> Callable[[Language], NameTokenizer]:
    """For `[nlp.tokenizer]` in a spaCy config."""

    def create(nlp: Language) -> NameTokenizer:
        return NameTokenizer(nlp.vocab)

    return create
