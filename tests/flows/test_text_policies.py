"""Contracts of one's own decide what stands in texts instead of people; a change masks all anew."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from flows import wiring
from flows.settings import load
from schemas.errors import ConfigError
from tests.flows.homes import Home, rows

PID = r"[a-z2-7]{16}"


def wished(home: Home, wish: str, text: str = "") -> Home:
    """The same home with another treatment of its notes."""
    own = home.folder / "contracts"
    own.mkdir(exist_ok=True)
    shipped = files("schemas").joinpath("datasets/journalnotat.toml").read_text(encoding="utf-8")
    changed = shipped.replace('treatment = "scan"\n', f'treatment = "scan"\n{wish}\n')
    (own / "journalnotat.toml").write_text(changed, encoding="utf-8")
    config = home.config.read_text(encoding="utf-8")
    if "[contracts]" not in config:
        config += '\n[contracts]\npath = "contracts"\n'
    assert "[text]" not in config
    home.config.write_text(config + (f"\n[text]\n{text}\n" if text else ""), encoding="utf-8")
    return home


def texts(home: Home) -> dict[str, str]:
    return {row["notat_pid"]: row["tekst"] for row in rows(home.lake, "journalnotat") if row["tekst"]}


def sidecars(home: Home) -> list[dict[str, Any]]:
    files_of = (home.lake / "journalnotat").rglob("_part-0.json")
    return [json.loads(file.read_text(encoding="utf-8")) for file in files_of]


@pytest.fixture
def home(thin_harvested: Home, here: Path) -> Home:
    return thin_harvested.copy(here / "home")


def test_another_policy_masks_all_anew_and_is_named_beside_the_files(home: Home) -> None:
    before = texts(home)
    assert {row["tekst_version"].rpartition("-")[2] for row in rows(home.lake, "journalnotat")} == {"roles"}
    assert all("tekst: roles, dates shift" in s["provenance"]["tokens"] for s in sidecars(home))
    report = wished(home, 'tokens = "kinds"\ndates = "type"').harvest()
    assert report.whole, [(d.source, d.dataset, d.reason, d.findings) for d in report.datasets if d.reason]
    after = texts(home)
    assert after.keys() == before.keys()
    assert any("[PERSON]" in text for text in after.values())
    assert not any(re.search(r"\[[A-ZÆØÅ_]+_\d+\]", text) for text in after.values())
    assert {row["tekst_version"].rpartition("-")[2] for row in rows(home.lake, "journalnotat")} == {"kinds"}
    assert all("tekst: kinds, dates type" in s["provenance"]["tokens"] for s in sidecars(home))
    assert not home.harvest().total.written


def test_pseudonyms_join_the_tables(home: Home) -> None:
    assert wished(home, 'tokens = "pseudonyms"').harvest().whole
    pids = {row["borger_pid"] for row in rows(home.lake, "sag_person") if row["borger_pid"]}
    named = {pid for text in texts(home).values() for pid in re.findall(rf"\[PERSON ({PID})\]", text)}
    assert named & pids
    assert all(row["scanstatus"] == "scannet" for row in rows(home.lake, "journalnotat") if row["tekst"])


def test_surrogates_pass_the_second_look(home: Home) -> None:
    before = texts(home)
    wished(home, 'tokens = "surrogates"', "surrogates_may_hide_misses = true")
    report = home.harvest()
    assert report.whole, [(d.source, d.dataset, d.reason, d.findings) for d in report.datasets if d.reason]
    after = texts(home)
    assert after.keys() == before.keys()
    assert not any(re.search(r"\[(?:BARN|MOR|FAR|PERSON|CPR|TLF)[_\]]", text) for text in after.values())
    assert report.total.withheld == 0


def test_surrogates_are_refused_until_somebody_says_yes(home: Home) -> None:
    wished(home, 'tokens = "surrogates"')
    said = r"journalnotat\.toml \(overskrift\), .*A name that the masker misses.*surrogates_may_hide_misses"
    with (
        pytest.raises(ConfigError, match=said),
        wiring.open_tools(load(str(home.config))),
    ):
        pass


def test_a_folder_of_contracts_that_is_not_there(home: Home) -> None:
    with home.config.open("a", encoding="utf-8") as config:
        config.write('\n[contracts]\npath = "nowhere"\n')
    with pytest.raises(ConfigError, match=r"nowhere: no such folder\. Next: mend contracts\.path"):
        wiring.contracts_of(load(str(home.config)))
