"""The text masker beside the bare model and beside Presidio, all with the same Danish model.

Presidio runs twice. As shipped: what its documentation sets up for a language, less its e-mail recognizer,
which asks the network for a list of suffixes. With the same coverage: our identifier kinds, and each case's
register, values and positions, as its recognizers; its own engine, model recognizer and context enhancement.
It finds; the masker also repairs, looks twice, links, numbers and rewrites.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import repeat
from pathlib import Path

from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine, EntityRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
from spacy.language import Language

from benchmarks.home import case_texts, made
from benchmarks.interface import Benchmark, Result, Size
from benchmarks.timing import in_turns, ratio
from pseudonymize.identifiers import KINDS
from pseudonymize.model import for_masking
from pseudonymize.recognizers.pattern import PatternRecognizer
from pseudonymize.recognizers.position import PositionRecognizer
from pseudonymize.recognizers.register import RegisterRecognizer
from pseudonymize.recognizers.values import ValuesRecognizer, values_of
from pseudonymize.text.interface import CaseTexts
from pseudonymize.text.masker import CaseMasker
from pseudonymize.text.register import index_of

BATCHES = (16, 64, 256)
BARE, OURS = "bare nlp.pipe", "our text masker"
LABELS = {"PER": "PERSON", "LOC": "LOCATION", "ORG": "ORGANIZATION"}
Told = Sequence[tuple[str, list[EntityRecognizer]]]  # texts, each with its case's recognizers


class OurModel(SpacyNlpEngine):
    """Presidio's own spaCy engine over a pipeline that is loaded already."""

    def __init__(self, model: Language) -> None:
        super().__init__(
            models=[{"lang_code": "da", "model_name": "ours"}],
            ner_model_configuration=NerModelConfiguration(model_to_presidio_entity_mapping=LABELS),
        )
        self.nlp = {"da": model}  # type: ignore[assignment]  # declared None, a dict once loaded


@cache
def model() -> Language:
    """The committed pipeline, loaded once."""
    return for_masking()


def bare(texts: Sequence[str]) -> None:
    """The model alone."""
    for _ in model().pipe(texts, batch_size=64):
        pass


def distinct(cases: Sequence[CaseTexts]) -> list[str]:
    """What a model is shown: equal texts of a case once."""
    return [text for case in cases for text in dict.fromkeys(case.texts) if text]


def presidio(*ours: EntityRecognizer) -> AnalyzerEngine:
    """Presidio as its documentation sets it up for a language, less what would use the network."""
    engine = OurModel(model())
    registry = RecognizerRegistry(supported_languages=["da"])
    registry.load_predefined_recognizers(languages=["da"], nlp_engine=engine)
    registry.remove_recognizer("EmailRecognizer")
    for recognizer in ours:
        registry.add_recognizer(recognizer)
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["da"])


def of_case(case: CaseTexts) -> list[EntityRecognizer]:
    """What the masker looks for in the texts of one case, as Presidio's ad hoc recognizers."""
    people = case.register.people
    index = index_of(people)
    return [RegisterRecognizer(index), PositionRecognizer(index), ValuesRecognizer(values_of(people))]


def told(cases: Sequence[CaseTexts]) -> Told:
    """Each text with its case's recognizers, which are made once a case."""
    return [pair for case in cases for pair in zip(distinct([case]), repeat(of_case(case)))]


def one_by_one(analyzer: AnalyzerEngine, cases: Sequence[CaseTexts]) -> None:
    """``analyze`` with the case's recognizers, a text at a time."""
    for text, recognizers in told(cases):
        analyzer.analyze(text, language="da", ad_hoc_recognizers=recognizers)


def in_batches(analyzer: AnalyzerEngine, cases: Sequence[CaseTexts], rows: int) -> None:
    """What ``BatchAnalyzerEngine`` does, but across cases: it has one set of ad hoc recognizers a call."""
    listed = told(cases)
    read = analyzer.nlp_engine.process_batch([text for text, _ in listed], "da", batch_size=rows)
    for (text, artifacts), (_, recognizers) in zip(read, listed, strict=True):
        analyzer.analyze(text, language="da", nlp_artifacts=artifacts, ad_hoc_recognizers=recognizers)


def rivals_of(cases: Sequence[CaseTexts]) -> dict[str, Callable[[], object]]:
    """Everyone who reads these cases, by name."""
    texts = distinct(cases)
    shipped, full = presidio(), presidio(*(PatternRecognizer(kind) for kind in KINDS.values()))
    batches, masker = BatchAnalyzerEngine(shipped), CaseMasker(model())

    def batch(rows: int) -> None:
        for _ in batches.analyze_iterator(texts, language="da", batch_size=rows):
            pass

    rivals: dict[str, Callable[[], object]] = {
        BARE: lambda: bare(texts),
        OURS: lambda: masker.mask(cases),
        "Presidio as shipped, a text at a time": lambda: [shipped.analyze(t, language="da") for t in texts],
        "Presidio with our coverage, a text at a time": lambda: one_by_one(full, cases),
    }
    for rows in BATCHES:
        rivals[f"Presidio as shipped, batches of {rows}"] = partial(batch, rows)
        rivals[f"Presidio with our coverage, batches of {rows}"] = partial(in_batches, full, cases, rows)
    return rivals


def measure(size: Size, folder: Path) -> Result:
    """All rivals over the same texts; one process, one thread."""
    cases = case_texts(made(folder / "home", size.cases), "journalnotat")[: size.text_cases]
    rivals = rivals_of(cases)
    texts = distinct(cases)
    bare(texts[:20])
    rivals[OURS]()  # lists are read and patterns compiled at first use
    seconds = in_turns(size.rounds, rivals)
    words = sum(len(text.split()) for text in texts)
    peers = [name for name in seconds if "a text at a time" in name]
    for how in ("as shipped", "with our coverage"):
        batched = [name for name in seconds if how in name and "batches" in name]
        peers.append(min(batched, key=lambda name: min(seconds[name])))
    return Result(
        ratios=(
            ratio(seconds, OURS, BARE),
            *(ratio(seconds, peer, BARE) for peer in peers),
            *(ratio(seconds, peer, OURS) for peer in peers),
        ),
        facts={
            "texts": len(texts),
            "words": words,
            "words a CPU second, bare model": words / min(seconds[BARE]),
            "words a CPU second, masker": words / min(seconds[OURS]),
        },
    )


TEXT = Benchmark("text", "What do registers, second pass and links cost beside the model alone?", measure)
