"""A word found as a person once in a note is a person wherever the note writes it the same way.

The network sees a few words at a time; this component sees the whole note. Written in other letters or with
an ending ("Raben", "raben", "Rabens"), it is the same person unless it is also an ordinary word ("Storm").
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

NAME: Final = "datahoest_echo"
SHORTEST: Final = 2
SHORTEST_STEM: Final = 4
# Place of "ordinary word" and "term" in the name class that the tokenizer writes on TAG.
_WORD, _TERM = 4, 5


@Language.component(NAME)
def echo(doc: Doc) -> Doc:
    """Adds PER spans for words that the note shows to be persons elsewhere; changes no other."""
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for token in doc:
        if len(token.text) >= SHORTEST and token.text[0].isalpha():
            if token.ent_type_ == "PER":
                inside[token.text] += 1
            elif not token.ent_type:
                outside[token.text] += 1
    known = {word for word, times in inside.items() if times > outside[word] > 0 and word.isalpha()}
    stems = {stem(word) for word in inside if len(stem(word)) >= SHORTEST_STEM and word[0].isupper()}
    if known or stems:
        again = [
            token
            for token in doc
            if not token.ent_type
            and (token.text in known or (_is_no_word(token) and stem(token.text) in stems))
        ]
        if again:
            doc.set_ents([*doc.ents, *(Span(doc, one.i, one.i + 1, label="PER") for one in again)])
    return doc


def stem(word: str) -> str:
    """In small letters, without a genitive."""
    form = word.lower().rstrip("'’")
    return form[:-1].rstrip("'’") if len(form) > SHORTEST_STEM and form.endswith("s") else form


def _is_no_word(token: Token) -> bool:
    level = token.tag_
    return len(level) > _TERM and level[_WORD] < "2" and level[_TERM] < "2"
