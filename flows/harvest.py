"""The harvest as Prefect sees it: one flow, one task a chunk, counts as artifacts, and nothing else.

Import only after ``flows.safe.prepare``: Prefect reads its settings when it is imported.
"""

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from flows import run as runs
from flows.chunk import ChunkOrder, ChunkReceipt
from flows.progress import Silent, Watcher
from flows.report import RunReport
from flows.safe import shielded
from schemas.errors import Retriable


async def _worth_another_try(_task: Task, _run: TaskRun, state: State) -> bool:  # type: ignore[type-arg]
    """Only what the world may mend by itself is tried again."""
    result = await state.aresult(raise_on_failure=False)
    return isinstance(result, Retriable)


@task(
    name="chunk",
    retries=2,
    retry_delay_seconds=[5, 30],
    retry_condition_fn=_worth_another_try,
    persist_result=False,
    cache_policy=NO_CACHE,
    log_prints=False,
)
@shielded
def chunk(order: ChunkOrder) -> ChunkReceipt:
    """Read, treat and stage one slice, in one process."""
    return runs.direct(order)


@flow(name="harvest", persist_result=False, log_prints=False, validate_parameters=False)
@shielded
def harvest(config: str, sources: list[str], datasets: list[str], full: bool) -> None:
    """A night. Parameters are a path and names; the report is in the runs folder, and here as counts."""
    order = runs.Order(config, tuple(sources), tuple(datasets), full, "prefect")
    report = runs.carry_out(order, _watchers.get(config, Silent()), chunk)
    _reports[config] = report
    create_table_artifact(key="harvest", table=_table(report), description=f"Run {report.run}")


# A watcher holds a terminal and a report is a result: neither goes through Prefect.
_watchers: dict[str, Watcher] = {}
_reports: dict[str, RunReport] = {}


def under_prefect(order: runs.Order, watcher: Watcher) -> RunReport:
    """Run the flow and hand its report back."""
    _watchers[order.config] = watcher
    try:
        harvest(order.config, list(order.sources), list(order.datasets), order.full)
        return _reports.pop(order.config)
    finally:
        del _watchers[order.config]


def _table(report: RunReport) -> list[dict[str, str | int]]:
    return [
        {"source": d.source, "dataset": d.dataset, "outcome": d.outcome.value}
        | {name: getattr(d.counts, name) for name in d.counts.__dataclass_fields__}
        for d in report.datasets
    ]
