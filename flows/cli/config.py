"""``datahoest config show``: the configuration as it is understood, secrets censored."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import click

from flows.cli import options
from flows.settings import Settings, SourceSettings

_LEFT_OUT = {"datasets": "all that the mapping delivers", "model": "the one that ships"}
_BARE = re.compile(r"[A-Za-z0-9_-]+")  # a key of TOML that needs no quotes


@click.group()
def command() -> None:
    """Show the configuration, secrets censored."""


@command.command()
@options.config
def show(config: str | None) -> None:
    """Print the configuration as TOML, defaults filled in. References are shown, secrets never are."""
    click.echo(shown(options.settings(config)))


def shown(settings: Settings) -> str:
    """The settings as TOML: every section, also what was left to its default."""
    sections = {"project": _project(settings)}
    sections |= {f"sources.{_key(source.name)}": _source(source) for source in settings.sources}
    sections |= {name: {"path": getattr(settings, name)} for name in ("lake", "vault", "audit", "runs")}
    for name, folder in (("contracts", settings.contracts), ("zones", settings.zones)):
        sections |= {name: {"path": folder}} if folder else {}
    sections |= {"text": {key: getattr(settings.text, key) for key in settings.text.__dataclass_fields__}}
    sections |= {"orchestration": {"engine": settings.engine, "home": settings.prefect_home}}
    as_of = {"as_of": settings.as_of} if settings.as_of else {}
    sections |= _tables("retention", {**as_of, **settings.retention})
    lines = [f"# {settings.file}"]
    for name, entries in sections.items():
        lines += [f"[{name}]", *(_line(key, value) for key, value in entries.items()), ""]
    return "\n".join(lines[:-1])


def _project(settings: Settings) -> dict[str, object]:
    ends = {"ends": settings.project_ends} if settings.project_ends else {}
    return {"name": settings.project, **ends}


def _source(source: SourceSettings) -> dict[str, object]:
    return {
        "system": source.system,
        "url": censored(source.url),
        "password": source.password,  # a reference
        "expected_hours": source.expected_hours,
        "datasets": source.datasets,
    }


def _tables(name: str, entries: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """A section and those within it."""
    found = {name: {key: value for key, value in entries.items() if not isinstance(value, Mapping)}}
    for key, value in entries.items():
        if isinstance(value, Mapping):
            found |= _tables(f"{name}.{_key(key)}", value)
    return found


def censored(url: str) -> str:
    """The address without user, password and query: they may be secrets."""
    scheme, _, rest = url.partition("://")
    place = rest.partition("?")[0]
    account, at, host = place.rpartition("@")
    return f"{scheme}://{'***@' if at else ''}{host}" if account or at else f"{scheme}://{place}"


def _line(key: str, value: object) -> str:
    note = f"  # {_LEFT_OUT[key]}" if key in _LEFT_OUT and not value else ""
    return f"{_key(key)} = {_toml(value)}{note}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str() | Path():
            return json.dumps(str(value), ensure_ascii=False)  # a string of JSON is one of TOML
        case list() | tuple():
            return "[" + ", ".join(_toml(v) for v in value) + "]"
        case Mapping():
            return "{" + ", ".join(f"{_key(k)} = {_toml(v)}" for k, v in value.items()) + "}"
        case _:
            return str(value)
