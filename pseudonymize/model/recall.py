"""Moves a transition-based recognizer along its recall curve by its wish to say "no name"."""

from __future__ import annotations

from spacy.language import Language


def lean(nlp: Language, amount: float) -> Language:
    """Takes `amount` off the score of "outside any entity": above 0 masks more, below 0 less. Changes `nlp`.

    Pipelines without a transition-based `ner` (a transformer with its own head, say) are left as they are.
    """
    if not amount or "ner" not in nlp.pipe_names:
        return nlp
    model = getattr(nlp.get_pipe("ner"), "model", None)
    if model is None or not model.has_ref("upper"):
        return nlp
    upper = model.get_ref("upper")
    scores = upper.get_param("b").copy()
    scores[-1] -= amount  # spaCy numbers the moves B, I, L, U, O: outside is the last
    upper.set_param("b", scores)
    return nlp
