"""Contracts from TOML, one file a dataset. What would let a person through is refused with file and line.

Rules about one column stand in ``column_rules.py``; here is how a file becomes a ``Contract``.
"""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, cast, get_args

import pyarrow as pa

from schemas.column_rules import DERIVED, GENERALISED, TYPES, check_column
from schemas.contract import (
    ANCHOR,
    SOURCE_ID,
    STANDARD,
    BirthDates,
    Column,
    Contract,
    Derive,
    DeriveRule,
    Domain,
    Drop,
    Generalise,
    GeneraliseTo,
    Keep,
    Pseudonymize,
    RelativeDates,
    Scan,
    Sensitivity,
    Shift,
    TextDates,
    TextTokens,
    Treatment,
)
from schemas.dataset_rules import check_dataset
from schemas.tomlfile import Table, TomlFile

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = {field.name for field in STANDARD} | {SOURCE_ID, ANCHOR}
_EVERY = {
    "type",
    "class",
    "treatment",
    "purpose",
    "label_da",
    "label_en",
    "as",
    "required",
    "codes",
    "register",
}
_OWN_KEYS = {  # what a treatment asks for beside the common keys
    "keep": set[str](),
    "drop": set[str](),
    "pseudonymize": {"domain"},
    "shift": set[str](),
    "generalise": {"to"},
    "scan": {"tokens", "dates", "birth_dates", "relative_dates"},
    "derive": {"rule", "of"},
}
_DATASET = {
    "name",
    "version",
    "label_da",
    "label_en",
    "grain",
    "purpose",
    "legal_basis",
    "retention",
    "key",
    "partition_year",
}


def load_contracts(folder: Path | None = None) -> dict[str, Contract]:
    """All contracts of a folder by dataset name; without a folder, those that ship with the product.

    Raises ``ContractError`` at the first file that is wrong.
    """
    where: Path | Traversable = files("schemas") / "datasets" if folder is None else folder
    found = sorted((f for f in where.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    contracts = [load_contract(file) for file in found]
    return {contract.dataset: contract for contract in contracts}


def load_contract(path: Path | Traversable) -> Contract:
    """The contract in one file, named after its dataset (``sag.toml``); ``ContractError`` if it is wrong."""
    file = TomlFile.read(path)
    file.table((), {"dataset", "columns"})
    head = file.table(("dataset",), _DATASET)
    columns = tuple(_column(file, name) for name in file.table(("columns",)).values)
    contract = Contract(
        dataset=_name(head, "name", head.text("name")),
        version=head.number("version"),
        file=file.name,
        label_da=head.text("label_da"),
        label_en=head.text("label_en"),
        grain=head.text("grain"),
        purpose=head.text("purpose"),
        legal_basis=head.texts("legal_basis"),
        retention=head.texts("retention"),
        key=head.texts("key"),
        columns=columns,
        partition_year=head.text("partition_year", ""),
        fingerprint=file.fingerprint,
    )
    check_dataset(contract, file)
    return contract


def _column(file: TomlFile, name: str) -> Column:
    table = file.table(("columns", name))
    table.only(_EVERY | set[str]().union(*_OWN_KEYS.values()))
    treatment = _treatment(table)
    kind = table.choice("type", TYPES)
    column = Column(
        name=_name(table, "", name),
        type=TYPES[kind],
        output=_name(table, "as", table.text("as", name)),
        output_type=_output_type(TYPES[kind], treatment),
        sensitivity=Sensitivity[table.choice("class", Sensitivity.__members__)],
        treatment=treatment,
        purpose=table.text("purpose"),
        label_da=table.text("label_da"),
        label_en=table.text("label_en"),
        required=table.flag("required"),
        codes=table.texts("codes", ()),
        register=table.text("register", ""),
    )
    check_column(column, table)
    return column


def _treatment(table: Table) -> Treatment:
    chosen = table.choice("treatment", _OWN_KEYS)
    table.only(_EVERY | _OWN_KEYS[chosen])
    match chosen:
        case "keep":
            return Keep()
        case "drop":
            return Drop()
        case "pseudonymize":
            table.text("as")  # an id's name promises an id: the lake needs another
            domains = [d.value for d in Domain if d is not Domain.FAMILY]  # families are derived
            return Pseudonymize(Domain(table.choice("domain", domains)))
        case "shift":
            return Shift()
        case "generalise":
            return Generalise(cast(GeneraliseTo, table.choice("to", get_args(GeneraliseTo))))
        case "scan":
            return _scan(table)
    return Derive(cast(DeriveRule, table.choice("rule", get_args(DeriveRule))), table.texts("of"))


def _scan(table: Table) -> Scan:
    default = Scan()

    def chosen(key: str, words: object) -> Any:
        return table.choice(key, get_args(words)) if key in table else getattr(default, key)

    return Scan(
        tokens=chosen("tokens", TextTokens),
        dates=chosen("dates", TextDates),
        birth_dates=chosen("birth_dates", BirthDates),
        relative_dates=chosen("relative_dates", RelativeDates),
    )


def _output_type(source: pa.DataType, treatment: Treatment) -> pa.DataType:
    match treatment:
        case Generalise(to=to):
            return GENERALISED[to]
        case Derive(rule=rule):
            return DERIVED[rule]
    return source


def _name(table: Table, key: str, name: str) -> str:
    """The name, if it can be a column's (snake_case without æøå) and is not one the product needs itself."""
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise table.refusal(
            key, f"{name!r} cannot be a name here", "Use a-z, 0-9 and _; standard columns are taken"
        )
    return name
