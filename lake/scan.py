"""The second look: reads a finished file again, with other eyes, before anyone else may.

Knows nothing of how texts were masked and shares no code with it. What it finds blocks the partition, so a
shape that also fits dates, ids, pseudonyms or hashes is not looked for. Looks at free text and at strings
kept as they were.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lake.interface import Finding, Needles
from lake.order import ID
from schemas.contract import Contract, Keep, Scan

_KEPT = 100  # findings that are named one by one; the rest is counted
_CASES = 500  # whose names are in memory at a time; a group of short texts may hold twenty thousand

# Invisible inside a number: soft hyphen, zero-width characters, byte order mark.
_INVISIBLE = r"[\x{00AD}\x{200B}-\x{200F}\x{2060}\x{FEFF}]"
# Anything but plain characters, Latin letters, dashes and quotes: worth a normalisation, which is slow.
_ODD = r"[^\x00-\x7F\x{A7}\x{C0}-\x{24F}\x{2010}-\x{2027}]"
# Hex of 32 digits and more, and UUIDs: now and then ten of their digits look like a CPR number.
_HEX = r"\b(?:[0-9a-fA-F]{32,}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})\b"


def _date(gap: str) -> str:
    """A day that exists, as ddmmyy with ``gap`` between; 60 may be added to the day (substitute numbers)."""
    year = r"[0-9]{2}"
    leap = "(?:[02468][048]|[13579][26])"
    short = "(?:[06][1-9]|[1278][0-9]|[39]0)"
    return (
        f"(?:(?:{short}|[39]1){gap}(?:0[13578]|1[02]){gap}{year}"
        f"|{short}{gap}(?:0[469]|11){gap}{year}"
        f"|(?:[06][1-9]|[17][0-9]|[28][0-8]){gap}02{gap}{year}"
        f"|[28]9{gap}02{gap}{leap})"
    )


_DASH = "[-\u2010-\u2015\u2212/]"
_SERIAL = "[0-9]{4}"
_APART = rf"(?:\s?{_DASH}\s?|\s)"
_NO_DIGIT_BEFORE, _NO_DIGIT_AFTER = "(?:^|[^0-9])", "(?:[^0-9]|$)"
_CENTURY_DATE = r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:18|19|20)[0-9]{2}"
_ISO_DATE = r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"

# DOMAIN.md D.1: with something between the halves, ...
_CPR_APART = (
    f"{_NO_DIGIT_BEFORE}(?:{_date('')}{_APART}|{_date(' ')}{_APART}|{_date('[.]')}{_DASH}|{_ISO_DATE}-)"
    f"{_SERIAL}{_NO_DIGIT_AFTER}"
)
# ... and in one piece, glued to a letter on one side at most.
_TOGETHER = f"(?:{_date('')}|{_CENTURY_DATE}){_SERIAL}"
_CPR_TOGETHER = f"(?:^|[^0-9]){_TOGETHER}(?:[^0-9A-Za-z]|$)|(?:^|[^0-9A-Za-z]){_TOGETHER}(?:[^0-9]|$)"

_EIGHT = r"[2-9](?:[ .-]?[0-9]){7}"
# Eight bare digits may be a date or an amount; with a country code or a word in front they are not.
_PHONE = (
    rf"(?:^|[^0-9+])(?:\+|00)45[ )]*{_EIGHT}{_NO_DIGIT_AFTER}"
    rf"|(?i:\b(?:tlf|telefon|telefonnummer|tlfnr|mobil|mobilnummer|mob|mobilnr))[.:]*\s?(?i:nr[.:]*\s?)?{_EIGHT}"
    rf"{_NO_DIGIT_AFTER}"
)
_EMAIL = r"[\pL0-9._%+-]+@[\pL0-9-]+(?:\.[\pL0-9-]+)*\.\pL{2,}"

SHAPES = {"cpr": f"{_CPR_APART}|{_CPR_TOGETHER}", "phone": _PHONE, "email": _EMAIL}  # RE2, no look-around


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was found in one file. Clean if ``counts`` is empty."""

    counts: dict[str, int]
    findings: tuple[Finding, ...] = field(repr=False)


def scan_file(path: Path, contract: Contract, needles: Needles | None = None) -> Scanned:
    """Reads ``path`` a row group at a time and looks at every cell that may hold free text.

    ``needles`` gives, for the cases of a row group, words that may not stand in them: whole, and in that
    case.
    """
    counts: Counter[str] = Counter()
    kept: list[Finding] = []
    for finding in _findings(path, contract, needles):
        counts[finding.kind] += 1
        if len(kept) < _KEPT:
            kept.append(finding)
    return Scanned(dict(sorted(counts.items())), tuple(kept))


def looked_at(contract: Contract) -> list[str]:
    """Output columns that are scanned: free text, and strings that leave as they were."""
    return [
        column.output
        for column in contract.columns
        if isinstance(column.treatment, Scan | Keep) and _strings(column.output_type)
    ]


def shapes_in(cells: pa.ChunkedArray) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """For each kind of shape, whether each cell holds it; null cells hold nothing."""
    plain = _plain(cells)
    for kind, pattern in SHAPES.items():
        hit = _matches(plain, pattern)
        if hit.any():
            # Hashes and UUIDs are taken out only where it matters: that costs more than the search.
            without = pc.replace_substring_regex(plain.filter(pa.array(hit)), _HEX, "#")
            hit[hit] = _matches(without, pattern)
        yield kind, hit


def _plain(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Full-width digits and non-breaking spaces as plain ones, and nothing invisible in between."""
    odd = _matches(cells, _ODD)
    if not odd.any():
        return cells
    mask = pa.array(odd)
    plain = pc.replace_substring_regex(pc.utf8_normalize(cells.filter(mask), "NFKC"), _INVISIBLE, "")
    return pc.replace_with_mask(cells, mask, plain.combine_chunks())


def _matches(cells: pa.ChunkedArray, pattern: str) -> NDArray[np.bool_]:
    found = pc.fill_null(pc.match_substring_regex(cells, pattern), False)
    return np.array(found.to_numpy(), dtype=bool)


def _strings(kind: pa.DataType) -> bool:
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _strings(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def hits(
    rows: pa.Table, contract: Contract, needles: Needles | None = None
) -> Iterator[tuple[str, str, int]]:
    """Kind, column and row number of everything that may not stand in these rows of the lake.

    A closer look than at a finished file: strings that leave as they were are searched for the people of the
    case too. That costs a row here. There, one old code that is called like somebody who came lately would
    hold all that is new in its file back, every night, and would itself stay where it is.
    """
    yield from _hits(rows, contract, needles, looked_at(contract))


def _hits(
    rows: pa.Table, contract: Contract, needles: Needles | None, named: list[str]
) -> Iterator[tuple[str, str, int]]:
    """``named``: columns in which the people of the case are looked for."""
    yield from _shapes(rows, looked_at(contract))
    if needles and contract.case_column and named:
        case = contract.column(contract.case_column).output
        for column, row in _words(rows.select([case, *named]), case, needles):
            yield "needle", column, row


def _findings(path: Path, contract: Contract, needles: Needles | None) -> Iterator[Finding]:
    case = [contract.column(contract.case_column).output] if contract.case_column else []
    texts, start = [column.output for column in contract.texts], 0
    with pq.ParquetFile(path, pre_buffer=False) as file:
        for number in range(file.num_row_groups):
            group = file.read_row_group(number, columns=[*looked_at(contract), ID, *case])
            pids = group.column(ID)
            for kind, column, row in _hits(group, contract, needles, texts):
                yield Finding(kind, column, start + row, pids[row].as_py())
            start += group.num_rows


def _shapes(group: pa.Table, columns: list[str]) -> Iterator[tuple[str, str, int]]:
    """Kind, column and row of each hit. All columns in one go: a pattern is compiled once a call."""
    if not columns:
        return
    parts = [_cells(group.column(name)) for name in columns]
    ends = np.cumsum([len(cells) for cells, _ in parts])
    for kind, hit in shapes_in(pa.chunked_array([cells for cells, _ in parts])):
        found = set()
        for place in np.flatnonzero(hit):
            part = int(np.searchsorted(ends, place, side="right"))
            rows = parts[part][1]
            found.add((int(rows[place - ends[part] + len(rows)]), columns[part]))
        yield from ((kind, column, row) for row, column in sorted(found))


def _cells(column: pa.ChunkedArray) -> tuple[pa.Array, NDArray[np.int64]]:
    """The strings of a column and the row of each; those of a list share a row."""
    cells, rows = column.combine_chunks(), np.arange(len(column))
    while pa.types.is_list(cells.type) or pa.types.is_large_list(cells.type):
        rows = rows[pc.list_parent_indices(cells).to_numpy()]
        cells = pc.list_flatten(cells)
    return cells.cast(pa.string()), rows


def _words(group: pa.Table, case: str, needles: Needles) -> Iterator[tuple[str, int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, pid in enumerate(group.column(case).to_pylist()):
        if pid is not None:
            rows[pid].append(row)
    columns = {name: _joined(group.column(name)) for name in group.column_names[1:]}
    pids = sorted(rows)
    found: list[tuple[str, int]] = []
    for start in range(0, len(pids), _CASES):
        known = needles(pids[start : start + _CASES])
        for pid, words in known.items():
            wanted = [word for word in words if word.strip()]
            cells = ((name, row, columns[name][row]) for name in columns for row in rows[pid])
            found += ((n, row) for n, row, text in cells if text and _any_stands_in(wanted, text))
    # By column and row, however the cases lie.
    yield from (hit for name in columns for hit in sorted(hit for hit in found if hit[0] == name))


def _joined(column: pa.ChunkedArray) -> list[str | None]:
    """The cells; those that are lists as lines."""
    cells = column.to_pylist()
    return ["\n".join(filter(None, cell)) if isinstance(cell, list) else cell for cell in cells]


def _any_stands_in(words: Sequence[str], text: str) -> bool:
    return any(_stands_in(word, text) for word in words)


def _stands_in(word: str, text: str) -> bool:
    # The plain search first: it is fast and nearly always says no.
    return word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
