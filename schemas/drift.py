"""What a source has and what its mapping reads, compared by name. Columns only, never cells."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.mapping import SourceTable, split


@dataclass(frozen=True, slots=True)
class Drift:
    """The difference between a source and its mapping; names as ``Table.Column``, sorted."""

    lacks: tuple[str, ...]  # mapped, but not in the source: the harvest cannot run
    unnamed: tuple[str, ...]  # in the source, but in no mapping: never selected, worth a warning

    def __bool__(self) -> bool:
        return bool(self.lacks or self.unnamed)

    def __str__(self) -> str:
        parts = (("missing", self.lacks), ("new or unused", self.unnamed))
        return "; ".join(f"{what}: {', '.join(names)}" for what, names in parts if names) or "no drift"


def drift(tables: Iterable[SourceTable], found: Iterable[str]) -> Drift:
    """Compare the mappings of the tables with the ``Table.Column`` names found in their source.

    Names differ only if they differ beyond case: SQL Server's Danish collations do not tell case apart.
    Source tables that no mapping uses are not looked at.
    """
    read = {_folded(name): name for table in tables for name in table.references}
    there = {_folded(name): name for name in found}
    used = {_folded(split(name)[0]) for name in read.values()}
    return Drift(
        lacks=tuple(sorted(read[name] for name in read.keys() - there.keys())),
        unnamed=tuple(sorted(there[name] for name in there.keys() - read.keys() if split(name)[0] in used)),
    )


def _folded(name: str) -> str:
    return name.casefold()
