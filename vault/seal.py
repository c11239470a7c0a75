"""Closes values for the control store. What is closed here is opened by ``vault.open`` alone."""

import os
from typing import NamedTuple, NewType

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.secrecy import StaysHere

# Version byte, 12-byte nonce, ciphertext, 16-byte tag. Not personal without the key.
SealedValue = NewType("SealedValue", bytes)

VERSION = b"\x01"
NONCE_BYTES = 12  # NIST SP 800-38D, the length GCM is made for
TAG_BYTES = 16


class Place(NamedTuple):
    """Where a sealed value rests. It is part of the seal: moved elsewhere, the value does not open."""

    table: str
    row: str
    field: str

    def associated_data(self) -> bytes:
        """The place as bytes; lengths in front, so that no two places look alike."""
        parts = [part.encode() for part in self]
        return VERSION + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


class Sealer(StaysHere):
    """AES-256-GCM with a random nonce per value (NIST SP 800-38D).

    Keeps secret, and notices any change of value or place. Does not hide the length, and does not
    notice that an older value of the same place was put back. One key is good for 2**32 values.
    """

    __slots__ = ("_aead",)

    def __init__(self, secret: bytes) -> None:
        self._aead = AESGCM(secret)

    def __repr__(self) -> str:
        return "<Sealer>"

    def seal(self, value: bytes, place: Place) -> SealedValue:
        """``value`` closed, to rest at ``place``."""
        nonce = os.urandom(NONCE_BYTES)
        return SealedValue(VERSION + nonce + self._aead.encrypt(nonce, value, place.associated_data()))
