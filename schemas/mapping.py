"""Where a supplier keeps what the contracts promise: one TOML a system, checked against the contracts.

The promise and the supplier never mix: a contract knows no source table, a mapping no treatment.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pyarrow as pa

from schemas.contract import Column, Contract, Derive, Domain, Pseudonymize
from schemas.load import load_contracts
from schemas.tomlfile import Table, TomlFile

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SYSTEM = {"name", "label", "kind", "namespace"}
_TABLE = {"table", "joins", "key", "slice", "anchor", "changed", "deleted", "columns"}
_JOIN = {"table", "as", "left", "right", "outer"}
_COLUMN = {"from", "value", "format", "codes", "namespace", "nulls"}


@dataclass(frozen=True, slots=True)
class Join:
    """A further source table. ``left`` and ``right`` are ``Table.Column``, by alias."""

    table: str
    alias: str
    left: str
    right: str
    outer: bool = False  # rows without a partner stay


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """Where one canonical column comes from: a source column or a constant."""

    name: str  # canonical
    source: str = ""  # ``Table.Column`` by alias; "" where ``value`` stands for it
    value: str | None = None
    format: str = ""  # of marked-up text: "html"; the connector turns it into plain text
    codes: Mapping[str, str] = field(default_factory=dict)  # source's value -> contract's; conform translates
    nulls: tuple[str, ...] = ()  # further values that mean "nothing": "0000000000", "ukendt"
    namespace: str = ""  # of the ids in it; "" for values that are no ids
    line: int = 1


@dataclass(frozen=True, slots=True)
class SourceTable:
    """Where the rows of one dataset come from in one system."""

    dataset: str
    system: str
    namespace: str
    table: str
    key: tuple[str, ...]
    slice: str  # rows of one value stay in one slice
    columns: tuple[SourceColumn, ...]
    joins: tuple[Join, ...] = ()
    anchor: str = ""  # real date retention counts from; "" = none known
    changed: tuple[str, ...] = ()  # coalesced watermark; () = every row is compared by content
    deleted: str = ""  # not null = gone
    file: str = ""
    line: int = 1

    def column(self, name: str) -> SourceColumn | None:
        """The source of a canonical column; ``None`` if this system does not have it."""
        return next((c for c in self.columns if c.name == name), None)

    @property
    def aliases(self) -> dict[str, str]:
        """Alias -> source table, the main table first."""
        return {self.table: self.table, **{j.alias: j.table for j in self.joins}}

    @property
    def references(self) -> frozenset[str]:
        """Every ``Table.Column`` that is read, by real table name."""
        return frozenset(f"{self.aliases[alias]}.{column}" for alias, column in map(split, self._mentioned()))

    def _mentioned(self) -> Iterator[str]:
        yield from self.key
        yield from self.changed
        yield from (c.source for c in self.columns if c.source)
        yield from (end for j in self.joins for end in (j.left, j.right))
        yield from (r for r in (self.slice, self.anchor, self.deleted) if r)


@dataclass(frozen=True, slots=True)
class System:
    """One supplier's system."""

    name: str
    label: str
    kind: str  # which connector reads it: "sql"
    namespace: str  # of its ids; systems that share ids share one
    tables: dict[str, SourceTable]  # by dataset, in file order


def split(reference: str) -> tuple[str, str]:
    """Table (or alias) and column of ``Table.Column``; the table may hold dots itself.

    >>> split("dbo.Sag.ID")
    ('dbo.Sag', 'ID')
    """
    table, _, column = reference.rpartition(".")
    return table, column


def load_system(where: str | Path | Traversable, contracts: Mapping[str, Contract] | None = None) -> System:
    """A mapping: the name of one that ships with the product (``demo_myndighed``), or a path.

    ``ContractError`` with file and line if it does not fit the contracts (those that ship, unless given).
    """
    if isinstance(where, str):
        where = Path(where) if where.endswith(".toml") else files("schemas") / "systems" / f"{where}.toml"
    file = TomlFile.read(where)
    file.table((), {"system", "tables"})
    head = file.table(("system",), _SYSTEM)
    name, namespace = _plain(head, "name"), _plain(head, "namespace")
    known = load_contracts() if contracts is None else contracts
    tables = {
        dataset: _table(file, name, namespace, dataset, known) for dataset in file.table(("tables",)).values
    }
    return System(name, head.text("label"), head.text("kind"), namespace, tables)


def _plain(table: Table, key: str) -> str:
    value = table.text(key)
    if not _NAME.fullmatch(value):
        raise table.refusal(key, f"{key} {value!r} cannot be part of an id", "Use a-z, 0-9 and _")
    return value


def _table(
    file: TomlFile, system: str, namespace: str, dataset: str, contracts: Mapping[str, Contract]
) -> SourceTable:
    place = ("tables", dataset)
    if dataset not in contracts:
        raise file.refusal(place, f"no contract for {dataset!r}", f"Known: {', '.join(sorted(contracts))}")
    spec = file.table(place, _TABLE)
    key = spec.texts("key")
    if not key:
        raise spec.refusal("key", "no key", "Name the columns that identify a row")
    table = SourceTable(
        dataset=dataset,
        system=system,
        namespace=namespace,
        table=spec.text("table"),
        joins=tuple(_joins(file, spec)),
        key=key,
        slice=spec.text("slice", key[0]),
        anchor=spec.text("anchor", ""),
        changed=spec.texts("changed", ()),
        deleted=spec.text("deleted", ""),
        columns=tuple(_columns(file, place, contracts[dataset], namespace)),
        file=file.name,
        line=file.line(place),
    )
    _check_references(table, spec, file)
    return table


def _joins(file: TomlFile, spec: Table) -> Iterator[Join]:
    taken = {spec.text("table")}
    for values in spec.subs("joins"):
        join = Table(file, (*spec.place, "joins"), values, _JOIN)
        alias = join.text("as", join.text("table"))
        if alias in taken:
            raise spec.refusal("joins", f"two tables are called {alias!r}", "Give one another name with as")
        taken.add(alias)
        yield Join(join.text("table"), alias, join.text("left"), join.text("right"), join.flag("outer"))


def _columns(
    file: TomlFile, place: tuple[str, ...], contract: Contract, namespace: str
) -> Iterator[SourceColumn]:
    table = file.table((*place, "columns"))
    wanted = {c.name: c for c in contract.columns if not isinstance(c.treatment, Derive)}
    table.only(wanted)
    for column in wanted.values():
        if column.name in table:
            yield _column(table, column, namespace)
        elif column.required:
            raise table.refusal(
                "",
                f"{contract.dataset} needs {column.name!r}",
                f"Add {column.name} = … to [{'.'.join(table.place)}]",
            )


def _column(table: Table, column: Column, namespace: str) -> SourceColumn:
    given = table.values[column.name]
    place = (*table.place, column.name)
    spec = Table(
        table.file, place, {"from": given} if isinstance(given, str) else table.sub(column.name), _COLUMN
    )
    if ("from" in spec) is ("value" in spec):
        raise spec.refusal("from", f"{column.name!r} needs either from or value", "Keep one of them")
    if "namespace" in spec and not _has_namespace(column):
        raise spec.refusal("namespace", f"{column.name!r} holds no ids of a namespace", "Remove namespace")
    if "format" in spec and column.type != pa.string():
        raise spec.refusal("format", f"{column.name!r} is no text", "Remove format")
    source = SourceColumn(
        name=column.name,
        source=spec.text("from", ""),
        value=spec.text("value") if "value" in spec else None,
        format=spec.text("format", ""),
        codes=spec.pairs("codes"),
        nulls=spec.texts("nulls", ()),
        namespace=_namespace(spec, column, namespace),
        line=table.file.line(place),
    )
    _check_codes(spec, column, source)
    return source


def _namespace(spec: Table, column: Column, default: str) -> str:
    if not _has_namespace(column):
        return ""
    return _plain(spec, "namespace") if "namespace" in spec else default


def _has_namespace(column: Column) -> bool:
    """Ids of cases, notes, employees and things; a CPR number is the same everywhere."""
    return isinstance(column.treatment, Pseudonymize) and column.treatment.domain is not Domain.CITIZEN


def _check_codes(spec: Table, column: Column, source: SourceColumn) -> None:
    given = {*source.codes.values(), *(() if source.value is None else (source.value,))}
    strange = sorted(given.difference(column.codes))
    if column.codes and strange:
        key = "codes" if source.codes else "value"
        raise spec.refusal(
            key, f"{column.name!r} has no code {strange[0]!r}", f"Known: {', '.join(column.codes)}"
        )


def _check_references(table: SourceTable, spec: Table, file: TomlFile) -> None:
    aliases = table.aliases
    for column in table.columns:
        if column.source and split(column.source)[0] not in aliases:
            raise file.refusal((*spec.place, "columns", column.name), *_strange(column.source, aliases))
    for key in ("key", "slice", "anchor", "changed", "deleted"):
        stated = getattr(table, key)
        for reference in (stated,) if isinstance(stated, str) else stated:
            if reference and split(reference)[0] not in aliases:
                raise spec.refusal(key, *_strange(reference, aliases))
    for join in table.joins:
        for reference in (join.left, join.right):
            if split(reference)[0] not in aliases:
                raise spec.refusal("joins", *_strange(reference, aliases))


def _strange(reference: str, aliases: Mapping[str, str]) -> tuple[str, str]:
    return f"{reference!r} is in no table named here", f"Write Table.Column with one of: {', '.join(aliases)}"
