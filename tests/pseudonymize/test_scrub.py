"""Lines in, lines out: order, cases, bad lines by number, nothing quoted."""

import io
import json

import pytest
import spacy

from pseudonymize.scrub import BadLineError, parse, scrub
from pseudonymize.text.masker import CaseMasker

REGISTER = [{"person_id": "p1", "role": "barn", "name": "Emma Holm", "cpr": "150245-6781", "address": None}]


@pytest.fixture(scope="module")
def masker() -> CaseMasker:
    return CaseMasker(spacy.blank("da"), dates="keep")


def _line(note: str, case: str, text: str) -> str:
    return json.dumps({"note_id": note, "case_id": case, "register": REGISTER, "text": text})


def test_notes_keep_their_order_and_cases(masker: CaseMasker) -> None:
    lines = [
        _line("1", "A", "Pedel Thorkild kom med Emma."),
        _line("2", "A", "cpr 150245 6781, thorkild"),
        _line("3", "B", "intet"),
    ]
    out = io.StringIO()
    report = scrub(lines, out, masker, model="m1")
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [r["note_id"] for r in rows] == ["1", "2", "3"]
    assert rows[0]["text"] == "Pedel [PERSON_1] kom med [BARN_1]."
    assert rows[1]["text"] == "cpr [CPR], [PERSON_1]"
    assert rows[1]["spans"][0] == {
        "start": 4,
        "end": 15,
        "kind": "CPR",
        "recognizer": rows[1]["spans"][0]["recognizer"],
        "score": rows[1]["spans"][0]["score"],
        "token": "[CPR]",
        "person_id": "p1",
    }
    assert rows[2] == {"note_id": "3", "text": "intet", "spans": [], "model": "m1", "rules": rows[0]["rules"]}
    assert report.clean
    assert report.written == 3


def test_bad_lines_are_counted_by_number_and_never_quoted(masker: CaseMasker) -> None:
    lines = [
        '{"note_id": "x", "text": "Emma',
        "",
        "[1]",
        '{"note_id": "y"}',
        '{"text": "Emma"}',
        _line("z", "A", "Emma"),
    ]
    out = io.StringIO()
    report = scrub(lines, out, masker)
    assert report.bad == [(1, "not JSON"), (3, "not a JSON object"), (4, "no text"), (5, "no note_id")]
    assert not report.clean
    assert "Emma" not in repr(report)
    assert [json.loads(line)["note_id"] for line in out.getvalue().splitlines()] == ["z"]


@pytest.mark.parametrize("register", ['"x"', "[1]", '{"a": 1}'])
def test_a_register_is_a_list_of_persons(register: str) -> None:
    with pytest.raises(BadLineError, match="register"):
        parse(f'{{"note_id": "1", "text": "a", "register": {register}}}', 1)


def test_lines_stream(masker: CaseMasker) -> None:
    out = io.StringIO()
    seen: list[int] = []

    def lines() -> "io.StringIO":
        for number in range(1200):
            seen.append(len(out.getvalue().splitlines()))
            yield _line(str(number), f"case{number}", "Emma kom")  # type: ignore[misc]

    assert scrub(lines(), out, masker).written == 1200
    assert seen[-1] >= 1000
