"""Another pipeline's labels: renamed to ours, let go, or refused by name."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from pseudonymize.model import LabelsError, entities, entity_labels, load, relabelled
from pseudonymize.model.labels import NAME, Renamer


def other(*labels: str) -> Language:
    """A pipeline that gives the n-th of `labels` to the n-th of four words."""
    nlp = spacy.blank("da")
    words = ("Jens", "Randers", "Kildeskolen", "mandag")
    nlp.add_pipe("entity_ruler").add_patterns(
        [{"label": label, "pattern": word} for label, word in zip(labels, words, strict=False)]
    )
    return nlp


TEXT = "Jens fra Randers gik på Kildeskolen mandag"


def test_known_labels_need_no_map_and_others_are_let_go_when_said() -> None:
    nlp = relabelled(other("PERSON", "GPE", "SKOLE", "DAG"), {"SKOLE": "ORG", "DAG": ""})
    assert [(one.text, one.label_) for one in nlp(TEXT).ents] == [
        ("Jens", "PER"), ("Randers", "LOC"), ("Kildeskolen", "ORG")
    ]  # fmt: skip


def test_a_known_label_may_mean_something_else() -> None:
    nlp = relabelled(other("PER", "LOC"), {"LOC": "ORG"})
    assert entities(nlp(TEXT)) == [(0, 4, "PER"), (9, 16, "ORG")]


@pytest.mark.parametrize(
    ("labels", "wished", "said"),
    [
        (("PER", "MISC"), {}, "is a label of the pipeline that nothing is said of: MISC"),
        (("PER",), {"PERSN": "PER"}, "is no label of the pipeline: PERSN"),
        (("PER", "MISC"), {"MISC": "CPR"}, "means none of PER, LOC, ORG: MISC"),
    ],
)
def test_what_does_not_fit_is_refused(labels: tuple[str, ...], wished: dict[str, str], said: str) -> None:
    with pytest.raises(LabelsError) as caught:
        relabelled(other(*labels), wished)
    assert str(caught.value) == said


def test_ours_is_left_as_it_is() -> None:
    nlp = load()
    assert entity_labels(nlp) == {"PER", "LOC", "ORG"}
    assert NAME not in relabelled(nlp, {}).pipe_names


def test_the_map_is_written_with_the_pipeline(tmp_path: Path) -> None:
    nlp = relabelled(other("MENNESKE"), {"MENNESKE": "PER"})
    nlp.to_disk(tmp_path / "renamed")
    assert [one.label_ for one in spacy.load(tmp_path / "renamed")(TEXT).ents] == ["PER"]
    renamer = nlp.get_pipe(NAME)
    assert isinstance(renamer, Renamer)
    assert Renamer({}).from_bytes(renamer.to_bytes()).labels == {"MENNESKE": "PER"}
    assert renamer.to_bytes() != Renamer({"MENNESKE": "ORG"}).to_bytes()
