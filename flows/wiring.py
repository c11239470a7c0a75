"""The one place that puts the rooms together. Below it everything is an argument."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from audit.event import AuditEvent, EventType
from audit.log import AuditLog
from connectors.interface import Connector, SourceSpec
from connectors.registry import open_connector
from flows.cores import forbid_cores
from flows.needles import needles_of
from flows.notes import Notes
from flows.plan import jobs, selected
from flows.settings import Settings
from lake.interface import Needles
from lake.stage import Stage
from pseudonymize.apply import Applier
from pseudonymize.dates import FamilyDates
from pseudonymize.zones import NO_ZONES, load_zones
from retention.load import RuleBook
from schemas.contract import Contract, Scan
from schemas.errors import ConfigError
from schemas.load import load_contracts
from schemas.mapping import System, load_system
from vault.backends.file import FileVault
from vault.keys import KeyRing
from vault.store import ControlStore

if TYPE_CHECKING:
    from spacy.language import Language

    from pseudonymize.keyed import TextKeys
    from pseudonymize.text.masker import CaseMasker

ZONE = ZoneInfo("Europe/Copenhagen")


def now() -> datetime:
    """The clock: an aware moment in UTC."""
    return datetime.now(UTC)


def today(settings: Settings) -> date:
    """The calendar day in Denmark, or the one the configuration fixes."""
    return settings.as_of or now().astimezone(ZONE).date()


def create_keys(vault: Path, log: AuditLog) -> str:
    """Make the keys of a new lake; the public name of their epoch."""
    epoch = FileVault.create(vault).ring().epoch
    log.append(AuditEvent(EventType.KEYS_CREATED, "", facts={"epoch": epoch}))
    return epoch


def audit_log(folder: Path) -> AuditLog:
    """The trail that is kept in a folder, made if absent."""
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)  # whatever umask a caller has
    return AuditLog(folder / "audit.jsonl", now)


def systems(settings: Settings, contracts: Mapping[str, Contract]) -> dict[str, System]:
    """The mapping of every source, by source name."""
    found: dict[str, System] = {}
    for source in settings.sources:
        named = source.system
        where = str(settings.file.parent / named) if named.endswith(".toml") else named
        system = load_system(where, contracts)
        if source.datasets:
            if unknown := sorted(set(source.datasets) - system.tables.keys()):
                raise ConfigError(
                    f"{settings.file}: sources.{source.name}.datasets names {', '.join(unknown)}, which "
                    f"{system.name} does not deliver. Next: choose from {', '.join(sorted(system.tables))}"
                )
            kept = {name: table for name, table in system.tables.items() if name in source.datasets}
            system = System(system.name, system.label, system.kind, system.namespace, kept)
        found[source.name] = system
    return found


def check_wishes(settings: Settings, sources: Sequence[str], datasets: Sequence[str]) -> None:
    """``ConfigError`` for a source or dataset that there is not, before anything is begun or written."""
    if sources or datasets:
        contracts = contracts_of(settings)
        list(selected(jobs(systems(settings, contracts), contracts), sources, datasets))


def contracts_of(settings: Settings) -> dict[str, Contract]:
    """The shipped contracts; one of the configured folder takes the place of the shipped one of its name."""
    if settings.contracts is None:
        return load_contracts()
    if not settings.contracts.is_dir():
        raise ConfigError(f"{settings.contracts}: no such folder. Next: mend contracts.path, or leave it out")
    return load_contracts() | load_contracts(settings.contracts)


def check_surrogates(settings: Settings, contracts: Mapping[str, Contract]) -> None:
    """``ConfigError`` where a contract wants surrogates and nobody has said yes to their risk."""
    wanted = [
        f"{contract.file} ({column.name})"
        for contract in contracts.values()
        for column in contract.texts
        if isinstance(column.treatment, Scan) and column.treatment.tokens == "surrogates"
    ]
    if wanted:
        check_surrogates_allowed(settings, ", ".join(wanted))


def check_surrogates_allowed(settings: Settings, who: str) -> None:
    """``ConfigError`` unless the configuration says yes to what surrogates risk. ``who`` asks for them."""
    if not settings.text.surrogates_may_hide_misses:
        raise ConfigError(
            f"{settings.file}: {who} asks for surrogate names. A name that the masker misses then looks like "
            "any other and no reader will notice it. Next: choose other tokens, or write "
            "surrogates_may_hide_misses = true under [text]"
        )


def text_keys(settings: Settings) -> "TextKeys":
    """What pseudonyms in texts are made with, outside a harvest."""
    from pseudonymize.keyed import TextKeys  # noqa: PLC0415  spaCy

    return TextKeys(FileVault.open(settings.vault).ring(), ids_are_pids=False)


@dataclass(frozen=True)
class Tools:
    """What a night works with, in one process. Opened once; holds keys, so it is never sent anywhere."""

    settings: Settings
    contracts: Mapping[str, Contract]
    systems: Mapping[str, System]
    keys: KeyRing = field(repr=False)
    store: ControlStore = field(repr=False)
    rules: RuleBook
    today: date
    moment: datetime  # Danish wall time, without zone: what sources write

    @cached_property
    def model(self) -> "Language":
        """The name model that is configured."""
        from flows.models import configured  # noqa: PLC0415  spaCy, where there are texts

        return configured(self.settings)

    @cached_property
    def masker(self) -> "CaseMasker":
        """The text masker, with the model loaded. Made when the first text comes: loading takes a second."""
        text = self.settings.text
        from pseudonymize.keyed import TextKeys  # noqa: PLC0415  as below
        from pseudonymize.text.masker import CaseMasker  # noqa: PLC0415  Presidio

        names, staff = self.store.municipal_names(), self.store.staff()
        keyed = TextKeys(self.keys, ids_are_pids=True)
        return CaseMasker(self.model, names, staff, text.batch_size, keyed=keyed)

    @cached_property
    def people(self) -> Applier:
        """Takes people out of columns, and learns who they are. Needs no model."""
        return self._applier(None)

    @cached_property
    def texts(self) -> Applier:
        """Takes people out of columns and texts. Made after the people are known."""
        return self._applier(self.masker)

    def applier(self, contract: Contract) -> Applier:
        """The one this dataset needs."""
        return self.texts if contract.texts else self.people

    def _applier(self, masker: "CaseMasker | None") -> Applier:
        text = self.settings.text
        dates = FamilyDates(self.keys, window_days=text.date_window_days, whole_weeks=text.keep_weekday)
        calendar = frozenset(name for name, rule in self.rules.rules.items() if not rule.needs_anchor)
        notes = Notes(self.settings.lake, self.contracts)
        zones = load_zones(self.settings.zones) if self.settings.zones else NO_ZONES
        return Applier(
            self.keys, self.store, dates, self.rules_version, calendar, masker, zones, notes.hashes
        )

    @cached_property
    def rules_version(self) -> str:
        """Names the set of retention rules: a new one gives every row a new deadline."""
        rules = self.settings.retention.get("rules", {})
        text = json.dumps(rules, sort_keys=True, default=str, ensure_ascii=False)
        return "r-" + hashlib.sha256(text.encode()).hexdigest()[:12]

    def provenance(self, contract: Contract) -> dict[str, str]:
        """What the files of a dataset were made with, for sidecars."""
        made = {"key_epoch": self.keys.epoch, "rules": self.rules_version, "dates": self.people.dates.rule}
        if contract.texts:
            made |= {"model": self.model_fingerprint, "text": self.masker.fingerprint}
            made["tokens"] = "; ".join(f"{c.output}: {c.treatment}" for c in contract.texts)
        return made

    @property
    def model_fingerprint(self) -> str:
        """Twelve hex digits over the model's files."""
        from flows.models import fingerprint_of  # noqa: PLC0415

        return fingerprint_of(self.settings)

    @cached_property
    def families(self) -> str:
        """Names how people and cases are parted into families tonight. Asked for once they are linked."""
        return self.store.families_fingerprint()

    def basis(self, source: str, contract: Contract) -> str:
        """Names all that decides how a row leaves beside the row: a watermark of another is worthless."""
        parts = (
            contract.fingerprint,
            repr(self.systems[source].tables.get(contract.dataset)) if source in self.systems else "",
            *(self.keys.epoch, self.rules_version, self.people.dates.rule),
            *(self.people.zones.fingerprint, self.families),
        )
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]

    @contextmanager
    def connector(self, source: str) -> Iterator[Connector]:
        """An open connector of a source. The password is fetched here, used, and forgotten."""
        asked = self.settings.source(source)
        spec = SourceSpec(name=source, url=asked.url, secret=asked.password)
        with closing(open_connector(spec, self.systems[source], os.environ)) as connector:
            yield connector

    def needles(self) -> Needles:
        """What the second look must not find in the texts of given cases."""

        def of(sag_pids: Sequence[str]) -> dict[str, tuple[str, ...]]:
            return {pid: needles_of(register) for pid, register in self.store.registers(sag_pids).items()}

        return of

    def stage(self, run: str) -> Stage:
        """Where a run writes before anything is published."""
        return Stage(self.settings.lake, run)


@contextmanager
def open_tools(settings: Settings) -> Iterator[Tools]:
    """Open vault and control store, read contracts, mappings and rules; refuse what does not fit.

    Nobody reads a source without them, in whatever process: from here on people are in memory.
    """
    forbid_cores()
    contracts = contracts_of(settings)
    check_surrogates(settings, contracts)
    rules = RuleBook.load(settings.retention, settings.file.name)
    for contract in contracts.values():
        rules.of(contract)
    vault = FileVault.open(settings.vault)
    with vault.store() as store:
        tools = Tools(
            settings=settings,
            contracts=contracts,
            systems=systems(settings, contracts),
            keys=vault.ring(),
            store=store,
            rules=rules,
            today=today(settings),
            moment=now().astimezone(ZONE).replace(tzinfo=None),
        )
        if settings.text.model:
            _ = tools.model  # not there, or of other labels: said before a source is read
        yield tools
