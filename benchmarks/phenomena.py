"""What kind of mention a gold mention is, told from the mention itself: the notes carry no such labels.

Each phenomenon is a rule below; a mention may be of several, or of none (a name plainly written). Also the
intervals of the figures: Wilson's for shares of mentions, bootstrap over cases for letters, leaks and links.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from rapidfuzz.distance import OSA

from pseudonymize.text.ordinary import PARTICLES, ordinary
from pseudonymize.text.register import is_initials
from pseudonymize.text.repair import repair
from pseudonymize.text.words import bare, fold, words

Z = 1.96  # 95 %
DRAWS = 1000
_FILE = re.compile(
    r"(?i)\S*\.(?:docx?|pdf|xlsx?|pptx?|txt|rtf|msg|eml|jpe?g|png|gif|mp[34]|mov|wav|zip|csv|html?)\b"
)
_HEADER = re.compile(r"(?i)^[>\s]*(?:fra|til|cc|bcc|from|to|sendt|emne|deltagere|til stede|navn)\s?:")
_CELLS = re.compile(r"[;|\t]|</t[dh]>")
_CLOSING = re.compile(
    r"(?i)(?:hilsen|hilsner|\bmvh|\bm\.?v\.?h\.?|\bvh|\bkh|\bref(?:erent)?|\bsign)[.,:! ]*$"
)
_LETTERED = re.compile(r"(?:[^\W\d_]\.[ -]?){1,4}(?:['’]?s)?|[A-ZÆØÅ](?:['’]s)?")


class Mention(NamedTuple):
    """A person's mention in its note, and the folded name parts of that person ("" part: not registered)."""

    text: str
    start: int
    end: int
    parts: frozenset[str]
    again: bool  # the person is named in an earlier note of the case

    @property
    def surface(self) -> str:
        return self.text[self.start : self.end]


def initials(one: Mention) -> bool:
    """One to four letters, capitals or with dots: ``HT``, ``SvB``, ``m.h.``, ``M``."""
    return bool(_LETTERED.fullmatch(one.surface)) or (
        len(words(one.surface)) == 1 and is_initials(one.surface)
    )


def small_letters(one: Mention) -> bool:
    """No capital in it."""
    return one.surface.islower()


def damaged(one: Mention) -> bool:
    """Differs from its repaired form: encodings, entities, optical reading, line ends, invisible letters."""
    return repair(one.surface).text != one.surface


def ordinary_word(one: Mention) -> bool:
    """Every word of it is in the list of ordinary words."""
    listed = words(repair(one.surface).text)
    return bool(listed) and all(any(fold(form) in ordinary() for form in bare(w.text)) for w in listed)


def file_name(one: Mention) -> bool:
    """Inside a run without blanks that ends like a file."""
    line_start = one.text.rfind("\n", 0, one.start) + 1
    return any(
        line_start + m.start() <= one.start and one.end <= line_start + m.end()
        for m in _FILE.finditer(one.text[line_start : one.end + 80])
    )


def _distances(one: Mention) -> list[int]:
    """For each full word that is none of the register's parts: how far it is from the nearest of them."""
    if not one.parts or initials(one):
        return []
    odd = [
        [fold(form) for form in bare(w.text)]
        for w in words(repair(one.surface).text)
        if len(w.folded) > 1 and w.folded not in PARTICLES
    ]
    away = [forms for forms in odd if not one.parts.intersection(forms)]
    return [min(OSA.distance(form, part) for form in forms for part in one.parts) for forms in away]


def other_spelling(one: Mention) -> bool:
    """A registered person's name, at most two letters from a part of it."""
    far = _distances(one)
    return bool(far) and max(far) <= 2


def nickname(one: Mention) -> bool:
    """A registered person's name, further from all its parts."""
    far = _distances(one)
    return bool(far) and max(far) > 2


def beside(one: Mention) -> bool:
    """Two words or more, one of them a single letter or a particle."""
    listed = words(one.surface)
    return len(listed) > 1 and any(len(w.text) == 1 or w.folded in PARTICLES for w in listed)


def genitive(one: Mention) -> bool:
    """Ends in an s or apostrophe that a registered name has not, or, unregistered, in an apostrophe."""
    listed = words(one.surface)
    if not listed or one.surface[-1:] not in "sS'’":
        return False
    last = listed[-1]
    if "'" in last.text or "’" in last.text or one.surface[-1] in "'’":
        return True
    return last.folded not in one.parts and fold(bare(last.text)[-1]) in one.parts


def in_lines(one: Mention) -> bool:
    """In a line of cells, a mail header, or right under (or after) the words that close a letter."""
    start = one.text.rfind("\n", 0, one.start) + 1
    end = one.text.find("\n", one.end)
    line = one.text[start : end if end >= 0 else len(one.text)]
    above = one.text[:start].rstrip().rsplit("\n", 1)[-1]
    before = one.text[start : one.start].rstrip()
    return (
        len(_CELLS.findall(line)) >= 2
        or bool(_HEADER.match(line))
        or bool(_CLOSING.search(before))
        or before.endswith("/")
        or (bool(_CLOSING.search(above)) and not before)
    )


def in_another_note(one: Mention) -> bool:
    """The person is named in an earlier note of the case too."""
    return one.again


PHENOMENA: Mapping[str, Callable[[Mention], bool]] = {
    "initials": initials,
    "small letters": small_letters,
    "damaged": damaged,
    "ordinary word": ordinary_word,
    "file name": file_name,
    "nickname": nickname,
    "other spelling": other_spelling,
    "initial or particle beside": beside,
    "genitive": genitive,
    "table, header, sign-off": in_lines,
    "in another note": in_another_note,
}


def phenomena(one: Mention) -> Iterator[str]:
    """Names of the phenomena a mention is of; ``plain`` if none, being in another note apart."""
    found = [name for name, rule in PHENOMENA.items() if rule(one)]
    yield from found
    if not [name for name in found if name != "in another note"]:
        yield "plain"


def parts_of(names: Iterable[str]) -> frozenset[str]:
    """Folded parts of a registered person's names."""
    return frozenset(w.folded for name in names for w in words(name) if len(w.folded) > 1)


def wilson(found: int, total: int) -> tuple[float, float]:
    """95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    share = found / total
    middle = (share + Z * Z / (2 * total)) / (1 + Z * Z / total)
    half = Z * sqrt(share * (1 - share) / total + Z * Z / (4 * total * total)) / (1 + Z * Z / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(
    cases: Sequence[Counter[str]], part: str, whole: Sequence[str], seed: int = 0
) -> tuple[float, float]:
    """95 % interval of ``part`` among ``whole``, drawing cases with replacement: their notes are alike."""
    drawn = random.Random(seed)
    shares = []
    for _ in range(DRAWS if cases else 0):
        chosen = drawn.choices(cases, k=len(cases))
        total = sum(one[name] for one in chosen for name in whole)
        shares.append(sum(one[part] for one in chosen) / max(1, total))
    shares.sort()
    return (shares[int(0.025 * DRAWS)], shares[int(0.975 * DRAWS)]) if shares else (0.0, 1.0)
