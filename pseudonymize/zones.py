"""Areas coarse enough to live in: neighbouring areas joined until each zone holds at least k households."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from schemas.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Zones:
    """One version of the municipality's zone list: area code (postcode, school district) to zone."""

    version: str
    k: int
    areas: Mapping[str, str] = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Of the whole list: a row's zone is looked up anew when it changes."""
        spelled = json.dumps([self.version, self.k, sorted(self.areas.items())])
        return hashlib.sha256(spelled.encode()).hexdigest()

    def many(self, areas: pa.Array) -> pa.Array:
        """The zone of each area; null for an area the list does not know (fail closed)."""
        encoded = areas.dictionary_encode()
        distinct = [self.areas.get(area.strip()) for area in encoded.dictionary.to_pylist()]
        return pa.array(distinct, pa.string()).take(encoded.indices)


NO_ZONES = Zones(version="none", k=0, areas={})  # every residence becomes null


def build_zones(households: Mapping[str, int], k: int, version: str) -> Zones:
    """Zones ``zone_01``, ``zone_02``, … of at least ``k`` households each, or no zone at all.

    ``households``: how many live in each area, counted in the population and not among the clients.
    Areas are joined in the order of their codes, since neighbouring codes are neighbours more often than
    not; what is left over at the end joins the last zone. Same counts, same zones.
    """
    groups: list[list[str]] = []
    filling: list[str] = []
    living = 0
    for area, count in sorted(households.items()):
        filling.append(area)
        living += count
        if living >= k:
            groups.append(filling)
            filling, living = [], 0
    if groups:
        groups[-1] += filling
    return Zones(version, k, {area: f"zone_{n:02}" for n, group in enumerate(groups, 1) for area in group})


def load_zones(path: Path) -> Zones:
    """The zones of a TOML file: ``version``, ``k`` and a table ``[households]`` of area code = count.

    Raises ``ConfigError`` if the file is not that, or if no zone can be made of it.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        version, k, households = str(told["version"]), int(told["k"]), dict(told["households"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ConfigError(
            f"{path.name}: no zone list ({type(problem).__name__}). Write version, k and [households]."
        ) from None
    if k < 1 or not all(type(count) is int and count >= 0 for count in households.values()):
        raise ConfigError(f"{path.name}: k and every count of households must be whole numbers, k above 0.")
    zones = build_zones(households, k, version)
    if not zones.areas:
        raise ConfigError(
            f"{path.name}: all areas together hold fewer than {k} households. Lower k or add areas."
        )
    return zones
