"""Appending: a chain, whoever writes, whatever was interrupted."""

import json
import multiprocessing
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread

import pytest

from audit.event import GENESIS, AuditEvent, EventType
from audit.log import LONGEST_LINE, AuditLog
from audit.verify import read_events, verify
from schemas.errors import AuditError

NOON = datetime(2026, 11, 21, 12, 0, 0, 123_456, tzinfo=UTC)


def now() -> datetime:
    return NOON


def started(run: str = "r1") -> AuditEvent:
    return AuditEvent(EventType.RUN_STARTED, run, "sag", "demo", {"rows": 3}, {"epoch": "e1"})


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.jsonl", now)


def test_numbers_time_and_hashes_are_the_logs_own(log: AuditLog) -> None:
    first = log.append(started())
    second = log.append(started())
    assert (first.seq, first.time, first.prev) == (1, "2026-11-21T12:00:00.123Z", GENESIS)
    assert (second.seq, second.prev) == (2, first.hash)
    assert list(read_events(log.path)) == [first, second]
    assert verify(log.path).head == second.hash
    assert "audit.jsonl" in repr(log)


def test_time_is_utc_whatever_zone_the_clock_has(tmp_path: Path) -> None:
    copenhagen = timezone(timedelta(hours=1))
    log = AuditLog(tmp_path / "audit.jsonl", lambda: NOON.astimezone(copenhagen))
    assert log.append(started()).time == "2026-11-21T12:00:00.123Z"


def test_a_clock_without_zone_is_refused(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.jsonl", lambda: NOON.replace(tzinfo=None))
    with pytest.raises(AuditError, match="zone"):
        log.append(started())
    assert log.path.read_bytes() == b""


def test_the_log_is_closed_to_the_world(log: AuditLog) -> None:
    log.append(started())
    assert stat.S_IMODE(log.path.stat().st_mode) & 0o037 == 0


@pytest.mark.parametrize("whole", [0, 1, 5])
@pytest.mark.parametrize("torn", [1, 40, 200])
def test_a_torn_last_line_is_cut_and_said(log: AuditLog, whole: int, torn: int) -> None:
    for _ in range(whole + 1):
        log.append(started())
    content = log.path.read_bytes()
    keep = content.rfind(b"\n", 0, -1) + 1 + torn
    os.truncate(log.path, keep)
    assert verify(log.path).problem is not None
    last = log.append(started("r2"))
    events = list(read_events(log.path))
    assert [event.type for event in events[whole:]] == [EventType.LOG_MENDED, EventType.RUN_STARTED]
    assert events[whole].counts == {"bytes": torn}
    assert last.seq == whole + 2
    assert verify(log.path).problem is None


def test_zeros_that_a_power_cut_left_are_cut(log: AuditLog) -> None:
    log.append(started())
    with log.path.open("ab") as file:
        file.write(b"\0" * 4096)
    log.append(started())
    assert verify(log.path).events == 3


@pytest.mark.parametrize(
    "line",
    [b"{}", b"[]", b"?", b"\xff", b'"x"', b'{"seq":1,"hash":"0"}', b'{"seq":"Emma","hash":"0"}', b""],
)
def test_nothing_is_appended_to_a_damaged_line(log: AuditLog, line: bytes) -> None:
    log.append(started())
    with log.path.open("ab") as file:
        file.write(line + b"\n")
    before = log.path.read_bytes()
    with pytest.raises(AuditError, match="damaged") as caught:
        log.append(started())
    assert "Emma" not in str(caught.value)
    assert log.path.read_bytes() == before


def test_nothing_is_appended_to_junk_without_lines(log: AuditLog) -> None:
    log.path.write_bytes(b"x" * (3 * LONGEST_LINE))
    with pytest.raises(AuditError, match="damaged"):
        log.append(started())
    assert log.path.stat().st_size == 3 * LONGEST_LINE


def test_a_last_line_altered_at_its_end_is_refused(log: AuditLog) -> None:
    written = log.append(started())
    fields = json.loads(log.path.read_text())
    fields["counts"]["rows"] = 4
    log.path.write_text(json.dumps({**fields, "hash": written.hash}) + "\n")
    with pytest.raises(AuditError, match="damaged"):
        log.append(started())


def test_an_event_too_long_for_a_line_is_refused(log: AuditLog) -> None:
    counts = {f"{'kind':x<50}{n}": n for n in range(2000)}
    with pytest.raises(AuditError, match="bytes long"):
        log.append(AuditEvent(EventType.RUN_FINISHED, "r1", counts=counts))
    assert log.path.read_bytes() == b""


def test_a_folder_that_is_not_there_is_an_audit_error(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="cannot be written"):
        AuditLog(tmp_path / "none" / "audit.jsonl", now).append(started())


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").touch()
    (tmp_path / "audit.jsonl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AuditError, match="cannot be written"):
        AuditLog(tmp_path / "audit.jsonl", now).append(started())


def test_short_writes_are_continued(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[[int, memoryview], int] = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:7]))
    log.append(started())
    assert verify(log.path).events == 1


def _append_many(path: Path, run: str, count: int) -> None:
    log = AuditLog(path, now)
    for _ in range(count):
        log.append(started(run))


def test_processes_and_threads_write_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_append_many, args=(path, f"p{n}", 40)) for n in range(2)]
    threads = [Thread(target=_append_many, args=(path, f"t{n}", 40)) for n in range(2)]
    for writer in writers:  # processes first: a fork of a threaded process is not safe
        writer.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for writer in writers:
        writer.join()
    assert verify(path).problem is None
    runs = [event.run for event in read_events(path)]
    assert {run: runs.count(run) for run in set(runs)} == {"p0": 40, "p1": 40, "t0": 40, "t1": 40}
