"""What is written is what was meant: offsets, determinism, size, variety, and the awkward cases."""

import hashlib
import html
import json
import re
import sys
import tracemalloc
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from sqlite3 import connect
from statistics import mean, median
from typing import Any

import pytest

from synthetic import generate
from tests.synthetic.conftest import AS_OF, CASES, SEED, Rows

FILES = {"demo_myndighed": "myndighed.sqlite", "demo_udfoerer": "udfoerer.sqlite"}
LABELS = {"PER", "CPR", "DOB", "ADDR", "PHONE", "EMAIL", "LOC", "ORG_ID", "ID"}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_truth_points_at_what_stands_there(sources: Path) -> None:
    marks = 0
    for system, file in FILES.items():
        with closing(connect(sources / file)) as base:
            for line in lines(sources / "truth.jsonl"):
                if line["system"] == system:
                    sql = f'SELECT "{line["column"]}" FROM "{line["table"]}" WHERE rowid = ?'
                    cell = base.execute(sql, (line["id"],)).fetchone()[0]
                    for mark in line["mentions"]:
                        assert cell[mark["start"] : mark["end"]] == mark["text"] != ""
                        assert mark["label"] in LABELS
                    marks += len(line["mentions"])
    assert marks > 20_000


def test_truth_covers_every_note(sources: Path, authority: Rows, performing: Rows) -> None:
    told = {(t["table"], t["column"], t["id"]) for t in lines(sources / "truth.jsonl")}
    assert {("JournalArkNote", "Note", n) for (n,) in authority("SELECT ID FROM JournalArkNote")} <= told
    assert {("Journal", "Tekst", n) for (n,) in performing("SELECT NotatId FROM Journal")} <= told


def test_no_full_name_or_number_is_left_unmarked(sources: Path) -> None:
    """Outside the marks no family member's full name, CPR or mail stands in any text of their case."""
    people = {p["key"]: p for p in lines(sources / "people.jsonl")}
    with closing(connect(sources / "myndighed.sqlite")) as base:
        for line in lines(sources / "truth.jsonl"):
            if line["table"] == "JournalArkNote" and line["column"] == "Note":
                body = base.execute("SELECT Note FROM JournalArkNote WHERE ID = ?", (line["id"],)).fetchone()[
                    0
                ]
                rest, at = [], 0
                for mark in line["mentions"]:
                    rest.append(body[at : mark["start"]])
                    at = mark["end"]
                bare = html.unescape("\x00".join([*rest, body[at:]]))
                for key in {m["person"] for m in line["mentions"] if m["person"]}:
                    person = people[key]
                    assert person["full"] not in bare
                    assert not person.get("email") or person["email"] not in bare
                    assert not person.get("cpr") or person["cpr"][6:] not in bare


def test_broken_mails_are_still_marked(sources: Path) -> None:
    """Somewhere a name or a place stands in a broken encoding, and the truth knows it."""
    told = [mark["text"] for line in lines(sources / "truth.jsonl") for mark in line["mentions"]]
    assert any("Ã" in text for text in told)


def test_people_are_written_once(sources: Path, authority: Rows) -> None:
    people = lines(sources / "people.jsonl")
    keys = [p["key"] for p in people]
    assert len(keys) == len(set(keys))
    in_system = {p["cpr"] for p in people if "cpr" in p}
    assert in_system == {cpr.replace("-", "") for (cpr,) in authority("SELECT CprNummer FROM Person")}
    assert any(p["known_in"] == "" for p in people)
    assert all(p["email"].endswith(".example") for p in people if "email" in p)


def digest(folder: Path) -> str:
    parts: list[str] = []
    for file in FILES.values():
        with closing(connect(folder / file)) as base:
            parts.extend(base.iterdump())
    parts += [(folder / name).read_text("utf-8") for name in ("truth.jsonl", "people.jsonl")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def test_same_seed_same_content(tmp_path: Path) -> None:
    def made(name: str, seed: int, as_of: date) -> str:
        generate(tmp_path / name, cases=51, seed=seed, as_of=as_of)
        return digest(tmp_path / name)

    first = made("a", 1, AS_OF)
    assert made("b", 1, AS_OF) == first
    assert made("c", 2, AS_OF) != first
    assert made("d", 1, date(2027, 1, 1)) != first


def test_a_case_is_the_same_whatever_the_number_of_cases(tmp_path: Path, sources: Path) -> None:
    generate(tmp_path, cases=75, seed=SEED, as_of=AS_OF)
    few = (tmp_path / "truth.jsonl").read_text("utf-8").splitlines()
    many = (sources / "truth.jsonl").read_text("utf-8").splitlines()
    assert many[: len(few)] == few


def test_memory_does_not_grow_with_the_number_of_cases(
    tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``sources`` has filled the caches; a smaller buffer shows the same in less time."""
    monkeypatch.setattr(sys.modules["synthetic.generate"], "FLUSH_EVERY", 10)

    def peak(cases: int) -> int:
        tracemalloc.start()
        generate(tmp_path, cases=cases, seed=3, as_of=AS_OF)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert peak(104) < 1.4 * peak(52)  # it would double


def test_notes_are_varied(authority: Rows, performing: Rows) -> None:
    bodies = [b for (b,) in authority("SELECT Note FROM JournalArkNote")]
    bodies += [b for (b,) in performing("SELECT Tekst FROM Journal")]
    assert len(bodies) / CASES == pytest.approx(12, abs=2)
    repeated = len(bodies) - len(set(bodies))
    assert repeated / len(bodies) < 0.01
    openings = Counter(re.sub(r"<[^>]*>", "", body)[:40] for body in bodies)
    assert openings.most_common(1)[0][1] / len(bodies) < 0.03


def test_notes_are_as_long_as_notes_are(performing: Rows, authority: Rows) -> None:
    words = sorted(len(t.split()) for (t,) in performing("SELECT Tekst FROM Journal"))
    words += [len(t.split()) for (t,) in authority("SELECT Note FROM JournalArkNote")]
    words.sort()
    assert 55 <= median(words) <= 90
    assert 105 <= mean(words) <= 165
    assert words[int(len(words) * 0.99)] > 600


def test_the_awkward_cases_are_there(authority: Rows, performing: Rows) -> None:
    (expired,) = authority("SELECT count(*) FROM Sag WHERE SenesteHaendelse < '2021-11-20'")[0]
    (deleted,) = authority("SELECT count(*) FROM Sag WHERE SlettetDato IS NOT NULL")[0]
    (protected,) = authority("SELECT count(*) FROM Sag WHERE ErBeskyttet")[0]
    (two_cases,) = authority(
        "SELECT count(*) FROM (SELECT count(*) AS n FROM Sag JOIN Person ON Person.ID = PersonID "
        "GROUP BY MorCPR) WHERE n > 1"
    )[0]
    (gone,) = authority("SELECT count(*) FROM JournalArkNote WHERE SlettetDato IS NOT NULL")[0]
    (unknown,) = authority("SELECT count(*) FROM Sagspart WHERE PersonID IS NULL AND Navn <> ''")[0]
    (unchanged,) = performing('SELECT count(*) FROM Journal WHERE "SenestÆndret" IS NULL')[0]
    assert min(expired, deleted, protected, two_cases, gone, unknown, unchanged) >= 3


def test_a_persons_last_event_is_that_of_their_latest_case(authority: Rows) -> None:
    late = authority(
        "SELECT count(*) FROM Person p JOIN Sag s ON s.PersonID = p.ID "
        "WHERE p.SenesteHaendelse < s.SenesteHaendelse"
    )
    assert late == [(0,)]


def test_children_are_children(authority: Rows) -> None:
    for born, opened, mother in authority(
        "SELECT b.FoedtDato, s.Oprettet, m.FoedtDato FROM Sag s JOIN Person b ON b.ID = s.PersonID "
        "JOIN Person m ON m.CprNummer = b.MorCPR"
    ):
        assert born < opened <= AS_OF.isoformat()
        assert 17 <= int(born[:4]) - int(mother[:4]) <= 46


def test_too_few_cases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 51"):
        generate(tmp_path, cases=50, seed=1, as_of=AS_OF)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    generate(tmp_path, cases=51, seed=1, as_of=AS_OF, progress=lambda done, all_: told.append((done, all_)))
    assert told[-1] == (51, 51)
