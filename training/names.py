"""Names to put into training text: national lists by rank, our own groups, and Faker for further origins."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from faker import config as faker_config
from faker.factory import Factory

# Origins living in Denmark for which Faker has names in Latin letters.
_LOCALES = [
    "tr_TR",
    "pl_PL",
    "ro_RO",
    "lt_LT",
    "lv_LV",
    "hr_HR",
    "sl_SI",
    "hu_HU",
    "cs_CZ",
    "sk_SK",
    "de_DE",
    "en_GB",
    "fr_FR",
    "es_ES",
    "pt_PT",
    "it_IT",
    "nl_NL",
    "is_IS",
    "sv_SE",
    "no_NO",
    "fi_FI",
    "vi_VN",
    "fil_PH",
    "en_IN",
    "id_ID",
    "sq_AL",
    "az_AZ",
    "et_EE",
    "yo_NG",
    "zu_ZA",
    "en_NG",
]
_LATIN = re.compile(r"[^\W\d_][^\W\d_'’-]+")


@dataclass(frozen=True, slots=True)
class Names:
    """Pools of first names and surnames; Danish ones sorted by falling frequency."""

    first: Sequence[str]
    last: Sequence[str]
    groups: Sequence[tuple[Sequence[str], Sequence[str]]]

    def draw(self, rng: random.Random) -> tuple[list[str], list[str]]:
        """(first names, surnames) of one invented person."""
        if rng.random() < 0.5:
            firsts, lasts, skew = self.first, self.last, 3
        else:
            firsts, lasts = self.groups[int(rng.random() * len(self.groups))]
            skew = 1
        if rng.random() < 0.1:
            lasts, skew = self.last, 3

        def pick(pool: Sequence[str]) -> str:
            return pool[int(len(pool) * rng.random() ** skew)]

        return [pick(firsts), pick(firsts)], [pick(lasts), pick(lasts)]


def read_lines(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [line.split("\t")[0].strip() for line in lines if line.strip()]


def title(name: str) -> str:
    return "-".join(part[:1].upper() + part[1:].lower() for part in name.split("-"))


def load_names(folder: Path) -> Names:
    """`folder` is the data folder; nothing of it is kept but what the weights learn."""
    women = read_lines(folder / "names-dst2014-first-women.txt.gz")
    men = read_lines(folder / "names-dst2014-first-men.txt.gz")
    first = [title(name) for pair in zip(women, men, strict=False) for name in pair]
    last = [title(name) for name in read_lines(folder / "names-dst2014-surnames.txt.gz")]
    by_hand = json.loads((folder / "names-groups-hand.json").read_text(encoding="utf-8"))
    groups = [(tuple(group["first"]), tuple(group["last"])) for group in by_hand.values() for _ in range(3)]
    return Names(first, last, [*groups, *faker_groups()])


def faker_groups() -> list[tuple[Sequence[str], Sequence[str]]]:
    """First names and surnames of the further locales, those in Latin letters."""
    found = []
    for locale in _LOCALES:
        if locale not in faker_config.AVAILABLE_LOCALES:
            continue
        provider, _, _ = Factory._find_provider_class("faker.providers.person", locale)
        firsts = _pool(provider, "first_names", "first_names_male", "first_names_female")
        lasts = _pool(provider, "last_names", "last_names_male", "last_names_female")
        if len(firsts) > 20 and len(lasts) > 20:
            found.append((firsts, lasts))
    return found


def _pool(provider: object, *attributes: str) -> Sequence[str]:
    names = {name for attribute in attributes for name in (getattr(provider, attribute, None) or ())}
    return sorted(name for name in names if isinstance(name, str) and _LATIN.fullmatch(name))
