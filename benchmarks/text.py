"""The text masker beside the bare model and beside Presidio, all with the same Danish model.

Presidio finds; the masker finds with case registers as well, looks twice, links, numbers and rewrites.
Presidio's e-mail recognizer is left out: it asks the network for a list of suffixes.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
from spacy.language import Language

from benchmarks.home import case_texts, made
from benchmarks.interface import Benchmark, Result, Size
from benchmarks.timing import in_turns, ratio
from pseudonymize.model import for_masking
from pseudonymize.text.interface import CaseTexts
from pseudonymize.text.masker import CaseMasker

BATCHES = (16, 64, 256)
BARE = "bare nlp.pipe"
LABELS = {"PER": "PERSON", "LOC": "LOCATION", "ORG": "ORGANIZATION"}


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


def presidio() -> AnalyzerEngine:
    """Presidio as its documentation sets it up for a language, less what would use the network."""
    engine = OurModel(model())
    registry = RecognizerRegistry(supported_languages=["da"])
    registry.load_predefined_recognizers(languages=["da"], nlp_engine=engine)
    registry.remove_recognizer("EmailRecognizer")
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["da"])


def measure(size: Size, folder: Path) -> Result:
    """All rivals over the same texts; one process, one thread."""
    cases = case_texts(made(folder / "home", size.cases), "journalnotat")[: size.text_cases]
    texts = distinct(cases)
    analyzer = presidio()
    batches = BatchAnalyzerEngine(analyzer)
    masker = CaseMasker(model())

    def batch(rows: int) -> None:
        for _ in batches.analyze_iterator(texts, language="da", batch_size=rows):
            pass

    rivals: dict[str, Callable[[], object]] = {
        BARE: lambda: bare(texts),
        "our text masker": lambda: masker.mask(cases),
        "Presidio analyze, a text at a time": lambda: [analyzer.analyze(t, language="da") for t in texts],
    }
    rivals |= {f"Presidio batches of {rows}": partial(batch, rows) for rows in BATCHES}
    bare(texts[:20])
    seconds = in_turns(size.rounds, rivals)
    words = sum(len(text.split()) for text in texts)
    best = min((name for name in seconds if "batches" in name), key=lambda name: min(seconds[name]))
    return Result(
        ratios=(
            ratio(seconds, "our text masker", BARE),
            ratio(seconds, "Presidio analyze, a text at a time", BARE),
            ratio(seconds, best, BARE),
            ratio(seconds, "our text masker", "Presidio analyze, a text at a time"),
            ratio(seconds, "our text masker", best),
        ),
        facts={
            "texts": len(texts),
            "words": words,
            "words a CPU second, bare model": words / min(seconds[BARE]),
            "words a CPU second, masker": words / min(seconds["our text masker"]),
        },
    )


TEXT = Benchmark("text", "What do registers, second pass and links cost beside the model alone?", measure)
