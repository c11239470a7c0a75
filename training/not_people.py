"""Writes the model's list of words that are nobody: our look-alikes less everything that is also a name.

`python -m training.not_people --data FOLDER`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from pseudonymize.model.not_people import ACRONYMS_FILE, FILE
from training.corpora import DATA
from training.names import load_names
from training.slots import read_words

KINDS = ("MED", "DIAG", "TEST", "OFFICE", "BRAND", "HEAD", "LAND", "FOLK", "DAY")
# First names rarer than this (few bearers in the country) do not keep a shop or a medicine off the list.
RAREST = 45_000
COMMON = 1_500
_ACRONYM = re.compile(r"[A-ZÆØÅ]{3,5}")


def words_that_are_nobody(data: Path) -> list[str]:
    """Words that are no names; phrases without a common first name ("Postmand Per" would let go of Per)."""
    names = load_names(data)
    common = {name.lower() for name in names.first[:COMMON]}
    lists = read_words()
    known = {name.lower() for name in (*names.first[:RAREST], *names.last)}
    known |= {name.lower() for firsts, lasts in names.groups for name in (*firsts, *lasts)}
    known |= {name.lower() for kind in ("AMBFIRST", "AMBLAST", "EPONYM", "THEORIST") for name in lists[kind]}
    phrases = {phrase for kind in KINDS for phrase in lists[kind]}
    # A method of one word may be its founder's name.
    phrases |= {phrase for phrase in lists["METHOD"] if not phrase.istitle() or " " in phrase}
    allowed = {
        phrase
        for phrase in phrases
        if len(phrase) > 3
        and not _is_name(phrase.lower(), known)
        and common.isdisjoint(phrase.lower().split())
    }
    return sorted(allowed | {*lists["FAMOUS"], *lists["LOOSE"]})


def acronyms(data: Path) -> list[str]:
    """Three to five capitals that stand for a test, an office or a treatment, and are nobody's first name."""
    known = {name.lower() for name in load_names(data).first[:RAREST]}
    lists = read_words()
    found = {word for kind in (*KINDS, "METHOD", "ABBR") for word in lists[kind] if _ACRONYM.fullmatch(word)}
    return sorted(word for word in found if word.lower() not in known)


def _is_name(phrase: str, known: set[str]) -> bool:
    words = phrase.split()
    return all(word in known or word.removesuffix("s") in known for word in words)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args(arguments).data
    for file, about, words in (
        (
            FILE,
            "Words that are nobody, by our own hand; of names only a few theorists' surnames",
            words_that_are_nobody(data),
        ),
        (ACRONYMS_FILE, "Capitals that stand for no person, by our own hand", acronyms(data)),
    ):
        lines = [f"# {about}.", *words, ""]
        file.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
