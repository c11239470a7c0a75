"""Masks a stream of notes, one JSON object a line, case by case.

In: ``{"note_id", "case_id", "register": [...], "text"}``; a row of the register is ``{"person_id", "role",
"name", "cpr", "address", "phone", "email"}``. Out, in the same order: ``{"note_id", "text", "spans": [...],
"model", "rules"}``; offsets count code points of the input text. Neighbouring lines of one ``case_id`` are
one case; only a window of lines is held in memory.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TextIO

from pseudonymize.text.interface import CaseTexts, MaskedText, TextMasker, Withheld
from pseudonymize.text.masker import rules_fingerprint
from schemas.people import Casebook, CaseRegister, KnownPerson

LINES = 512  # read ahead at most, unless one case is longer


class BadLineError(ValueError):
    """A line that is no note. The message says what is wrong, never what it says."""


@dataclass(frozen=True, slots=True, repr=False)
class Note:
    """One input line."""

    line: int
    note_id: str
    case_id: str
    register: tuple[Mapping[str, Any], ...]
    text: str


@dataclass(slots=True)
class ScrubReport:
    """What happened to the lines: counts and line numbers, no content."""

    written: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)
    withheld: list[int] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Was every line masked?"""
        return not self.bad and not self.withheld


def register_person(row: Mapping[str, Any]) -> KnownPerson:
    """A register row of the input as a known person."""

    def several(key: str) -> tuple[str, ...]:
        value = row.get(key)
        listed = value if isinstance(value, list) else [value]
        return tuple(str(v) for v in listed if v)

    return KnownPerson(
        person_id=str(row.get("person_id") or ""),
        role=str(row.get("role") or ""),
        names=several("name"),
        nicknames=several("nickname"),
        initials=several("initials"),
        cprs=several("cpr"),
        addresses=several("address"),
        phones=several("phone"),
        emails=several("email"),
    )


def parse(line: str, number: int) -> Note:
    """One line as a note; raises :class:`BadLineError` without quoting it."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLineError("not JSON") from None
    if not isinstance(row, dict):
        raise BadLineError("not a JSON object")
    text, note_id = row.get("text"), row.get("note_id")
    if not isinstance(text, str):
        raise BadLineError("no text")
    if not isinstance(note_id, str | int) or isinstance(note_id, bool):
        raise BadLineError("no note_id")
    register = row.get("register") or []
    if not isinstance(register, list) or not all(isinstance(p, dict) for p in register):
        raise BadLineError("register is not a list of persons")
    case_id = row.get("case_id")
    return Note(number, str(note_id), "" if case_id is None else str(case_id), tuple(register), text)


def scrub(lines: Iterable[str], output: TextIO, masker: TextMasker, model: str = "") -> ScrubReport:
    """Mask every note of ``lines`` onto ``output``; a bad or withheld line is reported by number.

    A withheld note is written with ``"text": null`` and ``"withheld"``, so that its place is seen.
    """
    report = ScrubReport()
    for group in _groups(lines, report):
        cases = _cases(group)
        results = masker.mask([texts for _, texts in cases])
        for (notes, _), result in zip(cases, results, strict=True):
            for note, masked in zip(notes, result.texts, strict=True):
                output.write(_row(note, masked, model) + "\n")
                report.written += 1
                if not isinstance(masked, MaskedText):
                    report.withheld.append(note.line)
    return report


def _groups(lines: Iterable[str], report: ScrubReport) -> Iterator[list[Note]]:
    """Windows of notes that never cut a case."""
    held: list[Note] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            note = parse(line, number)
        except BadLineError as problem:
            report.bad.append((number, str(problem)))
            continue
        if len(held) >= LINES and held[-1].case_id != note.case_id:
            yield held
            held = []
        held.append(note)
    if held:
        yield held


def _cases(notes: Iterable[Note]) -> list[tuple[list[Note], CaseTexts]]:
    grouped: list[list[Note]] = []
    for note in notes:
        if grouped and note.case_id and grouped[-1][0].case_id == note.case_id:
            grouped[-1].append(note)
        else:
            grouped.append([note])
    return [(group, _case(group)) for group in grouped]


def _case(group: list[Note]) -> CaseTexts:
    people: dict[str, KnownPerson] = {}
    for note in group:
        for at, row in enumerate(note.register):
            person = register_person(row)
            people.setdefault(person.person_id or f"#{at}", person)
    register = CaseRegister(group[0].case_id, tuple(people.values()))
    return CaseTexts(register, tuple(n.text for n in group), Casebook(group[0].case_id))


def _row(note: Note, masked: MaskedText | Withheld | None, model: str) -> str:
    row: dict[str, Any] = {"note_id": note.note_id}
    if isinstance(masked, MaskedText):
        row["text"] = masked.text
        row["spans"] = [
            {
                "start": s.start,
                "end": s.end,
                "kind": s.kind.value,
                "recognizer": s.recognizer,
                "score": s.score,
                "token": s.token,
                "person_id": s.person_id,
            }
            for s in masked.spans
        ]
    else:
        row |= {"text": None, "spans": [], "withheld": masked.reason.value if masked else "no text"}
    return json.dumps(row | {"model": model, "rules": rules_fingerprint()}, ensure_ascii=False)
