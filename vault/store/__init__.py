"""The control store: who is behind a pseudonym, and who belongs to a case. It never leaves the vault."""

from vault.store.interface import (
    REGISTER_KINDS,
    CaseFact,
    CasePerson,
    Fact,
    Learned,
    Membership,
    Parentage,
    Subject,
)
from vault.store.store import ControlStore

__all__ = [
    "REGISTER_KINDS",
    "CaseFact",
    "CasePerson",
    "ControlStore",
    "Fact",
    "Learned",
    "Membership",
    "Parentage",
    "Subject",
]
