"""Words known to be nobody: medicines, tests, offices, shops. An entity that is one of them whole is let go.

The list is our own (`not_people.txt`, a word or phrase a line). It holds no phrase with a common first name
and no word that is known as a name, but for a few theorists whom the field quotes by surname: somebody of
that name whom no register knows would be let go. A part of a listed phrase ("Cri du chat") is let go as well.
A title or a word for kin before a person is nobody either, unless people are called so ("Baba", "Tata").
Capitals that stand for a test or an office ("EEG") are let go within a line where nobody of the note has such
initials; at its end they may be somebody's signature. The ending of a file after a name is nobody too.
Such phrases apart, what stands beside a name never lets go of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span

NAME: Final = "datahoest_not_people"
REACH: Final = 4  # tokens of a listed phrase before or after an entity
FILE: Final = Path(__file__).with_name("not_people.txt")
ACRONYMS_FILE: Final = Path(__file__).with_name("acronyms.txt")


def _lines(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if not line.startswith("#")]


WORDS: Final = frozenset(map(str.lower, _lines(FILE)))
ACRONYMS: Final = frozenset(_lines(ACRONYMS_FILE))
# What stands before somebody who signs, is written to or is meant by initials.
_SIGNERS: Final = """
    / & + - – ( til fra ved v v. af hilsen mvh ref. ref sign. m. m med hos cc"""
_BEFORE_INITIALS: Final = frozenset(_SIGNERS.split())
_TITLES: Final = """
    hr hr. fru frk frk. dr dr. dr.phil. prof. baron baronesse grev greve grevinde komtesse prins prinsesse
    kong dronning pastor provst lektor advokat læge overlæge sagsbehandler mor far moster faster onkel tante
    farmor farfar mormor morfar søster bror niece niecen nevø nevøen kusine kusinen fætter fætteren bonusmor
    pani panią babcia dziadek ciocia wujek babushka dedushka hooyo aabo ayeeyo awoowe adeer abti habaryar
    teyze khala khalto anaana aanaa ataata babička abuela gjyshe gjysh tetka ujak herr frau mr mr. mrs mrs.
    ms ms. miss madame monsieur señora señor doamna domnul
    sehr geehrte dear kære hej hejsa ks."""
TITLES: Final = frozenset(_TITLES.split())
_ENDINGS: Final = frozenset(
    {"docx", "doc", "pdf", "jpg", "jpeg", "png", "mov", "mp4", "xlsx", "eml", "msg", "txt"}
)


@Language.component(NAME)
def not_people(doc: Doc) -> Doc:
    """Removes the entities whose whole text is in the list, and titles before persons."""
    kept = [trimmed(one) for one in doc.ents if not (_is_nobody(one) or _is_acronym(one))]
    if kept != list(doc.ents):
        doc.set_ents([one for one in kept if len(one)])
    return doc


def _is_nobody(entity: Span) -> bool:
    word, _, tail = entity.text.partition("-")
    if entity.text.lower() in WORDS or (word.lower() in WORDS and tail.islower()):  # "Bilka-pose"
        return True
    doc = entity.doc
    return any(
        doc[start:end].text.lower() in WORDS
        for start in range(max(0, entity.start - REACH), entity.start + 1)
        for end in range(entity.end, min(len(doc), entity.end + REACH) + 1)
        if end - start > len(entity)
    )


def _is_acronym(entity: Span) -> bool:
    if len(entity) > 1 or entity.text not in ACRONYMS:
        return False
    doc, at = entity.doc, entity.start
    ends_line = entity.end == len(doc) or "\n" in doc[entity.end].text
    if ends_line or (at and doc[at - 1].lower_ in _BEFORE_INITIALS):
        return False
    return not any(_initials(one).startswith(entity.text[:2]) for one in doc.ents if one.label_ == "PER")


def _initials(person: Span) -> str:
    """Capitals of the words of a full name, "" of one word."""
    letters = [token.text[0] for token in person if token.text[0].isalpha()]
    return "".join(letters).upper() if len(letters) > 1 else ""


def trimmed(entity: Span) -> Span:
    """A person of several words without the titles before."""
    start, end = entity.start, entity.end
    if entity.label_ != "PER":
        return entity
    while end - start > 1 and (entity.doc[start].lower_ in TITLES or entity.doc[start].is_space):
        start += 1
    while end - start > 1 and (
        entity.doc[end - 1].lower_ in _ENDINGS or entity.doc[end - 1].text in {".", "_"}
    ):
        end -= 1
    return Span(entity.doc, start, end, label=entity.label)
