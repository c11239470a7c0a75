"""What the second look searches the finished texts of a case for: its people, as the systems write them.

Built from the register alone and shares nothing with the masker. Words are matched whole and in the case
they are written here, so that "hans" in a sentence is not Hans.
"""

import re
from collections.abc import Iterator

from schemas.people import CaseRegister, KnownPerson

SHORTEST = 3  # letters; shorter names are too often something else
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def needles_of(register: CaseRegister) -> tuple[str, ...]:
    """Every word and number that may not stand in a text of the case."""
    return tuple(sorted({needle for person in register.people for needle in _of_person(person)}))


def _of_person(person: KnownPerson) -> Iterator[str]:
    for name in (*person.names, *person.given, *person.surnames, *person.nicknames):
        yield from (word for word in _WORD.findall(name) if len(word) >= SHORTEST and word[0].isupper())
    for number in (*person.cprs, *person.phones):
        digits = re.sub(r"\D", "", number)
        yield from (form for form in (digits, number) if form)
    yield from person.emails
    for address in person.addresses:
        street = address.partition(",")[0].strip()
        if any(mark.isdigit() for mark in street):
            yield street
