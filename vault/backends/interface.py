"""What every vault can do, however it keeps its keys."""

from typing import Protocol

from vault.keys import KeyRing
from vault.store import ControlStore


class Vault(Protocol):
    """Keys and control data of one lake."""

    def ring(self) -> KeyRing:
        """The keys of the live epoch."""

    def store(self) -> ControlStore:
        """The control store these keys seal. The caller closes it."""
