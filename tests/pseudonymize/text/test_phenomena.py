"""Each phenomenon of case notes has a table of cases and near-misses: what is marked is masked, nothing else.

A case is a text with marks, ``⟦mor:Henriettes⟧ bil``: the letters in marks must be masked and no other letter
may be. ``mor`` is the person of the register who must be meant; ``x1`` is an outsider who keeps one token in
all notes of the case. Near-misses look like the phenomenon and must stay readable. A case with ``known``
says what is not managed yet: it fails today, and the test fails as soon as it does not.
"""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from pseudonymize.model import for_masking
from pseudonymize.text.interface import CaseTexts, MaskedText, Span
from pseudonymize.text.masker import CaseMasker
from schemas.people import Casebook, CaseRegister, KnownPerson

TABLES = sorted((Path(__file__).parent / "phenomena").glob("*.toml"))
MARK = re.compile(r"⟦(?:(?P<who>[a-zæøå]+\d?):)?(?P<name>[^⟦⟧]+)⟧")
LISTS = ("names", "nicknames", "initials", "cprs", "phones", "addresses", "emails")


class Mark(NamedTuple):
    """A marked stretch of a note, and who is meant ("" where the table does not say)."""

    start: int
    end: int
    who: str


class Case(NamedTuple):
    """The notes of one line of a table, with the register of that table."""

    notes: tuple[str, ...]
    people: tuple[KnownPerson, ...]


def _person(row: dict[str, object]) -> KnownPerson:
    lists = {name: tuple(row.get(name, ())) for name in LISTS}  # type: ignore[call-overload]
    return KnownPerson(str(row["id"]), str(row["role"]), **lists)


def _plain(marked: str) -> tuple[str, list[Mark]]:
    text, marks, at = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        marks.append(Mark(len(text), len(text) + len(match["name"]), match["who"] or ""))
        text += match["name"]
        at = match.end()
    return text + marked[at:], marks


def _rows() -> list[object]:
    rows = []
    for file in TABLES:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        people = tuple(_person(row) for row in table["people"])
        for section in ("cases", "near"):
            for number, line in enumerate(table[section], 1):
                row = {"text": line} if isinstance(line, str) else line
                notes = tuple(row.get("notes", (row.get("text"),)))
                known = [pytest.mark.xfail(reason=row["known"], strict=True)] if "known" in row else []
                name = f"{file.stem}-{section}-{number}"
                rows.append(pytest.param(Case(notes, people), id=name, marks=known))
    return rows


@pytest.fixture(scope="module")
def masker() -> CaseMasker:
    return CaseMasker(for_masking(), dates="keep")


def _masked(masker: CaseMasker, case: Case) -> list[tuple[str, list[Mark], MaskedText]]:
    plain = [_plain(note) for note in case.notes]
    given = CaseTexts(CaseRegister("c", case.people), tuple(text for text, _ in plain), Casebook("c"))
    done = masker.mask([given])[0].texts
    return [(text, marks, each) for (text, marks), each in zip(plain, done, strict=True)]  # type: ignore[misc]


def _letters(text: str, stretches: list[Mark] | tuple[Span, ...]) -> set[int]:
    return {i for s in stretches for i in range(s.start, s.end) if text[i].isalnum()}


@pytest.mark.parametrize("case", _rows())
def test_what_is_marked_is_masked_and_nothing_else(masker: CaseMasker, case: Case) -> None:
    people = {person.person_id for person in case.people}
    tokens: dict[str, set[str]] = {}
    for text, marks, masked in _masked(masker, case):
        assert _letters(text, masked.spans) == _letters(text, marks)
        for mark in marks:
            over = [s for s in masked.spans if s.start < mark.end and mark.start < s.end]
            if mark.who in people:
                assert {s.person_id for s in over} == {mark.who}
            elif mark.who:
                tokens.setdefault(mark.who, set()).update(s.token.removesuffix("s") for s in over)
    assert all(len(each) == 1 for each in tokens.values())
    assert len(set().union(*tokens.values())) == len(tokens)


@pytest.mark.parametrize("file", TABLES, ids=lambda file: file.stem)
def test_a_table_has_cases_and_near_misses(file: Path) -> None:
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    assert len(table["cases"]) >= 12
    assert len(table["near"]) >= 6
