"""``datahoest model evaluate``: tables, JSON, other pipelines, and what is wrong said by file and line."""

import json
from io import StringIO
from pathlib import Path

import pytest
import spacy
from click.testing import CliRunner

from flows.cli import cli as group
from flows.cli import run
from flows.cli.exits import Exit

LINES = [
    {
        "note_id": "A-1",
        "case_id": "A",
        "genre": "notat",
        "text": "⟦PER#p1:Jens Hansen⟧ ringer fra ⟦LOC:Randers⟧.",
    },
    {
        "note_id": "B-1",
        "case_id": "B",
        "genre": "notat",
        "text": "Mor ⟦PER#x1:Fatima⟧ kom.\nSet;hos;os\nDato;nr;x",
    },
    {"note_id": "C-1", "case_id": "C", "genre": "notat", "text": "⟦PER#p1:Jens Hansen⟧ er fra en anden sag."},
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    written = "\n".join(json.dumps(line, ensure_ascii=False) for line in LINES)
    (folder / "notes.jsonl").write_text(written, encoding="utf-8")
    return folder


def read(*arguments: str) -> str:
    done = CliRunner().invoke(group, ["model", "evaluate", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_tables_hold_no_word_of_the_notes(gold: Path) -> None:
    shown = read("--gold", str(gold))
    assert "| gold test (case notes) | 3 |" in shown
    for block in ("Test sets", "Gold by form", "Gold by genre"):
        assert f"### {block}" in shown
    for form in ("small letters", "capitals", "dictated", "wrong encoding", "tables"):
        assert f"| {form} |" in shown
    assert "Jens" not in shown
    assert "Fatima" not in shown


def test_json_has_intervals_and_tells_which_model(gold: Path) -> None:
    found = json.loads(read("--gold", str(gold / "notes.jsonl"), "--json"))
    first = found["lines"][0]
    assert len(found["hash"]) == 12
    assert found["words_per_second"] > 0
    assert first["people"] == 3
    low, high = first["any_recall_95"]
    assert low <= first["any_recall"] <= high


def test_of_a_folder_with_a_split_only_the_test_cases_are_read(gold: Path) -> None:
    (gold / "split.json").write_text('{"A": "test", "B": "dev", "C": "train"}', encoding="utf-8")
    (gold / "origins.json").write_text('{"A": "dansk"}', encoding="utf-8")
    found = json.loads(read("--gold", str(gold), "--json"))
    assert found["lines"][0]["people"] == 1
    assert "Gold by origin of the family" in {line["block"] for line in found["lines"]}


def test_public_sets_are_measured_too(gold: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.test.jsonl.gz").write_bytes(
        _packed({"text": "Jens Hansen ler.", "spans": [[0, 11, "PER"]]})
    )
    assert "| mine.test | 1 |" in read("--gold", str(gold), "--data", str(tmp_path))


def _packed(row: dict[str, object]) -> bytes:
    import gzip

    return gzip.compress(json.dumps(row).encode())


def test_another_pipeline_with_a_label_map(gold: Path, tmp_path: Path) -> None:
    other = spacy.blank("da")
    other.add_pipe("entity_ruler").add_patterns([{"label": "MENNESKE", "pattern": "Jens Hansen"}])
    other.to_disk(tmp_path / "other")
    common = ("--gold", str(gold), "--model", str(tmp_path / "other"), "--json")
    without, mapped = json.loads(read(*common)), json.loads(read(*common, "--labels", "MENNESKE=PER"))
    assert without["lines"][0]["any_recall"] == 0
    assert mapped["lines"][0]["mention_recall"] == pytest.approx(200 / 3)


HOME = """
[sources.a]
system = "demo_myndighed"
url = "sqlite:///a.sqlite"
[text]
model = "other"
"""


def home(folder: Path, labels: str, *, label: str = "MENNESKE") -> str:
    """A configuration beside a pipeline that calls one person by `label`."""
    other = spacy.blank("da")
    other.add_pipe("entity_ruler").add_patterns([{"label": label, "pattern": "Jens Hansen"}])
    other.to_disk(folder / "other")
    (folder / "datahoest.toml").write_text(HOME + labels, encoding="utf-8")
    return str(folder / "datahoest.toml")


def test_the_configured_pipeline_is_measured_with_its_label_map(gold: Path, tmp_path: Path) -> None:
    config = home(tmp_path, '[text.labels]\nMENNESKE = "PER"\n')
    found = json.loads(read("--gold", str(gold), "--config", config, "--json"))
    assert found["model"] == str(tmp_path / "other")
    assert found["lines"][0]["mention_recall"] == pytest.approx(200 / 3)


def test_scrub_reads_with_the_configured_label_map(tmp_path: Path) -> None:
    config = home(tmp_path, '[text.labels]\nMENNESKE = "PER"\n')
    scrubbed = CliRunner().invoke(group, ["scrub", "--config", config], input="Jens Hansen og jeg.\n")
    assert scrubbed.exit_code == 0, scrubbed.output
    assert "Jens" not in scrubbed.stdout


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ("", "is a label of the pipeline that nothing is said of: MENNESKE. Next: say under [text.labels]"),
        ('[text.labels]\nMENESKE = "PER"\n', "is no label of the pipeline: MENESKE"),
        ('[text.labels]\nMENNESKE = "CPR"\n', "text.labels.MENNESKE means none of our labels. Next: known"),
    ],
)
@pytest.mark.parametrize("command", [["model", "evaluate"], ["scrub"]])
def test_a_map_that_does_not_fit_is_refused_by_file_and_setting(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    labels: str,
    said: str,
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("Jens"))
    config = home(tmp_path, labels)
    given = (
        command if command == ["scrub"] else [*command, "--gold", str(Path("training/gold/examples.jsonl"))]
    )
    assert run([*given, "--config", config]) == Exit.USAGE
    told = capsys.readouterr().err
    assert config in told
    assert said in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--gold", "nowhere.jsonl"], "nowhere.jsonl: no such file"),
        (["--model", "no_such_pipeline"], "no_such_pipeline: no spaCy pipeline"),
        (["--labels", "PERSON"], "THEIRS=OURS"),
        (["--labels", "PERSON=MENNESKE"], "THEIRS=OURS"),
        (["--data", "nowhere"], "nowhere: no such file"),
    ],
)
def test_wrong_wishes_are_told(
    gold: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    given = [] if "--gold" in arguments else ["--gold", str(gold)]
    assert run(["model", "evaluate", *given, *arguments]) == Exit.USAGE
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    ["{", '{"note_id": "x"}', "[]", '{"text": 3}', '{"text": "⟦PER#p1:Jens"}', '{"text": "a", "spans": 1}'],
)
def test_a_bad_line_is_told_by_file_and_number_never_quoted(
    gold: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    with (gold / "notes.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    assert run(["model", "evaluate", "--gold", str(gold)]) == Exit.USAGE
    said = capsys.readouterr().err
    assert "notes.jsonl, line 4: no annotated note" in said
    assert "Jens" not in said


def test_a_folder_without_notes_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["model", "evaluate", "--gold", str(tmp_path)]) == Exit.USAGE
    assert "no annotated note" in capsys.readouterr().err
