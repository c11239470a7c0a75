"""E-mail addresses."""

from collections.abc import Callable

import pytest

CASES = [
    ("bir@elmebakke.example", ["bir@elmebakke.example"]),
    ("<ras.b@lyng.example>", ["ras.b@lyng.example"]),
    ("mail: a_b+c@x-y.example.", ["a_b+c@x-y.example"]),
    ("mor (at) post.example", ["mor (at) post.example"]),
    ("mor snabel-a post punktum example", ["mor snabel-a post punktum example"]),
    ("mor @post.example", ["mor @post.example"]),
    ("@dalager", []),
    ("5 @ 3 kr", []),
    ("3 x 2", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_email(text: str, expected: list[str], found: Callable[[str, str], list[str]]) -> None:
    assert found("email", text) == expected
