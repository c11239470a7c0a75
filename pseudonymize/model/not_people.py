"""Words known to be nobody: medicines, tests, offices, shops. An entity that is one of them whole is let go.

The list is our own (`not_people.txt`, a word or phrase a line) and holds nothing known to be a name too, so
that no person is let go by it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

NAME: Final = "datahoest_not_people"
FILE: Final = Path(__file__).with_name("not_people.txt")
WORDS: Final = frozenset(
    line.strip().lower() for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
)


@Language.component(NAME)
def not_people(doc: Doc) -> Doc:
    """Removes the entities whose whole text is in the list."""
    kept = [one for one in doc.ents if one.text.lower() not in WORDS]
    if len(kept) < len(doc.ents):
        doc.set_ents(kept)
    return doc
