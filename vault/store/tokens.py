"""Gives the people of a family their tokens, once and for all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from vault.store import roles


def assign(
    people: Mapping[str, str],
    primaries: Collection[str],
    issued: Mapping[str, str],
    earlier: Mapping[str, str],
) -> dict[str, str]:
    """person_pid -> token, for those of ``people`` (person_pid -> role) who have none yet.

    ``issued`` holds every token ever given in the family, also to people no row names any more: none
    is given twice. ``earlier``: the tokens people had while their case counted to another family; kept
    where they are free. The children the cases are about come first, then by pseudonym, so that the
    same facts give the same tokens in whatever order they were learned.
    """
    waiting = sorted(
        (person for person in people if person not in issued),
        key=lambda person: (roles.closeness(people[person]), person not in primaries, person),
    )
    given: dict[str, str] = {}
    taken = set(issued.values())
    for person in waiting:
        token = earlier.get(person)
        if token is not None and token not in taken:
            given[person] = token
            taken.add(token)
    highest = _highest(taken)
    for person in waiting:
        if person not in given:
            word = roles.token_word(people[person])
            highest[word] += 1
            given[person] = f"{word}_{highest[word]}"
    return given


def _highest(tokens: Iterable[str]) -> defaultdict[str, int]:
    highest: defaultdict[str, int] = defaultdict(int)
    for token in tokens:
        word, _, number = token.rpartition("_")
        highest[word] = max(highest[word], int(number))
    return highest
