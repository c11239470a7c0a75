"""Presidio is used as it should be: only our recognizers, no log of texts, artifacts handed in."""

import logging

import pytest
import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts

from pseudonymize.identifiers import KINDS
from pseudonymize.recognizers.engine import RECOGNIZERS, Analyzer, Entity, SpacyBatches, broken, portions
from pseudonymize.recognizers.interface import LANGUAGE, DanishRecognizer
from pseudonymize.recognizers.register import MunicipalRecognizer, name_parts
from pseudonymize.text.interface import Kind
from pseudonymize.text.span import Hit


def test_every_kind_is_a_recognizer_and_all_are_danish() -> None:
    assert {r.name for r in RECOGNIZERS} == {*KINDS, "model"}
    assert all(
        r.supported_language == LANGUAGE and type(r).__module__.startswith("pseudonymize.")
        for r in RECOGNIZERS
    )


def test_nothing_of_a_text_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    analyzer = Analyzer(spacy.blank("da"))
    with caplog.at_level(logging.DEBUG):
        analyzer.hits("Emma 150245-6781", analyzer.nlp.process_text("Emma 150245-6781", LANGUAGE))
    assert "6781" not in caplog.text
    assert "Emma" not in caplog.text


def test_artifacts_come_in_batches() -> None:
    analyzer = Analyzer(spacy.blank("da"), batch_size=2)
    texts = ["cpr 150245-6781", "ingen", "tlf. 87115244"]
    read = list(analyzer.nlp.process_batch(texts, LANGUAGE))
    assert [t for t, _ in read] == texts
    assert [{h.kind for h in analyzer.hits(t, a)} - {Kind.ID} for t, a in read] == [
        {Kind.CPR},
        set(),
        {Kind.PHONE},
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Naboen Sivakumar kom", ["Sivakumar"]),
        ("Sivakumars bil", ["Sivakumars"]),
        ("sivakumar", []),  # a class of words, not this case's people: a capital is asked for
        ("der kom Bo forbi", ["Bo"]),
        ("Skal vi", []),  # an ordinary word first in its sentence
    ],
)
def test_municipal_names(text: str, found: list[str]) -> None:
    recognizer = MunicipalRecognizer(name_parts(iter(["Kavin Sivakumar", "Bo Skal"])))
    assert [text[h.start : h.end] for h in recognizer.hits(text, None)] == found


def test_no_document_outlives_its_batch() -> None:
    # Documents hold the network's inner values: those of a chunk's texts were half a gigabyte.
    model = spacy.blank("da")
    model.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Fiktiva"}])
    kept = [artifacts for _, artifacts in SpacyBatches(model).process_batch(["Fiktiva kom."] * 3, LANGUAGE)]
    assert [artifacts.entities for artifacts in kept] == [[Entity(0, 7, "PER")]] * 3
    assert {len(artifacts.tokens) for artifacts in kept} == {0}


def test_word_forms_are_not_remembered_from_batch_to_batch() -> None:
    # spaCy keeps every form it has seen: in a backfill of millions of notes that is gigabytes.
    model = spacy.blank("da")
    reader = SpacyBatches(model, batch_size=1)
    before = len(model.vocab.strings)
    again = [text for text, _ in reader.process_batch([f"Fiktivaord{n} kom" for n in range(50)], LANGUAGE)]
    reader.process_text("Fiktivaord50 kom", LANGUAGE)
    assert len(again) == 50
    assert len(model.vocab.strings) == before


@pytest.mark.parametrize(
    ("lengths", "batches"),
    [
        ([], []),
        ([3, 3, 3], [[3, 3], [3]]),  # two at most
        ([6, 4, 1], [[6, 4], [1]]),  # ten letters at most
        ([6, 5], [[6], [5]]),
        ([25, 1, 1], [[25], [1, 1]]),  # longer than a batch: alone
        ([1, 25, 1], [[1], [25], [1]]),
        ([0, 0, 0], [[0, 0], [0]]),
    ],
)
def test_the_network_is_shown_so_many_letters_at_a_time(lengths: list[int], batches: list[list[int]]) -> None:
    found = portions(["x" * length for length in lengths], most=2, letters=10)
    assert [[len(text) for text in batch] for batch in found] == batches


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Emma kom", "Emma kom"),
        ("a" * 300, "a" * 300),  # letters cost nothing
        ('"' * 99, '"' * 99),
        ('"' * 100, '"' * 80 + " " + '"' * 19),
        ("Emma" * 21 + "/" + "Holm" * 30, "Emma" * 21 + " " + "Holm" * 30),
        ("ja " + "_" * 200, "ja " + ("_" * 80 + " ") * 2 + "_" * 38),
    ],
)
def test_a_line_without_blanks_is_broken_for_the_model(text: str, shown: str) -> None:
    assert broken(text) == shown


def test_a_line_of_signs_costs_no_more_than_its_length() -> None:
    assert max(map(len, broken('"<' * 5_000).split())) <= 80


def test_presidio_finds_the_same_with_our_recognizers() -> None:
    model = spacy.blank("da")
    analyzer = Analyzer(model)
    inside = AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=list(RECOGNIZERS), supported_languages=["da"]),
        nlp_engine=SpacyBatches(model),
        supported_languages=["da"],
    )
    text = (
        "Født 12. marts 2014, cpr 010170-9998, ring 20 30 40 50 eller skriv til emma@example.test.\n"
        "Bor på Åvej 12, 2. tv., 8900 Randers, går i Søndre Skole. Sagsnr. 2024-123456 af 3/4 2024."
    )
    artifacts = NlpArtifacts([Entity(0, 4, "PER")], model.make_doc(""), [], [], None, "da")  # type: ignore[list-item]
    ours = {(h.start, h.end, h.kind.value, h.score) for h in analyzer.hits(text, artifacts)}
    theirs = inside.analyze(text, language="da", nlp_artifacts=artifacts)
    assert ours == {(r.start, r.end, r.entity_type, r.score) for r in theirs}
    assert len(ours) > 6


def test_a_hit_inside_a_surer_one_of_its_kind_is_left_out() -> None:
    class Finder(DanishRecognizer):
        def hits(self, text: str, artifacts: NlpArtifacts | None) -> list[Hit]:
            return [
                Hit(0, 9, score=0.9),
                Hit(2, 5, score=0.8),
                Hit(2, 5, Kind.ORG, 0.8),
                Hit(3, 9, score=1.0),
            ]

    analyzer = Analyzer(spacy.blank("da"), (Finder("finder"),))
    found = analyzer.hits("Emma Madsen", analyzer.nlp.nothing())
    assert [(h.start, h.end, h.kind, h.score) for h in found] == [
        (0, 9, Kind.PER, 0.9),
        (2, 5, Kind.ORG, 0.8),
        (3, 9, Kind.PER, 1.0),
    ]
