"""Raw all-string rows of a source become typed canonical rows; rows that do not fit are left out and counted.

No value ever reaches an error here: a misfit says which row and column, and why, in words of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.batch import SourceBatch
from schemas.contract import ANCHOR, SOURCE_ID, Column, Contract, Derive, Keep, Scan
from schemas.errors import ContractError, Coordinate, CprInPlainColumn, RowMisfit
from schemas.guard import cpr_shaped
from schemas.mapping import SourceColumn, SourceTable
from schemas.parse import dates, parse

_NOTHING = pa.array(["", "-", "NULL"])  # what extracts write for "no value"
_STRINGS = (pa.string(), pa.large_string(), pa.null())  # null: a column with nothing in it


@dataclass(frozen=True, slots=True)
class Conformed:
    """What came of one raw batch: ``len(batch) + len(misfits)`` rows went in."""

    batch: SourceBatch
    misfits: tuple[RowMisfit, ...]  # one a row left out, in row order; ``where.row`` counts in the raw batch


@dataclass(slots=True)
class _Misfits:
    """The first thing wrong with each row."""

    dataset: str
    system: str
    rows: dict[int, RowMisfit] = field(default_factory=dict)

    def note(self, wrong: pa.BooleanArray, column: str, reason: str) -> None:
        for row in np.flatnonzero(wrong.to_numpy(zero_copy_only=False)).tolist():
            place = Coordinate(self.dataset, self.system, row, column)
            self.rows.setdefault(row, RowMisfit(place, reason))


def conform(
    raw: pa.RecordBatch,
    table: SourceTable,
    contract: Contract,
    system: str = "",
    *,
    forgiving: bool = False,
) -> Conformed:
    """Type the rows of one table of one system.

    ``raw``: canonical columns as strings, ``_key0`` … for ``table.key`` and, if mapped, ``anker_dato``. What
    the contract does not name is ignored, what the mapping does not have becomes null. ``system``: name of
    the source if it is not the mapping's own. ``forgiving``: a cell that does not fit is empty or as it was,
    and its row comes along; only a row without a key is left out. For who must be known, not for the lake.

    Raises ``CprInPlainColumn`` if a kept column holds something shaped like a CPR number, ``ContractError``
    if the source gave too few columns, ``TypeError`` if it gave anything but strings.
    """
    if table.dataset != contract.dataset:
        raise ValueError(f"mapping of {table.dataset}, contract of {contract.dataset}")
    name = system or table.system
    misfits = _Misfits(contract.dataset, name)
    arrays = [
        _column(raw, table, column, misfits)
        for column in contract.columns
        if not isinstance(column.treatment, Derive)
    ]
    arrays.append(_anchors(raw, table, misfits))
    if forgiving:
        misfits.rows.clear()
    arrays.insert(-1, _source_ids(raw, table, name, misfits))
    schema = pa.schema([*contract.source_schema, (SOURCE_ID, pa.string()), (ANCHOR, pa.date32())])
    records = pa.RecordBatch.from_arrays(arrays, schema=schema)
    if misfits.rows:
        fits = np.ones(raw.num_rows, bool)
        fits[list(misfits.rows)] = False
        records = records.filter(pa.array(fits))
    left_out = tuple(misfit for _, misfit in sorted(misfits.rows.items()))
    return Conformed(SourceBatch(contract, name, records), left_out)


def _column(raw: pa.RecordBatch, table: SourceTable, column: Column, misfits: _Misfits) -> pa.Array:
    """One canonical column, typed; what is wrong with it is noted."""
    source = table.column(column.name)
    if source is None:
        return pa.nulls(raw.num_rows, column.type)
    cells = _cells(raw, table, column, source)
    _refuse_cpr(cells, column, misfits)
    cells, untold = _translated(cells, source)
    misfits.note(untold, column.name, "a value the mapping does not translate")
    cells = _without(cells, [*([] if _is_text(column) else _NOTHING.to_pylist()), *source.nulls])
    values = parse(cells, column.type)
    misfits.note(pc.and_(pc.is_null(values), pc.is_valid(cells)), column.name, f"no {column.type}")
    if column.codes:
        stray = pc.and_(pc.is_valid(cells), pc.invert(pc.is_in(cells, pa.array(column.codes))))
        misfits.note(stray, column.name, "not in the code list")
    if column.required:
        misfits.note(pc.is_null(cells), column.name, "missing")
    return _in_namespace(values, source.namespace) if source.namespace else values


def _cells(raw: pa.RecordBatch, table: SourceTable, column: Column, source: SourceColumn) -> pa.Array:
    """The cells as strings: a constant, or the source's own. Trimmed, but for texts: their blanks count."""
    if source.value is not None:
        return pa.array([source.value] * raw.num_rows, pa.string())
    cells = _strings(raw, column.name, table, source.line)
    if _is_text(column):
        blank = pc.equal(pc.utf8_trim_whitespace(cells), "")
        return pc.if_else(blank, pa.scalar(None, pa.string()), cells)
    return pc.utf8_trim_whitespace(cells)


def _is_text(column: Column) -> bool:
    return isinstance(column.treatment, Scan)


def _refuse_cpr(cells: pa.StringArray, column: Column, misfits: _Misfits) -> None:
    """Dates and truths cannot leave with a number in them; all else that is kept can."""
    if not isinstance(column.treatment, Keep) or column.type in (pa.date32(), pa.bool_()):
        return
    found = np.flatnonzero(cpr_shaped(cells).to_numpy(zero_copy_only=False))
    if found.size:
        first = Coordinate(misfits.dataset, misfits.system, int(found[0]), column.name)
        raise CprInPlainColumn(first, int(found.size))


def _translated(cells: pa.StringArray, source: SourceColumn) -> tuple[pa.StringArray, pa.BooleanArray]:
    """Source's codes as the contract's, and which cells the mapping has no word for.

    What already is one of the contract's words passes, and so does what stands for nothing.
    """
    if not source.codes:
        return cells, pa.repeat(False, len(cells))
    position = pc.index_in(cells, pa.array(source.codes.keys(), pa.string()))
    translated = pa.array(source.codes.values(), pa.string()).take(position)
    told = pa.array([*source.codes.values(), *_NOTHING.to_pylist(), *source.nulls])
    untold = pc.and_(pc.is_null(position), pc.and_(pc.is_valid(cells), pc.invert(pc.is_in(cells, told))))
    return pc.coalesce(translated, cells), untold


def _without(cells: pa.StringArray, nothing: Sequence[str]) -> pa.StringArray:
    if not nothing:
        return cells
    return pc.if_else(pc.is_in(cells, pa.array(nothing, pa.string())), pa.scalar(None, pa.string()), cells)


def _in_namespace(ids: pa.StringArray, namespace: str) -> pa.StringArray:
    return pc.binary_join_element_wise(namespace, ids, ":")


def _source_ids(raw: pa.RecordBatch, table: SourceTable, system: str, misfits: _Misfits) -> pa.StringArray:
    """``system:dataset:key0|key1``, unique for a source row. A ``|`` inside a key is escaped."""
    keys = []
    for number in range(len(table.key)):
        name = f"_key{number}"
        key = _without(_strings(raw, name, table, table.line), [""])
        misfits.note(pc.is_null(key), name, "missing")
        keys.append(pc.replace_substring(pc.replace_substring(key, "\\", "\\\\"), "|", "\\|"))
    joined = pc.binary_join_element_wise(*keys, "|")
    return pc.binary_join_element_wise(system, table.dataset, joined, ":")


def _anchors(raw: pa.RecordBatch, table: SourceTable, misfits: _Misfits) -> pa.Array:
    """The real date retention counts from; null where the source knows none."""
    if not table.anchor:
        return pa.nulls(raw.num_rows, pa.date32())
    cells = _without(pc.utf8_trim_whitespace(_strings(raw, ANCHOR, table, table.line)), _NOTHING.to_pylist())
    days = dates(cells)
    misfits.note(pc.and_(pc.is_null(days), pc.is_valid(cells)), ANCHOR, "no date")
    return days


def _strings(raw: pa.RecordBatch, name: str, table: SourceTable, line: int) -> pa.StringArray:
    position = raw.schema.get_field_index(name)
    if position < 0:
        raise ContractError(
            table.file,
            line,
            f"the source gave no column {name!r} of {table.dataset}",
            "Compare it with the mapping",
        )
    kind = raw.schema.field(position).type
    if kind not in _STRINGS:
        raise TypeError(f"column {name!r} of {table.dataset} came as {kind}, not as string")
    return raw.column(position).cast(pa.string())
