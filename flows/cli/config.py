"""``datahoest config show``: the configuration as it is understood, secrets censored."""

import json

import click

from flows.cli import options
from flows.settings import Settings


@click.group()
def command() -> None:
    """Show the configuration, secrets censored."""


@command.command()
@options.config
def show(config: str | None) -> None:
    """Print the configuration as TOML, defaults filled in. References are shown, secrets never are."""
    click.echo(shown(options.settings(config)))


def shown(settings: Settings) -> str:
    """The settings as TOML."""
    lines = [f"# {settings.file}", "[project]", f"name = {_toml(settings.project)}"]
    if settings.project_ends:
        lines.append(f"ends = {settings.project_ends}")
    for source in settings.sources:
        lines += [
            "",
            f"[sources.{source.name}]",
            f"system = {_toml(source.system)}",
            f"url = {_toml(censored(source.url))}",
        ]
        lines += [f"password = {_toml(source.password)}  # a reference"] if source.password else []
        lines.append(f"expected_hours = {source.expected_hours}")
        lines += [f"datasets = {_toml(source.datasets)}"] if source.datasets else []
    for name in ("lake", "vault", "audit", "runs"):
        lines += ["", f"[{name}]", f"path = {_toml(str(getattr(settings, name)))}"]
    lines += ["", "[zones]", f"path = {_toml(str(settings.zones))}"] if settings.zones else []
    lines += ["", "[text]"] + [
        f"{key} = {_toml(getattr(settings.text, key))}" for key in settings.text.__dataclass_fields__
    ]
    lines += [
        "",
        "[orchestration]",
        f"engine = {_toml(settings.engine)}",
        f"home = {_toml(str(settings.prefect_home))}",
    ]
    lines += ["", "[retention]"] + ([f"as_of = {settings.as_of}"] if settings.as_of else [])
    for name, rule in settings.retention.get("rules", {}).items():
        lines += ["", f"[retention.rules.{name}]"] + [f"{k} = {_toml(v)}" for k, v in rule.items()]
    return "\n".join(lines)


def censored(url: str) -> str:
    """The address without user, password and query: they may be secrets."""
    scheme, _, rest = url.partition("://")
    place = rest.partition("?")[0]
    account, at, host = place.rpartition("@")
    return f"{scheme}://{'***@' if at else ''}{host}" if account or at else f"{scheme}://{place}"


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False)  # a string of JSON is one of TOML
        case list() | tuple():
            return "[" + ", ".join(_toml(v) for v in value) + "]"
        case _:
            return str(value)
