"""Zones hold at least k households, or there is no zone."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudonymize.zones import NO_ZONES, build_zones, load_zones
from schemas.errors import ConfigError

HOUSEHOLDS = st.dictionaries(st.text(min_size=1, max_size=4), st.integers(0, 60), max_size=30)


@given(HOUSEHOLDS, st.integers(1, 100))
def test_every_zone_holds_at_least_k_households(households: dict[str, int], k: int) -> None:
    zones = build_zones(households, k, "2026")
    living = dict.fromkeys(zones.areas.values(), 0)
    for area, zone in zones.areas.items():
        living[zone] += households[area]
    assert all(count >= k for count in living.values())
    assert set(zones.areas) in (set(), set(households))
    assert bool(zones.areas) == (sum(households.values()) >= k)


@given(HOUSEHOLDS)
def test_the_order_of_counting_does_not_matter(households: dict[str, int]) -> None:
    backwards = dict(reversed(households.items()))
    assert build_zones(households, 20, "2026") == build_zones(backwards, 20, "2026")


def test_neighbouring_codes_share_a_zone_and_the_rest_joins_the_last() -> None:
    zones = build_zones({"8900": 5, "8920": 4, "8930": 9, "8940": 3}, 9, "2026")
    assert zones.areas == {"8900": "zone_01", "8920": "zone_01", "8930": "zone_02", "8940": "zone_02"}
    assert zones.many(pa.array(["8930", " 8900 ", "8000", None])).to_pylist() == [
        "zone_02",
        "zone_01",
        None,
        None,
    ]


def test_a_changed_list_has_another_fingerprint() -> None:
    before = build_zones({"8900": 9, "8920": 9}, 9, "2026")
    assert before.fingerprint == build_zones({"8900": 9, "8920": 10}, 9, "2026").fingerprint
    assert before.fingerprint != build_zones({"8900": 8, "8920": 9}, 9, "2026").fingerprint
    assert before.fingerprint != build_zones({"8900": 9, "8920": 9}, 9, "2027").fingerprint


def test_without_a_list_nobody_lives_anywhere() -> None:
    assert NO_ZONES.many(pa.array(["8900"])).to_pylist() == [None]


def test_a_list_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "zoner.toml"
    path.write_text('version = "2026-1"\nk = 9\n[households]\n8900 = 5\n8920 = 4\n', encoding="utf-8")
    assert load_zones(path) == build_zones({"8900": 5, "8920": 4}, 9, "2026-1")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("k = 9", "no zone list"),
        ("this is no TOML", "no zone list"),
        ('version = "1"\nk = "ni"\n[households]', "no zone list"),
        ('version = "1"\nk = 9\nhouseholds = 3', "no zone list"),
        ('version = "1"\nk = 0\n[households]\n8900 = 5', "whole numbers"),
        ('version = "1"\nk = 9\n[households]\n8900 = 5.5', "whole numbers"),
        ('version = "1"\nk = 9\n[households]\n8900 = -5', "whole numbers"),
        ('version = "1"\nk = 9\n[households]\n8900 = true', "whole numbers"),
        ('version = "1"\nk = 9\n[households]\n8900 = 5', "fewer than 9"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "zoner.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=problem):
        load_zones(path)


def test_a_missing_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"zoner\.toml: no zone list"):
        load_zones(tmp_path / "zoner.toml")
