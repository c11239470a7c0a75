"""Words known to be nobody: medicines, tests, offices, shops. An entity that is one of them whole is let go.

The list is our own (`not_people.txt`, a word or phrase a line) and holds nothing known to be a name too, so
that no person is let go by it; a part of a listed phrase ("Cri du chat") is let go as well. A title or a word
for kin before a person is nobody either. Capitals that stand for a test or an office ("EEG") are let go
within a line where nobody of the note has such initials; at its end they may be somebody's signature.
An animal where the note says so, and the ending of a file after a name, are nobody too.
"""

from __future__ import annotations

import re
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
    pan pani pana panią babcia dziadek tata ciocia wujek babushka dedushka hooyo aabo ayeeyo awoowe adeer
    abti habaryar amca teyze dayi khala ammo teta jiddo baba mama maman daei amma appa omma
    anaana aanaa ataata oma opa babička nonna nonno abuela kuya gjyshe gjysh tetka ujak herr frau mr mr. mrs
    mrs. ms ms. miss madame monsieur señora señor doamna domnul
    sehr geehrte dear kære hej hejsa ks."""
TITLES: Final = frozenset(_TITLES.split())
_ENDINGS: Final = frozenset(
    {"docx", "doc", "pdf", "jpg", "jpeg", "png", "mov", "mp4", "xlsx", "eml", "msg", "txt"}
)
# "Hunden hedder Odin": the animal's own mention is let go, others of that name are not.
_ANIMALS: Final = """
    hund kat hest kanin papegøje undulat hamster marsvin pony hoppe hingst hvalp killing føl bamse dukke høne
    hane ged gris fisk fugl rotte skildpadde slange"""
_ANIMAL: Final = re.compile(
    rf"\b\w*?(?:{'|'.join(_ANIMALS.split())})[a-zæøå]{{0,4}}"
    r"(?:\s*,?\s+(?:der|som|han|hun|den|de))?\s+(?:hedder|hed|kaldes|kaldet|ved\s+navn)\s+(?:også\s+|altså\s+)?$",
    re.IGNORECASE,
)


@Language.component(NAME)
def not_people(doc: Doc) -> Doc:
    """Removes the entities whose whole text is in the list, and titles before persons."""
    kept = [trimmed(one) for one in doc.ents if not (_is_nobody(one) or _is_acronym(one) or _is_animal(one))]
    if kept != list(doc.ents):
        doc.set_ents([one for one in kept if len(one)])
    return doc


def _is_nobody(entity: Span) -> bool:
    form = entity.text.lower()
    if form in WORDS or form.partition("-")[0] in WORDS:  # "Bilka-pose"
        return True
    doc = entity.doc
    return any(
        doc[start:end].text.lower() in WORDS
        for start in range(max(0, entity.start - REACH), entity.start + 1)
        for end in range(entity.end, min(len(doc), entity.end + REACH) + 1)
        if end - start > len(entity)
    )


def _is_animal(entity: Span) -> bool:
    if entity.label_ != "PER":
        return False
    before = entity.doc[max(0, entity.start - 8) : entity.start].text_with_ws
    return bool(_ANIMAL.search(before))


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
