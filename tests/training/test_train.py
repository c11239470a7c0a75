"""Training on a little committed text: a step runs, the weights load, and nothing but weights is kept."""

import random
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from thinc.api import fix_random_seed

from pseudonymize.model import entities, load
from pseudonymize.model.annotated import Note
from pseudonymize.model.name_class import NameClass
from training.augment import Dose
from training.average import average
from training.classes import Lessons, learn
from training.corpora import case_notes
from training.merge import merged
from training.names import Names
from training.pipeline import Plan, export, new_pipeline
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
    first, second = (bias(nlp) for nlp in kin)
    assert not np.allclose(first, second)
    assert np.allclose(bias(average(kin)), (first + second) / 2)


def test_two_networks_vote_as_one(tmp_path: Path) -> None:
    """Twice the same network is that network; two others decide by the mean of their scores."""
    plan = Plan(steps=3, every=3, width=32, depth=1)
    models = [opinionated(plan, seed) for seed in (1, 2)]
    first, second = models
    texts = [note.text for note in case_notes("dev")[:5]]
    assert found(merged([first, first], plan), texts) == found(first, texts) != found(second, texts)
    export(merged(models, plan), tmp_path / "both")
    both = load(tmp_path / "both", 0.0)
    assert np.allclose(bias(both), (bias(first) + bias(second)) / 2)
    assert found(merged(models, plan), texts) not in (found(first, texts), found(second, texts))
    # The character model is rounded when written, so a few words may be of another class.
    assert all(found(both, [text]) for text in texts)


def opinionated(plan: Plan, seed: int) -> Language:
    """A network that nobody trained, with scores at random: it finds things everywhere."""
    fix_random_seed(seed)
    made = stream(plan)
    made.nlp.initialize(lambda: list(islice(made, 30)))
    ner: Any = made.nlp.get_pipe("ner")
    upper = ner.model.get_ref("upper")
    upper.set_param("W", np.random.default_rng(seed).normal(size=upper.get_param("W").shape).astype("f"))
    return made.nlp


def found(nlp: Language, texts: list[str]) -> list[list[tuple[int, int, str]]]:
    return [entities(doc) for doc in nlp.pipe(texts)]


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
