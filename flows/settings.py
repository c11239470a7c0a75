"""``datahoest.toml`` as frozen values: sources, lake, vault, audit, text, dates, retention.

Secrets never stand in the file: a value that is one is a reference (``env:NAME``, ``file:PATH``,
``credential:NAME``), resolved by ``connectors.credentials`` when a connection opens.
"""

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, NoReturn
from urllib.parse import urlsplit

from schemas.errors import ConfigError

Engine = Literal["prefect", "direct"]
CANDIDATES = (Path("datahoest.toml"), Path("demo/datahoest.toml"))


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """One case system to read."""

    name: str
    system: str  # a mapping in schemas/systems, or the path of a TOML file of the same form
    url: str = field(repr=False)  # SQLAlchemy URL without a password
    password: str = field(default="", repr=False)  # a reference, never the secret
    expected_hours: int = 26  # later than this and the source is "late"
    datasets: tuple[str, ...] = ()  # empty: every table of the mapping


@dataclass(frozen=True, slots=True)
class TextSettings:
    """How notes are read."""

    model: str = ""  # empty: the built-in Danish model
    batch_size: int = 64
    chunk_rows: int = 2000
    commit_rows: int = 50_000  # texts are published in instalments of about this many rows
    date_window_days: int = 182
    keep_weekday: bool = True
    surrogates_may_hide_misses: bool = False  # said yes to, or no contract may ask for surrogates
    labels: Mapping[str, str] = field(default_factory=dict)  # what another model's labels mean here


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run is told from outside."""

    file: Path
    project: str
    project_ends: date | None
    sources: tuple[SourceSettings, ...]
    lake: Path
    vault: Path
    audit: Path
    runs: Path
    text: TextSettings
    contracts: Path | None  # a folder of contracts that take the place of shipped ones
    zones: Path | None  # the municipality's list of areas and households
    retention: Mapping[str, Any]
    as_of: date | None  # a fixed "today", for demonstrations and tests
    engine: Engine
    prefect_home: Path

    def source(self, name: str) -> SourceSettings:
        """The source of that name, or a ``ConfigError`` naming the known ones."""
        for source in self.sources:
            if source.name == name:
                return source
        known = ", ".join(s.name for s in self.sources)
        raise ConfigError(f"{self.file}: no source {name!r}. Known: {known}")


def find_config(given: str | None, environ: Mapping[str, str]) -> Path:
    """``--config``, else ``$DATAHOEST_CONFIG``, else ``./datahoest.toml``, else ``./demo/datahoest.toml``."""
    named = given or environ.get("DATAHOEST_CONFIG")
    if named:
        if not Path(named).is_file():
            raise ConfigError(f"{named}: no such file. Give --config FILE, or make one with 'datahoest demo'")
        return Path(named).resolve()
    for candidate in CANDIDATES:
        if candidate.is_file():
            return candidate.resolve()
    raise ConfigError(
        "no datahoest.toml here. Give --config FILE, set DATAHOEST_CONFIG, or try 'datahoest demo'"
    )


def load(given: str | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the configuration; ``ConfigError`` names file, key and next step."""
    file = find_config(given, environ)
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        where = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "not UTF-8"
        raise ConfigError(f"{file}: not readable as TOML ({where}). Mend the file") from None
    return _Reader(file).settings(raw)


class _Reader:
    """Takes the parsed TOML apart; every key is known or refused."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.folder = file.parent

    def settings(self, raw: dict[str, Any]) -> Settings:
        self.known(raw, "", _SECTIONS)
        project, text = self.section(raw, "project"), self.section(raw, "text")
        retention = dict(self.section(raw, "retention"))
        as_of = self.day(retention.pop("as_of", None), "retention.as_of")
        orchestration = self.section(raw, "orchestration")
        self.known(project, "project", frozenset({"name", "ends"}))
        self.known(orchestration, "orchestration", frozenset({"engine", "home"}))
        return Settings(
            file=self.file,
            project=self.text(project.get("name", ""), "project.name"),
            project_ends=self.day(project.get("ends"), "project.ends"),
            sources=self.sources(self.section(raw, "sources")),
            lake=self.path(raw, "lake"),
            vault=self.path(raw, "vault"),
            audit=self.path(raw, "audit"),
            runs=self.path(raw, "runs"),
            text=self.text_settings(text),
            contracts=self.path(raw, "contracts") if "contracts" in raw else None,
            zones=self.path(raw, "zones") if "zones" in raw else None,
            retention=retention,
            as_of=as_of,
            engine=self.engine(orchestration.get("engine", "prefect")),
            prefect_home=self.folder / str(orchestration.get("home", "prefect")),
        )

    def sources(self, raw: dict[str, Any]) -> tuple[SourceSettings, ...]:
        if not raw:
            self.refuse("sources", "no source is named", "add a [sources.<name>] table")
        return tuple(self.source(name, entry) for name, entry in raw.items())

    def source(self, name: str, raw: dict[str, Any]) -> SourceSettings:
        key = f"sources.{name}"
        if not isinstance(raw, dict):
            self.refuse(key, "is not a table", f"write [{key}]")
        self.known(raw, key, frozenset({"system", "url", "password", "expected_hours", "datasets"}))
        url = self.text(raw.get("url", ""), f"{key}.url")
        if "system" not in raw or not url:
            self.refuse(key, "needs 'system' and 'url'", "name the mapping and where the system is")
        if self.holds_password(url, key):
            self.refuse(f"{key}.url", "holds a password", 'take it out and set password = "env:NAME"')
        password = self.text(raw.get("password", ""), f"{key}.password")
        kind, _, named = password.partition(":")
        if password and (kind not in _REFERENCES or not named):
            self.refuse(f"{key}.password", "is not a reference", "use env:NAME, file:PATH or credential:NAME")
        return SourceSettings(
            name=name,
            system=self.text(raw["system"], f"{key}.system"),
            url=self.url(url),
            password=f"file:{(self.folder / named).resolve()}" if kind == "file" else password,
            expected_hours=self.whole(raw.get("expected_hours", 26), f"{key}.expected_hours"),
            datasets=self.names(raw.get("datasets", []), f"{key}.datasets"),
        )

    def text_settings(self, raw: dict[str, Any]) -> TextSettings:
        self.known(raw, "text", frozenset(TextSettings.__dataclass_fields__))
        default = TextSettings()
        return TextSettings(
            model=self.model(self.text(raw.get("model", ""), "text.model")),
            batch_size=self.whole(raw.get("batch_size", default.batch_size), "text.batch_size"),
            chunk_rows=self.whole(raw.get("chunk_rows", default.chunk_rows), "text.chunk_rows"),
            commit_rows=self.whole(raw.get("commit_rows", default.commit_rows), "text.commit_rows"),
            date_window_days=self.whole(
                raw.get("date_window_days", default.date_window_days), "text.date_window_days"
            ),
            keep_weekday=self.yes_or_no(raw.get("keep_weekday", default.keep_weekday), "text.keep_weekday"),
            surrogates_may_hide_misses=self.yes_or_no(
                raw.get("surrogates_may_hide_misses", default.surrogates_may_hide_misses),
                "text.surrogates_may_hide_misses",
            ),
            labels=self.labels(raw),
        )

    def labels(self, raw: dict[str, Any]) -> dict[str, str]:
        """Theirs to ours: PER, LOC, ORG, or "" for what masks nothing."""
        labels = raw.get("labels", {})
        if not isinstance(labels, dict):
            self.refuse("text.labels", "is not a table", "write [text.labels]")
        if labels and not raw.get("model"):
            self.refuse("text.labels", "says what another model's labels mean", "name it under text.model")
        for theirs, ours in labels.items():
            if ours not in ("PER", "LOC", "ORG", ""):
                known = "PER, LOC, ORG, or nothing in quotes for what masks nothing"
                self.refuse(f"text.labels.{theirs}", "means none of our labels", f"known: {known}")
        return labels

    def holds_password(self, url: str, key: str) -> bool:
        with suppress(ValueError):
            return bool(urlsplit(url).password)
        self.refuse(f"{key}.url", "is no address", "write dialect+driver://user@host:port/database")

    def names(self, value: object, key: str) -> tuple[str, ...]:
        if not isinstance(value, list):
            self.refuse(key, "is not a list", 'write ["sag", "borger"]')
        return tuple(self.text(name, key) for name in value)

    def yes_or_no(self, value: object, key: str) -> bool:
        if not isinstance(value, bool):
            self.refuse(key, "is neither true nor false", "write one of them, without quotes")
        return value

    def url(self, url: str) -> str:
        """A relative SQLite path counts from the configuration file, not from where one stands."""
        start = "sqlite:///"
        if url.startswith(start) and not url.startswith("sqlite:////"):
            return start + str((self.folder / url.removeprefix(start)).resolve())
        return url

    def model(self, named: str) -> str:
        """A folder beside the configuration file, or else the name of an installed package."""
        folder = self.folder / named
        return str(folder.resolve()) if named and folder.is_dir() else named

    def path(self, raw: dict[str, Any], name: str) -> Path:
        section = self.section(raw, name)
        self.known(section, name, frozenset({"path"}))
        return (self.folder / self.text(section.get("path", name), f"{name}.path")).resolve()

    def section(self, raw: dict[str, Any], name: str) -> dict[str, Any]:
        section = raw.get(name, {})
        if not isinstance(section, dict):
            self.refuse(name, "is not a table", f"write [{name}]")
        return section

    def text(self, value: object, key: str) -> str:
        if not isinstance(value, str):
            self.refuse(key, "is not text", "put it in quotes")
        return value

    def whole(self, value: object, key: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.refuse(key, "is not a whole number above zero", "mend it")
        return value

    def day(self, value: object, key: str) -> date | None:
        if value is not None and type(value) is not date:  # a moment is a date too, and compares with none
            self.refuse(key, "is not a date", "write it as 2031-12-31, without quotes")
        return value

    def engine(self, value: object) -> Engine:
        match value:
            case "prefect" | "direct" as engine:
                return engine
            case _:
                self.refuse("orchestration.engine", "is neither prefect nor direct", "choose one")

    def known(self, raw: Mapping[str, Any], key: str, allowed: frozenset[str]) -> None:
        for name in raw:
            if name not in allowed:
                names = ", ".join(sorted(allowed))
                self.refuse(f"{key}.{name}".lstrip("."), "is not known", f"known: {names}")

    def refuse(self, key: str, problem: str, remedy: str) -> NoReturn:
        raise ConfigError(f"{self.file}: {key} {problem}. Next: {remedy}")


_SECTIONS = frozenset(
    {"project", "sources", "lake", "vault", "audit", "runs", "text", "contracts", "zones", "retention"}
    | {"orchestration"}
)
_REFERENCES = frozenset({"env", "file", "credential"})
