"""Identifier kinds, one file each. A new kind is a file, a line here and a table of cases."""

from pseudonymize.identifiers.address import ADDRESS
from pseudonymize.identifiers.cpr import CPR
from pseudonymize.identifiers.dates import DATE
from pseudonymize.identifiers.dob import DOB
from pseudonymize.identifiers.email import EMAIL
from pseudonymize.identifiers.interface import IdentifierKind, Place
from pseudonymize.identifiers.numbers import NUMBER
from pseudonymize.identifiers.organisation import ORGANISATION
from pseudonymize.identifiers.phone import PHONE
from pseudonymize.identifiers.spoken import SPOKEN_CPR, SPOKEN_PHONE
from pseudonymize.identifiers.url import URL
from pseudonymize.identifiers.user import USER

KINDS: dict[str, IdentifierKind] = {
    kind.name: kind
    for kind in (
        CPR,
        SPOKEN_CPR,
        DOB,
        PHONE,
        SPOKEN_PHONE,
        EMAIL,
        URL,
        USER,
        ADDRESS,
        NUMBER,
        ORGANISATION,
        DATE,
    )
}

__all__ = ["KINDS", "IdentifierKind", "Place"]
