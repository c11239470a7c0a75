"""What one column may do, by its class, type and treatment. Says no before a row is read."""

from collections.abc import Callable
from typing import assert_never

import pyarrow as pa

from schemas.contract import (
    Column,
    Derive,
    DeriveRule,
    Domain,
    Drop,
    Generalise,
    GeneraliseTo,
    Keep,
    Pseudonymize,
    Scan,
    Sensitivity,
    Shift,
    Treatment,
)
from schemas.parse import READABLE
from schemas.tomlfile import Table

TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "int32": pa.int32(),  # only derived
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
}
GENERALISED: dict[GeneraliseTo, pa.DataType] = {
    "year": pa.int32(),
    "month": pa.date32(),  # its first day
    "zone": pa.string(),
    "present": pa.bool_(),
}
DERIVED: dict[DeriveRule, pa.DataType] = {
    "days_between": pa.int32(),
    "age_at": pa.int32(),
    "family": pa.string(),
    "words": pa.int32(),
    "replacements": pa.int32(),
    "text_version": pa.string(),
    "text_sha256": pa.string(),
    "scan_status": pa.string(),
    "text_state": pa.string(),
}

# What the case register may learn, and the treatments it may be learnt under.
_LEFT_BEHIND: tuple[Treatment | type, ...] = (Drop,)
REGISTER: dict[str, tuple[Treatment | type, ...]] = {
    **dict.fromkeys(("given_name", "middle_name", "surname", "nickname", "former_name"), _LEFT_BEHIND),
    **dict.fromkeys(("full_name", "initials", "phone", "email", "address"), _LEFT_BEHIND),
    **dict.fromkeys(("street", "house", "floor", "door"), _LEFT_BEHIND),
    **dict.fromkeys(("postcode", "town", "birth_date"), (Drop, Generalise)),
    **dict.fromkeys(("cpr", "mother_cpr", "father_cpr", "spouse_cpr"), (Pseudonymize(Domain.CITIZEN),)),
    **dict.fromkeys(("case_citizen", "member_cpr"), (Pseudonymize(Domain.CITIZEN),)),
    "case": (Pseudonymize(Domain.CASE),),
    "employee": (Pseudonymize(Domain.EMPLOYEE),),
    "member_role": (Keep,),
}

# A class allows these treatments and no others; N and the rest allow what fits their type.
_ALLOWED: dict[Sensitivity, tuple[type, ...]] = {
    Sensitivity.D: (Drop, Pseudonymize, Derive),
    Sensitivity.T: (Drop, Scan),
    Sensitivity.S10: (Drop,),
}


def check_column(column: Column, table: Table) -> None:
    """Refuse (``ContractError``) a column whose parts do not fit each other."""
    for check in _CHECKS:
        check(column, table)


def _class_allows(column: Column, table: Table) -> None:
    allowed = _ALLOWED.get(column.sensitivity)
    if allowed and not isinstance(column.treatment, allowed):
        raise table.refusal(
            "treatment",
            f"{_word(column.treatment)!r} is not for {column.name!r} of class {column.sensitivity.name} "
            f"({column.sensitivity.value})",
            f"Choose {' or '.join(_word(kind) for kind in allowed)}",
        )


def _special_category_is_coded(column: Column, table: Table) -> None:
    if column.sensitivity is Sensitivity.S9 and isinstance(column.treatment, Keep) and not column.codes:
        raise table.refusal(
            "treatment", f"{column.name!r} would leave as free values", "List its codes, or drop it"
        )


def _treatment_fits_type(column: Column, table: Table) -> None:
    wanted: tuple[pa.DataType, ...]
    match column.treatment:
        case Pseudonymize() | Scan() | Generalise(to="zone"):
            wanted = (pa.string(),)
        case Shift() | Generalise(to="year" | "month"):
            wanted = (pa.date32(),)
        case Derive(rule=rule):
            wanted = (DERIVED[rule],)
        case Keep() | Drop() | Generalise():
            wanted = tuple(READABLE)
        case unknown:  # pragma: no cover - mypy proves there is none
            assert_never(unknown)
    if column.type not in wanted:
        raise table.refusal(
            "type",
            f"{_word(column.treatment)!r} does not work on this type",
            f"Write {' or '.join(word for word, kind in TYPES.items() if kind in wanted)}",
        )


def _treatment_fits_class(column: Column, table: Table) -> None:
    match column.treatment:
        case Scan() if column.sensitivity is not Sensitivity.T:
            raise table.refusal(
                "class", f"{column.name!r} is scanned but not called free text", 'Write class = "T"'
            )
        case Pseudonymize(domain=domain) if column.sensitivity is not _class_of(domain):
            right = _class_of(domain).name
            raise table.refusal(
                "class", f"an id of domain {domain.value!r} is of class {right}", f'Write class = "{right}"'
            )
        case Keep() if column.type == pa.date32() and column.sensitivity is not Sensitivity.N:
            raise table.refusal(
                "treatment",
                f"{column.name!r} would leave as a real date",
                "Choose shift, or generalise to year",
            )


def _class_of(domain: Domain) -> Sensitivity:
    return Sensitivity.M if domain is Domain.EMPLOYEE else Sensitivity.D


def _register_is_known(column: Column, table: Table) -> None:
    if not column.register:
        return
    under = REGISTER.get(column.register)
    if under is None:
        raise table.refusal(
            "register", f"unknown register {column.register!r}", f"Known: {', '.join(REGISTER)}"
        )
    if not any(column.treatment == one or type(column.treatment) is one for one in under):
        raise table.refusal(
            "register",
            f"the register cannot learn {column.register!r} under {_word(column.treatment)!r}",
            f"Choose {' or '.join(map(_word, under))}",
        )
    if (column.register == "birth_date") is not (column.type == pa.date32()):
        raise table.refusal(
            "register", f"{column.register!r} cannot be a {column.type}", "Only birth_date is a date"
        )


def _codes_are_kept(column: Column, table: Table) -> None:
    if column.codes and (column.type != pa.string() or not isinstance(column.treatment, Keep)):
        raise table.refusal(
            "codes", "only a kept string can have codes", "Remove codes, or change the treatment"
        )


def _derived_is_not_read(column: Column, table: Table) -> None:
    if isinstance(column.treatment, Derive) and (column.required or column.register):
        raise table.refusal(
            "treatment", f"{column.name!r} is derived, not read", "Remove required and register"
        )


def _word(treatment: Treatment | type) -> str:
    """The word of a treatment in a contract: ``pseudonymize``, with its domain where that matters."""
    if isinstance(treatment, type):
        return treatment.__name__.lower()
    domain = f" ({treatment.domain.value})" if isinstance(treatment, Pseudonymize) else ""
    return type(treatment).__name__.lower() + domain


_CHECKS: tuple[Callable[[Column, Table], None], ...] = (
    _class_allows,
    _special_category_is_coded,
    _treatment_fits_type,
    _treatment_fits_class,
    _register_is_known,
    _codes_are_kept,
    _derived_is_not_read,
)
