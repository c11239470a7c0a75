"""Whatever is altered is noticed and named; what cannot be noticed is stated."""

import json
import tracemalloc
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import verify as module
from audit.event import GENESIS, AuditEvent, EventType, canonical, chained_hash, fields_of
from audit.log import LONGEST_LINE, AuditLog
from audit.verify import Verified, read_events, verify
from schemas.errors import AuditError

LINES = 6


def written(path: Path, lines: int = LINES) -> bytes:
    log = AuditLog(path, lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    for number in range(lines):
        log.append(AuditEvent(EventType.DATASET_COMMITTED, "r1", "sag", "demo", {"rows": number}))
    return path.read_bytes()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    path = tmp_path_factory.mktemp("audit") / "audit.jsonl"
    return path, written(path)


def test_a_whole_log_holds(whole: tuple[Path, bytes]) -> None:
    path, content = whole
    path.write_bytes(content)
    head = json.loads(content.splitlines()[-1])["hash"]
    assert verify(path) == Verified(LINES, head)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_any_flipped_byte_is_noticed_and_its_event_named(
    whole: tuple[Path, bytes], data: st.DataObject
) -> None:
    path, content = whole
    place = data.draw(st.integers(0, len(content) - 1))
    mask = data.draw(st.integers(1, 255))
    path.write_bytes(content[:place] + bytes([content[place] ^ mask]) + content[place + 1 :])
    found = verify(path)
    hit = content[:place].count(b"\n") + 1
    assert found.problem is not None
    assert found.events == hit - 1
    assert found.problem.startswith(f"event {hit} ")


@pytest.mark.parametrize("number", range(LINES))
def test_an_event_taken_out_is_noticed(whole: tuple[Path, bytes], number: int) -> None:
    path, content = whole
    lines = content.splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))
    found = verify(path)
    if number == LINES - 1:
        # The stated limit: a tail cut at a line boundary needs a checkpoint kept elsewhere.
        assert found == Verified(LINES - 1, json.loads(lines[-2])["hash"])
        assert "cut off the end" in " ".join(str(module.__doc__).split())
    else:
        assert found.events == number
        assert found.problem is not None
        assert found.problem.startswith(f"event {number + 1} has another number")


def test_events_exchanged_or_repeated_are_noticed(whole: tuple[Path, bytes]) -> None:
    path, content = whole
    lines = content.splitlines(keepends=True)
    for order in ([0, 2, 1, 3], [0, 1, 1, 2]):
        path.write_bytes(b"".join(lines[n] for n in order))
        assert "another number" in str(verify(path).problem)


def test_an_event_rewritten_with_its_own_hash_breaks_the_next(whole: tuple[Path, bytes]) -> None:
    path, content = whole
    lines = content.splitlines(keepends=True)
    fields = json.loads(lines[2])
    del fields["hash"]
    fields["counts"]["rows"] = 99
    lines[2] = canonical({**fields, "hash": chained_hash(fields)}) + b"\n"
    path.write_bytes(b"".join(lines))
    assert verify(path).problem == "event 4 does not follow the event before it"


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"null\n",
        b"[1]\n",
        b"{}\n",
        b"\xff\n",
        b"[" * 30_000 + b"\n",
        b'{"seq":' + b"9" * 5000 + b"}\n",
    ],
)
def test_a_line_that_is_no_event_is_named(whole: tuple[Path, bytes], line: bytes) -> None:
    path, content = whole
    path.write_bytes(content + line)
    found = verify(path)
    assert (found.events, found.problem) == (LINES, f"event {LINES + 1} is not an event")


def test_the_same_event_spelled_otherwise_is_noticed(whole: tuple[Path, bytes]) -> None:
    path, content = whole
    first, rest = content.split(b"\n", 1)
    path.write_bytes(first.replace(b'{"counts"', b'{ "counts"') + b"\n" + rest)
    assert str(verify(path).problem).startswith("event 1 was altered")


def test_a_half_line_and_an_endless_one_are_noticed(whole: tuple[Path, bytes]) -> None:
    path, content = whole
    for tail in (b"{", b"x" * (2 * LONGEST_LINE)):
        path.write_bytes(content + tail)
        assert str(verify(path).problem).startswith(f"event {LINES + 1} is half written")


def test_missing_and_empty_logs(tmp_path: Path) -> None:
    assert "cannot be read" in str(verify(tmp_path / "audit.jsonl").problem)
    (tmp_path / "audit.jsonl").touch()
    assert verify(tmp_path / "audit.jsonl") == Verified(0, GENESIS)


def test_events_of_a_later_release_still_verify(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    fields = {
        **fields_of(AuditEvent(EventType.RUN_STARTED, "r1", seq=1, prev=GENESIS)),
        "type": "moon_landed",
    }
    path.write_bytes(canonical({**fields, "hash": chained_hash(fields)}) + b"\n")
    assert verify(path).problem is None
    with pytest.raises(AuditError, match=r"Line 1 .* is no event"):
        list(read_events(path))


def test_verifying_takes_little_memory_however_long_the_log(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    head, counter = GENESIS, count(1)
    with path.open("wb") as file:
        for seq in (next(counter) for _ in range(20_000)):
            fields = fields_of(AuditEvent(EventType.RUN_STARTED, "r1", seq=seq, prev=head))
            head = chained_hash(fields)
            file.write(canonical({**fields, "hash": head}) + b"\n")
    tracemalloc.start()
    found = verify(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.events, found.problem) == (20_000, None)
    assert peak < 1_000_000 < path.stat().st_size
