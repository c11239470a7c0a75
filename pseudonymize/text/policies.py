"""What is written instead of people: role tokens, kinds, keyed pseudonyms or other names. One class each."""

from collections.abc import Callable

from pseudonymize.text.interface import Kind
from pseudonymize.text.policy import Cast, Mention, Policy, bracketed, kind_word
from pseudonymize.text.surrogates import Surrogates
from pseudonymize.text.tokens import CASEWORKER, EMPLOYEE, TYPED
from schemas.contract import TextTokens
from schemas.people import KnownPerson

_EMPLOYEES = (CASEWORKER, EMPLOYEE)
_PLAIN = (Kind.DATE, Kind.DOB)


class Roles:
    """``[MOR_1]``: a role and a number within the case."""

    def __init__(self, cast: Cast) -> None:
        pass

    def write(self, mention: Mention) -> str:
        """The token as it was given."""
        return bracketed(mention.token or TYPED[mention.kind], mention)


class Kinds:
    """``[PERSON]``: what it was. Nobody can be told from another, nor followed from note to note."""

    def __init__(self, cast: Cast) -> None:
        pass

    def write(self, mention: Mention) -> str:
        """The kind alone."""
        return bracketed(kind_word(mention), mention)


class Pseudonyms:
    """``[PERSON 2jl2mdbgr7marv3e]``: whom the register knows carries the pseudonym the lake's tables have.

    Everyone else, and every address and place, has one that means nothing outside the case. A number has
    one for each value, however it is written.
    """

    def __init__(self, cast: Cast) -> None:
        self._cast = cast

    def write(self, mention: Mention) -> str:
        """Kind and pseudonym; of a date the kind alone."""
        if mention.kind in _PLAIN:
            return bracketed(TYPED[mention.kind], mention)
        return bracketed(f"{_keyed_word(mention)} {self._pseudonym(mention)}", mention)

    def _pseudonym(self, mention: Mention) -> str:
        cast, known = self._cast, self._cast.people.get(mention.person_id or "")
        if known is not None and mention.kind in (Kind.PER, Kind.CPR):
            return cast.key.person(cast.case_id, known)
        if mention.kind is Kind.PER and mention.person_id:
            return cast.key.person(cast.case_id, KnownPerson(mention.person_id, ""))  # of the staff
        if mention.token:
            return cast.key.outsider(cast.case_id, mention.token)
        return cast.key.value(cast.case_id, mention.kind, mention.surface)


def _keyed_word(mention: Mention) -> str:
    base = mention.token.rpartition("_")[0]
    return EMPLOYEE if mention.kind is Kind.PER and base in _EMPLOYEES else kind_word(mention)


def policy(name: TextTokens, cast: Cast) -> Policy:
    """The policy of that name, for one case."""
    return POLICIES[name](cast)


def needs_keys(name: TextTokens) -> bool:
    """Whether a policy cannot write without keys."""
    return name in ("pseudonyms", "surrogates")


POLICIES: dict[TextTokens, Callable[[Cast], Policy]] = {
    "roles": Roles,
    "kinds": Kinds,
    "pseudonyms": Pseudonyms,
    "surrogates": Surrogates,
}
