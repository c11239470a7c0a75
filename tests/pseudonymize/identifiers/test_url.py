"""Web addresses."""

from collections.abc import Callable

import pytest

CASES = [
    ("se https://foto.example/delt/x8.", ["https://foto.example/delt/x8"]),
    ("(www.sag.example/2291)", ["www.sag.example/2291"]),
    ("klip.example/s/kian-bus", ["klip.example/s/kian-bus"]),
    ("insta.example", ["insta.example"]),
    ("notat.docx", []),
    ("f.eks. det", []),
    ("a.b", []),
    ("bir@elmebakke.example", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_url(text: str, expected: list[str], found: Callable[[str, str], list[str]]) -> None:
    assert found("url", text) == expected
