"""The contracts that ship, read as a steward would: every dataset is there and nobody leaves by name."""

import re
from importlib.resources import files

import pytest

from schemas.column_rules import REGISTER
from schemas.contract import Contract, Derive, Domain, Drop, Keep, Pseudonymize, Scan, Sensitivity, Shift
from schemas.guard import cpr_shaped
from schemas.load import load_contracts

CONTRACTS = load_contracts()
EVERY = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
CODEBOOK_AND_STAFF = {"kodebog", "medarbejder"}
PERSON_LEVEL = {"borger", "bopael"}


def test_every_dataset_of_the_model_is_there() -> None:
    assert set(CONTRACTS) == {
        *("sag", "borger", "bopael", "relation", "journalnotat", "dokument", "indsats", "indskrivning"),
        *("opmaerksomhedspunkt", "maal", "maalvurdering", "underretning", "afgoerelse", "indsatsjustering"),
        *("medarbejder", "sagsklassifikation", "kodning", "kodebog", "sag_person"),
    }


@EVERY
def test_retention(contract: Contract) -> None:
    bound = contract.dataset not in CODEBOOK_AND_STAFF
    assert contract.retention == (("R01-familiesag",) if bound else ()) + ("R00-projekt",)


@EVERY
def test_case_bound_rows_know_case_and_family(contract: Contract) -> None:
    if contract.dataset in CODEBOOK_AND_STAFF:
        return
    family = contract.column("familie_pid").treatment
    assert isinstance(family, Derive)
    if contract.dataset in PERSON_LEVEL:
        assert family.of == ("cpr",)
        return
    assert contract.column("sag_id").output == "sag_pid"
    assert contract.case_column == "sag_id"
    assert contract.column("sag_id").required is (contract.dataset != "underretning")
    assert family.of[0] == "sag_id"


@EVERY
def test_direct_identifiers_leave_as_pseudonyms_or_not_at_all(contract: Contract) -> None:
    for column in contract.columns:
        if column.sensitivity is Sensitivity.D and not isinstance(column.treatment, Drop):
            assert column.output.endswith("_pid")
            assert isinstance(column.treatment, Pseudonymize | Derive)


@EVERY
def test_texts_come_with_their_hash_and_status(contract: Contract) -> None:
    if not contract.texts:
        return
    rules = {c.treatment.rule: c for c in contract.columns if isinstance(c.treatment, Derive)}
    assert rules["scan_status"].output == "scanstatus"
    assert {c.name for c in contract.texts} == set(rules["scan_status"].treatment.of)
    assert contract.column("er_beskyttet").treatment == Keep()  # protected: the text is withheld
    if contract.dataset != "indsats":
        assert {"words", "replacements", "text_version", "text_sha256"} <= set(rules)


@EVERY
def test_dates_are_moved_or_coarse(contract: Contract) -> None:
    for field in contract.lake_schema:
        if str(field.type) == "date32[day]" and field.name not in {"slettefrist"}:
            column = next(c for c in contract.columns if c.output == field.name)
            assert isinstance(column.treatment, Shift) or contract.dataset == "kodebog"


@EVERY
def test_codes_and_labels_are_written_for_people(contract: Contract) -> None:
    for column in contract.columns:
        assert column.purpose.endswith((".", "?"))
        assert column.label_da[0].isupper() or column.label_da[0].isdigit()
        assert column.label_en[0].isupper() or column.label_en[0].isdigit()
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.output)
        assert not any(cpr_shaped_text(code) for code in column.codes)


def cpr_shaped_text(text: str) -> bool:
    import pyarrow as pa

    return bool(cpr_shaped(pa.array([text]))[0].as_py())


@pytest.mark.parametrize(
    ("dataset", "column", "output", "domain", "register"),
    [
        ("sag", "sag_id", "sag_pid", Domain.CASE, "case"),
        ("sag", "borger_cpr", "borger_pid", Domain.CITIZEN, "case_citizen"),
        ("sag", "sagsbehandler_id", "sagsbehandler_pid", Domain.EMPLOYEE, ""),
        ("borger", "cpr", "borger_pid", Domain.CITIZEN, "cpr"),
        ("borger", "mor_cpr", "mor_pid", Domain.CITIZEN, "mother_cpr"),
        ("borger", "far_cpr", "far_pid", Domain.CITIZEN, "father_cpr"),
        ("borger", "aegtefaelle_cpr", "aegtefaelle_pid", Domain.CITIZEN, "spouse_cpr"),
        ("relation", "sag_id", "sag_pid", Domain.CASE, "case"),
        ("relation", "til_cpr", "til_pid", Domain.CITIZEN, "member_cpr"),
        ("journalnotat", "notat_id", "notat_pid", Domain.NOTE, ""),
        ("journalnotat", "forfatter_id", "forfatter_pid", Domain.EMPLOYEE, ""),
        ("indskrivning", "borger_cpr", "borger_pid", Domain.CITIZEN, ""),
        ("medarbejder", "medarbejder_id", "medarbejder_pid", Domain.EMPLOYEE, "employee"),
        ("sagsklassifikation", "koder_id", "coder_pid", Domain.EMPLOYEE, ""),
        ("kodning", "notat_id", "notat_pid", Domain.NOTE, ""),
        ("sag_person", "cpr", "borger_pid", Domain.CITIZEN, ""),
    ],
)
def test_ids(dataset: str, column: str, output: str, domain: Domain, register: str) -> None:
    found = CONTRACTS[dataset].column(column)
    assert found.treatment == Pseudonymize(domain)
    assert (found.output, found.register) == (output, register)


def test_the_register_learns_all_it_can() -> None:
    learnt = {c.register for contract in CONTRACTS.values() for c in contract.columns if c.register}
    assert learnt == set(REGISTER)


def test_informants_are_never_read() -> None:
    assert not [c for c in CONTRACTS["underretning"].source_schema.names if "navn" in c]


def test_the_codings_of_the_published_tables_are_named_as_printed() -> None:
    verdict = CONTRACTS["sagsklassifikation"]
    assert verdict.column("maalopnaaelse").codes == ("I mål", "På vej", "Ikke i mål")
    assert verdict.column("problemgrad").codes == ("Svær", "Mellem", "Let")
    assert len(verdict.column("problemstilling").codes) == 6


def test_free_text_is_scanned_or_named_as_left_out() -> None:
    texts = {(c.dataset, column.name) for c in CONTRACTS.values() for column in c.texts}
    assert {("journalnotat", "tekst"), ("journalnotat", "overskrift"), ("dokument", "titel")} <= texts
    kept = [
        (c.dataset, column.name)
        for c in CONTRACTS.values()
        for column in c.columns
        if column.sensitivity is Sensitivity.T and not isinstance(column.treatment, Scan)
    ]
    assert not kept


def test_left_out_columns_have_a_reason() -> None:
    for file in (files("schemas") / "datasets").iterdir():
        for line in file.read_text(encoding="utf-8").splitlines():
            if ": dropped" in line or ": never read" in line:
                assert re.fullmatch(r"# [\w, ]+: (dropped|never read)[\w ]*[.:,] ?\S.*", line), file.name
