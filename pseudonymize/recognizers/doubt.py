"""Words in doubt: names of the case that are ordinary words too ("Sten", "liv", "hans"). Is somebody meant?

A capital inside a sentence says yes. In small letters the place must say it: each rule below is one such
place, and when none of them applies the word stays what it is in the dictionary.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pseudonymize.text.lists import listed
from pseudonymize.text.ordinary import FUNCTION, PERSON_VERBS, ROLES, STRONG_VERBS, ordinary
from pseudonymize.text.register import Likeness, NameIndex
from pseudonymize.text.words import Word, bare, fold

_NAMES_TOO = frozenset(("hans", "per"))  # function words that many people are called
_INTRODUCE = ROLES | frozenset(
    (
        *(
            "hedder",
            "kaldes",
            "kaldet",
            "kalder",
            "navnet",
            "v",
            "ved",
            "med",
            "hej",
            "kære",
            "mvh",
            "vh",
            "kh",
        ),
        *("hilsen", "til", "fra", "hos", "af", "at", "om", "og"),
    )
)
_PREPOSITIONS = frozenset(("af", "for", "fra", "hos", "i", "med", "mod", "om", "på", "til", "ved"))
_OBJECT_VERBS = listed("object_verbs")
_CLAUSE_WORDS = listed("clause_words")
_ADVERBS = frozenset(("aldrig", "altid", "bare", "ikke", "kun", "også", "selv", "stadig"))
_AFTER_SUBJECT = PERSON_VERBS | _ADVERBS
_HAVE = frozenset(("har", "havde"))
_AND = frozenset(("eller", "og", "samt"))
_HEADING = 6  # words
_SENTENCE_END = re.compile(r"(?:^|[.!?:\n\r•|\"“”»(\[-])[\s>*•\"'“”»(\[-]*$")
_GLUE = re.compile(r"[ \-/_.]|, |\n|\r\n|  ")


def begins_sentence(text: str, start: int) -> bool:
    """Would any word have a capital here?"""
    return bool(_SENTENCE_END.search(text[max(0, start - 6) : start]))


def joined(text: str, left: int, right: int) -> bool:
    """Do two words stand as parts of one name?"""
    return bool(_GLUE.fullmatch(text[left:right]))


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """A word of a text and what stands around it."""

    text: str
    words: Sequence[Word]
    at: int
    index: NameIndex

    @property
    def word(self) -> Word:
        return self.words[self.at]

    def near(self, step: int) -> Word | None:
        """The word so many places on (or back)."""
        at = self.at + step
        return self.words[at] if 0 <= at < len(self.words) else None

    def said(self, step: int) -> str:
        """That word in small letters; "" where there is none."""
        word = self.near(step)
        return word.text.lower() if word else ""

    @property
    def before(self) -> str:
        """What stands between this word and the one before."""
        left = self.near(-1)
        return self.text[left.end if left else 0 : self.word.start]

    @property
    def behind(self) -> str:
        """What stands between this word and the next."""
        right = self.near(1)
        return self.text[self.word.end : right.start if right else len(self.text)]

    @property
    def function(self) -> bool:
        return self.word.folded in FUNCTION

    def certain(self, step: int) -> bool:
        """Is the word there a name of the case, and not itself in doubt?"""
        word = self.near(step)
        return word is not None and certain(self.index, word)

    def somebody(self, step: int) -> bool:
        """Is the word there a name of the case, or what somebody is (``mor``, ``sagsbehandler``)?"""
        return self.said(step) in ROLES or self.certain(step)


def certain(index: NameIndex, word: Word) -> bool:
    """Does the word name somebody of the case without doubt?"""
    known = any(likeness >= Likeness.SIMILAR for _, likeness, _ in index.fits(word.text))
    return known and (word.capital or fold(bare(word.text)[-1]) not in ordinary())


# A place says that somebody is meant


def in_file_name(place: Place) -> bool:
    """``sten_og_mette.pdf``"""
    return place.before.endswith("_") or place.behind.startswith("_")


def beside_a_name(place: Place) -> bool:
    """``sten Hjuler``, ``Mette sten``"""
    word, left, right = place.word, place.near(-1), place.near(1)
    return bool(
        (left and joined(place.text, left.end, word.start) and place.certain(-1))
        or (right and joined(place.text, word.end, right.start) and place.certain(1))
    )


def whole_name(place: Place) -> bool:
    """``liv hvid``: two parts of one person's name in a row, both in doubt."""
    return any(
        gap == " " and _owners(place.index, place.word) & _owners(place.index, other)
        for other, gap in ((place.near(-1), place.before), (place.near(1), place.behind))
        if other is not None
    )


def with_a_capital(place: Place) -> bool:
    """``med Sten``; at the head of a sentence only if it is no function word there (``Hans mor``)."""
    if not place.word.capital:
        return False
    if not (place.function and begins_sentence(place.text, place.word.start)):
        return True
    after = place.near(1)
    return bool(
        place.behind.strip()
        or (after and (after.capital or after.text in PERSON_VERBS))
        or (place.said(1) == "og" and place.somebody(2))
    )


def speaks(place: Place) -> bool:
    """``sten siger``"""
    return not place.function and place.behind == " " and place.said(1) in STRONG_VERBS


def after_a_role(place: Place) -> bool:
    """``lillebror sten``"""
    return not place.function and place.said(-1) in ROLES and place.before in (" ", ", ", ": ")


def subject(place: Place) -> bool:
    """``når hans også er der``, ``at liv ved det``: a bare word between what opens a clause and its verb."""
    opened = place.said(-1) in _CLAUSE_WORDS and place.before == " "
    return (
        _may_be_somebody(place)
        and (opened or bool(place.before.strip(" ")))
        and place.behind == " "
        and place.said(1) in _AFTER_SUBJECT
    )


def inverted_subject(place: Place) -> bool:
    """``har liv sendt``: between ``har`` and its participle."""
    return (
        _may_be_somebody(place)
        and place.said(-1) in _HAVE
        and place.before == place.behind == " "
        and len(place.said(1)) > 3
        and place.said(1).endswith("t")
    )


def told_or_helped(place: Place) -> bool:
    """``har fortalt liv, at``, ``passede mile``: the object of a verb whose object is a person."""
    return (
        _may_be_somebody(place)
        and place.said(-1) in _OBJECT_VERBS
        and place.before == " "
        and (not place.function or _closed(place))
    )


def coordinated(place: Place) -> bool:
    """``Mor, Emma og hans.``, ``nok og mor har``: beside somebody with ``og`` between."""
    behind = place.said(-1) in _AND and place.somebody(-2) and (_closed(place) or place.certain(-2))
    ahead = place.said(1) == "og" and place.somebody(2) and begins_sentence(place.text, place.word.start)
    return _may_be_somebody(place) and ((behind and (not place.function or _closed(place))) or ahead)


def relative_of(place: Place) -> bool:
    """``mor til august``"""
    return (
        not place.function
        and place.before == " "
        and place.said(-1) in ("til", "af")
        and place.said(-2) in ROLES
    )


def possessor(place: Place) -> bool:
    """``fra livs seng``: a genitive between a preposition and a thing."""
    word = place.word
    return (
        word.text[-1:] == "s"
        and word.folded not in place.index.by_part
        and place.said(-1) in _PREPOSITIONS
        and place.before == place.behind == " "
        and not place.function
    )


def ends_a_heading(place: Place) -> bool:
    """``Opfølgningssamtale hans``: the last word of a text that is one short line."""
    return (
        _may_be_somebody(place)
        and 0 < place.at == len(place.words) - 1
        and len(place.words) <= _HEADING
        and not place.behind.strip()
        and "\n" not in place.text.strip()
    )


ANYWHERE: tuple[Callable[[Place], bool], ...] = (
    in_file_name,
    beside_a_name,
    with_a_capital,
    speaks,
    after_a_role,
)
IN_THE_REGISTER: tuple[Callable[[Place], bool], ...] = (
    whole_name,
    subject,
    inverted_subject,
    told_or_helped,
    coordinated,
    relative_of,
    possessor,
    ends_a_heading,
)
STRONGEST = (speaks, after_a_role, inverted_subject, told_or_helped, ends_a_heading)
OF_CODES = (subject, inverted_subject, told_or_helped, coordinated)


def in_small_letters(place: Place) -> bool:
    """In a text without capitals less must do: ``med sten``, ``sten kommer``."""
    if place.word.folded in FUNCTION:
        return False
    acts = place.behind == " " and place.said(1) in PERSON_VERBS
    return acts or (place.said(-1) in _INTRODUCE and place.before in (" ", ", ", ": "))


def _may_be_somebody(place: Place) -> bool:
    return not place.function or place.word.folded in _NAMES_TOO


def _closed(place: Place) -> bool:
    """Does a sentence or a clause end behind the word, or a verb follow?"""
    return bool(place.behind.strip()) or place.near(1) is None or place.said(1) in PERSON_VERBS


def _owners(index: NameIndex, word: Word) -> set[int]:
    return {at for at, likeness, _ in index.fits(word.text) if likeness is Likeness.EXACT}
