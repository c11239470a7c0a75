"""Two rows have the same bytes if and only if they are the same."""

from datetime import date, datetime

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pseudonymize.canonical import canonical_rows

CELL = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=4))


@given(st.tuples(CELL, CELL), st.tuples(CELL, CELL))
def test_rows_differ_as_their_bytes_do(one: tuple[str | None, ...], other: tuple[str | None, ...]) -> None:
    columns = [pa.array(pair, pa.string()) for pair in zip(one, other, strict=True)]
    first, second = canonical_rows(columns)
    assert (first == second) == (one == other)


def test_every_type_of_a_contract_has_a_spelling() -> None:
    columns = [
        pa.array(["æ\n", None]),
        pa.array([7, None], pa.int32()),
        pa.array([0.1, None]),
        pa.array([True, None]),
        pa.array([date(2020, 2, 29), None]),
        pa.array([datetime(2020, 2, 29, 1), None], pa.timestamp("s")),
    ]
    assert [row.decode() for row in canonical_rows(columns)] == [
        '["æ\\n","7","0.1","true","2020-02-29","2020-02-29 01:00:00"]',
        "[null,null,null,null,null,null]",
    ]
