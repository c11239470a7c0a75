"""What the entities of another pipeline are called here: PER, LOC, ORG, or "" for what masks nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Span

NAME: Final = "datahoest_labels"
OURS: Final = ("PER", "LOC", "ORG")
# What Danish and English pipelines call the same things.
LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {"PER": "PER", "PERSON": "PER", "LOC": "LOC", "LOCATION": "LOC", "GPE": "LOC", "FACILITY": "LOC"}
    | {"ORG": "ORG", "ORGANIZATION": "ORG"}
)


class LabelsError(ValueError):
    """Labels of a pipeline and the map do not fit each other. `labels` are those in question."""

    def __init__(self, problem: str, labels: Iterable[str]) -> None:
        self.problem, self.labels = problem, tuple(sorted(labels))
        super().__init__(f"{problem}: {', '.join(self.labels)}")


class Renamer:
    """The last component of another pipeline: its entities under our labels, the others let go."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self.labels = dict(labels)

    def __call__(self, doc: Doc) -> Doc:
        """Changes and returns `doc`."""
        named = [(one, self.labels.get(one.label_)) for one in doc.ents]
        doc.set_ents([Span(doc, one.start, one.end, label=ours) for one, ours in named if ours])
        return doc

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The map, for the masker's fingerprint."""
        return json.dumps(self.labels, sort_keys=True).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Renamer:
        """As `to_bytes` wrote it."""
        self.labels = json.loads(data)
        return self


@Language.factory(NAME, default_config={"labels": {}}, retokenizes=False, assigns=["doc.ents"])
def _renamer(nlp: Language, name: str, labels: dict[str, str]) -> Renamer:  # noqa: ARG001  spaCy's signature
    return Renamer(labels)


def entity_labels(nlp: Language) -> set[str]:
    """Every label that a component which finds entities may give."""
    found: set[str] = set()
    for name in nlp.pipe_names:
        if "doc.ents" in nlp.get_pipe_meta(name).assigns:
            pipe: Any = nlp.get_pipe(name)
            found |= set(getattr(pipe, "labels", ()))
    return found


def relabelled(nlp: Language, wished: Mapping[str, str]) -> Language:
    """`nlp` with its entities under our labels: by `wished`, else by LABELS. Changes `nlp`.

    Raises `LabelsError` where `wished` names a label it has not, or maps one to what is none of OURS,
    and where it has a label that neither knows.
    """
    theirs = entity_labels(nlp)
    meant = {**LABELS, **wished}
    for problem, labels in (
        ("means none of PER, LOC, ORG", {one for one, ours in wished.items() if ours and ours not in OURS}),
        ("is no label of the pipeline", set(wished) - theirs),
        ("is a label of the pipeline that nothing is said of", theirs - set(meant)),
    ):
        if labels:
            raise LabelsError(problem, labels)
    if any(meant[label] != label for label in theirs):
        nlp.add_pipe(NAME, config={"labels": {label: meant[label] for label in sorted(theirs)}})
    return nlp
