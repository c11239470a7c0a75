"""One spelling of a row as bytes, so that two rows have the same bytes if and only if they are the same."""

import json
from collections.abc import Iterator, Sequence

import pyarrow as pa


def canonical_rows(columns: Sequence[pa.Array]) -> Iterator[bytes]:
    """One JSON list a row, of strings, nulls and lists of them, in UTF-8. JSON quotes: no two rows meet."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
    for row in zip(*map(_plain, columns), strict=True):
        # A lone surrogate cannot come from Arrow, which stores UTF-8.
        yield encode(row).encode()


def _plain(column: pa.Array) -> list[str | None] | list[list[str | None] | None]:
    if pa.types.is_list(column.type):
        return [None if cell is None else list(map(_text, cell)) for cell in column.to_pylist()]
    plain: list[str | None] = column.cast(pa.string()).to_pylist()
    return plain


def _text(member: object) -> str | None:
    return None if member is None else str(member)
