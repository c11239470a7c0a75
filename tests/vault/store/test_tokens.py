"""Tokens: given once, never changed, never given again."""

from hypothesis import given
from hypothesis import strategies as st

from vault.store.tokens import assign

ROLES = st.sampled_from(["barn", "mor", "far", "søskende", "plejemor", "kontakt"])
PEOPLE = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), ROLES, max_size=12)


def test_primary_children_come_first_then_others_by_pseudonym() -> None:
    people = {"a": "barn", "z": "barn", "m": "mor", "s2": "søskende", "s1": "søskende"}
    assert assign(people, {"z"}, {}, {}) == {
        "z": "BARN_1",
        "a": "BARN_2",
        "m": "MOR_1",
        "s1": "SOESKENDE_1",
        "s2": "SOESKENDE_2",
    }


def test_numbers_go_on_behind_all_that_were_ever_given() -> None:
    issued = {"gone": "BARN_7", "m": "MOR_1"}
    assert assign({"m": "mor", "new": "barn"}, {"new"}, issued, {}) == {"new": "BARN_8"}


def test_a_token_follows_its_person_into_another_family_where_it_is_free() -> None:
    earlier = {"b": "BARN_1", "p": "PLEJEMOR_4"}
    given_now = assign({"b": "barn", "p": "plejemor", "q": "plejemor"}, {"b"}, {"x": "BARN_1"}, earlier)
    assert given_now == {"b": "BARN_2", "p": "PLEJEMOR_4", "q": "PLEJEMOR_5"}


@given(PEOPLE, PEOPLE, st.data())
def test_no_token_twice_and_none_changed(
    first: dict[str, str], later: dict[str, str], data: st.DataObject
) -> None:
    issued = assign(first, set(), {}, {})
    earlier = assign(data.draw(PEOPLE), set(), {}, {})
    added = assign(later, data.draw(st.sets(st.sampled_from(sorted(later) or ["x"]))), issued, earlier)
    assert added.keys() == later.keys() - issued.keys()
    everyone = [*issued.values(), *added.values()]
    assert len(everyone) == len(set(everyone))


@given(PEOPLE, st.randoms())
def test_order_does_not_matter(people: dict[str, str], random: object) -> None:
    shuffled = list(people.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert assign(dict(shuffled), set(), {}, {}) == assign(people, set(), {}, {})
