"""The masker the rules are tried on: no network in it, only the entities its world lists."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import spacy

from pseudonymize.text.interface import CaseTexts, MaskedText
from pseudonymize.text.masker import CaseMasker
from schemas.people import Casebook, CaseRegister, KnownPerson

HERE = Path(__file__).parent
LISTS = ("names", "nicknames", "initials", "cprs", "phones", "addresses", "emails")


def people(rows: list[dict[str, Any]]) -> tuple[KnownPerson, ...]:
    """People as a world lists them."""
    return tuple(
        KnownPerson(row["id"], row["role"], **{name: tuple(row.get(name, ())) for name in LISTS})
        for row in rows
    )


@cache
def world(name: str) -> dict[str, Any]:
    """One world of ``worlds.toml``."""
    worlds: dict[str, dict[str, Any]] = tomllib.loads((HERE / "worlds.toml").read_text(encoding="utf-8"))
    return worlds[name]


@cache
def pipeline(name: str) -> spacy.language.Language:
    """Splits words, and knows the entities of a world."""
    nlp = spacy.blank("da")
    listed = [{"label": label, "pattern": pattern} for label, pattern in world(name).get("entities", ())]
    if listed:
        nlp.add_pipe("entity_ruler").add_patterns(listed)  # type: ignore[attr-defined]
    return nlp


def masked(name: str, notes: list[str]) -> list[str]:
    """The notes of one case as the product writes them; "" for a text it withholds."""
    given = world(name)
    known, staff = people(given["people"]), people(given.get("staff", []))
    masker = CaseMasker(pipeline(name), given.get("municipal", ()), staff, dates=given.get("dates", "keep"))
    case = CaseTexts(CaseRegister("c", known), tuple(notes), Casebook("c"), given.get("offset"))
    return [text.text if isinstance(text, MaskedText) else "" for text in masker.mask([case])[0].texts]
