"""What can go wrong, sorted by what the runner does next.

::

    DatahoestError
    ├── Fatal          the run stops; a person must act
    │   ├── ContractError    a contract or mapping is wrong: file, line, remedy
    │   ├── CprInPlainColumn a personal number stands where the contract says none is
    │   ├── ConfigError      datahoest.toml is wrong: file, key, remedy
    │   ├── VaultError       a key is missing, loose or of another lake
    │   ├── LakeError        the lake does not hold what it should
    │   └── AuditError       the trail is broken or cannot be written
    ├── Retriable      wait and try again
    │   ├── SourceUnavailable
    │   └── LakeBusy
    └── Skippable      the row is left out and counted
        ├── RowMisfit        a cell does not fit its contract
        └── TextWithheld     a text could not be read or scanned

Messages say *where* and *how many*, never *what*: no message may hold a cell.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coordinate:
    """Where something happened, without saying what stood there."""

    dataset: str
    system: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        place = f"{self.system}/{self.dataset}" if self.system else self.dataset
        if self.row is not None:
            place += f" row {self.row}"
        return f"{place} column {self.column}" if self.column else place


class DatahoestError(Exception):
    """Root of everything this product raises on purpose."""


class Fatal(DatahoestError):  # noqa: N818 - a branch, named by what the runner does
    """The run stops; the message names the next step."""


class Retriable(DatahoestError):  # noqa: N818 - a branch, named by what the runner does
    """The world is not ready; the same call may succeed later."""


class Skippable(DatahoestError):  # noqa: N818 - a branch, named by what the runner does
    """One row is left out and counted; the run goes on."""

    def __init__(self, where: Coordinate, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason


class ContractError(Fatal):
    """A contract or mapping file is wrong.

    >>> print(ContractError("sag.toml", 12, "column 'navn' has no treatment", "add treatment = …"))
    sag.toml:12: column 'navn' has no treatment. add treatment = …
    """

    def __init__(self, file: str, line: int, problem: str, remedy: str) -> None:
        super().__init__(f"{file}:{line}: {problem}. {remedy}")
        self.file = file
        self.line = line
        self.problem = problem
        self.remedy = remedy


class CprInPlainColumn(Fatal):
    """A CPR-shaped value stands in a column that leaves as it is: nothing of the batch may leave.

    >>> print(CprInPlainColumn(Coordinate("sag", "sbsys", 3, "status"), 2))
    sbsys/sag row 3 column status: shaped like a CPR number, as are 1 more. Drop or pseudonymize the column, \
or mend the mapping
    """

    def __init__(self, first: Coordinate, cells: int) -> None:
        more = f", as are {cells - 1} more" if cells > 1 else ""
        super().__init__(
            f"{first}: shaped like a CPR number{more}. Drop or pseudonymize the column, or mend the mapping"
        )
        self.where = first
        self.cells = cells


class ConfigError(Fatal):
    """``datahoest.toml`` is wrong, or something it points at is missing."""


class VaultError(Fatal):
    """A key is missing, readable by others, or belongs to another lake."""


class LakeError(Fatal):
    """The lake does not hold what its journal or a sidecar says."""


class AuditError(Fatal):
    """The audit log is broken, or an event could not be written."""


class SourceUnavailable(Retriable):
    """A source did not answer, or broke off."""


class LakeBusy(Retriable):
    """Another run holds the lake."""


class RowMisfit(Skippable):
    """A cell does not fit its contract."""


class TextWithheld(Skippable):
    """A text could not be read or scanned, and is held back (fail closed)."""
