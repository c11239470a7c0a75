"""Names of the case that are ordinary words, in small letters: one table a rule, with its near-misses."""

import pytest

from pseudonymize.recognizers.register import RegisterRecognizer
from pseudonymize.text.register import index_of
from schemas.people import KnownPerson

INDEX = index_of(
    (
        KnownPerson("liv", "barn", names=("Liv Hvid",)),
        KnownPerson("hans", "far", names=("Hans Bruunsgaard",)),
        KnownPerson("mille", "søskende", names=("Mille Bruunsgaard",), nicknames=("Mulle",)),
        KnownPerson("august", "barn", names=("August Bruunsgaard",)),
    )
)

SUBJECT = [
    ("Hun vil gerne have, at liv ved det.", {"liv"}),
    ("Badet går galt, når hans også er der.", {"hans"}),
    ("Det sker, fordi august går til hende.", {"august"}),
    ("Mor siger, at hans skole ligger langt væk.", set()),
    ("Hun har fået et nyt liv efter flytningen.", set()),
    ("Når hun igen er i august, holder vi møde.", set()),
]
INVERTED = [
    ("For at bevare kontakten har liv sendt en sms.", {"liv"}),
    ("Han har hans bog med.", set()),
    ("De har liv i huset.", set()),
]
OBJECT = [
    ("Naboen har passet liv et par dage.", {"liv"}),
    ("Drengen har fortalt liv, at han er bange.", {"liv"}),
    ("Naboen har passet mile et par dage.", {"mile"}),  # a misspelling that is a word
    ("Hun har passet hans søn.", set()),
    ("De gik en mile langs vandet.", set()),
]
COORDINATED = [
    ("Vi mødes på legepladsen. Mor, Mille og hans. Frokost: agurk.", {"Mille", "hans"}),
    ("liv og mor har ti minutters leg hver dag", {"liv"}),
    ("Snak om Mille og hans skole.", {"Mille"}),
    ("Der er liv og glade dage i huset.", set()),
]
POSSESSOR = [
    ("Hun måler, hvor langt der er fra livs seng til hendes egen.", {"livs"}),
    ("De taler om livsglæde.", set()),
]
HEADING = [
    ("Opfølgningssamtale hans", {"hans"}),
    ("Opfølgningssamtale mule", {"mule"}),
    ("Opfølgning i august.", set()),
    ("Opfølgningssamtale liv\nVi talte om mad.", set()),
]
RELATIVE = [("Det er mor, mor til august.", {"august"}), ("Hun glæder sig til august.", set())]
WHOLE_NAME = [("I går kom liv hvid forbi.", {"liv", "hvid"}), ("I går fik hun nyt liv.", set())]
CAPITAL = [
    ("Mor ryster på hovedet. Hans og Mille tog ud sammen.", {"Hans", "Mille"}),
    ("Far - plan. Hans - bevilling.", {"Hans"}),
    ("Hans mor kom.", set()),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [*SUBJECT, *INVERTED, *OBJECT, *COORDINATED, *RELATIVE, *POSSESSOR, *HEADING, *WHOLE_NAME, *CAPITAL],
)
def test_somebody_is_meant_or_not(text: str, expected: set[str]) -> None:
    assert {text[h.start : h.end] for h in RegisterRecognizer(INDEX).hits(text, None)} == expected


def test_a_name_found_by_reading_says_less() -> None:
    """One "Vi Karlsen" does not make a person of every sentence that begins with "Vi"."""
    read = RegisterRecognizer(index_of((KnownPerson("x", "", names=("Vi Karlsen",)),)), exact=True)
    text = "Vi Karlsen kom. Vi talte med Karlsen. Hos Vi var der te."
    assert [text[h.start : h.end] for h in read.hits(text, None)] == ["Vi", "Karlsen", "Karlsen", "Vi"]
