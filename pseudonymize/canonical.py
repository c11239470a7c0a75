"""One spelling of a row as bytes, so that two rows have the same bytes if and only if they are the same."""

import json
from collections.abc import Iterator, Sequence

import pyarrow as pa


def canonical_rows(columns: Sequence[pa.Array]) -> Iterator[bytes]:
    """One JSON list a row, of strings and nulls, in UTF-8. JSON quotes its strings: no two rows meet."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
    for row in zip(*(column.cast(pa.string()).to_pylist() for column in columns), strict=True):
        yield encode(row).encode()
