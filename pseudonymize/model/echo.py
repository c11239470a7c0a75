"""A word found as a person once in a note is a person wherever the note writes it the same way.

The network sees a few words at a time; this component sees the whole note.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span

NAME: Final = "datahoest_echo"
SHORTEST: Final = 2


@Language.component(NAME)
def echo(doc: Doc) -> Doc:
    """Adds PER spans for words more often inside a PER entity than outside any; changes no other."""
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for token in doc:
        if len(token.text) >= SHORTEST and token.is_alpha:
            if token.ent_type_ == "PER":
                inside[token.text] += 1
            elif not token.ent_type:
                outside[token.text] += 1
    known = {word for word, times in inside.items() if times > outside[word] > 0}
    if known:
        again = [token for token in doc if token.text in known and not token.ent_type]
        doc.set_ents([*doc.ents, *(Span(doc, one.i, one.i + 1, label="PER") for one in again)])
    return doc
