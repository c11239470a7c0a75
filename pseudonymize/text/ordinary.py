"""Words of Danish case notes that are no names by themselves, and nouns that are names too.

``lists/ordinary.txt`` holds the lower-case words that our own annotated notes leave unmarked; the others are
written by hand. A list decides what happens to a word in doubt; it never uncovers a name of the case that
is written with a capital inside a sentence.
"""

from functools import cache

from pseudonymize.text.lists import listed
from pseudonymize.text.words import fold, sound

# Words that stand first in ordinary sentences and are names too.
FUNCTION = frozenset(("hans", "per", "den", "der", "mens", "alt", "du", "han", "hun", "vil"))
NAME_WORDS = listed("name_words")
ROLES = listed("roles")
PERSON_VERBS = listed("person_verbs")
# Verbs that only people do.
STRONG_VERBS = frozenset(
    (
        *("siger", "sagde", "fortæller", "fortalte", "oplyser", "oplyste", "ringer", "ringede", "spørger"),
        *("spurgte", "svarer", "svarede", "synes", "mener", "griner", "græder", "skriver"),
    )
)
_PARTICLES = (
    "af von van der den de del della di da das dos do du la le el al abd abu um umm bin ibn"
    " bint ten ter y e zu zur"
)
PARTICLES = frozenset(_PARTICLES.split(" "))
ABBREVIATIONS = listed("abbreviations")
MONTHS = frozenset(
    (
        *("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober"),
        *("november", "december", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    )
)
COUNTRIES = listed("countries")
PUBLIC = listed("public")


@cache
def ordinary() -> frozenset[str]:
    """Folded words that are ordinary Danish unless something says otherwise."""
    return frozenset(fold(w) for w in [*listed("ordinary"), *NAME_WORDS, *ROLES, *FUNCTION, *MONTHS])


@cache
def ordinary_by_sound() -> dict[str, set[str]]:
    """The same words of four letters or more, by how they sound."""
    found: dict[str, set[str]] = {}
    for word in ordinary():
        if len(word) >= 4:
            found.setdefault(sound(word), set()).add(word)
    return found


@cache
def never_a_name() -> frozenset[str]:
    """Folded ordinary words that are not names either: not masked at the start of a sentence."""
    names = {fold(w) for w in NAME_WORDS}
    return frozenset(w for w in ordinary() if w not in names)
