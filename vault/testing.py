"""A vault without files, for tests and demonstrations. Its keys are computed from a number: never real."""

import hashlib

from vault.keys import PURPOSES, KeyRing
from vault.store import ControlStore


class MemoryVault:
    """Keys from a seed, control store in memory. Same seed: same keys, so golden files can be made."""

    def __init__(self, seed: int = 0) -> None:
        self._epoch = f"test-{seed}"
        self._ring = KeyRing(self._epoch, {p: _secret(self._epoch, p) for p in PURPOSES})

    def __repr__(self) -> str:
        return f"<MemoryVault {self._epoch}>"

    def ring(self) -> KeyRing:
        """The keys of the seed."""
        return self._ring

    def store(self) -> ControlStore:
        """A new, empty control store. The caller closes it."""
        return ControlStore.in_memory(self._ring)


def _secret(epoch: str, purpose: str) -> bytes:
    return hashlib.sha256(f"{epoch}/{purpose}".encode()).digest()
