"""Masks notes given as lines, one JSON object each, case by case.

In: ``{"note_id", "case_id", "register": [...], "text"}``; a row of the register is ``{"person_id", "role",
"name", "cpr", "address", "phone", "email"}``. Out, in the same order: ``{"note_id", "text", "spans": [...],
"model", "rules", "tokens"}``; offsets count code points of the input text.

Here lines come as a stream, of which a window is in memory: a case that returns after its window is told of.
``scrub_file.py`` reads a file twice instead, and takes all lines of a case together wherever they stand.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TextIO

from pseudonymize.text.interface import CaseTexts, MaskedText, TextMasker, Withheld
from pseudonymize.text.masker import rules_fingerprint
from schemas.contract import Scan
from schemas.people import Casebook, CaseRegister, KnownPerson

LINES = 512  # read ahead at most, unless one case is longer
_LISTS = ("names", "nicknames", "initials", "cprs", "addresses", "phones", "emails")
WISH = Scan(dates="keep")  # there is no family whose dates could be moved


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
    returned: list[int] = field(default_factory=list)  # lines of a case that had been closed

    @property
    def clean(self) -> bool:
        """Was every line masked, together with all others of its case?"""
        return not (self.bad or self.withheld or self.returned)


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


def parse(line: str | bytes, number: int) -> Note:
    """One line as a note; raises :class:`BadLineError` without quoting it."""
    try:
        row = json.loads(line.decode("utf-8") if isinstance(line, bytes) else line)
    except UnicodeDecodeError:
        raise BadLineError("not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadLineError("not JSON") from None
    if not isinstance(row, dict):
        raise BadLineError("not a JSON object")
    if row.get("tokens") == "surrogates":
        # Masked again, its invented people would get other invented names: a third text that looks true.
        raise BadLineError("masked with surrogates before; give the original")
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


def parsed(line: str | bytes, number: int, report: ScrubReport) -> Note | None:
    """One line as a note, or ``None``: what is wrong with it is then in the report."""
    try:
        return parse(line, number)
    except BadLineError as problem:
        report.bad.append((number, str(problem)))
        return None


@dataclass(frozen=True, slots=True, repr=False)
class Scrubber:
    """Masks cases of notes into lines. ``model`` names the weights in each line."""

    masker: TextMasker
    model: str = ""
    wish: Scan = WISH

    def lines(self, cases: Sequence[Sequence[Note]], report: ScrubReport) -> list[list[str]]:
        """The output line of each note of each case; what could not be masked is reported.

        A withheld note is written with ``"text": null`` and ``"withheld"``, so that its place is seen.
        """
        results = self.masker.mask([self._case(case) for case in cases])
        written = []
        for notes, result in zip(cases, results, strict=True):
            pairs = list(zip(notes, result.texts, strict=True))
            written.append([self._line(note, masked) for note, masked in pairs])
            report.withheld += [note.line for note, masked in pairs if not isinstance(masked, MaskedText)]
        return written

    def _case(self, notes: Sequence[Note]) -> CaseTexts:
        # Pseudonyms and surrogates hang on the case: notes without one may not share theirs.
        case_id, people = notes[0].case_id or f"note {notes[0].note_id}", tuple(_people(notes))
        texts, wishes = tuple(n.text for n in notes), (self.wish,) * len(notes)
        return CaseTexts(CaseRegister(case_id, people), texts, Casebook(case_id), wishes=wishes)

    def _line(self, note: Note, masked: MaskedText | Withheld | None) -> str:
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
        made = {"model": self.model, "rules": rules_fingerprint(), "tokens": self.wish.tokens}
        return _dumped(row | made) + "\n"


def _people(notes: Iterable[Note]) -> Iterable[KnownPerson]:
    """Everybody the registers of the lines hold; what two lines say of one ``person_id`` adds up.

    Somebody without one is ``#1``, ``#2``, …: the same where role and names are.
    """
    found: dict[object, KnownPerson] = {}
    for note in notes:
        for row in note.register:
            person = register_person(row)
            key: object = person.person_id or (person.role, person.names, person.cprs)
            known = found.get(key)
            if known is None:
                found[key] = replace(person, person_id=person.person_id or f"#{len(found) + 1}")
            else:
                added = {name: getattr(known, name) + getattr(person, name) for name in _LISTS}
                lists: dict[str, Any] = {name: tuple(dict.fromkeys(both)) for name, both in added.items()}
                found[key] = replace(known, **lists)
    return found.values()


def _dumped(row: Mapping[str, Any]) -> str:
    line = json.dumps(row, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(row)  # half a surrogate pair, which JSON may hold and UTF-8 may not
    return line


def scrub(lines: Iterable[str | bytes], output: TextIO, scrubber: Scrubber) -> ScrubReport:
    """Mask every note of a stream onto ``output``; bad, withheld and late lines are reported by number.

    Lines of one case are one case as far as they stand in one window, or next to each other.
    """
    report = ScrubReport()
    closed: set[bytes] = set()
    for window in _windows(lines, report):
        cases = by_case(window)
        written = {
            note.line: line
            for case, done in zip(cases, scrubber.lines(cases, report), strict=True)
            for note, line in zip(case, done, strict=True)
        }
        for note in window:
            output.write(written[note.line])
            report.written += 1
            if note.case_id and _digest(note.case_id) in closed:
                report.returned.append(note.line)
        closed.update(_digest(case[0].case_id) for case in cases if case[0].case_id)
    return report


def by_case(notes: Iterable[Note]) -> list[list[Note]]:
    """Notes of one ``case_id`` together, in order of their first; a note without one is a case of its own."""
    cases: dict[str | int, list[Note]] = {}
    for note in notes:
        cases.setdefault(note.case_id or note.line, []).append(note)
    return list(cases.values())


def _windows(lines: Iterable[str | bytes], report: ScrubReport) -> Iterator[list[Note]]:
    """Windows of notes that never cut neighbours of one case apart."""
    held: list[Note] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        note = parsed(line, number, report)
        if note is None:
            continue
        if len(held) >= LINES and (not note.case_id or held[-1].case_id != note.case_id):
            yield held
            held = []
        held.append(note)
    if held:
        yield held


def _digest(case_id: str) -> bytes:
    """Eight bytes for a case that has ended: what a long stream has to remember of each."""
    return hashlib.blake2b(case_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
