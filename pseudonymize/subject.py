"""Every pseudonym a person may have: a number may change, keys do, and old rows keep what they were given."""

from collections.abc import Iterable, Mapping

from pseudonymize.pseudonym import Pseudonymizer
from schemas.contract import Domain


def every_pseudonym(cprs: Iterable[str], epochs: Mapping[str, Pseudonymizer]) -> dict[str, frozenset[str]]:
    """Epoch -> the citizen pseudonyms under its keys. ``cprs``: all numbers the person has had, any layout.

    What is no number has no pseudonym and is passed over.
    """
    numbers = list(cprs)
    return {
        epoch: frozenset(
            pseudonymizer.one(Domain.CITIZEN, number) for number in numbers if pseudonymizer.cpr(number)
        )
        for epoch, pseudonymizer in epochs.items()
    }
