"""``datahoest model evaluate``: what a name model finds, misses and masks for nothing, on annotated notes."""

import json
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli import options
from flows.cli.exits import Exit
from schemas.errors import ConfigError

if TYPE_CHECKING:
    from spacy.language import Language

    from flows.settings import Settings
    from pseudonymize.model.comparison import Measured

GOLD = Path(__file__).parents[2] / "training" / "gold"
OURS = ("PER", "LOC", "ORG")


@click.group()
def command() -> None:
    """Measure the name model, ours or another."""


@command.command()
@click.option(
    "--gold",
    type=click.Path(path_type=Path),
    help="Annotated notes: a .jsonl file, or a folder of them; of a folder with a split.json the test cases. "
    "Else $DATAHOEST_GOLD, or the notes of this checkout.",
)
@click.option(
    "--data", type=click.Path(path_type=Path), help="A folder of public test sets, *.test.jsonl.gz."
)
@click.option(
    "--model",
    "model",
    help="Another spaCy pipeline: a folder or an installed package. Else the one configured.",
)
@click.option(
    "--labels",
    multiple=True,
    metavar="THEIRS=OURS",
    help="What its labels mean: PER, LOC or ORG. Repeatable.",
)
@click.option("--lean", type=float, help="Above 0 masks more, below 0 less; ours leans by its default.")
@options.as_json
@options.config
def evaluate(
    gold: Path | None,
    data: Path | None,
    model: str | None,
    labels: tuple[str, ...],
    lean: float | None,
    as_json: bool,
    config: str | None,
) -> int:
    """Measure a model: by test set, form of writing, origin of the family and genre.

    Prints Markdown tables: shares in percent with 95 % bootstrap intervals, and falsely masked words per
    1,000. Notes stay on this machine, and nothing of them is printed.
    """
    from pseudonymize.model import LABELS, entity_labels  # noqa: PLC0415  spaCy, when there is need
    from pseudonymize.model.comparison import compare, read_gold, speed  # noqa: PLC0415

    home = None if model else _home(config)
    meant = {**LABELS, **dict(_pair(each) for each in labels)}
    read = read_gold(_existing(gold or _default_gold()))
    _told(f"{len(read.notes)} annotated notes.")
    nlp, about = _loaded(model, home, lean)
    if unknown := sorted(entity_labels(nlp) - set(meant)):
        _told(f"Labels that mask nothing: {', '.join(unknown)}. Map them with --labels if they should.")
    lines = _with_progress(compare(nlp, read, _existing(data) if data else None, meant))
    pace = speed(nlp, [note.text for note in read.notes])
    if as_json:
        found = {**about, "words_per_second": round(pace), "lines": [line.as_json() for line in lines]}
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        click.echo(
            f"{', '.join(f'{key} {value}' for key, value in about.items())}, {pace:,.0f} words a second"
        )
        _show(lines)
    return Exit.WHOLE


def _pair(written: str) -> tuple[str, str]:
    theirs, _, ours = written.partition("=")
    if not theirs or ours not in OURS:
        raise click.BadParameter(f"write THEIRS=OURS, OURS one of {', '.join(OURS)}", param_hint="--labels")
    return theirs, ours


def _home(config: str | None) -> "Settings | None":
    """What is configured: its model is measured, its labels count. Nothing need be configured to measure."""
    return options.settings(config) if config or os.environ.get("DATAHOEST_CONFIG") else None


def _default_gold() -> Path:
    named = os.environ.get("DATAHOEST_GOLD")
    if not named and not GOLD.is_dir():
        raise ConfigError("No annotated notes come with the installed package. Give --gold FILE or FOLDER")
    return Path(named) if named else GOLD


def _existing(path: Path) -> Path:
    if not path.exists():
        raise ConfigError(f"{path}: no such file or folder. Give another")
    return path


def _loaded(
    model: str | None, home: "Settings | None", lean: float | None
) -> "tuple[Language, dict[str, str]]":
    from flows.models import named  # noqa: PLC0415
    from pseudonymize.model import WEIGHTS, fingerprint, load  # noqa: PLC0415

    if home and home.text.model:
        model = home.text.model
        nlp = named(home, lean)
    else:
        try:
            nlp = load(model, lean)
        except (OSError, ValueError):
            # from None: spaCy's message holds a page of advice on downloads.
            raise ConfigError(f"{model}: no spaCy pipeline. Give a folder or an installed package") from None
    folder = WEIGHTS if model is None else Path(model)
    name = f"{nlp.meta.get('lang')}_{nlp.meta.get('name')}"
    about = {"model": model or "built in", "pipeline": name, "version": str(nlp.meta.get("version"))}
    return nlp, about | ({"hash": fingerprint(folder)} if folder.is_dir() else {})


def _with_progress(lines: "Iterator[Measured]") -> "list[Measured]":
    done, since = [], time.monotonic()
    for line in lines:
        _told(f"{line.block}: {line.name}, {time.monotonic() - since:.1f} s")
        done.append(line)
        since = time.monotonic()
    return done


def _told(said: str) -> None:
    click.echo(said, err=True)


def _show(lines: "Iterable[Measured]") -> None:
    from pseudonymize.model.evaluate import TABLE_HEAD, table_row  # noqa: PLC0415

    block = ""
    for line in lines:
        if line.block != block:
            block = line.block
            click.echo(f"\n### {block}\n\n{TABLE_HEAD}")
        click.echo(table_row(line.name, line.counts))
