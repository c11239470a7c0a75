"""What ``datahoest check`` looks at before a night does: configuration, contracts, keys, sources, model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from audit.verify import verify
from flows import wiring
from flows.settings import Settings
from flows.wiring import Tools
from lake.catalog import incomplete
from pseudonymize.text.interface import CaseTexts, Kind, MaskedText
from schemas.drift import drift
from schemas.errors import DatahoestError
from schemas.people import Casebook, CaseRegister, KnownPerson


class Verdict(Enum):
    """What a check says."""

    FINE = "fine"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    what: str
    verdict: Verdict
    said: str


# Nobody's: a date that exists, failing modulus 11, so never issued; a domain that cannot exist.
PLANTED = (
    "Samtale med Zubeida Quistgaard, cpr 311299-0001, tlf. 22 33 44 55, zubeida@planted.example. "
    "Mor til Zubeida bor Nymarksvænget 14, 8900 Randers C. mvh. Thorbjørn Kvistholm"
)
EXPECTED = {
    Kind.PER: ("Zubeida", "Quistgaard", "Thorbjørn", "Kvistholm"),
    Kind.CPR: ("311299", "0001"),
    Kind.PHONE: ("22 33 44 55",),
    Kind.EMAIL: ("zubeida@planted.example",),
    Kind.ADDR: ("Nymarksvænget 14",),
}


def checks(settings: Settings) -> Iterator[Finding]:
    """Everything, in the order in which it would stop a night."""
    try:
        opened = wiring.open_tools(settings)
        tools = opened.__enter__()
    except DatahoestError as error:
        yield Finding("configuration, contracts, keys", Verdict.WRONG, str(error))
        return
    try:
        yield _fine("configuration", str(settings.file))
        yield _fine("contracts", f"{len(tools.contracts)} datasets, retention rules and legal basis in place")
        yield _fine("keys", f"epoch {tools.keys.epoch}, readable by this account only")
        for source in settings.sources:
            yield _tried(f"source {source.name}", lambda name=source.name: _source(tools, name))  # type: ignore[misc]
        yield _tried("model", lambda: _model(tools))
        yield _lake(settings)
        yield _audit(settings)
    finally:
        opened.__exit__(None, None, None)


def _tried(what: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except DatahoestError as error:
        return Finding(what, Verdict.WRONG, str(error))


def _source(tools: Tools, name: str) -> Finding:
    with tools.connector(name) as connector:
        health = connector.check()  # raises for a mapped column that is not there
        tables = tools.systems[name].tables
        found = [column for table in tables.values() for column in connector.columns(table)]
    unnamed = drift(tables.values(), found).unnamed
    said = [f"{health.server}, {len(tables)} datasets mapped", *health.warnings]
    if unnamed:
        said.append(f"{len(unnamed)} columns read by no mapping")
    verdict = Verdict.WARNING if health.warnings else Verdict.FINE
    return Finding(f"source {name}", verdict, "; ".join(said))


def _model(tools: Tools) -> Finding:
    """Planted identifiers must be found: a missing model or rule shows here, not in the lake."""
    known = KnownPerson("p", "mor", names=("Zubeida Quistgaard",))
    case = CaseTexts(CaseRegister("selvtest", (known,)), (PLANTED,), Casebook("selvtest"))
    outcome = tools.masker.mask([case])[0].texts[0]
    if not isinstance(outcome, MaskedText):
        return Finding("model", Verdict.WRONG, "the self-test text could not be masked")
    missed = [kind.value for kind, words in EXPECTED.items() if any(word in outcome.text for word in words)]
    if missed:
        return Finding("model", Verdict.WRONG, f"planted identifiers were missed: {', '.join(missed)}")
    return _fine(
        "model", f"{len(EXPECTED)} kinds of planted identifiers found, rules {tools.masker.fingerprint}"
    )


def _lake(settings: Settings) -> Finding:
    problems = incomplete(settings.lake) if settings.lake.exists() else []
    if problems:
        return Finding(
            "lake",
            Verdict.WARNING,
            f"{len(problems)} places; first {problems[0].path}: {problems[0].problem}",
        )
    return _fine("lake", str(settings.lake) if settings.lake.exists() else "nothing harvested yet")


def _audit(settings: Settings) -> Finding:
    path = settings.audit / "audit.jsonl"
    if not path.exists():
        if any(settings.runs.glob("*.json")):
            return Finding("audit", Verdict.WRONG, f"runs have been, and {path} is gone")
        return _fine("audit", "nothing has run yet")
    found = verify(path)
    if found.problem:
        return Finding("audit", Verdict.WRONG, found.problem)
    return _fine("audit", f"{found.events:,} events hold")


def _fine(what: str, said: str) -> Finding:
    return Finding(what, Verdict.FINE, said)
