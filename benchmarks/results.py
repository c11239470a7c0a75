"""Keeps what was measured, a JSON file a run, out of version control."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.interface import Result

LOCAL = Path(__file__).parent / "results" / "local"


def save(machine: Mapping[str, object], results: Mapping[str, Result], folder: Path = LOCAL) -> Path:
    """Write them to ``folder`` under today's moment; the file."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {name: asdict(result) for name, result in results.items()}
    for name, result in results.items():
        found[name]["median"] = {ratio.what: ratio.middle for ratio in result.ratios}
    file = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.json"
    file.write_text(
        json.dumps({"machine": machine, "results": found}, indent=1, default=str), encoding="utf-8"
    )
    return file


def lines(result: Result) -> list[str]:
    """A result as it is shown."""
    shown = [str(ratio) for ratio in result.ratios]
    shown += [f"{_short(value):>10}  {name}" for name, value in result.facts.items()]
    for title, rows in result.tables.items():
        shown.append(f"    {title}")
        shown += ["    " + "".join(f"{_short(cell):<34}" for cell in row).rstrip() for row in rows]
    return shown


def _short(value: float | int | str) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value
