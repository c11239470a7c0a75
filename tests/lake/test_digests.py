"""Ids sorted on disk, a bounded number at a time."""

import pickle
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lake.digests import digests, sort_ids
from tests.lake.making import pid

FIELDS = np.dtype([("id", "S16"), ("value", "<u4")])


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=80), st.integers(1, 20))
@settings(max_examples=60, deadline=None)
def test_equals_a_dict_whatever_fits_in_memory(pairs: list[tuple[int, int]], run_rows: int) -> None:
    records = np.array([(pid(key).encode(), value) for key, value in pairs], dtype=FIELDS)
    with TemporaryDirectory() as folder:
        found, repeated = sort_ids(Path(folder) / "ids", np.array_split(records, 3), FIELDS, run_rows)
        model = {pid(key).encode(): value for key, value in pairs}
        assert found.column("id").tolist() == sorted(model)
        assert dict(zip(found.column("id").tolist(), found.column("value").tolist(), strict=True)) == model
        assert repeated == len(pairs) - len(model)
        wanted = np.array([pid(key) for key in range(70)], dtype="S16")
        places = found.find(wanted)
        assert [place >= 0 for place in places] == [key in model for key in wanted.tolist()]
        assert all(
            found.column("id")[place] == key for place, key in zip(places, wanted, strict=True) if place >= 0
        )


@pytest.mark.parametrize(
    ("values", "width"),
    [
        (["a" * 16, "b" * 16], 16),
        (["short", "", "a" * 16], 16),
        (["æ" * 20, "x" * 64], 16),
        ([], 16),
        (["a" * 24, "b" * 24], 24),
    ],
)
def test_a_value_has_one_digest_however_it_arrives(values: list[str], width: int) -> None:
    whole = digests(pa.array(values, pa.string()), width)
    assert whole.dtype == f"S{width}"
    assert len(set(whole.tolist())) == len(values)
    sliced = digests(pa.array(["before", *values, "after"], pa.string()).slice(1, len(values)), width)
    apart = digests(pa.chunked_array([[value] for value in values], pa.string()), width)
    alone = [digests(pa.array([value]), width)[0] for value in values]
    assert whole.tolist() == sliced.tolist() == apart.tolist() == alone


def test_travels_as_a_path(tmp_path: Path) -> None:
    records = np.array([(pid(1).encode(), 7)], dtype=FIELDS)
    found, _ = sort_ids(tmp_path / "ids", [records], FIELDS, 10)
    sent = pickle.dumps(found)
    assert pid(1).encode() not in sent
    assert pickle.loads(sent).column("value").tolist() == [7]
