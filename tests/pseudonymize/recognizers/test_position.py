"""People told by where they stand, and what stands there without being a person."""

import pytest

from pseudonymize.recognizers.position import PositionRecognizer
from pseudonymize.recognizers.register import RegisterRecognizer
from pseudonymize.text.register import index_of
from schemas.people import KnownPerson

INDEX = index_of(
    (KnownPerson("m", "mor", names=("Mette Hjuler",)), KnownPerson("s", "barn", names=("Sten Wolf",)))
)

CASES = [
    ("ref. HLB", {"HLB"}),
    ("talt med JKP, som", {"JKP"}),
    ("EVLs søster", {"EVLs"}),
    ("SvB tog den", {"SvB"}),
    ("slut\n/hlm", {"hlm"}),
    ("Mvh\ntst", {"tst"}),
    ("SPL/NKJ", {"NKJ", "SPL"}),
    ("M. ankommer 9.20", {"M."}),
    ("M.K. sur", {"M.K."}),
    ("v/ Susse Damgård", {"Susse Damgård"}),
    ("tolk Nawal", {"Nawal"}),
    ("Hej Anne K", {"Anne K"}),
    ("naja: hej\nivalu: hej\nnaja: ok\nivalu: farvel", {"naja", "ivalu"}),
    ("doc_MH_1.pdf", {"MH"}),
    ("talt med M.H.s søster", {"M.H.s"}),
    ("fra m.h. i dag", {"m.h."}),
    ("M.'s seng", {"M.'s"}),
    # near-misses
    ("bl.a. og m.m. kl. 8", set()),
    ("PPR og BUP siger ADHD", set()),
    ("WISC-V og ADOS", set()),
    ("Dato: i dag\nDato: i går", set()),
    ("hepatitis M", set()),
    ("DET ER FOR HØJT SKREVET", set()),
    ("og/eller", set()),
    ("50 MG dagligt", set()),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_position(text: str, expected: set[str]) -> None:
    assert {text[h.start : h.end] for h in PositionRecognizer(INDEX).hits(text, None)} == expected


STAFF = frozenset(("hhoe", "thc", "ssp", "fri", "pbu"))

SIGNED = [
    ("han sagde, at det var okay. hhø", {"hhø"}),
    ("Orienteret hhø og lagt i bakke", {"hhø"}),
    ("hhøs bil", {"hhøs"}),
    ("går, når THC kommer", {"THC"}),  # an abbreviation, but somebody signs with it
    ("thc og mor er ikke enige", {"thc"}),
    ("SSP lyttede. Aftalt med SSP, at", {"SSP"}),
    ("Mor virkede glad. fri", {"fri"}),
    ("Mor beder Mette eller fri om hjælp", {"fri"}),
    # near-misses
    ("Mor har fri i morgen. Hun er fri", set()),
    ("positiv for SPICE", set()),
    ("i SSP-regi og i SSP i byen", set()),
    ("pb er glad", set()),
]


@pytest.mark.parametrize(("text", "expected"), SIGNED)
def test_codes_of_the_staff(text: str, expected: set[str]) -> None:
    found = PositionRecognizer(INDEX, STAFF).hits(text, None)
    assert {text[h.start : h.end] for h in found} == expected


DOUBT = [
    ("Sten kom", {"Sten"}),
    ("kom med Sten i dag", {"Sten"}),
    ("en sten i skoen", set()),
    ("sten wolf ringede", {"sten", "wolf"}),
    ("sten siger nej", {"sten"}),
    ("sten_og_mette.pdf", {"sten", "mette"}),
    ("mor har haft mette med", {"mette"}),
    ("Wolf-familien", {"Wolf"}),
    ("mere mad", set()),
    ("Mete kom", {"Mete"}),
]


@pytest.mark.parametrize(("text", "expected"), DOUBT)
def test_names_in_doubt(text: str, expected: set[str]) -> None:
    assert {text[h.start : h.end] for h in RegisterRecognizer(INDEX).hits(text, None)} == expected
