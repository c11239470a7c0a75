"""Codings know whether their text is still the one that was coded."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pseudonymize.apply import Applier
from pseudonymize.coded import CHANGED, GONE, UNCHANGED, UNTOLD
from pseudonymize.pseudonym import Pseudonymizer
from schemas.contract import Domain
from tests.pseudonymize.conftest import Batches

HASH, OTHER = "ab" * 32, "cd" * 32
CASES = [
    ("alfa:7", HASH, UNCHANGED),
    ("alfa:7", f" {HASH.upper()} ", UNCHANGED),
    ("alfa:7", OTHER, CHANGED),
    ("alfa:8", HASH, GONE),  # the note has no text in the lake
    ("alfa:9", HASH, GONE),  # there is no such note
    ("alfa:7", None, UNTOLD),
    ("alfa:7", " ", UNTOLD),
    (None, HASH, None),
]


@pytest.fixture
def noted(harvested: Applier, pseudonymizer: Pseudonymizer) -> Applier:
    at_rest = {pseudonymizer.one(Domain.NOTE, "alfa:7"): HASH, pseudonymizer.one(Domain.NOTE, "alfa:8"): None}
    return replace(harvested, note_hashes=lambda pids: {p: at_rest[p] for p in pids if p in at_rest})


def coding(note: str | None, digest: str | None) -> dict[str, Any]:
    return {
        "kodning_id": "alfa:1",
        "sag_id": "alfa:1",
        "notat_id": note,
        "tekst_sha256": digest,
        "kode": "alliance",
        "kodebog_version": "2019",
    }


@pytest.mark.parametrize(("note", "digest", "state"), CASES)
def test_states(
    note: str | None, digest: str | None, state: str, noted: Applier, rows_of: Batches, identify: Callable
) -> None:
    rows = identify(noted, rows_of("kodning", [coding(note, digest)]))
    (row,) = noted.apply(rows, "nat-1").batch.records.to_pylist()
    assert row["tekst_status"] == state
    assert row["tekst_sha256"] == digest


def test_a_coding_is_new_when_its_text_is(noted: Applier, rows_of: Batches, identify: Callable) -> None:
    batch = rows_of("kodning", [coding("alfa:7", HASH)])
    changed = replace(noted, note_hashes=lambda pids: dict.fromkeys(pids, OTHER))
    before, again, after = (identify(one, batch).marks.to_pylist() for one in (noted, noted, changed))
    assert before == again != after
