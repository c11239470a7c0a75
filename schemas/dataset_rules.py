"""What the columns of one dataset must be to each other. Says no before a row is read."""

from collections.abc import Callable

import pyarrow as pa

from schemas.contract import (
    Column,
    Contract,
    Derive,
    Domain,
    Drop,
    Keep,
    Pseudonymize,
    Scan,
    Shift,
    Treatment,
)
from schemas.errors import ContractError
from schemas.tomlfile import TomlFile

_DATES, _TEXTS, _OWNERS = "date", "free text", "case or citizen id"
_CODED = "note id and kept hash"
_OPERANDS = {  # what a rule is computed from: kind, fewest, most
    "days_between": (_DATES, 2, 2),
    "age_at": (_DATES, 2, 2),
    "family": (_OWNERS, 1, 2),
    "words": (_TEXTS, 1, 1),
    "replacements": (_TEXTS, 1, 9),
    "text_version": (_TEXTS, 1, 1),
    "text_sha256": (_TEXTS, 1, 1),
    "scan_status": (_TEXTS, 1, 9),
    "text_state": (_CODED, 2, 2),
}


def check_dataset(contract: Contract, file: TomlFile) -> None:
    """Refuse (``ContractError``) a dataset whose parts do not fit each other."""
    for check in _CHECKS:
        check(contract, file)


def _named_like_file(contract: Contract, file: TomlFile) -> None:
    if file.name != f"{contract.dataset}.toml":
        raise file.refusal(
            ("dataset", "name"), f"the file holds {contract.dataset!r}", f"Call it {contract.dataset}.toml"
        )


def _states_basis_and_retention(contract: Contract, file: TomlFile) -> None:
    for key, stated in (("legal_basis", contract.legal_basis), ("retention", contract.retention)):
        if not stated:
            raise file.refusal(
                ("dataset", key), f"no {key}", "Name at least one: without it nothing may be harvested"
            )


def _outputs_differ(contract: Contract, file: TomlFile) -> None:
    seen: set[str] = set()
    for column in contract.columns:
        if isinstance(column.treatment, Drop):
            continue
        if column.output in seen:
            raise _at(
                file, column, f"a second column leaves as {column.output!r}", "Give it another name with as"
            )
        seen.add(column.output)


def _key_is_read(contract: Contract, file: TomlFile) -> None:
    read = {c.name for c in contract.columns if not isinstance(c.treatment, Derive)}
    if not contract.key or not read.issuperset(contract.key):
        raise file.refusal(
            ("dataset", "key"), "the key is not made of columns that are read", "Name columns below"
        )


def _dates_have_a_family(contract: Contract, file: TomlFile) -> None:
    if contract.case_column or contract.citizen_column:
        return
    for column in contract.columns:
        if isinstance(column.treatment, Shift):
            raise _at(
                file,
                column,
                f"{column.name!r} cannot be shifted: no case and no citizen says whose date it is",
                "Add a case or citizen column, or generalise to year",
            )


def _texts_keep_no_dates_beside_moved_ones(contract: Contract, file: TomlFile) -> None:
    if not any(_moves_dates(column.treatment) for column in contract.columns):
        return
    for column in contract.texts:
        if isinstance(column.treatment, Scan) and column.treatment.dates == "keep":
            raise _at(
                file,
                column,
                f"{column.name!r} keeps real dates beside moved ones: one of each tells the family's offset",
                'Write dates = "shift" or "type"',
                "dates",
            )


def _moves_dates(treatment: Treatment) -> bool:
    return isinstance(treatment, Shift) or (isinstance(treatment, Scan) and treatment.dates == "shift")


def _partition_is_a_moved_date(contract: Contract, file: TomlFile) -> None:
    fits = (c for c in contract.columns if isinstance(c.treatment, Shift) and c.required)
    if contract.partition_year and contract.partition_year not in {c.output for c in fits}:
        raise file.refusal(
            ("dataset", "partition_year"),
            f"{contract.partition_year!r} is no shifted, required date",
            "Name one, or leave partition_year out",
        )


def _derivations_have_operands(contract: Contract, file: TomlFile) -> None:
    for column in contract.columns:
        if isinstance(column.treatment, Derive):
            _check_operands(contract, column, column.treatment, file)


def _check_operands(contract: Contract, column: Column, derive: Derive, file: TomlFile) -> None:
    kind, fewest, most = _OPERANDS[derive.rule]
    known = {c.name for c in contract.columns if _is(kind, c)}
    if kind == _CODED and not derive.of[:1] == tuple(c.name for c in contract.by_domain(Domain.NOTE))[:1]:
        raise _at(file, column, f"{derive.rule!r} needs a note id first", "Name it, then the hash", "of")
    if not fewest <= len(derive.of) <= most or not known.issuperset(derive.of):
        number = str(fewest) if fewest == most else f"{fewest} to {most}"
        raise _at(
            file,
            column,
            f"{derive.rule!r} needs {number} of: {', '.join(sorted(known)) or 'nothing that is here'}",
            f"Name columns of kind {kind} in of",
            "of",
        )


def _is(kind: str, column: Column) -> bool:
    if isinstance(column.treatment, Derive):
        return False
    if kind == _DATES:
        return bool(column.type == pa.date32())
    if kind == _TEXTS:
        return isinstance(column.treatment, Scan)
    if kind == _CODED:
        return isinstance(column.treatment, Keep) or column.treatment == Pseudonymize(Domain.NOTE)
    owners = {Domain.CASE, Domain.CITIZEN}
    return isinstance(column.treatment, Pseudonymize) and column.treatment.domain in owners


def _dropped_is_needed(contract: Contract, file: TomlFile) -> None:
    operands = {name for c in contract.columns if isinstance(c.treatment, Derive) for name in c.treatment.of}
    for column in contract.columns:
        idle = not column.register and column.name not in operands
        if isinstance(column.treatment, Drop) and idle:
            raise _at(
                file,
                column,
                f"{column.name!r} is read for nothing: no register and no derivation needs it",
                "Leave it out, with a comment that says why",
                "treatment",
            )


def _at(file: TomlFile, column: Column, problem: str, remedy: str, key: str = "as") -> ContractError:
    return file.refusal(("columns", column.name, key), problem, remedy)


_CHECKS: tuple[Callable[[Contract, TomlFile], None], ...] = (
    _named_like_file,
    _states_basis_and_retention,
    _outputs_differ,
    _key_is_read,
    _dates_have_a_family,
    _texts_keep_no_dates_beside_moved_ones,
    _partition_is_a_moved_date,
    _derivations_have_operands,
    _dropped_is_needed,
)
