"""Pseudonyms: keyed, one domain at a time, and the same for one thing however it is written."""

import base64
import unicodedata

import pyarrow as pa

from pseudonymize.citizen import normal_cpr
from schemas.contract import Domain
from schemas.errors import Coordinate, RowMisfit
from vault.keys import KeyRing

LENGTH = (
    16  # characters of base32: 80 bits, so two among a hundred million collide with odds of 1 in 200 million
)
_BETWEEN = "\x1f"  # no domain holds it, so no domain + value reads as another


def token(digest: bytes, length: int = LENGTH) -> str:
    """The first ``length`` characters (eight or a multiple) of a digest in lower-case base32 (a-z, 2-7)."""
    # Five bytes are eight characters.
    return base64.b32encode(digest[: length // 8 * 5]).decode("ascii").lower()


class Pseudonymizer:
    """Derives pseudonyms under the keys of one epoch.

    Same domain and same thing: same pseudonym. Two domains cannot be joined without the keys. Not anonymous:
    whoever holds a domain's key can try every CPR number.
    """

    def __init__(self, keys: KeyRing, *, lost_zero: bool = False) -> None:
        """``lost_zero``: nine digits are a CPR number whose leading zero a spreadsheet ate."""
        self._handles = {domain: keys.handle(domain) for domain in Domain}
        self._lost_zero = lost_zero

    def one(self, domain: Domain, value: str) -> str:
        """The pseudonym of one value; ``RowMisfit`` if it is blank, or a citizen's and no CPR number."""
        pid = self._maybe(domain, value)
        if pid is None:
            raise RowMisfit(
                Coordinate(domain.value), "no CPR number" if domain is Domain.CITIZEN else "blank"
            )
        return pid

    def many(self, domain: Domain, values: pa.Array) -> pa.Array:
        """The pseudonym of each value; null for null, for blanks and for what is no CPR number.

        Each distinct value is derived once. ``values``: strings, any layout.
        """
        encoded = values.dictionary_encode()
        distinct = [self._maybe(domain, value) for value in encoded.dictionary.to_pylist()]
        return pa.array(distinct, pa.string()).take(encoded.indices)

    def family(self, anchor_pid: str) -> str:
        """The family's pseudonym, from the pseudonym of the person the family hangs on."""
        return self._derive(Domain.FAMILY, anchor_pid)

    def unnumbered(self, source_id: str) -> str:
        """The pseudonym of a person known from one source row only, who has no CPR number there."""
        # No normal CPR number holds a colon; a source id always does (system:dataset:key).
        return self._derive(Domain.CITIZEN, source_id)

    def cpr(self, value: str) -> str | None:
        """The number as this lake spells it (``ddmmyyxxxx``); ``None`` if it is none."""
        return normal_cpr(value, lost_zero=self._lost_zero)

    def _maybe(self, domain: Domain, value: str) -> str | None:
        normal = self._normal(domain, value)
        return None if normal is None else self._derive(domain, normal)

    def _normal(self, domain: Domain, value: str) -> str | None:
        if domain is Domain.CITIZEN:
            return self.cpr(value)
        return unicodedata.normalize("NFC", value).strip() or None

    def _derive(self, domain: Domain, normal: str) -> str:
        return token(self._handles[domain].prf(f"{domain.value}{_BETWEEN}{normal}".encode()))
