"""Opens what ``vault.seal`` closed. Few may import this module (the import walls say who)."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from schemas.errors import VaultError
from vault.seal import NONCE_BYTES, TAG_BYTES, VERSION, Place
from vault.secrecy import StaysHere

_HEAD = len(VERSION) + NONCE_BYTES


class Opener(StaysHere):
    """The opening half of :class:`vault.seal.Sealer`."""

    __slots__ = ("_aead",)

    def __init__(self, secret: bytes) -> None:
        self._aead = AESGCM(secret)

    def __repr__(self) -> str:
        return "<Opener>"

    def open(self, sealed: bytes, place: Place) -> bytes:
        """The value; :class:`VaultError` if key, place or a single bit differs from when it was sealed."""
        if len(sealed) < _HEAD + TAG_BYTES or not sealed.startswith(VERSION):
            raise VaultError(
                f"A sealed value of {place.table}.{place.field} is damaged or of a newer version. "
                "Restore the control store from its backup."
            )
        try:
            return self._aead.decrypt(sealed[len(VERSION) : _HEAD], sealed[_HEAD:], place.associated_data())
        except InvalidTag:
            raise VaultError(
                f"A sealed value of {place.table}.{place.field} does not open: another key sealed it, "
                "or it was changed or moved. Use the key that belongs to it, or restore both from one backup."
            ) from None
