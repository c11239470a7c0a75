"""The character model: same answer on every machine, saved and read alike."""

from pathlib import Path

import numpy as np

from pseudonymize.model import WEIGHTS
from pseudonymize.model.name_class import KINDS, NameClass, Weights, pieces

CLASSES = NameClass(Weights.read(WEIGHTS / "tokenizer" / "name_class.npz"))


def test_pieces_are_the_same_everywhere() -> None:
    assert pieces("bo", 1 << 16) == pieces("bo", 1 << 16)
    assert len(pieces("bo", 1 << 16)) == 3 + 2 + 1


def test_tells_names_from_words() -> None:
    names = [CLASSES(word) for word in ("Jens", "fatima", "Mohammed", "Katarzyna")]
    words = [CLASSES(word) for word in ("underretning", "hjemmebesøg", "barnet", "skolen")]
    assert all(one[0] >= "2" for one in names)
    assert all(one[0] == "0" for one in words)


def test_other_tokens_have_their_own_class() -> None:
    assert [CLASSES(word) for word in ("12.30", ",", "a@b.dk", "\n")] == ["9", "", "@", ""]


def test_saved_and_read_alike(tmp_path: Path) -> None:
    CLASSES.weights.save(tmp_path / "weights.npz")
    again = Weights.read(tmp_path / "weights.npz")
    forms = ["jens", "skolen", "nivikka"]
    assert np.allclose(CLASSES.weights.probabilities(forms), again.probabilities(forms), atol=0.01)
    assert again.output.shape[1] == len(KINDS)
