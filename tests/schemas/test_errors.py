"""Errors say where and how many, and what to do; the wrappers print no rows."""

import doctest

import pyarrow as pa
import pytest

from schemas import errors, mapping
from schemas.batch import SafeBatch, SourceBatch
from schemas.errors import ContractError, Coordinate, CprInPlainColumn, Fatal, Retriable, RowMisfit, Skippable
from schemas.load import load_contracts
from schemas.people import Casebook, CaseRegister, KnownPerson, Outsider


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (Coordinate("sag"), "sag"),
        (Coordinate("sag", "sbsys"), "sbsys/sag"),
        (Coordinate("sag", "sbsys", 0), "sbsys/sag row 0"),
        (Coordinate("sag", row=3, column="status"), "sag row 3 column status"),
    ],
)
def test_coordinate(where: Coordinate, text: str) -> None:
    assert str(where) == text


def test_misfit() -> None:
    error = RowMisfit(Coordinate("sag", "sbsys", 3, "status"), "missing")
    assert str(error) == "sbsys/sag row 3 column status: missing"
    assert isinstance(error, Skippable)


@pytest.mark.parametrize("cells", [1, 2])
def test_cpr_in_plain_column(cells: int) -> None:
    error = CprInPlainColumn(Coordinate("sag", "sbsys", 3, "status"), cells)
    assert ("as are 1 more" in str(error)) is (cells == 2)
    assert isinstance(error, Fatal)


def test_every_error_is_on_one_branch_and_in_the_drawing() -> None:
    family = [e for branch in (Fatal, Retriable, Skippable) for e in (branch, *branch.__subclasses__())]
    every = [error for error in family if error.__module__ == errors.__name__]  # other rooms draw their own
    assert len(set(every)) == len(every)
    for error in every:
        assert f"─ {error.__name__} " in f"{errors.__doc__} " or f"─ {error.__name__}\n" in errors.__doc__


def test_contract_error_says_the_next_step() -> None:
    assert str(ContractError("a.toml", 3, "x is wrong", "Write y")) == "a.toml:3: x is wrong. Write y"


@pytest.mark.parametrize("module", [errors, mapping])
def test_examples(module: object) -> None:
    assert doctest.testmod(module).failed == 0


def test_batches_show_no_rows() -> None:
    contract = load_contracts()["kodebog"]
    records = pa.RecordBatch.from_pydict({"kode": ["Frederikke"]})
    for batch in (SourceBatch(contract, "s", records), SafeBatch(contract, "s", "2026a", records)):
        assert len(batch) == 1
        assert "Frederikke" not in repr(batch)


def test_people_show_nothing() -> None:
    person = KnownPerson("p1", "mor", names=("Frederikke",))
    outsider = Outsider("PERSON_1", ("Frederikke",))
    for thing in (person, CaseRegister("4", (person,)), outsider, Casebook("4", (outsider,))):
        assert "Frederikke" not in repr(thing)
