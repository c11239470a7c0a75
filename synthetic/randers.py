"""The 51 coded cases: one joint assignment that gives the four published tables (Møller 2019) exactly."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ALLIANCE_CODES = {
    "alliance_negativ": "Negative alliancebeskrivelser",
    "alliance_positiv": "Positive alliancebeskrivelser",
    "professionel_tvivl": "Professionel tvivl",
    "relationsarbejde": "Relationsarbejde",
}
PROBLEMS = (
    "Forældrekonflikt",
    "Forældrestruktur",
    "Forældreregulering",
    "Barneregulering",
    "Barnestruktur",
    "Barnekonflikt",
)
GRADES = ("Svær", "Mellem", "Let")
OUTCOMES = ("I mål", "På vej", "Ikke i mål")


@dataclass(frozen=True, slots=True)
class Coding:
    """What the coders agreed on for one case. ``codes`` holds keys of ``ALLIANCE_CODES``."""

    problem: str
    grade: str
    outcome: str
    codes: frozenset[str]
    reflected: bool


@cache
def coded_cases() -> tuple[Coding, ...]:
    """The 51 in file order."""
    text = (files("synthetic") / "randers_51.csv").read_text("utf-8")
    return tuple(_coding(row) for row in csv.DictReader(text.splitlines()))


def _coding(row: dict[str, str]) -> Coding:
    return Coding(
        problem=row["problemstilling"],
        grade=row["problemgrad"],
        outcome=row["maalopnaaelse"],
        codes=frozenset(code for code in ALLIANCE_CODES if row[code] == "1"),
        reflected=row["reflekteret_indsatsjustering"] == "1",
    )
