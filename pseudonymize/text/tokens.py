"""What stands in the text instead of people: role tokens, typed tokens, and how they are known again."""

import re
from collections.abc import Iterable

from pseudonymize.text.interface import Kind
from schemas.contract import TextTokens
from schemas.people import KnownPerson

TYPED = {
    Kind.CPR: "CPR",
    Kind.DOB: "FØDSELSDATO",
    Kind.DATE: "DATO",
    Kind.PHONE: "TLF",
    Kind.EMAIL: "EMAIL",
    Kind.URL: "URL",
    Kind.USER: "BRUGER",
    Kind.ID: "ID",
}
PERSON = "PERSON"
CASEWORKER = "SAGSBEHANDLER"
EMPLOYEE = "MEDARBEJDER"
NUMBERED = ("ADRESSE", "STED", "SKOLE", "ORG", PERSON, CASEWORKER, EMPLOYEE)
_ROLES = (
    "BARN|MOR|FAR|SØSKENDE|PLEJEMOR|PLEJEFAR|STEDMOR|STEDFAR|MORMOR|MORFAR|FARMOR|FARFAR|BORGER"
    "|ÆGTEFÆLLE|SAMLEVER|VÆRGE|UNG|SØN"
    "|DATTER|BROR|SØSTER|KÆRESTE|ADOPTIVMOR|ADOPTIVFAR|BEDSTEMOR|BEDSTEFAR|FAMILIE|SLÆGTNING"
    "|NETVÆRK|PÅRØRENDE|KLIENT"
)
_SCHOOL = re.compile(
    r"(?i)skole|gymnasi|børneha|vuggestue|sfo|dagtilbud|friskole|efterskole|børnehus|dagpleje|naturbørn"
)


def role_base(role: str) -> str:
    """The token base of a role.

    >>> role_base("tidl. ægtefælle"), role_base("mor"), role_base("")
    ('TIDL_ÆGTEFÆLLE', 'MOR', 'PERSON')
    """
    return re.sub(r"[^A-ZÆØÅ]+", "_", role.upper()).strip("_") or PERSON


def register_tokens(people: Iterable[KnownPerson]) -> dict[str, str]:
    """Token of each person; those without one are numbered within their role, in register order."""
    listed = list(people)
    taken = {person.token for person in listed if person.token}
    tokens: dict[str, str] = {}
    for person in listed:
        token = person.token or tokens.get(person.person_id, "")
        number = 1
        while not token:
            candidate = f"{role_base(person.role)}_{number}"
            token = "" if candidate in taken else candidate
            number += 1
        taken.add(token)
        tokens[person.person_id] = token
    return tokens


def place_base(kind: Kind, surface: str) -> str:
    """Token base of an address, place or institution."""
    if kind is Kind.ADDR:
        return "ADRESSE"
    if kind is Kind.LOC:
        return "STED"
    return "SKOLE" if _SCHOOL.search(surface) else "ORG"


def token_pattern(tokens: Iterable[str], policy: TextTokens = "roles") -> re.Pattern[str]:
    """Our own tokens in a text that was masked before: the typed ones, roles, those of this case and policy.

    Kinds and pseudonyms are known again only where they are written: another text may say ``[PERSON]``.
    """
    own = "|".join(sorted({re.escape(t) for t in tokens}, key=lambda t: (-len(t), t)))
    typed = "|".join(sorted(set(TYPED.values())))
    numbered = "|".join(NUMBERED)
    case = f"|{own}" if own else ""
    return re.compile(rf"\[(?:(?:{typed}{_OF_POLICY[policy]})|(?:{numbered}|{_ROLES})_\d{{1,6}}{case})\]")


_KEYED = rf"(?:{'|'.join(sorted({*NUMBERED, *TYPED.values()}))}) [a-z2-7]{{16}}"
_OF_POLICY: dict[TextTokens, str] = {
    "roles": "",
    "kinds": "|" + "|".join(NUMBERED),
    "pseudonyms": f"|{_KEYED}",
    "surrogates": "",
}
_PEOPLE = rf"(?:{PERSON}|{CASEWORKER}|{EMPLOYEE}|{_ROLES})_\d{{1,6}}"
PEOPLE_TOKEN: dict[TextTokens, re.Pattern[str]] = {
    "roles": re.compile(rf"\[{_PEOPLE}\]"),
    "kinds": re.compile(rf"\[(?:{_PEOPLE}|{PERSON})\]"),
    "pseudonyms": re.compile(rf"\[(?:{_PEOPLE}|(?:{PERSON}|{EMPLOYEE}) [a-z2-7]{{16}})\]"),
    "surrogates": re.compile(rf"\[{_PEOPLE}\]"),
}
