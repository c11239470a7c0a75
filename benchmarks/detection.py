"""How much of the annotated notes is found: recall by kind and phenomenon, right letters, leaks, links.

``python -m benchmarks.detection [FOLDER] [--part train|dev|test|all] [--misses KIND] [--json]``; the folder
may also be named by ``DATAHOEST_GOLD`` and is by default the model's own, whose ``split.json`` says which
cases the model was trained on. A folder without one is measured whole. Rules are written looking at train and
dev; test is for measuring only. Every share has its 95 % interval; what a phenomenon is, says
:mod:`benchmarks.phenomena`.
"""

import argparse
import json
import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from benchmarks.phenomena import Mention, bootstrap, parts_of, phenomena, wilson
from pseudonymize.model import for_masking
from pseudonymize.scrub import register_person
from pseudonymize.text.interface import CaseTexts, MaskedText, Span
from pseudonymize.text.masker import CaseMasker
from schemas.people import Casebook, CaseRegister

MARK = re.compile(r"⟦([A-Z_]+)(?:#([px]\d+))?:([^⟦⟧]+)⟧")
GOLD = Path(__file__).parent.parent / "training" / "gold"
DIRECT = frozenset({"PER", "CPR", "EMAIL", "PHONE", "ADDR", "USER"})


@dataclass(frozen=True, slots=True, repr=False)
class Gold:
    """One marked stretch of a note."""

    start: int
    end: int
    label: str
    person: str


@dataclass(frozen=True, slots=True, repr=False)
class Note:
    """One note without its marks, and the marks."""

    note_id: str
    case_id: str
    text: str
    gold: tuple[Gold, ...]
    register: tuple[dict[str, str | None], ...]


@dataclass(slots=True)
class Tally:
    """Counts over notes."""

    found: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    letters: int = 0
    right_letters: int = 0
    notes: int = 0
    leaking: int = 0
    links: Counter[str] = field(default_factory=Counter)
    misses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    extras: Counter[str] = field(default_factory=Counter)
    phenomena: Counter[str] = field(default_factory=Counter)
    phenomena_found: Counter[str] = field(default_factory=Counter)
    cases: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    named: dict[tuple[str, str], str] = field(default_factory=dict)  # case and person: the first note


def plain(marked: str) -> tuple[str, tuple[Gold, ...]]:
    """The note and its marks."""
    pieces: list[str] = []
    gold: list[Gold] = []
    at = length = 0
    for match in MARK.finditer(marked):
        pieces += (marked[at : match.start()], match[3])
        start = length + match.start() - at
        length = start + len(match[3])
        gold.append(Gold(start, length, match[1], match[2] or ""))
        at = match.end()
    pieces.append(marked[at:])
    return "".join(pieces), tuple(gold)


def notes(folder: Path, part: str) -> Iterator[Note]:
    """Notes of a folder of ``.jsonl`` files that belong to one part of its split."""
    split_file = folder / "split.json"
    split: dict[str, str] = json.loads(split_file.read_text(encoding="utf-8")) if split_file.exists() else {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").split("\n"):
            if not line.strip():
                continue
            row = json.loads(line)
            if part == "all" or not split or split.get(row["case_id"]) == part:
                text, gold = plain(row["text"])
                yield Note(row["note_id"], row["case_id"], text, gold, tuple(row["register"]))


def _covered(text: str, gold: Gold, mask: bytearray) -> bool:
    return all(mask[i] or not text[i].isalnum() for i in range(gold.start, gold.end))


def score(note: Note, spans: Sequence[Span], tally: Tally) -> None:
    """Add one note to the counts."""
    mask, truth = bytearray(len(note.text)), bytearray(len(note.text))
    for span in spans:
        mask[span.start : span.end] = b"\1" * (span.end - span.start)
    for gold in note.gold:
        truth[gold.start : gold.end] = b"\1" * (gold.end - gold.start)
    leak = False
    for gold in note.gold:
        label = f"PER {gold.person[:1]}" if gold.label == "PER" else gold.label
        tally.total[label] += 1
        covered = _covered(note.text, gold, mask)
        if gold.label == "PER":
            for name in phenomena(_mention(note, gold, tally)):
                tally.phenomena[name] += 1
                tally.phenomena_found[name] += covered
        if covered:
            tally.found[label] += 1
        else:
            leak |= gold.label in DIRECT
            around = note.text[max(0, gold.start - 25) : gold.start], note.text[gold.end : gold.end + 20]
            tally.misses[label].append(
                f"{note.note_id} {around[0]!r} [{note.text[gold.start : gold.end]!r}] {around[1]!r}"
            )
    tally.notes += 1
    tally.leaking += leak
    case = tally.cases[note.case_id]
    case.update({"notes": 1, "leaking": int(leak)})
    for span in spans:
        letters = [i for i in range(span.start, span.end) if note.text[i].isalnum()]
        right = sum(truth[i] for i in letters)
        tally.letters += len(letters)
        tally.right_letters += right
        case.update({"letters": len(letters), "right letters": right})
        if right < len(letters):
            tally.extras[f"{span.recognizer} {span.kind.value} {note.text[span.start : span.end]!r}"] += (
                len(letters) - right
            )
    _links(note, spans, tally)


def _mention(note: Note, gold: Gold, tally: Tally) -> Mention:
    names = [
        name
        for row in note.register
        if row.get("person_id") == gold.person
        for name in register_person(row).names
    ]
    again = (
        bool(gold.person)
        and tally.named.setdefault((note.case_id, gold.person), note.note_id) != note.note_id
    )
    return Mention(note.text, gold.start, gold.end, parts_of(names), again)


def _links(note: Note, spans: Sequence[Span], tally: Tally) -> None:
    for gold in note.gold:
        if gold.label != "PER":
            continue
        over = [s for s in spans if s.start < gold.end and gold.start < s.end]
        linked = {s.person_id for s in over if s.person_id}
        known = gold.person.startswith("p")
        how = "right" if linked == {gold.person} else "wrong" if linked else "unlinked" if known else ""
        tally.cases[note.case_id][f"links {how}"] += 1
        if linked == {gold.person}:
            tally.links["right"] += 1
        elif linked:
            tally.links["wrong"] += 1
            tally.misses["LINK"].append(
                f"{note.note_id} {note.text[gold.start : gold.end]!r} {gold.person} as {sorted(linked)}"
            )
        elif known:
            tally.links["unlinked"] += 1
            tally.misses["UNLINKED"].append(
                f"{note.note_id} {note.text[gold.start : gold.end]!r} {gold.person}"
            )


def measure(read: Sequence[Note], model: str | None = None) -> Tally:
    """Mask every case and count."""
    masker = CaseMasker(for_masking(model), dates="keep")
    grouped = [list(g) for _, g in groupby(sorted(read, key=lambda n: n.case_id), key=lambda n: n.case_id)]
    cases = [
        CaseTexts(
            CaseRegister(group[0].case_id, tuple(register_person(p) for p in group[0].register)),
            tuple(n.text for n in group),
            Casebook(group[0].case_id),
        )
        for group in grouped
    ]
    tally = Tally()
    started = time.process_time()
    results = masker.mask(cases)
    tally.links["words/s"] = int(sum(len(n.text.split()) for n in read) / (time.process_time() - started))
    for group, result in zip(grouped, results, strict=True):
        for note, masked in zip(group, result.texts, strict=True):
            score(note, masked.spans if isinstance(masked, MaskedText) else (), tally)
    return tally


LINKS = ("links right", "links wrong", "links unlinked")
SHARES = (
    ("right letters among masked", "right letters", ("letters",)),
    ("notes with a direct leak", "leaking", ("notes",)),
    ("links right", "links right", LINKS),
    ("links wrong", "links wrong", LINKS),
)


def rows(tally: Tally) -> Iterator[tuple[str, int, int, tuple[float, float]]]:
    """Name, how many, of how many, and the interval of the share."""
    for label in sorted(tally.total):
        found, total = tally.found[label], tally.total[label]
        yield label, found, total, wilson(found, total)
    for name, total in tally.phenomena.most_common():
        found = tally.phenomena_found[name]
        yield f"PER: {name}", found, total, wilson(found, total)
    cases = list(tally.cases.values())
    for name, part, whole in SHARES:
        found = sum(case[part] for case in cases)
        yield name, found, sum(case[of] for case in cases for of in whole), bootstrap(cases, part, whole)


def report(tally: Tally) -> str:
    """The counts as lines."""
    lines = [
        f"{name:32} {found:6}/{total:<6} {found / max(1, total):6.1%}  [{low:6.1%}, {high:6.1%}]"
        for name, found, total, (low, high) in rows(tally)
    ]
    return "\n".join([*lines, f"words per second of CPU          {tally.links['words/s']:6}"])


def as_json(tally: Tally) -> str:
    """The same for programs."""
    listed = {
        name: {"found": found, "total": total, "interval": [round(low, 4), round(high, 4)]}
        for name, found, total, (low, high) in rows(tally)
    }
    return json.dumps(listed, ensure_ascii=False, indent=1)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default=os.environ.get("DATAHOEST_GOLD", str(GOLD)))
    parser.add_argument("--part", choices=("train", "dev", "test", "all"), default="dev")
    parser.add_argument("--model", help="folder or package of another spaCy pipeline")
    parser.add_argument(
        "--misses", nargs="*", default=(), help="labels whose misses to list, EXTRAS for false masks"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    if not options.folder or not Path(options.folder).is_dir():
        sys.stdout.write("no folder of annotated notes: nothing measured\n")
        return 0
    tally = measure(list(notes(Path(options.folder), options.part)), options.model)
    sys.stdout.write((as_json(tally) if options.json else report(tally)) + "\n")
    for label in options.misses:
        listed = (
            [f"{n} {what}" for what, n in tally.extras.most_common(80)]
            if label == "EXTRAS"
            else tally.misses[label]
        )
        sys.stdout.write(f"\n{label}\n" + "\n".join(listed) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
