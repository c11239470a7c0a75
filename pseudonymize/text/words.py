"""Words of a text, and the spellings under which two of them are the same name."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

WORD = re.compile(r"[^\W\d_]+(?:['’´`][^\W\d_]+)*")
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ö": "oe", "ä": "ae", "ü": "y", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ß": "ss", "ı": "i", "œ": "oe", "ə": "e", "'": "", "’": "", "´": "", "`": ""}
)  # fmt: skip
_CYRILLIC = str.maketrans(
    {"а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "є": "ye", "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ы": "y", "э": "e", "ю": "yu", "я": "ya", "ґ": "g"}
)  # fmt: skip
_SOUNDS = tuple(
    (re.compile(a), b)
    for a, b in (
        (r"aa", "o"), (r"oe", "o"), (r"ae", "e"), (r"sch|sj|sh|sz|š", "s"), (r"tch|tsch|tj|ch|cz|kh|q|ck|gh", "k"), (r"ph|w|v", "f"), (r"th|dt", "t"),
        (r"dj|dz|zh|z", "s"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"x", "ks"), (r"j|y|ie|ee", "i"), (r"ou|oo", "u"), (r"(?<=[a-z])h", ""),
        (r"(.)\1+", r"\1"), (r"d$", "t"),
    )
)  # fmt: skip
_DRAWN = re.compile(r"(.)\1{2,}")
_VOWELS = re.compile(r"[aeiouy]+")


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Lower case without marks; æ, ø and å as they are written without Danish keys.

    >>> fold("Åse"), fold("Łukasz"), fold("JÁKUP")
    ('aase', 'lukasz', 'jakup')
    """
    low = word.casefold().translate(_LETTERS)
    if low.isascii():
        return low
    bare = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return bare.translate(_LETTERS).translate(_CYRILLIC)


@lru_cache(maxsize=200_000)
def sound(folded: str) -> str:
    """Roughly how a folded name sounds: transliterations of one name meet.

    >>> sound("kovaltjuk") == sound("kovalchuk"), sound("sakhar") == sound("saqar")
    (True, True)
    """
    folded = _DRAWN.sub(r"\1", folded)
    for pattern, into in _SOUNDS:
        folded = pattern.sub(into, folded)
    return folded


@lru_cache(maxsize=200_000)
def skeleton(folded: str) -> str:
    """The consonants of how it sounds."""
    return _VOWELS.sub("", sound(folded))


def bare(word: str) -> tuple[str, ...]:
    """The word, and what it may be without a genitive ending.

    >>> bare("Emmas"), bare("Max'"), bare("Mads's")
    (('Emmas', 'Emma'), ("Max'", 'Max'), ("Mads's", "Mads'", 'Mads'))
    """
    forms = [word]
    if word[-1:] in "sS" and len(word) > 2:
        forms.append(word[:-1])
    if forms[-1][-1:] in "'’´`" and len(forms[-1]) > 1:
        forms.append(forms[-1][:-1])
    return tuple(forms)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a repaired text."""

    start: int
    end: int
    text: str
    folded: str

    @property
    def capital(self) -> bool:
        """Does it begin with a capital?"""
        return self.text[:1].isupper()


def words(text: str) -> list[Word]:
    """Every run of letters, apostrophes inside included."""
    return [Word(m.start(), m.end(), m[0], fold(m[0])) for m in WORD.finditer(text)]
