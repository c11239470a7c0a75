"""Lines in, lines out: order, cases, bad lines by number, nothing quoted."""

import io
import json
import re
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
import spacy

from pseudonymize.keyed import TextKeys
from pseudonymize.scrub import LINES, BadLineError, Scrubber, ScrubReport, parse, scrub
from pseudonymize.scrub_file import scrub_file
from pseudonymize.text.interface import CaseResult, CaseTexts, MaskedText
from pseudonymize.text.masker import CaseMasker
from schemas.contract import Scan, TextTokens
from vault.testing import MemoryVault

REGISTER = [{"person_id": "p1", "role": "barn", "name": "Emma Holm", "cpr": "150245-6781", "address": None}]


@pytest.fixture(scope="module")
def masker() -> CaseMasker:
    return CaseMasker(spacy.blank("da"), keyed=TextKeys(MemoryVault(1).ring(), ids_are_pids=False))


@pytest.fixture(scope="module")
def scrubber(masker: CaseMasker) -> Scrubber:
    return Scrubber(masker, "m1")


def _line(note: str, case: str, text: str) -> str:
    return json.dumps({"note_id": note, "case_id": case, "register": REGISTER, "text": text})


def test_notes_keep_their_order_and_cases(scrubber: Scrubber) -> None:
    lines = [
        _line("1", "A", "Pedel Thorkild kom med Emma."),
        _line("2", "A", "cpr 150245 6781, thorkild"),
        _line("3", "B", "intet"),
    ]
    out = io.StringIO()
    report = scrub(lines, out, scrubber)
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
    made = {"model": "m1", "rules": rows[0]["rules"], "tokens": "roles"}
    assert rows[2] == {"note_id": "3", "text": "intet", "spans": []} | made
    assert report.clean
    assert report.written == 3


def test_bad_lines_are_counted_by_number_and_never_quoted(scrubber: Scrubber) -> None:
    lines = [
        '{"note_id": "x", "text": "Emma',
        "",
        "[1]",
        '{"note_id": "y"}',
        '{"text": "Emma"}',
        _line("z", "A", "Emma"),
    ]
    out = io.StringIO()
    report = scrub(lines, out, scrubber)
    assert report.bad == [(1, "not JSON"), (3, "not a JSON object"), (4, "no text"), (5, "no note_id")]
    assert not report.clean
    assert "Emma" not in repr(report)
    assert [json.loads(line)["note_id"] for line in out.getvalue().splitlines()] == ["z"]


@pytest.mark.parametrize("register", ['"x"', "[1]", '{"a": 1}'])
def test_a_register_is_a_list_of_persons(register: str) -> None:
    with pytest.raises(BadLineError, match="register"):
        parse(f'{{"note_id": "1", "text": "a", "register": {register}}}', 1)


def test_lines_stream(scrubber: Scrubber) -> None:
    out = io.StringIO()
    seen: list[int] = []

    def lines() -> "io.StringIO":
        for number in range(1200):
            seen.append(len(out.getvalue().splitlines()))
            yield _line(str(number), f"case{number}", "Emma kom")  # type: ignore[misc]

    assert scrub(lines(), out, scrubber).written == 1200
    assert seen[-1] >= 1000


# Files: a case is one case wherever its lines stand


def of_file(lines: list[str], scrubber: Scrubber) -> tuple[list[dict[str, object]], ScrubReport]:
    out = io.StringIO()
    report = scrub_file(io.BytesIO("\n".join(lines).encode()), out, scrubber)
    return [json.loads(line) for line in out.getvalue().splitlines()], report


def test_interleaved_cases_are_whole_cases_in_the_order_given(scrubber: Scrubber) -> None:
    lines = [
        _line("1", "A", "Pedel thorkild kom."),
        _line("2", "B", "Emma kom, thorkild ikke."),
        "",
        _line("3", "A", "Pedel Thorkild Rønnow ringede til Emma."),
        "[1]",
        _line("4", "B", "intet"),
        json.dumps({"note_id": "5", "text": "uden sag: cpr 311299-0001"}),
        _line("6", "A", "Rønnow igen"),
    ]
    rows, report = of_file(lines, scrubber)
    assert [row["note_id"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert [row["text"] for row in rows] == [
        "Pedel [PERSON_1] kom.",
        "[BARN_1] kom, thorkild ikke.",
        "Pedel [PERSON_1] ringede til [BARN_1].",
        "intet",
        "uden sag: cpr [CPR]",
        "[PERSON_1] igen",
    ]
    assert (report.bad, report.withheld, report.returned) == ([(5, "not a JSON object")], [], [])
    assert report.written == 6


def test_a_file_and_the_same_lines_sorted_by_case_say_the_same(scrubber: Scrubber) -> None:
    texts = [
        "Pedel Thorkild kom.",
        "Emma og thorkild",
        "cpr 150245-6781",
        "Lærer Kjeld Brask",
        "brask",
        "intet",
    ]
    mixed = [_line(f"{n:04}", f"c{n * 7 % 97}", texts[n * 5 % 6]) for n in range(3 * LINES)]
    rows, report = of_file(mixed, scrubber)
    out = io.StringIO()
    scrub(sorted(mixed, key=lambda line: json.loads(line)["case_id"]), out, scrubber)
    neighbours = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [row["note_id"] for row in rows] == [f"{n:04}" for n in range(3 * LINES)]
    assert rows == sorted(neighbours, key=lambda row: row["note_id"])
    assert report.clean
    assert report.written == 3 * LINES


def test_only_masked_text_waits_and_in_a_file_without_a_name(
    scrubber: Scrubber, monkeypatch: pytest.MonkeyPatch
) -> None:
    spooled = io.BytesIO()

    class Kept(io.BytesIO):
        def __exit__(self, *_: object) -> None:
            spooled.write(self.getvalue())

    monkeypatch.setattr("pseudonymize.scrub_file.tempfile.TemporaryFile", Kept)
    lines = [_line("0", "A", "Emma 0"), *(_line(str(n), f"c{n}", "Emma") for n in range(1, LINES))]
    rows, _ = of_file([*lines, _line("z", "A", "Emma til sidst")], scrubber)
    assert rows[-1]["text"] == "[BARN_1] til sidst"
    assert b"[BARN_1] til sidst" in spooled.getvalue()
    assert b"Emma" not in spooled.getvalue()


def test_bytes_that_are_no_text_and_halves_of_characters(scrubber: Scrubber) -> None:
    out = io.StringIO()
    half = b'{"note_id": "h\\ud800", "text": "Emma", "register": [{"name": "Emma Holm", "role": "barn"}]}'
    spoilt = b'{"note_id": 3, "text": "Emma \\ud800"}'
    given = b"\n".join([b'{"note_id": 1, "text": "\xe6"}', half, spoilt])
    report = scrub_file(io.BytesIO(given), out, scrubber)
    assert (report.bad, report.withheld) == ([(1, "not UTF-8")], [3])
    masked, withheld = out.getvalue().splitlines()
    assert (json.loads(masked)["note_id"], json.loads(masked)["text"]) == ("h\ud800", "[BARN_1]")
    assert json.loads(withheld)["text"] is None
    out.getvalue().encode()


def test_a_file_that_changes_while_it_is_read(scrubber: Scrubber) -> None:
    class Changing(io.BytesIO):
        def readline(self, *_: object) -> bytes:
            return super().readline().replace(b"note_id", b"note_xx")

    lines = [_line("1", "A", "Emma"), _line("2", "B", "Emma")]
    report = scrub_file(Changing("\n".join(lines).encode()), io.StringIO(), scrubber)
    assert report.bad == [(1, "changed while it was read"), (2, "changed while it was read")]
    assert report.written == 0


def test_an_empty_file(scrubber: Scrubber) -> None:
    assert of_file(["", " "], scrubber) == ([], ScrubReport())


def test_registers_of_a_case_add_up(scrubber: Scrubber) -> None:
    people = [
        [{"person_id": "m", "role": "mor", "name": "Mette Holm"}, {"role": "barn", "name": "Emma Holm"}],
        [{"person_id": "m", "role": "mor", "phone": "52 90 13 77"}, {"role": "far", "name": "Ejvind Kvist"}],
        [{"role": "barn", "name": "Emma Holm"}],
    ]
    texts = ["Mette, Emma, Ejvind, 52901377"] * 3
    notes = [
        json.dumps({"note_id": n, "case_id": "A", "register": register, "text": text})
        for n, (register, text) in enumerate(zip(people, texts, strict=True))
    ]
    rows, _ = of_file(notes, scrubber)
    assert {row["text"] for row in rows} == {"[MOR_1], [BARN_1], [FAR_1], [TLF]"}
    assert [span["person_id"] for span in rows[0]["spans"]] == ["m", "#2", "#3", "m"]  # type: ignore[attr-defined]


class Unmasked:
    """Gives texts back as they are: what is measured is the reading and the waiting."""

    fingerprint = "none"

    def mask(self, cases: Sequence[CaseTexts]) -> list[CaseResult]:
        return [
            CaseResult(tuple(MaskedText(text or "", ()) for text in case.texts), case.casebook)
            for case in cases
        ]


def test_memory_does_not_grow_with_what_waits(tmp_path: Path) -> None:
    count, text = 20_000, "x" * 2000
    given = tmp_path / "in.jsonl"
    with given.open("w", encoding="utf-8") as file:
        # The second line of every case comes after the first of all.
        file.writelines(_line(str(n), f"c{n % (count // 2)}", text) + "\n" for n in range(count))
    wanted = tmp_path / "out.jsonl"
    tracemalloc.start()
    with given.open("rb") as source, wanted.open("w", encoding="utf-8") as out:
        report = scrub_file(source, out, Scrubber(Unmasked()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.written == count
    assert peak < given.stat().st_size / 3
    with wanted.open(encoding="utf-8") as lines:
        assert [json.loads(line)["note_id"] for line in lines] == [str(n) for n in range(count)]


# Streams: a case is one case within a window


def test_a_case_that_returns_after_its_end_is_told(scrubber: Scrubber) -> None:
    lines = [_line("0", "A", "Emma"), *(_line(str(n), f"c{n}", "intet") for n in range(1, LINES + 5))]
    lines += [_line("y", "A", "Emma"), _line("z", "A", "Emma")]
    out = io.StringIO()
    report = scrub(lines, out, scrubber)
    assert report.returned == [LINES + 6, LINES + 7]
    assert not report.clean
    assert json.loads(out.getvalue().splitlines()[-1])["text"] == "[BARN_1]"
    together = [_line("0", "A", "Thorkild Rønnow"), _line("1", "B", "intet"), _line("2", "A", "Emma")]
    assert scrub(together, io.StringIO(), scrubber).clean


# Policies


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ("roles", r"\[BARN_1\]s mor, \[CPR\]"),
        ("kinds", r"\[PERSON\]s mor, \[CPR\]"),
        ("pseudonyms", r"\[PERSON ([a-z2-7]{16})\]s mor, \[CPR \1\]"),
        ("surrogates", r"[A-ZÆØÅ]\w+s mor, 3\d{5}-\d{4}"),
    ],
)
def test_policies(tokens: str, expected: str, masker: CaseMasker) -> None:
    wish = Scan(tokens=tokens, dates="keep")  # type: ignore[arg-type]
    text = "Emmas mor, 150245-6781"
    (row,), report = of_file([_line("1", "A", text)], Scrubber(masker, "m1", wish))
    assert re.fullmatch(expected, str(row["text"]))
    assert row["tokens"] == tokens
    rebuilt, at = "", 0
    for span in row["spans"]:  # type: ignore[attr-defined]
        rebuilt += text[at : span["start"]] + span["token"]
        at = span["end"]
    assert rebuilt + text[at:] == row["text"]
    assert report.clean


def test_surrogates_are_not_masked_again(masker: CaseMasker) -> None:
    scrubber = Scrubber(masker, "m1", Scan(tokens="surrogates"))
    (row,), _ = of_file([_line("1", "A", "Emma kom")], scrubber)
    rows, report = of_file([json.dumps(row)], scrubber)
    assert rows == []
    assert report.bad == [(1, "masked with surrogates before; give the original")]


@pytest.mark.parametrize("tokens", ["pseudonyms", "surrogates"])
def test_notes_without_a_case_share_nobody(masker: CaseMasker, tokens: TextTokens) -> None:
    people = ("Gurli Vestad", "Mette Holm")
    lines = [
        json.dumps({"note_id": n, "register": [{"role": "mor", "name": name}], "text": f"{name}; nabo Kaj"})
        for n, name in enumerate(people)
    ]
    out = io.StringIO()
    scrub(lines, out, Scrubber(masker, wish=Scan(tokens=tokens)))
    one, other = (json.loads(line)["text"].split("; nabo ") for line in out.getvalue().splitlines())
    assert one[0] != other[0]
    assert one[1] != other[1]
