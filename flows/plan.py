"""What a night consists of, in order: who is known first, then what is written about them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from schemas.contract import Contract
from schemas.errors import ConfigError
from schemas.mapping import SourceTable, System

REGISTER = "register"  # the vault's own source: who stands behind which token
SAG_PERSON = "sag_person"

# People and cases first: what they are called and which family they belong to decides how all else leaves.
PEOPLE = ("medarbejder", "borger", "bopael", "sag", "relation")


@dataclass(frozen=True, slots=True)
class Job:
    """One dataset of one source."""

    source: str
    contract: Contract
    table: SourceTable | None  # None: the vault's register itself

    @property
    def dataset(self) -> str:
        """Name of the dataset."""
        return self.contract.dataset

    @property
    def teaches(self) -> bool:
        """Whether the case register learns from it."""
        return self.table is not None and any(c.register for c in self.contract.columns)

    def __str__(self) -> str:
        return f"{self.source}/{self.dataset}"


def jobs(systems: Mapping[str, System], contracts: Mapping[str, Contract]) -> list[Job]:
    """Every dataset of every source in the order of a night. ``systems``: source name -> mapping."""
    mapped = [
        Job(source, contracts[name], table)
        for source, system in systems.items()
        for name, table in system.tables.items()
    ]
    people = [job for name in PEOPLE for job in mapped if job.dataset == name]
    register = [Job(REGISTER, contracts[SAG_PERSON], None)]
    rest = [job for job in mapped if job not in people]
    # Codings are compared with the notes as they rest: after all notes of the night.
    return [*people, *register, *sorted(rest, key=lambda job: bool(job.contract.codings))]


def selected(every: list[Job], sources: Collection[str], datasets: Collection[str]) -> Iterator[Job]:
    """Those asked for; nothing asked for means all. The register goes along with any people."""
    _known("source", sources, {job.source for job in every})
    _known("dataset", datasets, {job.dataset for job in every})
    for job in every:
        of_source = not sources or job.source in sources or job.source == REGISTER
        if of_source and (not datasets or job.dataset in datasets):
            yield job


def _known(what: str, asked: Collection[str], known: Collection[str]) -> None:
    for name in asked:
        if name not in known:
            raise ConfigError(f"no {what} {name!r}. Known: {', '.join(sorted(known))}")
