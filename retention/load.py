"""From the ``[retention]`` part of the configuration to rules that can be asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from retention.interface import Rule
from retention.rules import RULES
from schemas.contract import Contract
from schemas.errors import ConfigError


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All configured rules by id."""

    rules: Mapping[str, Rule]

    def of(self, contract: Contract) -> tuple[Rule, ...]:
        """The rules a contract names, in its order.

        ``ConfigError`` if it names none or one that is not configured: a row no rule matches is refused
        (GDPR art. 5(1)(e)).
        """
        if not contract.retention:
            raise ConfigError(
                f"{contract.file}: dataset {contract.dataset} names no retention rule. {self._known()}"
            )
        missing = [rule_id for rule_id in contract.retention if rule_id not in self.rules]
        if missing:
            raise ConfigError(
                f'No retention rule "{missing[0]}" ({contract.file}). {self._known()} '
                f"Add [retention.rules.{missing[0]}] to the configuration or change the contract."
            )
        return tuple(self.rules[rule_id] for rule_id in contract.retention)

    def undated(self) -> tuple[Rule, ...]:
        """Rules that need no anchor: what a row without a date falls back to."""
        return tuple(rule for rule in self.rules.values() if not rule.needs_anchor)

    def _known(self) -> str:
        return f"Known: {', '.join(sorted(self.rules)) or 'none'}."

    @classmethod
    def load(cls, section: Mapping[str, object], file: str = "datahoest.toml") -> Self:
        """Read ``{"rules": {id: {"kind": …, "basis": …, …}}}``. ``ConfigError`` with the remedy."""
        unknown = sorted(set(section) - {"rules"})
        if unknown:
            raise ConfigError(f"{file}: [retention] has unknown key {unknown[0]!r}. Known: rules.")
        return cls(dict(_rules(_table(section.get("rules", {}), f"{file}: [retention.rules]"), file)))


def _rules(tables: Mapping[str, object], file: str) -> Iterator[tuple[str, Rule]]:
    kinds = {rule.kind: rule for rule in RULES}
    for rule_id, value in tables.items():
        place = f"{file}: [retention.rules.{rule_id}]"
        table = _table(value, place)
        kind = kinds.get(str(table.get("kind")))
        if kind is None:
            raise ConfigError(f"{place} has no known kind. Known: {', '.join(sorted(kinds))}.")
        yield rule_id, _rule(kind, rule_id, table, place)


def _rule(kind: type[Rule], rule_id: str, table: Mapping[str, object], place: str) -> Rule:
    known = ("kind", "basis", *kind.options)
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise ConfigError(f"{place} has unknown key {unknown[0]!r}. Known: {', '.join(known)}.")
    basis = table.get("basis")
    if not isinstance(basis, str) or not basis.strip():
        raise ConfigError(f"{place} has no basis. Write the law or local decision the period rests on.")
    try:
        return kind.configured(rule_id, basis, table)
    except (ValueError, OverflowError) as problem:
        # The message is ours and settings hold no personal value.
        raise ConfigError(f"{place}: {problem}.") from None


def _table(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ConfigError(f"{place} must be a table.")
    return value
