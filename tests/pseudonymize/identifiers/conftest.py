"""Tables of cases: a text, and what a kind finds in it."""

from collections.abc import Callable

import pytest

from pseudonymize.identifiers import KINDS

Found = Callable[[str, str], list[str]]


@pytest.fixture(scope="session")
def found() -> Found:
    """Surfaces a kind finds, longest of those inside one another, in order."""

    def surfaces(kind: str, text: str) -> list[str]:
        spans = sorted({(p.start, -p.end) for p in KINDS[kind].find(text)})
        outer: list[tuple[int, int]] = []
        for start, minus in spans:
            if not outer or -minus > outer[-1][1]:
                outer.append((start, -minus))
        return [text[a:b] for a, b in outer]

    return surfaces
