"""One door to the control store."""

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, insert, inspect, select

from schemas.errors import VaultError
from schemas.people import Casebook, CaseRegister, KnownPerson
from vault.keys import KeyRing
from vault.seal import Place
from vault.store import gathering, linking, models, parting, reading, writing
from vault.store.engine import open_file, open_memory
from vault.store.engine import reading as read
from vault.store.engine import writing as write
from vault.store.envelope import Envelope
from vault.store.interface import CasePerson, Learned
from vault.store.linking import Linked

_PROBE = Place("meta", "probe", "value")


class ControlStore:
    """Pseudonym to person, case to people. Personal values are sealed in the database.

    Several processes may use one store: each opens its own (neither engine nor keys go across a fork
    or a pickle). Writers wait for each other up to a minute. All errors are :class:`VaultError`.
    """

    def __init__(self, engine: Engine, ring: KeyRing) -> None:
        """Use :meth:`open` or :meth:`in_memory`. Refuses a store that other keys sealed."""
        self._engine = engine
        self._safe = Envelope(ring)
        _settle(engine, ring.epoch, self._safe)

    def __repr__(self) -> str:
        return f"<ControlStore {self._engine.url.database or 'in memory'}>"

    @classmethod
    def open(cls, path: Path, ring: KeyRing) -> Self:
        """The store in the SQLite file ``path`` (mode 0600), made if it is not there."""
        return cls(open_file(path), ring)

    @classmethod
    def in_memory(cls, ring: KeyRing) -> Self:
        """A store that is gone when the process is."""
        return cls(open_memory(), ring)

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Learning

    def remember(self, learned: Iterable[Learned], *, rows: Iterable[str] = ()) -> int:
        """Stores what source rows say; returns how many source rows were touched.

        A row replaces all it said before, so give everything a row says in one call, and in ``rows``
        the ``kilde_id_pid`` of every row read, also of those that say nothing now. One transaction;
        repeating it changes nothing.
        """
        with write(self._engine) as connection:
            return writing.replace_rows(connection, learned, rows, self._safe)

    def forget(self, kilde_ids: Iterable[str]) -> int:
        """Drops all that these source rows said; cases no row names any more lose their casebook.

        Tokens stay reserved: if the row comes back its people get theirs again, and nobody else does.
        """
        return self.remember((), rows=kilde_ids)

    def part(self, kilde_ids: Iterable[str]) -> int:
        """These rows have left their source. Forgets them, except people whom a living case still holds:
        those are kept, and go with the last case that holds them. Returns source rows forgotten.
        """
        with write(self._engine) as connection:
            ready = parting.part(connection, tuple(kilde_ids))
            return writing.replace_rows(connection, (), ready, self._safe)

    def told_by(self, dataset: str, system: str) -> set[str]:
        """``kilde_id_pid`` of the rows of a dataset that said something of somebody."""
        with read(self._engine) as connection:
            return reading.told_by(connection, dataset, system)

    def link(self, family_pid_of: Callable[[str], str]) -> Linked:
        """Computes whose family cases and people belong to, and gives new people their tokens.

        The family of a case is ``family_pid_of`` the pseudonym of its child's mother, else father, else
        the child. Idempotent; the same facts in any order give a fresh store the same result. Call it
        after the people-bearing datasets and before texts.
        """
        return linking.link(self._engine, family_pid_of)

    def remember_casebooks(self, books: Iterable[Casebook]) -> None:
        """Replaces the casebooks of these cases (``case_id`` is the ``sag_pid``)."""
        with write(self._engine) as connection:
            writing.write_casebooks(connection, books, self._safe)

    # Telling

    def family_of_cases(self, sag_pids: Iterable[str]) -> dict[str, str]:
        """sag_pid -> family_pid; cases the last :meth:`link` did not know are left out."""
        with read(self._engine) as connection:
            return gathering.families_of(connection, sag_pids)

    def family_of_people(self, person_pids: Iterable[str]) -> dict[str, str]:
        """person_pid -> family_pid; people the last :meth:`link` did not know are left out.

        Whoever is in several families is counted where a case is about them, else where they are a
        child, else to the smallest pseudonym.
        """
        with read(self._engine) as connection:
            return reading.family_of_people(connection, person_pids)

    def families_fingerprint(self) -> str:
        """A digest of whose family all cases and people are: 32 hexadecimal digits, new when one moves."""
        with read(self._engine) as connection:
            return reading.families_fingerprint(connection)

    def registers(self, sag_pids: Collection[str]) -> dict[str, CaseRegister]:
        """The register of each case: its people and those of the family's other cases.

        An unknown case has an empty register. People learned since the last :meth:`link` are in it,
        without token. Ask for some hundred cases at a time: the answer is personal and in memory.
        """
        with read(self._engine) as connection:
            return reading.registers(connection, sag_pids, self._safe)

    def register_fingerprints(self, sag_pids: Collection[str]) -> dict[str, str]:
        """A digest of each case's register: 32 hexadecimal digits, changed when the register is."""
        with read(self._engine) as connection:
            return reading.fingerprints(connection, sag_pids)

    def staff(self) -> list[KnownPerson]:
        """All employees, by pseudonym, without tokens."""
        with read(self._engine) as connection:
            return reading.staff(connection, self._safe)

    def municipal_names(self) -> Iterator[str]:
        """Names and parts of names of all citizens and staff, with repetitions, streamed."""
        return reading.names(self._engine, self._safe)

    def casebooks(self, sag_pids: Iterable[str]) -> dict[str, Casebook]:
        """The casebook of each case; empty where none is kept."""
        with read(self._engine) as connection:
            return reading.casebooks(connection, sag_pids, self._safe)

    def case_people(self, page: int = 500) -> Iterator[CasePerson]:
        """Everyone with a token in each case's register, ``page`` cases in memory at a time."""
        return reading.case_people(self._engine, page, self._safe)


def _settle(engine: Engine, epoch: str, safe: Envelope) -> None:
    """Makes the tables of a new store; refuses one of another release or other keys."""
    with read(engine) as connection:
        ready = inspect(connection).has_table(models.META.name)
        if ready:
            _check(connection, epoch, safe)
    if not ready:
        with write(engine) as connection:
            models.METADATA.create_all(connection)
            # Two processes may have come this far; the second finds it done.
            if not _meta(connection):
                _mark(connection, epoch, safe)
            _check(connection, epoch, safe)


def _mark(connection: Connection, epoch: str, safe: Envelope) -> None:
    values = {
        "schema": models.SCHEMA_VERSION.encode(),
        "epoch": epoch.encode(),
        "probe": safe.close_text(_PROBE, epoch),
    }
    connection.execute(
        insert(models.META), [{"name": name, "value": value} for name, value in values.items()]
    )


def _meta(connection: Connection) -> dict[str, bytes]:
    rows = connection.execute(select(models.META.c.name, models.META.c.value))
    return {row.name: row.value for row in rows}


def _check(connection: Connection, epoch: str, safe: Envelope) -> None:
    found = _meta(connection)
    if found.get("schema") != models.SCHEMA_VERSION.encode():
        raise VaultError(
            "The control store was made by another release. Use that release, or migrate the store."
        )
    if found["epoch"] != epoch.encode():
        raise VaultError(
            f"The control store belongs to keys of epoch {found['epoch'].decode()}, the vault holds {epoch}. "
            "Open it with its own vault."
        )
    safe.open_text(_PROBE, found["probe"])
