"""What is said of somebody right beside the name: ``far Holm``, ``fru Chen``, ``Mørk (mor)``."""

import re
from collections.abc import Sequence
from typing import Final

_SIBLINGS: Final = frozenset(
    ("søskende", *(f"{which}{who}" for which in ("", "halv", "store", "lille") for who in ("bror", "søster")))
)
_CHILDREN: Final = _SIBLINGS | {"barn", "ung", "søn", "datter", "plejebarn", "stedbarn", "barnebarn"}
_WOMEN: Final = frozenset(
    (
        *("mor", "plejemor", "stedmor", "bonusmor", "adoptivmor", "mormor", "farmor", "bedstemor", "datter"),
        *("søster", "storesøster", "lillesøster", "tante", "moster", "faster", "niece", "svigerdatter"),
        *("kusine", "svigermor", "svigerinde", "veninde", "oldemor"),
    )
)
_MEN: Final = frozenset(
    (
        *("far", "plejefar", "stedfar", "bonusfar", "adoptivfar", "morfar", "farfar", "bedstefar", "søn"),
        *("bror", "storebror", "lillebror", "onkel", "morbror", "farbror", "nevø", "svigersøn", "fætter"),
        *("svigerfar", "svoger", "oldefar"),
    )
)
_BROTHERS: Final = frozenset(("søskende", "bror", "storebror", "lillebror"))
_SISTERS: Final = frozenset(("søskende", "søster", "storesøster", "lillesøster"))
_PARTNERS: Final = frozenset(("ægtefælle", "samlever", "kæreste"))
_SAID: Final[dict[str, frozenset[str]]] = {
    **{role: frozenset((role,)) for role in (*_WOMEN, *_MEN, *_PARTNERS)},
    **dict.fromkeys(("moren", "moderen", "bm", "mama"), frozenset(("mor",))),
    **dict.fromkeys(("faren", "faderen", "bf", "baba"), frozenset(("far",))),
    **dict.fromkeys(("bror", "broren", "broderen", "storebror", "lillebror"), _BROTHERS),
    **dict.fromkeys(("søster", "søsteren", "storesøster", "lillesøster"), _SISTERS),
    **dict.fromkeys(("søn", "sønnen", "dreng", "drengen"), _BROTHERS | {"søn", "barn"}),
    **dict.fromkeys(("datter", "datteren", "pige", "pigen"), _SISTERS | {"datter", "barn"}),
    **dict.fromkeys(("mand", "manden", "ægtemand"), _PARTNERS),
    **dict.fromkeys(("kone", "konen", "hustru"), _PARTNERS),
    **{f"{role}en": frozenset((role,)) for role in ("plejemor", "plejefar", "stedfar", "stedmor", "mormor")},
    **{role: frozenset((role,)) for role in ("borger", "klient", "barn", "ung")},
    "borgeren": frozenset(("borger",)),
    "klienten": frozenset(("klient",)),
}
_GROWN: Final = {
    **dict.fromkeys(("hr", "herr"), _WOMEN | _CHILDREN),
    **dict.fromkeys(("fru", "fr", "frk", "frøken"), _MEN | _CHILDREN),
}
_WORD = "|".join(sorted((*_SAID, *_GROWN), key=lambda word: (-len(word), word)))
_BEFORE = re.compile(rf"(?i)(?<![\w-])(?P<x>{_WORD})(?:\.|,| er| hedder)?\s{{1,3}}[\"“(]?\Z")
_JOINED, _QUOTES = frozenset("_-/,"), frozenset("\"“”»'")
_ABOUT_NAMES = re.compile(r"(?i)navn|hedder|hedde |døbt|skriver sig|stav|udtal|famili|kaldes")
_AND = re.compile(r"(?:\bog|&|/)\s?\Z")
_AFTER = re.compile(rf"(?i)['’]?\s?(?:\(|, )(?:(?:hendes|hans|deres|barnets)\s)?(?P<x>{_WORD})(?!\w)")


def of_the_role(roles: Sequence[str], text: str, start: int, end: int) -> int | None:
    """Which of several people with these roles the words beside ``text[start:end]`` allow, if just one."""
    said = _BEFORE.search(text, max(0, start - 24), start) or _AFTER.match(text, end)
    if said is None or _AND.search(text, max(0, said.start() - 8), said.start()):
        return None  # "far og bror Holm": both
    word = said["x"].lower()
    allowed = [at for at, role in enumerate(roles) if _may_be(word, _word(role))]
    return allowed[0] if len(allowed) == 1 else None


def _word(role: str) -> str:
    """Its last word, ``tidl. samlever``; "" where the register says nothing."""
    return role.strip().lower().rpartition(" ")[2]


def _may_be(word: str, role: str) -> bool:
    return role not in _GROWN[word] if word in _GROWN else role in _SAID[word]


def the_adult(roles: Sequence[str], text: str, start: int, end: int) -> int | None:
    """The only grown-up of several people with one surname, where it stands alone as it does for grown-ups.

    Children are called by given names. In file names, and in a sentence about names, it says nothing.
    """
    if text[end : end + 1] in _JOINED or text[max(0, start - 1) : start] in _JOINED | _QUOTES:
        return None
    if _ABOUT_NAMES.search(text, max(0, start - 60), min(len(text), end + 40)):
        return None
    grown = [at for at, role in enumerate(roles) if _word(role) not in _CHILDREN]
    return grown[0] if len(grown) == 1 else None
