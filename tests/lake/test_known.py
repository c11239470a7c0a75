"""What the lake knows, compared with what a source shows."""

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from lake.writer import Lake
from tests.lake.making import NOTES, SYSTEM, TIGHT, harvest, note, pid

ROWS = [note(f"k{number}", f"tekst {number}", 2016 + number % 3) for number in range(40)]


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    harvest(tmp_path / "lake", ROWS)
    with Lake.open(tmp_path / "lake", "r", limits=TIGHT) as held:
        yield held


def columns(rows: list[dict[str, Any]]) -> tuple[pa.Array, pa.Array]:
    return pa.array([row["kilde_id_pid"] for row in rows]), pa.array([row["kilde_aftryk"] for row in rows])


def test_an_unchanged_row_is_known(lake: Lake) -> None:
    known = lake.stage.known(NOTES.dataset, SYSTEM)
    changed, places = known.compare(*columns(ROWS))
    assert len(known) == 40
    assert not changed.any()
    assert sorted(places) == list(range(40))


def test_an_edited_and_a_new_row_are_not(lake: Lake) -> None:
    rows = [ROWS[0], note("k1", "rettet"), note("ny")]
    changed, places = lake.stage.known(NOTES.dataset, SYSTEM).compare(*columns(rows))
    assert changed.tolist() == [False, True, True]
    assert (places >= 0).tolist() == [True, True, False]


def test_rows_never_seen_are_missing(lake: Lake) -> None:
    known = lake.stage.known(NOTES.dataset, SYSTEM)
    _, places = known.compare(*columns(ROWS[:38]))
    seen = np.zeros(len(known), dtype=bool)
    seen[places] = True
    assert set(known.missing(seen).tolist()) == {pid("k38").encode(), pid("k39").encode()}


def test_a_worker_gets_a_path_not_the_rows(lake: Lake) -> None:
    stage = pickle.loads(pickle.dumps(lake.stage))
    sent = pickle.dumps(stage.known(NOTES.dataset, SYSTEM))
    assert len(sent) < 2_000
    assert not pickle.loads(sent).compare(*columns(ROWS))[0].any()


def test_an_unknown_dataset_has_no_rows(lake: Lake) -> None:
    known = lake.stage.known("intet", SYSTEM)
    changed, places = known.compare(*columns(ROWS[:2]))
    assert len(known) == 0
    assert changed.tolist() == [True, True]
    assert places.tolist() == [-1, -1]
    assert len(known.missing(np.zeros(0, dtype=bool))) == 0


def test_no_row_asked_for(lake: Lake) -> None:
    changed, places = lake.stage.known(NOTES.dataset, SYSTEM).compare(*columns([]))
    assert len(changed) == len(places) == 0


def test_says_how_many_never_which(lake: Lake) -> None:
    assert repr(lake.stage.known(NOTES.dataset, SYSTEM)) == "Known(40 rows in 3 partitions)"


def test_two_workers_may_read_the_lake_at_once(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    stage, folder = lake.stage, lake.stage.folder / "known"
    real = Path.rename

    def slower(draft: Path, target: Path) -> Path:
        monkeypatch.setattr(Path, "rename", real)
        stage.known(NOTES.dataset, SYSTEM)  # the other worker is done first
        return real(draft, target)

    monkeypatch.setattr(Path, "rename", slower)
    known = stage.known(NOTES.dataset, SYSTEM)
    assert not known.compare(*columns(ROWS))[0].any()
    assert [path.name for path in folder.iterdir()] == ["notat__demo@1"]
