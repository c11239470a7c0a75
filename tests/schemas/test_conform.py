"""From raw strings to typed rows: nothing lost, nothing quoted, nothing personal through the side door."""

import traceback
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.conform import Conformed, conform
from schemas.errors import ContractError, CprInPlainColumn, DatahoestError
from schemas.load import load_contracts
from schemas.mapping import SourceColumn, SourceTable

BRIEF = settings(max_examples=30, deadline=None)  # a busy machine is no failure
CONTRACTS = load_contracts()
NOTES = CONTRACTS["journalnotat"]
ENROLMENTS = CONTRACTS["indskrivning"]
HELP = CONTRACTS["indsats"]

TABLE = SourceTable(
    dataset="journalnotat",
    system="demo",
    namespace="sbsys",
    table="Note",
    key=("Note.ID",),
    slice="Note.SagID",
    anchor="Note.Sidst",
    file="demo.toml",
    line=7,
    columns=(
        SourceColumn("notat_id", "Note.ID", namespace="sbsys"),
        SourceColumn("sag_id", "Note.SagID", namespace="esdh"),
        SourceColumn("vedroerer_cpr", "Note.Cpr", nulls=("0000000000",)),
        SourceColumn("notat_dato", "Note.Dato", line=12),
        SourceColumn("notattype", "Note.Type", codes={"1": "samtale", "-": "notat"}),
        SourceColumn("kanal", "Note.Kanal"),
        SourceColumn("tekst", "Note.Tekst", format="html"),
        SourceColumn("forfatter_rolle", value="familiebehandler"),
        SourceColumn("omfattet_af_aktindsigt", "Note.Aktindsigt"),
    ),
)
ROW = {
    "_key0": "17",
    "anker_dato": "2020-05-01",
    "notat_id": "17",
    "sag_id": "4",
    "vedroerer_cpr": "010150-5000",
    "notat_dato": "31-12-2019 10:15",
    "notattype": "1",
    "kanal": "telefon",
    "tekst": "  Mor ringede. ",
    "omfattet_af_aktindsigt": "ja",
}


def raw(*changes: dict[str, str | None]) -> pa.RecordBatch:
    """One row for each change of the good row."""
    rows = [ROW | change for change in changes]
    return pa.RecordBatch.from_pydict({name: pa.array([r[name] for r in rows], pa.string()) for name in ROW})


def notes(*changes: dict[str, str | None]) -> Conformed:
    return conform(raw(*changes), TABLE, NOTES)


def cell(column: str, written: str | None) -> object:
    result = notes({column: written})
    assert not result.misfits
    return result.batch.records.column(column)[0].as_py()


def test_a_good_row() -> None:
    result = notes({})
    assert result.misfits == ()
    batch = result.batch
    assert (batch.system, len(batch)) == ("demo", 1)
    assert batch.contract is NOTES
    assert batch.records.schema.names == [*NOTES.source_schema.names, "kilde_id", "anker_dato"]
    for field in NOTES.source_schema:
        assert batch.records.schema.field(field.name).type == field.type
    row = batch.records.to_pylist()[0]
    assert {name: value for name, value in row.items() if value is not None} == {
        "notat_id": "sbsys:17",
        "sag_id": "esdh:4",
        "vedroerer_cpr": "010150-5000",
        "notat_dato": date(2019, 12, 31),
        "notattype": "samtale",
        "kanal": "telefon",
        "tekst": "  Mor ringede. ",
        "forfatter_rolle": "familiebehandler",
        "omfattet_af_aktindsigt": True,
        "kilde_id": "demo:journalnotat:17",
        "anker_dato": date(2020, 5, 1),
    }


@pytest.mark.parametrize(
    ("column", "written", "read"),
    [
        ("kanal", " telefon\u00a0", "telefon"),
        ("kanal", "", None),
        ("kanal", "-", None),
        ("kanal", "NULL", None),
        ("kanal", None, None),
        ("notattype", "samtale", "samtale"),  # already the contract's word
        ("notattype", "-", "notat"),  # the mapping's word goes before "nothing"
        ("notattype", "NULL", None),
        ("vedroerer_cpr", "0000000000", None),
        ("tekst", "-", "-"),  # in a text, a dash is a text
        ("tekst", "NULL", "NULL"),
        ("tekst", " \n\t", None),
        ("tekst", None, None),
        ("anker_dato", "", None),
        ("anker_dato", None, None),
        ("anker_dato", "1.5.2020", date(2020, 5, 1)),
        ("omfattet_af_aktindsigt", "0", False),
    ],
)
def test_cell(column: str, written: str | None, read: object) -> None:
    assert cell(column, written) == read


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"notat_id": ""}, "notat_id", "missing"),
        ({"notat_dato": None}, "notat_dato", "missing"),
        ({"notat_dato": "NULL"}, "notat_dato", "missing"),
        ({"notat_dato": "31-02-2019"}, "notat_dato", "no date32[day]"),
        ({"kanal": "fax"}, "kanal", "not in the code list"),
        ({"notattype": "9"}, "notattype", "a value the mapping does not translate"),
        ({"omfattet_af_aktindsigt": "måske"}, "omfattet_af_aktindsigt", "no bool"),
        ({"_key0": None}, "_key0", "missing"),
        ({"_key0": ""}, "_key0", "missing"),
        ({"anker_dato": "snart"}, "anker_dato", "no date"),
        ({"notat_dato": "x", "kanal": "fax"}, "notat_dato", "no date32[day]"),  # the first thing wrong
    ],
)
def test_misfit(change: dict[str, str | None], column: str, reason: str) -> None:
    result = notes({}, change, {})
    (misfit,) = result.misfits
    assert (misfit.where.dataset, misfit.where.system, misfit.where.row) == ("journalnotat", "demo", 1)
    assert (misfit.where.column, misfit.reason) == (column, reason)
    assert len(result.batch) == 2


def test_misfits_are_in_row_order() -> None:
    result = notes({"anker_dato": "x"}, {}, {"notat_id": ""}, {"kanal": "x"})
    assert [m.where.row for m in result.misfits] == [0, 2, 3]


def test_an_empty_batch() -> None:
    result = conform(raw({}).slice(0, 0), TABLE, NOTES)
    assert (len(result.batch), result.misfits) == (0, ())


def test_a_slice_of_a_batch_counts_from_its_own_start() -> None:
    result = conform(raw({}, {"kanal": "x"}, {}).slice(1), TABLE, NOTES)
    assert [m.where.row for m in result.misfits] == [0]


@pytest.mark.parametrize("written", ["010150-5000", "se 0101505000", "610150 5000"])
@pytest.mark.parametrize("column", ["kanal", "notattype"])
def test_a_cpr_number_in_a_plain_column_stops_the_batch(column: str, written: str) -> None:
    with pytest.raises(CprInPlainColumn) as stopped:
        notes({}, {column: written}, {}, {column: written})
    assert (stopped.value.where.row, stopped.value.where.column, stopped.value.cells) == (1, column, 2)
    assert written not in "".join(traceback.format_exception(stopped.value))


def test_a_cpr_number_in_a_plain_number_stops_the_batch() -> None:
    table = SourceTable(
        "indsats", "demo", "s", "I", ("I.ID",), "I.ID",
        (SourceColumn("indsats_id", "I.ID", namespace="s"), SourceColumn("sag_id", "I.S", namespace="s"),
         SourceColumn("forventet_varighed_dage", "I.D"), SourceColumn("intensitet", "I.F")),
    )  # fmt: skip
    good = {
        "_key0": "1",
        "indsats_id": "1",
        "sag_id": "1",
        "forventet_varighed_dage": "90",
        "intensitet": "1,5",
    }
    row = conform(pa.RecordBatch.from_pylist([good]), table, HELP).batch.records.to_pylist()[0]
    assert (row["forventet_varighed_dage"], row["intensitet"]) == (90, 1.5)
    for column in ("forventet_varighed_dage", "intensitet"):
        with pytest.raises(CprInPlainColumn):
            conform(pa.RecordBatch.from_pylist([good | {column: "0101505000"}]), table, HELP)


def test_texts_and_ids_may_hold_cpr_numbers() -> None:
    """They do not leave as they are."""
    assert not notes({"tekst": "010150-5000", "notat_id": "010150-5000"}).misfits


@pytest.mark.parametrize("name", [c.name for c in TABLE.columns if c.source] + ["_key0", "anker_dato"])
def test_a_column_the_source_did_not_give(name: str) -> None:
    batch = raw({}).drop_columns([name])
    with pytest.raises(ContractError) as refused:
        conform(batch, TABLE, NOTES)
    assert (refused.value.file, repr(name) in refused.value.problem) == ("demo.toml", True)
    assert refused.value.line == {"notat_dato": 12, "_key0": 7, "anker_dato": 7}.get(name, 1)


def test_columns_nobody_named_are_ignored() -> None:
    batch = raw({}).append_column("mors_cpr", pa.array(["010150-5000"]))
    assert "mors_cpr" not in conform(batch, TABLE, NOTES).batch.records.schema.names


def test_without_an_anchor_there_is_none() -> None:
    result = conform(raw({}).drop_columns(["anker_dato"]), replace(TABLE, anchor=""), NOTES)
    assert result.batch.records.column("anker_dato").to_pylist() == [None]


def test_the_source_can_have_its_own_name() -> None:
    batch = conform(raw({}), TABLE, NOTES, system="kommunen").batch
    assert batch.system == "kommunen"
    assert batch.records.column("kilde_id")[0].as_py() == "kommunen:journalnotat:17"


def test_only_strings_come_in() -> None:
    batch = raw({}).drop_columns(["kanal"]).append_column("kanal", pa.array([1]))
    with pytest.raises(TypeError, match="'kanal' of journalnotat came as int64"):
        conform(batch, TABLE, NOTES)


@pytest.mark.parametrize("kind", [pa.large_string(), pa.null()])
def test_other_ways_to_hold_strings(kind: pa.DataType) -> None:
    batch = raw({}).drop_columns(["kanal"]).append_column("kanal", pa.nulls(1, kind))
    assert not conform(batch, TABLE, NOTES).misfits


def test_mapping_and_contract_must_be_of_one_dataset() -> None:
    with pytest.raises(ValueError, match="mapping of journalnotat, contract of indskrivning"):
        conform(raw({}), TABLE, ENROLMENTS)


def test_nothing_of_a_row_is_shown() -> None:
    result = notes({"tekst": "Mor hedder Frederikke"}, {"kanal": "Frederikke"})
    assert "Frederikke" not in repr(result)
    assert "Frederikke" not in repr(result.batch)
    assert "Frederikke" not in "".join(map(str, result.misfits))


keys = st.text(alphabet="ab|\\:1", min_size=1, max_size=4)


@BRIEF
@given(st.lists(st.tuples(keys, keys), min_size=1, max_size=20))
def test_two_source_rows_never_share_an_id(pairs: list[tuple[str, str]]) -> None:
    table = replace(TABLE, key=("Note.ID", "Note.Linje"))
    batch = raw(*({"_key0": first} for first, _ in pairs)).append_column(
        "_key1", pa.array([b for _, b in pairs])
    )
    ids = conform(batch, table, NOTES).batch.records.column("kilde_id").to_pylist()
    assert len(set(ids)) == len(set(pairs))


cells = st.none() | st.text(max_size=12) | st.sampled_from(["2019-01-01", "1", "telefon", "-", "ja"])


@BRIEF
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(ROW, cells)), max_size=8))
def test_every_row_is_typed_or_counted(rows: list[dict[str, str | None]]) -> None:
    """Whatever stands in the cells: no row is lost, none is both, and what is typed fits the contract."""
    batch = pa.RecordBatch.from_pydict({n: pa.array([r[n] for r in rows], pa.string()) for n in ROW})
    try:
        result = conform(batch, TABLE, NOTES)
    except CprInPlainColumn:
        return
    assert len(result.batch) + len(result.misfits) == len(rows)
    result.batch.records.validate(full=True)
    left_out = {m.where.row for m in result.misfits}
    stayed = [row for number, row in enumerate(rows) if number not in left_out]
    for before, after in zip(stayed, result.batch.records.to_pylist(), strict=True):
        assert after["notat_dato"] is not None
        assert after["kanal"] in {None, *NOTES.column("kanal").codes}
        assert after["notat_id"] == f"sbsys:{before['notat_id'].strip()}"


# A name nothing of ours is called.
secret = st.text(alphabet=st.characters(categories=["L"]), min_size=3, max_size=20).map("Zwxq{}".format)


@BRIEF
@given(st.sampled_from([name for name in ROW if name != "tekst"]), secret)
def test_no_cell_is_ever_quoted(column: str, value: str) -> None:
    try:
        shown = repr(notes({column: value})) + "".join(map(str, notes({column: value}).misfits))
    except DatahoestError as error:
        shown = "".join(traceback.format_exception(error))
    assert value not in shown


@BRIEF
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(ROW, cells)), max_size=8))
def test_a_row_fits_or_not_whatever_its_neighbours(rows: list[dict[str, str | None]]) -> None:
    batch = pa.RecordBatch.from_pydict({n: pa.array([r[n] for r in rows], pa.string()) for n in ROW})
    try:
        together = conform(batch, TABLE, NOTES).batch.records.to_pylist()
    except CprInPlainColumn:
        return
    alone = [
        row
        for number in range(len(rows))
        for row in conform(batch.slice(number, 1), TABLE, NOTES).batch.records.to_pylist()
    ]
    assert together == alone
