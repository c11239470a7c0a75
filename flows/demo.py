"""The embedded default: two synthetic case systems, a local lake, keys in a file, no server."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path

import synthetic
from flows.wiring import audit_log, create_keys
from schemas.errors import ConfigError

MARKER = ".demonstration"  # stands in a folder that this program made, and so may delete

CONFIG = """# A demonstration: two invented case systems and all that a night needs.

[project]
name = "Familiecenter, effektanalyse (demonstration)"
ends = {ends}

[sources.myndighed]                 # the authority's case system, shaped like SBSYS
system = "demo_myndighed"
url = "sqlite:///sources/myndighed.sqlite"

[sources.udfoerer]                  # the performing side, shaped like EG Sensum
system = "demo_udfoerer"
url = "sqlite:///sources/udfoerer.sqlite"

[lake]
path = "lake"

[vault]
path = "vault"

[audit]
path = "audit"

[runs]
path = "runs"

[zones]                             # residence leaves as an area of at least k households
path = "zones.toml"

[orchestration]
engine = "{engine}"
home = "prefect"

[retention.rules.R00-projekt]       # everything goes when the project's purpose has ended
kind = "project_end"
date = {ends}
period = "P1Y"
basis = "GDPR art. 5(1)(b) and (e)"

[retention.rules.R01-familiesag]    # local policy; yours must be decided by your own municipality
kind = "fixed_period"
period = "P5Y"
basis = "GDPR art. 5(1)(e); local deletion policy"
"""


ZONES = """# Households by school district, counted in the population and not among the clients. Invented.
version = "demo-1"
k = 800

[households]
"""


def prepare(
    home: Path,
    *,
    cases: int,
    seed: int,
    today: date,
    engine: str,
    fresh: bool,
    progress: Callable[[int, int], None] | None = None,
) -> bool:
    """Make sources, configuration and keys below ``home``; ``False`` if they stood there already.

    The configuration comes last: without it an earlier preparation was broken off, and is begun anew.
    """
    config = home / "datahoest.toml"
    if config.exists() and not fresh:
        return False
    _clear(home)
    home.mkdir(parents=True, exist_ok=True)
    (home / MARKER).write_text("Made by 'datahoest demo'. 'datahoest demo --fresh' deletes this folder.\n")
    synthetic.generate(home / "sources", cases=cases, seed=seed, as_of=today, progress=progress)
    create_keys(home / "vault", audit_log(home / "audit"))
    (home / "zones.toml").write_text(ZONES + _households(), encoding="utf-8")
    config.write_text(CONFIG.format(ends=date(today.year + 5, 12, 31), engine=engine), encoding="utf-8")
    return True


def published_tables() -> dict[str, dict[str, dict[str, list[int]]]]:
    """The tables as printed: name -> counts or percent -> line -> cells."""
    text = files("synthetic").joinpath("randers_tables.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, dict[str, list[int]]]] = json.loads(text)["tables"]
    return found


def _households() -> str:
    """Thirty districts of a few hundred households each."""
    districts = [f"Distrikt {tens}{ones}" for tens in range(10) for ones in range(3)]
    return "".join(f'"{name}" = {310 + 97 * place % 610}\n' for place, name in enumerate(districts))


def _clear(home: Path) -> None:
    """Nothing is deleted but what carries our mark: a copied configuration may stand beside real keys."""
    if not home.exists() or not any(home.iterdir()):
        return
    if not (home / MARKER).is_file():
        raise ConfigError(f"{home} is not a demonstration home; it was left alone. Give another --home")
    shutil.rmtree(home)
