"""A name written where a code belongs: the row stays out, and the report says which column."""

from pathlib import Path

import pytest

from tests.flows.homes import Home, ask, change, make, rows


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return make(tmp_path_factory.mktemp("codes") / "home")


def test_a_name_of_the_case_in_a_code(village: Home, tmp_path: Path) -> None:
    home = village.copy(tmp_path / "home")
    who = "SELECT s.ID, p.Fornavn FROM Sag s JOIN Person p ON p.ID = s.PersonID ORDER BY s.ID"
    (case, name), *others = ask(home.authority, who)
    (other, _) = next((case, them) for case, them in others if them != name and not _knows(home, case, name))
    change(home.authority, "UPDATE Sag SET Afdeling = ? WHERE ID IN (?, ?)", f"Hos {name}", case, other)
    (report,) = home.harvest(sources=("myndighed",), datasets=("sag",)).datasets
    assert report.counts.withheld == 1
    assert report.skipped_for == {"second look: needle in enhed": 1}
    assert [row["enhed"] for row in rows(home.lake, "sag") if row["enhed"].startswith("Hos ")] == [
        f"Hos {name}"
    ]


def _knows(home: Home, case: int, name: str) -> bool:
    """Whether somebody of a case's family, or a party of it, is called so."""
    family = "ID / 16 = (SELECT PersonID / 16 FROM Sag WHERE ID = ?)"
    parties = "ID IN (SELECT PersonID FROM Sagspart WHERE SagID = ?)"
    called = "? IN (Fornavn, Mellemnavn, Efternavn, Kaldenavn)"
    people = f"SELECT count(*) FROM Person WHERE {called} AND ({family} OR {parties})"
    ((count,),) = ask(home.authority, people, name, case, case)
    return bool(count)
