"""Words of a text, and the spellings under which two of them are the same name."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]+(?:['’´`][^\W\d_]+)*")
_LETTERS = str.maketrans(
    dict(zip("æøåöäüðłđıəœ", ("ae", "oe", "aa", "oe", "ae", "y", "d", "l", "d", "i", "e", "oe"), strict=True))
    | {"þ": "th", "ß": "ss", "'": "", "’": "", "´": "", "`": ""}
)
_CYRILLIC = str.maketrans(
    dict(zip("абвгґдезийіїклмнопрстуфыэ", "abvggdeziiiiklmnoprstufye", strict=True))
    | {
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ь": "",
        "ю": "yu",
        "я": "ya",
        "є": "ye",
    }
)
_SOUNDS = tuple(
    (re.compile(written), sounds)
    for written, sounds in (
        ("aa", "o"),
        ("oe", "o"),
        ("ae", "e"),
        ("sch|sj|sh|sz|š", "s"),
        ("tch|tsch|tj|ch|cz|kh|q|ck|gh", "k"),
        ("ph|w|v", "f"),
        ("th|dt", "t"),
        ("dj|dz|zh|z", "s"),
        ("c(?=[eiy])", "s"),
        ("c", "k"),
        ("x", "ks"),
        ("j|y|ie|ee", "i"),
        ("ou|oo", "u"),
        ("(?<=[a-z])h", ""),
        (r"(.)\1+", r"\1"),
        ("d$", "t"),
    )
)
_CATCH = re.compile(r"c(?!h)")
_DRAWN = re.compile(r"(.)\1{2,}")
_VOWELS = re.compile(r"[aeiouy]+")


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Lower case without marks; æ, ø and å as they are written without Danish keys.

    >>> fold("Åse"), fold("Łukasz"), fold("JÁKUP")
    ('aase', 'lukasz', 'jakup')
    """
    low = unicodedata.normalize("NFC", word).casefold().translate(_LETTERS)
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
def somali(folded: str) -> str:
    """How a name in Somali spelling sounds: x is an h, c a catch in the throat that others leave out.

    >>> somali("cabdi") == somali("abdi"), somali("xirsi") == somali("hirsi")
    (True, True)
    """
    return sound(_CATCH.sub("", folded).replace("x", "h"))


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


class Word(NamedTuple):
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
    return [Word(*m.span(), word := m[0], fold(word)) for m in WORD.finditer(text)]
