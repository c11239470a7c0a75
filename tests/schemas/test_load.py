"""What a contract may not say, line by line, and what a good one becomes."""

# ruff: noqa: E501 - one refusal a line, whole

from pathlib import Path

import pyarrow as pa
import pytest

from schemas.contract import Derive, Domain, Generalise, Keep, Scan, Sensitivity
from schemas.errors import ContractError
from schemas.load import load_contract, load_contracts

LABELS = 'label_da = "x"\nlabel_en = "x"\npurpose = "x"\n'
GOOD = f"""\
[dataset]
name = "proeve"
version = 2
label_da = "Prøve"
label_en = "Trial"
grain = "one row per trial"
purpose = "Tests."
legal_basis = ["GDPR art. 6(1)(e)"]
retention = ["R00-projekt"]
key = ["proeve_id"]
partition_year = "dato"

[columns.proeve_id]
type = "string"
class = "D"
treatment = "pseudonymize"
domain = "object"
as = "proeve_pid"
required = true
{LABELS}
[columns.sag_id]
type = "string"
class = "D"
treatment = "pseudonymize"
domain = "case"
as = "sag_pid"
register = "case"
{LABELS}
[columns.navn]
type = "string"
class = "D"
treatment = "drop"
register = "full_name"
{LABELS}
[columns.dato]
type = "date"
class = "Q"
treatment = "shift"
required = true
{LABELS}
[columns.foedt]
type = "date"
class = "Q"
treatment = "generalise"
to = "year"
as = "foedselsaar"
register = "birth_date"
{LABELS}
[columns.status]
type = "string"
class = "N"
treatment = "keep"
codes = ["åben", "lukket"]
{LABELS}
[columns.diagnose]
type = "string"
class = "S9"
treatment = "keep"
codes = ["F90"]
{LABELS}
[columns.tekst]
type = "string"
class = "T"
treatment = "scan"
{LABELS}
[columns.ord]
type = "int32"
class = "N"
treatment = "derive"
rule = "words"
of = ["tekst"]
{LABELS}
[columns.dage]
type = "int32"
class = "Q"
treatment = "derive"
rule = "days_between"
of = ["foedt", "dato"]
{LABELS}"""


@pytest.fixture
def write(tmp_path: Path):
    def _write(text: str, name: str = "proeve.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def test_good_contract(write) -> None:
    contract = load_contract(write(GOOD))
    assert (contract.dataset, contract.version, contract.file) == ("proeve", 2, "proeve.toml")
    assert (contract.key, contract.retention, contract.partition_year) == (
        ("proeve_id",),
        ("R00-projekt",),
        "dato",
    )
    assert len(contract.fingerprint) == 64
    assert contract.column("foedt").treatment == Generalise("year")
    assert contract.column("dage").treatment == Derive("days_between", ("foedt", "dato"))
    assert contract.column("status").treatment == Keep()
    assert contract.column("status").codes == ("åben", "lukket")
    assert contract.column("proeve_id").required
    assert contract.column("navn").sensitivity is Sensitivity.D
    assert contract.case_column == "sag_id"
    assert contract.citizen_column == ""
    assert [c.name for c in contract.by_domain(Domain.OBJECT)] == ["proeve_id"]
    assert [c.name for c in contract.texts] == ["tekst"]
    with pytest.raises(KeyError):
        contract.column("ingen")


def test_schemas_of_a_contract(write) -> None:
    contract = load_contract(write(GOOD))
    assert contract.source_schema.names == [
        *("proeve_id", "sag_id", "navn", "dato", "foedt", "status", "diagnose", "tekst")
    ]
    lake = contract.lake_schema
    assert lake.names[:9] == [
        *("proeve_pid", "sag_pid", "dato", "foedselsaar", "status", "diagnose", "tekst", "ord", "dage")
    ]
    assert lake.names[9] == "kilde_system"
    assert lake.field("foedselsaar").type == pa.int32()


@pytest.mark.parametrize(
    ("to", "kind", "output"),
    [
        ("year", "date", pa.int32()),
        ("month", "date", pa.date32()),
        ("zone", "string", pa.string()),
        ("present", "string", pa.bool_()),
        ("present", "date", pa.bool_()),
        ("present", "int64", pa.bool_()),
    ],
)
def test_generalised_type(write, to: str, kind: str, output: pa.DataType) -> None:
    text = f'{GOOD}[columns.g]\ntype = "{kind}"\nclass = "Q"\ntreatment = "generalise"\nto = "{to}"\n{LABELS}'
    assert load_contract(write(text)).column("g").output_type == output


# What is replaced in the good contract, by what, the line that must be named (as it stands after), the problem.
REFUSALS = [
    # the file
    ("[dataset]", "[datset]", "[datset]", "unknown key 'datset'"),
    ("[columns.status]", "[colums.status]", "[colums.status]", "unknown key 'colums'"),
    ('name = "proeve"', 'name = "anden"', 'name = "anden"', "the file holds 'anden'"),
    ('name = "proeve"', 'name = "Prøve"', 'name = "Prøve"', "cannot be a name"),
    # the dataset
    ("grain =", "grian =", "grian =", "unknown key 'grian'"),
    ("version = 2\n", "", "[dataset]", "'version' is missing in [dataset]"),
    ("version = 2", "version = 0", "version = 0", "no whole number from 1"),
    ('purpose = "Tests."\n', "", "[dataset]", "'purpose' is missing"),
    ('legal_basis = ["GDPR art. 6(1)(e)"]\n', "", "[dataset]", "'legal_basis' is missing"),
    ('legal_basis = ["GDPR art. 6(1)(e)"]', "legal_basis = []", "legal_basis = []", "no legal_basis"),
    ('retention = ["R00-projekt"]\n', "", "[dataset]", "'retention' is missing"),
    ('retention = ["R00-projekt"]', "retention = []", "retention = []", "no retention"),
    ('key = ["proeve_id"]', 'key = ["ukendt"]', 'key = ["ukendt"]', "the key is not made of columns"),
    ('key = ["proeve_id"]', 'key = ["ord"]', 'key = ["ord"]', "the key is not made of columns"),
    ('key = ["proeve_id"]', "key = []", "key = []", "the key is not made of columns"),
    ('partition_year = "dato"', 'partition_year = "foedselsaar"', "partition_year", "no shifted, required date"),
    # every column says what it is
    ('class = "N"\ntreatment = "keep"\n', 'class = "N"\n', "[columns.status]", "'treatment' is missing"),
    ('class = "N"\ntreatment = "keep"', 'treatment = "keep"', "[columns.status]", "'class' is missing"),
    ('type = "string"\nclass = "N"', 'class = "N"', "[columns.status]", "'type' is missing"),
    (f'"lukket"]\n{LABELS}', '"lukket"]\nlabel_da = "x"\nlabel_en = "x"\n', "[columns.status]", "'purpose' is missing"),
    ('treatment = "shift"', 'treatment = "hide"', 'treatment = "hide"', "unknown treatment 'hide'"),
    ('class = "N"\ntreatment = "keep"', 'class = "X"\ntreatment = "keep"', 'class = "X"', "unknown class 'X'"),
    ('type = "int32"\nclass = "N"', 'type = "number"\nclass = "N"', 'type = "number"', "unknown type 'number'"),
    ('domain = "case"', 'domain = "family"', 'domain = "family"', "unknown domain 'family'"),
    ('as = "sag_pid"\n', "", "[columns.sag_id]", "'as' is missing"),
    ('treatment = "shift"', 'treatment = "shift"\nto = "year"', 'to = "year"', "unknown key 'to'"),
    ('rule = "words"', 'rule = "word"', 'rule = "word"', "unknown rule 'word'"),
    ('to = "year"', 'to = "decade"', 'to = "decade"', "unknown to 'decade'"),
    ('treatment = "shift"', 'tratment = "shift"', 'tratment = "shift"', "unknown key 'tratment'"),
    ("[columns.status]", "[columns.Status]", "[columns.Status]", "cannot be a name"),
    ("[columns.status]", "[columns.kilde_id]", "[columns.kilde_id]", "cannot be a name"),
    ('as = "foedselsaar"', 'as = "slettefrist"', 'as = "slettefrist"', "cannot be a name"),
    ('as = "foedselsaar"', 'as = "status"', "[columns.status]", "a second column leaves as 'status'"),
    # class against treatment: nobody leaves by a slip
    ('treatment = "drop"\nregister = "full_name"', 'treatment = "keep"', 'treatment = "keep"', "'keep' is not for 'navn'"),
    (
        'treatment = "drop"\nregister = "full_name"',
        'treatment = "generalise"\nto = "present"',
        'treatment = "generalise"\nto = "present"',
        "'generalise' is not for 'navn'",
    ),
    ('treatment = "scan"', 'treatment = "keep"', 'treatment = "keep"\n' + LABELS + "\n[columns.ord]", "of class T"),
    ('class = "S9"', 'class = "S10"', 'treatment = "keep"\ncodes = ["F90"]', "'keep' is not for 'diagnose'"),
    ('codes = ["F90"]\n', "", 'treatment = "keep"\n' + LABELS + "\n[columns.tekst]", "would leave as free values"),
    ('class = "T"', 'class = "Q"', 'class = "Q"\ntreatment = "scan"', "scanned but not called free text"),
    ('class = "D"\ntreatment = "drop"', 'class = "M"\ntreatment = "pseudonymize"\nas = "m_pid"\ndomain = "case"',
     'class = "M"', "is of class D"),
    ('treatment = "shift"', 'treatment = "keep"', 'treatment = "keep"\nrequired', "would leave as a real date"),
    ('domain = "object"', 'domain = "employee"', 'class = "D"', "is of class M"),
    # type against treatment
    ('type = "date"\nclass = "Q"\ntreatment = "shift"', 'type = "string"\nclass = "Q"\ntreatment = "shift"',
     'type = "string"\nclass = "Q"', "'shift' does not work on this type"),
    ('type = "string"\nclass = "T"', 'type = "int64"\nclass = "T"', 'type = "int64"', "'scan' does not work"),
    ('type = "int32"\nclass = "N"', 'type = "int64"\nclass = "N"', 'type = "int64"', "'derive' does not work"),
    ('type = "string"\nclass = "N"', 'type = "int32"\nclass = "N"', 'type = "int32"\nclass = "N"\ntreatment = "keep"',
     "'keep' does not work"),
    # register and codes
    ('register = "full_name"', 'register = "navn"', 'register = "navn"', "unknown register 'navn'"),
    ('register = "full_name"', 'register = "cpr"', 'register = "cpr"', "cannot learn 'cpr' under 'drop'"),
    ('register = "case"', 'register = "employee"', 'register = "employee"', "under 'pseudonymize (case)'"),
    ('register = "birth_date"', 'register = "town"', 'register = "town"', "'town' cannot be"),
    ('register = "full_name"', 'register = "birth_date"', 'register = "birth_date"\n' + LABELS + "\n[columns.dato]",
     "'birth_date' cannot be"),
    ('register = "full_name"\n', "", 'treatment = "drop"', "read for nothing"),
    ('treatment = "scan"', 'treatment = "scan"\ncodes = ["a"]', 'codes = ["a"]', "only a kept string can have codes"),
    ('type = "string"\nclass = "N"', 'type = "bool"\nclass = "N"', "codes = [\"åben\"", "only a kept string"),
    # derivations
    ('of = ["tekst"]', 'of = ["navn"]', 'of = ["navn"]', "'words' needs 1 of: tekst"),
    ('of = ["tekst"]', "of = []", "of = []", "'words' needs 1 of: tekst"),
    ('of = ["foedt", "dato"]', 'of = ["dato"]', 'of = ["dato"]', "'days_between' needs 2 of: dato, foedt"),
    ('of = ["foedt", "dato"]', 'of = ["dato", "dage"]', 'of = ["dato", "dage"]', "'days_between' needs 2"),
    ('rule = "days_between"\nof = ["foedt", "dato"]', 'rule = "age_at"\nof = ["dato"]', 'of = ["dato"]', "'age_at' needs"),
    ('rule = "words"', 'rule = "words"\nrequired = true', 'treatment = "derive"', "is derived, not read"),
    # dates need somebody whose they are
    ('domain = "case"\nas = "sag_pid"\nregister = "case"', 'domain = "object"\nas = "sag_pid"', "[columns.dato]",
     "'dato' cannot be shifted"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "problem"), REFUSALS, ids=[r[3] for r in REFUSALS])
def test_refusal(write, old: str, new: str, at: str, problem: str) -> None:
    assert GOOD.count(old) >= 1, "the table must name something in the good contract"
    text = GOOD.replace(old, new, 1)
    with pytest.raises(ContractError) as refused:
        load_contract(write(text))
    error = refused.value
    assert problem in error.problem
    assert error.file == "proeve.toml"
    assert error.line == text[: text.index(at)].count("\n") + 1
    assert error.remedy


def test_family_needs_a_case_or_citizen(write) -> None:
    family = (
        f'[columns.fam]\ntype = "string"\nclass = "D"\ntreatment = "derive"\nrule = "family"\n{LABELS}of = '
    )
    assert load_contract(write(f'{GOOD}{family}["sag_id"]\n')).column("fam").treatment == Derive(
        "family", ("sag_id",)
    )
    with pytest.raises(ContractError, match="'family' needs 1 to 2 of: sag_id"):
        load_contract(write(f'{GOOD}{family}["proeve_id"]\n'))


def test_nothing_to_derive_from(write) -> None:
    start = GOOD.index("[columns.tekst]")
    text = GOOD[:start] + GOOD[GOOD.index("[columns.ord]") :]
    with pytest.raises(ContractError, match="nothing that is here"):
        load_contract(write(text))


def test_folder(write, tmp_path: Path) -> None:
    write(GOOD)
    write(GOOD.replace('"proeve"', '"anden"'), "anden.toml")
    write("not a contract", "README.md")
    assert list(load_contracts(tmp_path)) == ["anden", "proeve"]


def test_a_text_says_how_it_is_masked(write) -> None:
    assert load_contract(write(GOOD)).column("tekst").treatment == Scan()
    wishes = 'tokens = "kinds"\ndates = "type"\nbirth_dates = "shift"\nrelative_dates = "type"\n'
    told = load_contract(write(GOOD.replace('treatment = "scan"\n', f'treatment = "scan"\n{wishes}')))
    assert told.column("tekst").treatment == Scan("kinds", "type", "shift", "type")
    assert told.fingerprint != load_contract(write(GOOD)).fingerprint


SCANS = [
    ('tokens = "names"', "unknown tokens 'names'", "Known: roles, kinds, pseudonyms, surrogates"),
    ('dates = "move"', "unknown dates 'move'", "Known: shift, type, keep"),
    ('birth_dates = "keep"', "unknown birth_dates 'keep'", "Known: type, shift"),
    ('relative_dates = "shift"', "unknown relative_dates 'shift'", "Known: keep, type"),
    ('dates = "keep"', "keeps real dates beside moved ones", 'Write dates = "shift" or "type"'),
]


@pytest.mark.parametrize(("wish", "problem", "remedy"), SCANS)
def test_a_wish_nobody_can_grant_is_refused_by_line(write, wish: str, problem: str, remedy: str) -> None:
    text = GOOD.replace('treatment = "scan"\n', f'treatment = "scan"\n{wish}\n')
    line = text.splitlines().index(wish) + 1
    with pytest.raises(ContractError, match=problem) as refused:
        load_contract(write(text))
    assert str(refused.value).startswith(f"proeve.toml:{line}: ")
    assert remedy in str(refused.value)


def test_a_text_keeps_no_dates_beside_one_that_moves_them(write) -> None:
    date, birth, words, days = (GOOD.index(f"[columns.{name}]") for name in ("dato", "foedt", "ord", "dage"))
    alone = (GOOD[:date] + GOOD[birth:days]).replace('partition_year = "dato"\n', "")
    column = GOOD[GOOD.index("[columns.tekst]") : words]
    keeps = column.replace('"scan"\n', '"scan"\ndates = "keep"\n')
    alone = alone.replace(column, keeps)
    assert load_contract(write(alone)).column("tekst").treatment == Scan(dates="keep")
    with pytest.raises(ContractError, match="'tekst' keeps real dates beside moved ones"):
        load_contract(write(alone + column.replace("tekst", "resume")))


def test_only_scanned_columns_have_wishes(write) -> None:
    with pytest.raises(ContractError, match="unknown key 'tokens'"):
        load_contract(write(GOOD.replace('treatment = "shift"\n', 'treatment = "shift"\ntokens = "kinds"\n')))
