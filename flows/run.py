"""A run from its first event to its report, under Prefect or without."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from audit.event import AuditEvent, EventType
from audit.log import AuditLog
from flows import report, safe, trail, wiring
from flows.chunk import ChunkOrder, ChunkReceipt, process
from flows.night import Each, Night
from flows.progress import Watcher
from flows.report import DatasetReport, RunReport
from flows.settings import Settings, load
from flows.wiring import Tools
from lake.writer import Lake
from schemas.errors import ConfigError, LakeBusy


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. Names only: it stands in Prefect's tables as it is."""

    config: str
    sources: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    full: bool = False
    engine: str = "direct"


_HELD: dict[str, Tools] = {}  # run -> what this process works with


def run(order: Order, watcher: Watcher) -> RunReport:
    """Carry the order out by the engine it names."""
    match order.engine:
        case "direct":
            return carry_out(order, watcher, direct)
        case "prefect":
            safe.prepare(load(order.config).prefect_home)
            from flows import harvest  # noqa: PLC0415  Prefect takes four seconds to import

            return harvest.under_prefect(order, watcher)
        case unknown:
            raise ConfigError(f"no engine {unknown!r}. Known: prefect, direct")


def direct(order: ChunkOrder) -> ChunkReceipt:
    """One chunk, here and now."""
    return process(tools_of(order.run, order.config), order)


def carry_out(order: Order, watcher: Watcher, each: Each) -> RunReport:
    """Open everything, let the night pass, close the books. One event opens a run and one closes it."""
    settings = load(order.config)
    wiring.check_wishes(settings, order.sources, order.datasets)
    log, name = wiring.audit_log(settings.audit), run_id()
    sources = order.sources or tuple(source.name for source in settings.sources)
    begun = RunReport(name, _moment(), sources, order.datasets, full=order.full)
    with report.begun(begun, settings.runs):
        return _carried_out(order, settings, begun, log, watcher, each)


def _carried_out(
    order: Order, settings: Settings, begun: RunReport, log: AuditLog, watcher: Watcher, each: Each
) -> RunReport:
    name, told = begun.run, list[DatasetReport]()
    try:
        with held(name, settings) as tools, Lake.open(settings.lake, name, told=trail.of(log)) as lake:
            log.append(AuditEvent(EventType.RUN_STARTED, name, facts={"epoch": tools.keys.epoch}))
            night = Night(name, tools, lake, log, each, watcher, order.sources, order.datasets, order.full)
            told.extend(night.reports())
    except LakeBusy:
        # It did nothing: how the sources stand is for the run to tell that holds the lake.
        report.withdraw(begun, settings.runs)
        raise
    except BaseException as error:
        clean = safe.clean(error) if isinstance(error, Exception) else None
        why = str(clean) if clean else "stopped by a person or the system"
        broken = replace(begun, datasets=tuple(told), finished=_moment(), failure=why)
        report.save(broken, settings.runs)
        log.append(AuditEvent(EventType.RUN_FAILED, name))
        if clean:
            raise clean from None  # a source that hangs up must not look like a reader of ours that left
        raise
    done = replace(begun, datasets=tuple(told), finished=_moment())
    total = done.total
    counts = {field: getattr(total, field) for field in total.__dataclass_fields__}
    log.append(AuditEvent(EventType.RUN_FINISHED, name, counts=counts))
    report.save(done, settings.runs)
    return done


@contextmanager
def held(run: str, settings: Settings) -> Iterator[Tools]:
    """Tools for the chunks of a run in this process."""
    with wiring.open_tools(settings) as tools:
        _HELD[run] = tools
        try:
            yield tools
        finally:
            del _HELD[run]


def tools_of(run: str, config: str) -> Tools:
    """The tools of a run; a worker process opens its own and keeps them until it ends."""
    if run not in _HELD:
        _OPEN.append(wiring.open_tools(load(config)))
        _HELD[run] = _OPEN[-1].__enter__()
    return _HELD[run]


_OPEN: list = []  # type: ignore[type-arg]


def run_id(clock: Callable[[], object] = wiring.now) -> str:
    """Starts with the moment, to the microsecond, so that names sort by age."""
    return f"{clock():%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(3)}"


def _moment() -> str:
    return wiring.now().isoformat(timespec="seconds")
