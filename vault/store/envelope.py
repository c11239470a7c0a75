"""What the control store says of people, closed before it reaches the database and opened after."""

import json
from collections.abc import Iterable, Mapping

from schemas.people import Casebook, Outsider
from vault.keys import REGISTER, KeyRing
from vault.seal import Place
from vault.secrecy import StaysHere

DIGEST_BYTES = 16  # 128 bit: collisions are out of reach for any municipality


class Envelope(StaysHere):
    """Closes and opens the sealed columns; each value only opens in its own row."""

    __slots__ = ("_opener", "_register", "_sealer")

    def __init__(self, ring: KeyRing) -> None:
        self._sealer = ring.sealer()
        self._opener = ring.opener()
        self._register = ring.handle(REGISTER)

    def __repr__(self) -> str:
        return "<Envelope>"

    def close_values(self, row: str, subject: str, values: Mapping[str, Iterable[str]]) -> tuple[str, bytes]:
        """(digest, sealed). The digest is keyed, and the same for the same words of the same person."""
        text = json.dumps({kind: list(values[kind]) for kind in sorted(values)}, ensure_ascii=False).encode()
        digest = self._register.prf(subject.encode() + b"\x1f" + text)[:DIGEST_BYTES].hex()
        return digest, self._sealer.seal(text, _of_fact(row, subject))

    def open_values(self, row: str, subject: str, sealed: bytes) -> dict[str, list[str]]:
        """Register kind -> texts."""
        values: dict[str, list[str]] = json.loads(self._opener.open(sealed, _of_fact(row, subject)))
        return values

    def close_text(self, place: Place, text: str) -> bytes:
        """One text, closed for its place."""
        return self._sealer.seal(text.encode(), place)

    def open_text(self, place: Place, sealed: bytes) -> str:
        """The text that was closed there."""
        return self._opener.open(sealed, place).decode()

    def close_casebook(self, book: Casebook) -> bytes:
        """The outsiders of a case, closed."""
        outsiders = [[p.token, list(p.forms), list(p.mentions)] for p in book.outsiders]
        return self.close_text(_of_casebook(book.case_id), json.dumps(outsiders, ensure_ascii=False))

    def open_casebook(self, sag_pid: str, sealed: bytes) -> Casebook:
        """The casebook that was closed for the case."""
        outsiders = json.loads(self.open_text(_of_casebook(sag_pid), sealed))
        return Casebook(sag_pid, tuple(Outsider(o[0], *map(tuple, o[1:])) for o in outsiders))


def of_case(row: str, sag_pid: str) -> Place:
    """Where the source's own case id rests."""
    return Place("cases", f"{row}/{sag_pid}", "sag_id")


def _of_fact(row: str, subject: str) -> Place:
    return Place("facts", f"{row}/{subject}", "values")


def _of_casebook(sag_pid: str) -> Place:
    return Place("casebooks", sag_pid, "outsiders")
