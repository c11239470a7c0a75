"""What a source has and its mapping reads: names only."""

import pytest

from schemas.drift import Drift, drift
from schemas.mapping import Join, SourceColumn, SourceTable

NOTES = SourceTable(
    dataset="journalnotat",
    system="s",
    namespace="s",
    table="Note",
    key=("Note.ID",),
    slice="Ark.SagID",
    joins=(Join("JournalArk", "Ark", "Note.ArkID", "Ark.ID"),),
    columns=(SourceColumn("tekst", "Note.Tekst"), SourceColumn("notattype", value="notat")),
)
READ = {"Note.ID", "Note.ArkID", "Note.Tekst", "JournalArk.ID", "JournalArk.SagID"}


def test_references_name_real_tables() -> None:
    assert NOTES.references == READ


@pytest.mark.parametrize(
    ("found", "lacks", "unnamed"),
    [
        (READ, (), ()),
        ({name.upper() for name in READ}, (), ()),  # Danish collations do not tell case apart
        (READ - {"Note.Tekst"}, ("Note.Tekst",), ()),
        (READ | {"Note.MorsCpr", "JournalArk.Navn"}, (), ("JournalArk.Navn", "Note.MorsCpr")),
        (READ | {"Andet.Kolonne"}, (), ()),  # a table no mapping uses
        ((READ - {"Note.ID"}) | {"Note.Id2"}, ("Note.ID",), ("Note.Id2",)),
        ((), tuple(sorted(READ)), ()),
    ],
)
def test_drift(found: set[str], lacks: tuple[str, ...], unnamed: tuple[str, ...]) -> None:
    assert drift([NOTES], found) == Drift(lacks, unnamed)
    assert bool(drift([NOTES], found)) is bool(lacks or unnamed)


def test_a_sentence() -> None:
    assert str(Drift((), ())) == "no drift"
    assert str(Drift(("A.b",), ("A.c", "A.d"))) == "missing: A.b; new or unused: A.c, A.d"
