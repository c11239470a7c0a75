"""Whether a coding still stands on the text it was made on: what the lake holds of the note, compared."""

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa

from pseudonymize.pseudonym import Pseudonymizer
from schemas.batch import SourceBatch
from schemas.contract import Derive, Domain

UNCHANGED, CHANGED, GONE, UNTOLD = "uændret", "ændret", "mangler", "uden aftryk"

NoteHashes = Callable[[Sequence[str]], Mapping[str, str | None]]
"""``notat_pid`` -> hash of the masked text as it rests, ``None`` without a text; only of notes at rest."""


def no_notes(_: Sequence[str]) -> dict[str, str | None]:
    """There is no lake to look in."""
    return {}


def text_states(
    derivation: Derive, batch: SourceBatch, pseudonymizer: Pseudonymizer, hashes: NoteHashes
) -> pa.Array:
    """A state a row. ``derivation.of``: the note's id and the hash the coding was made on.

    ``uændret``: the note's text is the one that was coded. ``ændret``: it was masked anew and differs, so
    offsets and verdict must be looked at. ``mangler``: the note is not in the lake, or has no text there.
    ``uden aftryk``: the coding does not say what it was made on. Null where it names no note.
    """
    notes, coded = (batch.records.column(name) for name in derivation.of)
    pids: list[str | None] = pseudonymizer.many(Domain.NOTE, notes).to_pylist()
    at_rest = hashes(sorted({pid for pid in pids if pid is not None}))
    pairs = zip(pids, coded.to_pylist(), strict=True)
    return pa.array(
        [None if pid is None else _state(at_rest.get(pid), told) for pid, told in pairs], pa.string()
    )


def _state(at_rest: str | None, coded: str | None) -> str:
    if coded is None or not coded.strip():
        return UNTOLD
    if at_rest is None:
        return GONE
    return UNCHANGED if at_rest == coded.strip().lower() else CHANGED
