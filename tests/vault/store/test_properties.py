"""The same facts in any order, repeated, forgotten and learned again, give the same store."""

from collections.abc import Iterable
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from vault.store import CaseFact, ControlStore, Fact, Learned, Membership, Parentage
from vault.store.engine import open_memory
from vault.store.models import META, METADATA
from vault.testing import MemoryVault

PEOPLE = st.sampled_from([f"p{n}" for n in range(7)])
MAYBE = st.none() | PEOPLE
CASES = st.sampled_from(["s1", "s2", "s3"])
ROLES = st.sampled_from(["barn", "mor", "far", "søskende", "nabo", "plejemor"])
SAID = st.one_of(
    st.tuples(st.just("fact"), PEOPLE, st.sampled_from(["Emma", "Bo", "Liv"])),
    st.tuples(st.just("member"), CASES, PEOPLE, ROLES),
    st.tuples(st.just("case"), CASES, MAYBE),
    st.tuples(st.just("parents"), PEOPLE, MAYBE, MAYBE, MAYBE),
)
ROWS = st.lists(st.lists(SAID, min_size=1, max_size=3), min_size=1, max_size=10)


def learned(row: str, said: tuple[str, ...]) -> Learned:
    match said:
        case ("fact", person, name):
            values = {"given_name": name, "cpr": f"cpr-{person}", "mother_cpr": f"mother-of-{person}"}
            return Fact(row, "borger", "demo", person, "citizen", values)
        case ("member", sag, person, role):
            return Membership(row, sag, person, role)
        case ("case", sag, person):
            return CaseFact(row, sag, person, f"demo:{sag}")
        case (_, child, mother, father, spouse):
            return Parentage(row, child, mother, father, spouse)
    raise AssertionError(said)


def as_rows(drawn: list[list[tuple[str, ...]]]) -> dict[str, list[Learned]]:
    rows: dict[str, list[Learned]] = {}
    for number, said in enumerate(drawn):
        row = f"r{number}"
        # One row says one thing of one kind about one subject.
        rows[row] = list(
            {(type(one), _subject(one)): one for one in (learned(row, s) for s in said)}.values()
        )
    return rows


def _subject(one: Learned) -> str:
    match one:
        case Fact():
            return one.subject_pid
        case Parentage():
            return one.child_pid
        case _:
            return one.sag_pid


def told(store: ControlStore) -> object:
    """Everything a store tells."""
    cases = ["s1", "s2", "s3"]
    people = [f"p{n}" for n in range(7)]
    return (
        store.family_of_cases(cases),
        store.family_of_people(people),
        store.registers(cases),
        store.register_fingerprints(cases),
        list(store.case_people()),
        sorted(store.municipal_names()),
    )


# Two stores, emptied and used again: making the tables anew each time is most of the work.
ENGINES = [open_memory(), open_memory()]
STORES = [ControlStore(engine, MemoryVault().ring()) for engine in ENGINES]


def fresh(batches: Iterable[Iterable[Learned]], number: int = 0) -> ControlStore:
    store = STORES[number]
    with ENGINES[number].begin() as connection:
        for table in METADATA.sorted_tables:
            if table is not META:
                connection.execute(table.delete())
    for batch in batches:
        store.remember(batch)
    store.link("family-of-{}".format)
    return store


@settings(max_examples=20, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_order_and_batches_do_not_matter(drawn: list[list[tuple[str, ...]]], random: Random) -> None:
    rows = as_rows(drawn)
    shuffled = list(rows.values())
    random.shuffle(shuffled)
    at_once = [one for said in rows.values() for one in said]
    assert told(fresh([at_once], 0)) == told(fresh(shuffled, 1))


@settings(max_examples=15, deadline=None)
@given(ROWS, st.data())
def test_what_is_forgotten_was_never_there_but_for_its_tokens(
    drawn: list[list[tuple[str, ...]]], data: st.DataObject
) -> None:
    rows = as_rows(drawn)
    gone = data.draw(st.sets(st.sampled_from(sorted(rows))))
    store = fresh(rows.values())
    never = fresh((said for row, said in rows.items() if row not in gone), 1)
    before = told(store)
    given_before = {(p.sag_pid, p.person_pid): p.token for p in store.case_people()}
    store.forget(gone)
    store.link("family-of-{}".format)
    cases = ["s1", "s2", "s3"]
    assert store.family_of_cases(cases) == never.family_of_cases(cases)
    assert sorted(store.municipal_names()) == sorted(never.municipal_names())
    members = {(p.sag_pid, p.person_pid, p.role, p.cpr) for p in store.case_people()}
    assert members == {(p.sag_pid, p.person_pid, p.role, p.cpr) for p in never.case_people()}
    tokens = [(p.sag_pid, p.token) for p in store.case_people()]
    assert len(tokens) == len(set(tokens))
    for said in rows.values():  # learned again
        store.remember(said)
    store.link("family-of-{}".format)
    assert {(p.sag_pid, p.person_pid): p.token for p in store.case_people()} == given_before
    assert told(store) == before


@settings(max_examples=15, deadline=None)
@given(ROWS)
def test_repeating_changes_nothing(drawn: list[list[tuple[str, ...]]]) -> None:
    rows = as_rows(drawn)
    store = fresh(rows.values())
    before = told(store)
    for said in rows.values():
        store.remember(said, rows=[one.kilde_id_pid for one in said])
    changed = store.link("family-of-{}".format)
    assert (changed.cases_moved, changed.tokens_given, changed.people_moved) == (0, 0, 0)
    assert told(store) == before
