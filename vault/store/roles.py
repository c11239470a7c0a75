"""Roles in a case: one spelling, one order of closeness, and the token they make in texts."""

import re
import unicodedata

CHILD = "barn"
MOTHER = "mor"
FATHER = "far"
SPOUSE = "ægtefælle"
RELATIVE = "slægtning"  # of a member who is no child: known, but not how close to the case
CONTACT = "kontakt"  # no role, or one that is no code

_SPELLINGS = {
    "barnet": CHILD, "primært barn": CHILD,
    "moder": MOTHER, "biologisk mor": MOTHER, "bm": MOTHER,
    "fader": FATHER, "biologisk far": FATHER, "bf": FATHER,
    "": CONTACT, "person": CONTACT,
}  # fmt: skip
_ONE_WORD = re.compile(r"[a-zæøåéüöä]+(?:[_-][a-zæøåéüöä]+)*")
_LONGEST = 30

# Most specific first. Others follow in alphabetical order, then those we only inferred.
_CLOSEST = (CHILD, MOTHER, FATHER, "søskende", "halvsøskende", "papsøskende", "plejesøskende")
_INFERRED = (SPOUSE, RELATIVE, CONTACT)
_CHILDREN = frozenset({CHILD, *(role for role in _CLOSEST if role.endswith("søskende"))})

# Token words with a meaning of their own in masked texts.
_TAKEN = frozenset(
    {
        "PERSON", "CPR", "CVR", "TLF", "TELEFON", "DATO", "ADRESSE", "EMAIL", "MAIL", "URL", "STED", "SKOLE",
        "INSTITUTION", "ARBEJDSPLADS", "ORGANISATION", "KONTO", "SAGSNR", "SAG", "NUMMER", "ID",
    }
)  # fmt: skip
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ö": "oe", "ä": "ae", "ü": "ue"})


def canonical_role(role: str) -> str:
    """The role in lower-case Danish, or ``kontakt``.

    A role is a code. Anything else (two words, digits) may hold a name, and tokens stand in texts:
    ``lærer Hanne`` becomes ``kontakt``.
    """
    text = " ".join(unicodedata.normalize("NFC", role).casefold().split())
    if text in _SPELLINGS:
        return _SPELLINGS[text]
    return text if len(text) <= _LONGEST and _ONE_WORD.fullmatch(text) else CONTACT


def is_child(role: str) -> bool:
    """Whether the parents of a person in this role are parents in the family."""
    return role in _CHILDREN


def closeness(role: str) -> tuple[int, str]:
    """Sort key: the role to keep when a person has several is the smallest."""
    if role in _CLOSEST:
        return _CLOSEST.index(role), role
    if role in _INFERRED:
        return 100 + _INFERRED.index(role), role
    return 50, role


def closest(first: str, second: str) -> str:
    """The more specific of two roles."""
    return min(first, second, key=closeness)


def token_word(role: str) -> str:
    """The token's word: capital letters A-Z (``søskende`` -> ``SOESKENDE``)."""
    plain = unicodedata.normalize("NFKD", role.translate(_LETTERS))
    word = "".join(c for c in plain.upper() if "A" <= c <= "Z")
    return f"{word}KONTAKT" if word in _TAKEN else word


def token_order(token: str) -> tuple[bool, str, int]:
    """Sort key of tokens: by word, then by number; those without a token last."""
    word, _, number = token.rpartition("_")
    return (not token, word, int(number or 0))
