"""Supplier mappings: what a good one becomes, and what is refused at which line."""

from pathlib import Path

import pytest

from schemas.errors import ContractError
from schemas.load import load_contracts
from schemas.mapping import Join, SourceColumn, load_system

CONTRACTS = load_contracts()
GOOD = """\
[system]
name = "proeve"
label = "A trial"
kind = "sql"
namespace = "sbsys"

[tables.journalnotat]
table = "dbo.Note"
joins = [
  { table = "JournalArk", left = "dbo.Note.ArkID", right = "JournalArk.ID" },
  { table = "Person", as = "Barn", left = "JournalArk.PersonID", right = "Barn.ID", outer = true },
]
key = ["dbo.Note.ID", "dbo.Note.Linje"]
slice = "JournalArk.SagID"
anchor = "JournalArk.Sidst"
changed = ["dbo.Note.Rettet", "dbo.Note.Oprettet"]
deleted = "dbo.Note.Slettet"

[tables.journalnotat.columns]
notat_id = "dbo.Note.ID"
sag_id = { from = "JournalArk.SagID", namespace = "esdh" }
vedroerer_cpr = { from = "Barn.Cpr", nulls = ["0000000000"] }
notat_dato = "dbo.Note.Dato"
notattype = { from = "dbo.Note.Type", codes = { "1" = "samtale", "2" = "telefon" } }
kanal = { value = "telefon" }
tekst = { from = "dbo.Note.Tekst", format = "html" }
forfatter_id = "dbo.Note.Af"

[tables.kodebog]
table = "Kodebog"
key = ["Kodebog.Kode"]
[tables.kodebog.columns]
kodebog_version = { value = "2018" }
kode = "Kodebog.Kode"
"""


@pytest.fixture
def load(tmp_path: Path):
    def _load(text: str):
        path = tmp_path / "proeve.toml"
        path.write_text(text, encoding="utf-8")
        return load_system(path, CONTRACTS)

    return _load


def test_good_mapping(load) -> None:
    system = load(GOOD)
    assert (system.name, system.label, system.kind, system.namespace) == ("proeve", "A trial", "sql", "sbsys")
    assert list(system.tables) == ["journalnotat", "kodebog"]
    notes = system.tables["journalnotat"]
    assert (notes.system, notes.namespace, notes.file, notes.line) == ("proeve", "sbsys", "proeve.toml", 7)
    assert notes.joins == (
        Join("JournalArk", "JournalArk", "dbo.Note.ArkID", "JournalArk.ID"),
        Join("Person", "Barn", "JournalArk.PersonID", "Barn.ID", outer=True),
    )
    assert notes.aliases == {"dbo.Note": "dbo.Note", "JournalArk": "JournalArk", "Barn": "Person"}
    assert notes.changed == ("dbo.Note.Rettet", "dbo.Note.Oprettet")
    assert (notes.slice, notes.anchor, notes.deleted) == (
        "JournalArk.SagID",
        "JournalArk.Sidst",
        "dbo.Note.Slettet",
    )
    assert "Person.Cpr" in notes.references
    assert "Barn.Cpr" not in notes.references


def test_columns_of_a_mapping(load) -> None:
    notes = load(GOOD).tables["journalnotat"]
    assert notes.column("notat_id") == SourceColumn("notat_id", "dbo.Note.ID", namespace="sbsys", line=20)
    assert notes.column("sag_id") == SourceColumn("sag_id", "JournalArk.SagID", namespace="esdh", line=21)
    cpr = notes.column("vedroerer_cpr")  # a CPR number is the same everywhere: no namespace
    assert cpr == SourceColumn("vedroerer_cpr", "Barn.Cpr", nulls=("0000000000",), line=22)
    assert notes.column("notattype").codes == {"1": "samtale", "2": "telefon"}
    assert notes.column("kanal") == SourceColumn("kanal", value="telefon", line=25)
    assert notes.column("tekst").format == "html"
    assert notes.column("overskrift") is None


def test_defaults(load) -> None:
    book = load(GOOD).tables["kodebog"]
    assert (book.slice, book.anchor, book.changed, book.deleted, book.joins) == (
        "Kodebog.Kode",
        "",
        (),
        "",
        (),
    )


REFUSALS = [
    ("[system]", "[systen]", "[systen]", "unknown key 'systen'"),
    ("[system]\n", "tables.x = 1\n[other]\n", "[other]", "unknown key 'other'"),
    ('kind = "sql"', 'knid = "sql"', "knid", "unknown key 'knid'"),
    ('label = "A trial"\n', "", "[system]", "'label' is missing"),
    ('namespace = "sbsys"', 'namespace = "sb:sys"', 'namespace = "sb:sys"', "cannot be part of an id"),
    ('name = "proeve"', 'name = "Prøve"', 'name = "Prøve"', "cannot be part of an id"),
    ("[tables.kodebog]\n", "[tables.kodbog]\n", "[tables.kodbog]", "no contract for 'kodbog'"),
    ('anchor = "', 'ancor = "', "ancor", "unknown key 'ancor'"),
    ('key = ["Kodebog.Kode"]', "key = []", "key = []", "no key"),
    ('key = ["Kodebog.Kode"]\n', "", "[tables.kodebog]", "'key' is missing"),
    ('key = ["Kodebog.Kode"]', 'key = ["Kodebok.Kode"]', 'key = ["Kodebok.Kode"]', "in no table named here"),
    ('key = ["Kodebog.Kode"]', 'key = ["Kode"]', 'key = ["Kode"]', "in no table named here"),
    (
        'slice = "JournalArk.SagID"',
        'slice = "Ark.SagID"',
        'slice = "Ark.SagID"',
        "'Ark.SagID' is in no table",
    ),
    ('anchor = "JournalArk', 'anchor = "Sag', 'anchor = "Sag', "is in no table"),
    ('changed = ["dbo.Note.Rettet"', 'changed = ["dbo.Not.Rettet"', "changed =", "is in no table"),
    ('deleted = "dbo.Note', 'deleted = "Note', "deleted =", "is in no table"),
    ('right = "Barn.ID"', 'right = "Person.ID"', "joins =", "'Person.ID' is in no table"),
    ('as = "Barn"', 'as = "JournalArk"', "joins =", "two tables are called 'JournalArk'"),
    ("outer = true", "outr = true", "joins =", "unknown key 'outr'"),
    ("outer = true", "outer = 1", "joins =", "'outer' is not true or false"),
    (
        'tekst = { from = "dbo.Note.Tekst"',
        'tekst = { from = "Note.Tekst"',
        "tekst =",
        "'Note.Tekst' is in no table",
    ),
    ("forfatter_id =", "forfatter =", "forfatter =", "unknown key 'forfatter'"),
    ("forfatter_id =", "antal_ord =", "antal_ord =", "unknown key 'antal_ord'"),  # derived, not read
    (
        'notat_dato = "dbo.Note.Dato"\n',
        "",
        "[tables.journalnotat.columns]",
        "journalnotat needs 'notat_dato'",
    ),
    (
        "[tables.kodebog.columns]\n",
        "[tables.kodebog.column]\n",
        "[tables.kodebog.column]",
        "unknown key 'column'",
    ),
    ('kanal = { value = "telefon" }', "kanal = 1", "kanal = 1", "is not a string or a table"),
    ('kanal = { value = "telefon" }', "kanal = {}", "kanal = {}", "needs either from or value"),
    (
        'kanal = { value = "telefon" }',
        'kanal = { value = "fax" }',
        'kanal = { value = "fax"',
        "no code 'fax'",
    ),
    (
        '{ value = "telefon" }',
        '{ value = "telefon", from = "dbo.Note.K" }',
        "kanal =",
        "needs either from or value",
    ),
    ('"2" = "telefon"', '"2" = "fon"', "notattype =", "'notattype' has no code 'fon'"),
    ('"2" = "telefon"', '"2" = 2', "notattype =", "holds something that is no string"),
    ('nulls = ["0000000000"]', 'namespace = "x"', "vedroerer_cpr", "holds no ids of a namespace"),
    ('namespace = "esdh"', 'namespace = "Esdh"', "sag_id", "cannot be part of an id"),
    (
        'notat_dato = "dbo.Note.Dato"',
        'notat_dato = { from = "dbo.Note.Dato", format = "html" }',
        "notat_dato",
        "no text",
    ),
]


@pytest.mark.parametrize(("old", "new", "at", "problem"), REFUSALS)
def test_refusal(load, old: str, new: str, at: str, problem: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    with pytest.raises(ContractError) as refused:
        load(text)
    assert problem in refused.value.problem
    assert (refused.value.file, refused.value.line) == ("proeve.toml", text[: text.index(at)].count("\n") + 1)


def test_a_path_as_text(tmp_path: Path) -> None:
    path = tmp_path / "mit.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_system(str(path)).name == "proeve"


def test_no_such_shipped_system() -> None:
    with pytest.raises(ContractError, match=r"findes_ikke\.toml:1: the file cannot be read"):
        load_system("findes_ikke")
