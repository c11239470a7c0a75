"""Masks the notes of a file, all lines of a case together wherever they stand, in the order they have.

The file is read twice: first for where each note begins and which case it is of (40 bytes a line and the
case ids are kept), then case by case. A masked line whose turn has not come waits in a temporary file
without a name, which is gone when the process is. No text is written before it is masked.
"""

import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO, TextIO

import numpy as np
from numpy.typing import NDArray

from pseudonymize.scrub import LINES, BadLineError, Note, Scrubber, ScrubReport, parse, parsed


@dataclass(frozen=True, slots=True, repr=False)
class _Index:
    """Where the notes of a file are; one entry a note, in order. Cases are numbered as they first appear."""

    offsets: "array[int]" = field(default_factory=lambda: array("q"))
    lines: "array[int]" = field(default_factory=lambda: array("q"))
    cases: "array[int]" = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        return len(self.offsets)

    def members(self) -> Iterator[NDArray[np.int64]]:
        """The positions of the notes of each case."""
        if len(self):
            cases = np.frombuffer(self.cases, np.int64)
            order = np.argsort(cases, kind="stable")
            start = 0
            ends: NDArray[np.int64] = np.flatnonzero(np.diff(cases[order])) + 1
            for end in chain(map(int, ends), [len(order)]):
                yield order[start:end]
                start = end


def scrub_file(file: BinaryIO, output: TextIO, scrubber: Scrubber) -> ScrubReport:
    """Mask every note of ``file`` (seekable, from where it stands) onto ``output``; see ``scrub``."""
    report = ScrubReport()
    index = _indexed(file, report)
    with tempfile.TemporaryFile() as spool:
        queue = _Queue(output, spool, report, len(index))
        for group in _groups(index):
            cases = [[_note(file, index, at, report) for at in case] for case in group]
            whole = [[note for note in case if note is not None] for case in cases]
            done = scrubber.lines([case for case in whole if case], report)
            written = iter(line for lines in done for line in lines)
            queue.take(
                {
                    int(at): "" if note is None else next(written)
                    for places, notes in zip(group, cases, strict=True)
                    for at, note in zip(places, notes, strict=True)
                }
            )
    report.withheld.sort()
    report.bad.sort()
    return report


def _indexed(file: BinaryIO, report: ScrubReport) -> _Index:
    index, known, count = _Index(), dict[str, int](), 0
    offset = file.tell()
    for number, line in enumerate(file, 1):
        at, offset = offset, offset + len(line)
        if not line.strip():
            continue
        note = parsed(line, number, report)
        if note is None:
            continue
        case = known.setdefault(note.case_id, count) if note.case_id else count
        count += case == count
        index.offsets.append(at)
        index.lines.append(number)
        index.cases.append(case)
    return index


def _groups(index: _Index) -> Iterator[list[NDArray[np.int64]]]:
    """Whole cases in order of their first lines, as many as the model reads well at once."""
    held: list[NDArray[np.int64]] = []
    for members in index.members():
        held.append(members)
        if sum(map(len, held)) >= LINES:
            yield held
            held = []
    if held:
        yield held


def _note(file: BinaryIO, index: _Index, at: int, report: ScrubReport) -> Note | None:
    """The note at a position; ``None``, and told as bad, if the file was changed since it was first read."""
    number = index.lines[at]
    file.seek(index.offsets[at])
    try:
        return parse(file.readline(), number)
    except BadLineError:
        report.bad.append((number, "changed while it was read"))
        return None


class _Queue:
    """Puts lines out in order, whatever order they come in."""

    def __init__(self, output: TextIO, spool: BinaryIO, report: ScrubReport, length: int) -> None:
        self._output, self._spool, self._report = output, spool, report
        self._next = 0
        self._at = np.full(length, -1, np.int64)
        self._size = np.zeros(length, np.int64)

    def take(self, lines: dict[int, str]) -> None:
        """More lines, by position. Those whose turn it is are put out, the others wait on the spool."""
        while self._next < len(self._at) and (self._next in lines or self._at[self._next] >= 0):
            at = self._next
            line = lines.pop(at) if at in lines else self._waited(at)
            self._output.write(line)
            self._report.written += bool(line)
            self._next += 1
        end = self._spool.seek(0, 2)
        for at, line in lines.items():
            self._at[at] = end
            self._size[at] = self._spool.write(line.encode())
            end += int(self._size[at])

    def _waited(self, at: int) -> str:
        self._spool.seek(int(self._at[at]))
        return self._spool.read(int(self._size[at])).decode()
