"""What stands right beside a found span: it may hide the name next to it."""

from collections.abc import Sequence

from pseudonymize.text.span import Hit
from pseudonymize.text.tokens import PERSON, TYPED

_STICKY = frozenset("@_/+#\\=&%")
_LINKS = frozenset(".-")


def glued(text: str, spans: Sequence[Hit]) -> bool:
    """Does a letter, digit or sign that holds words together stand beside a span, or a dot away from it?"""
    return any(
        beside[:1].isalnum() or beside[:1] in _STICKY or (beside[:1] in _LINKS and beside[1:].isalnum())
        for span in spans
        for beside in (text[max(0, span.start - 2) : span.start][::-1], text[span.end : span.end + 2])
        if beside
    )


def hidden_from_model(text: str, spans: Sequence[Hit]) -> bool:
    """Is a number glued to a word? To the model the two were one word, and no name."""
    return any(
        (text[span.end - 1].isdigit() and text[span.end : span.end + 1].isalpha())
        or (text[span.start].isdigit() and text[max(0, span.start - 1) : span.start].isalpha())
        for span in spans
    )


def with_tokens(text: str, spans: Sequence[Hit]) -> tuple[str, list[int]]:
    """The text with a token for each span, and where each of its letters stood. Spans come in order."""
    pieces: list[str] = []
    origin: list[int] = []
    at = 0
    for span in spans:
        token = f"[{TYPED.get(span.kind, f'{PERSON}_1')}]"
        pieces += (text[at : span.start], token)
        origin += range(at, span.start)
        origin += [span.start] * len(token)
        at = span.end
    pieces.append(text[at:])
    origin += range(at, len(text))
    return "".join(pieces), origin
