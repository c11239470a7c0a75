"""Training on a little committed text: a step runs, the weights load, and nothing but weights is kept."""

import random
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language

from pseudonymize.model import entities, load
from pseudonymize.model.annotated import Note
from pseudonymize.model.name_class import NameClass
from training.augment import Dose
from training.average import average
from training.classes import Lessons, learn
from training.corpora import case_notes
from training.names import Names
from training.pipeline import Plan, new_pipeline
from training.stream import Stream
from training.train import batches, run

NAMES = Names(["Ane", "Bo", "Zeynep"], ["Holm", "Yilmaz"], [(["Amal", "Yusuf"], ["Warsame"])])


def classes() -> NameClass:
    lessons = Lessons()
    for name in (*NAMES.first, *NAMES.last):
        lessons.add(name.lower(), "first")
    lessons.add("skolen", "word")
    return NameClass(learn(lessons, epochs=2))


def stream(plan: Plan) -> Stream:
    gold = case_notes("train")[:8]

    def draw(rng: random.Random) -> Note:
        return rng.choice(gold)

    return Stream(new_pipeline(plan, classes()), [(1.0, draw)], NAMES, Dose(), plan.seed)


def test_trains_a_step_on_a_thousand_words(tmp_path: Path) -> None:
    plan = Plan(steps=3, every=3, width=32, depth=1)
    made = stream(plan)
    run(made.nlp, made, plan, [case_notes("dev")[:3]], tmp_path / "model")
    nlp = load(tmp_path / "model")
    assert nlp.pipe_names == ["tok2vec", "ner", "datahoest_not_people", "datahoest_echo"]
    assert isinstance(entities(nlp("Ane kom.")), list)
    assert not (tmp_path / "model" / "vocab").exists()


def test_goes_on_from_weights_and_averages_kin(tmp_path: Path) -> None:
    plan = Plan(steps=2, every=2, width=32, depth=1)
    for name, start in (("first", None), ("second", tmp_path / "first")):
        made = stream(plan)
        run(made.nlp, made, plan, [case_notes("dev")[:2]], tmp_path / name, start)
    kin = [load(tmp_path / name, 0.0) for name in ("first", "second")]
    biases = [bias(nlp) for nlp in kin]
    assert not np.allclose(*biases)
    assert np.allclose(bias(average(kin)), (biases[0] + biases[1]) / 2)


def bias(nlp: Language) -> np.ndarray:
    ner: Any = nlp.get_pipe("ner")
    return np.array(ner.model.get_ref("upper").get_param("b"))


def test_the_stream_is_seeded() -> None:
    texts = [
        [example.text for example, _ in zip(stream(Plan(width=32, depth=1)), range(5), strict=False)]
        for _ in "ab"
    ]
    assert texts[0] == texts[1]


def test_batches_grow() -> None:
    made = stream(Plan(width=32, depth=1))
    first = next(batches(iter(made)))
    assert sum(len(example.predicted) for example in first) >= 200


def test_parts_share_no_case() -> None:
    cases = [{note.case for note in case_notes(part)} for part in ("train", "dev", "test")]
    assert not (cases[0] & cases[1] or cases[0] & cases[2] or cases[1] & cases[2])
    assert all(cases)
