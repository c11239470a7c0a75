"""A hit while it is being worked on: offsets in the repaired copy, before a token is chosen."""

from dataclasses import dataclass

from pseudonymize.text.interface import Kind


@dataclass(frozen=True, slots=True, order=False)
class Hit:
    """Something found by one recognizer. Holds no text."""

    start: int
    end: int
    kind: Kind = Kind.PER
    score: float = 0.85
    recognizer: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError("a hit is at least one character")
