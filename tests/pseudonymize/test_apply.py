"""Rows in, rows out or counted; people in, none out."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pseudonymize.apply import Applier
from pseudonymize.interface import Applied, Identified
from pseudonymize.pseudonym import Pseudonymizer
from pseudonymize.text.masker import CaseMasker
from pseudonymize.zones import build_zones
from schemas.batch import SourceBatch
from schemas.contract import ANCHOR, SOURCE_ID, Contract, Domain, Generalise, Sensitivity
from schemas.load import load_contracts

Batches = Callable[..., SourceBatch]
Identify = Callable[..., Identified]
CHILD, MOTHER, OTHER_CHILD = "0203151235", "1407850001", "0504170001"
DAY = date(2024, 3, 1)


@pytest.fixture
def run(harvested: Applier, rows_of: Batches, identify: Identify) -> Callable[..., Applied]:
    def through(
        dataset: str, rows: list[dict[str, Any]], applier: Applier = harvested, **stamp: Any
    ) -> Applied:
        return applier.apply(identify(applier, rows_of(dataset, rows), **stamp), "nat-1")

    return through


Run = Callable[..., Applied]


def note(n: int, **cells: object) -> dict[str, Any]:
    return {"notat_id": f"alfa:{n}", "sag_id": "alfa:1", "notat_dato": DAY, **cells}


def lake_rows(applied: Applied) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = applied.batch.records.to_pylist()
    return found


def accounted(applied: Applied) -> bool:
    tally = applied.tally
    return (
        tally.read == tally.written + tally.withheld.total() + tally.skipped.total()
        and tally.written == len(applied.batch)
    )


def test_a_note_leaves_without_people(run: Run, harvested: Applier, pseudonymizer: Pseudonymizer) -> None:
    text = "Aviaja græd. Viggo trøstede."
    applied = run("journalnotat", [note(1, tekst=text, overskrift="Aviaja", vedroerer_cpr="020315-1235")])
    (row,) = lake_rows(applied)
    masked = "[BARN_1] græd. [PERSON_1] trøstede."
    assert row["tekst"] == masked
    assert row["overskrift"] == "[BARN_1]"
    assert row["antal_ord"] == 4
    assert row["antal_erstatninger"] == 3
    assert row["tekst_version"] == "stub-1-roles"
    assert row["tekst_sha256"] == hashlib.sha256(masked.encode()).hexdigest()
    assert row["scanstatus"] == "scannet"
    assert row["sag_pid"] == pseudonymizer.one(Domain.CASE, "alfa:1")
    assert row["vedroerer_pid"] == pseudonymizer.one(Domain.CITIZEN, CHILD)
    family = pseudonymizer.family(pseudonymizer.one(Domain.CITIZEN, MOTHER))
    assert row["familie_pid"] == family
    assert row["notat_dato"] == DAY + timedelta(harvested.dates.offset(family))
    assert row["kilde_system"] == "alfa"
    assert row["hoest_batch_id"] == "nat-1"
    assert row["regelsaet_version"] == "regler-1"
    assert row["slettegrund"] == "R01-familiesag"
    assert applied.batch.key_epoch == harvested.keys.epoch
    assert applied.batch.records.schema == applied.batch.contract.lake_schema
    assert applied.tally.found == {
        ("tekst", "PER", "stub"): 2,
        ("overskrift", "PER", "stub"): 1,
    }
    assert accounted(applied)


def test_the_row_hash_is_of_what_leaves(run: Run, harvested: Applier) -> None:
    (row,) = lake_rows(run("journalnotat", [note(1, tekst="Aviaja")]))
    contract = harvested_contract(run)
    content = [row[c.output] for c in contract.columns if c.output in row]
    spelled = [value if value is None or isinstance(value, str) else str(value) for value in content]
    plain = json.dumps(spelled, ensure_ascii=False, separators=(",", ":")).encode()
    assert row["raekke_sha256"] == hashlib.sha256(plain).hexdigest()
    again = lake_rows(run("journalnotat", [note(1, tekst="Aviaja")], replace(harvested, rules_version="2")))
    assert again[0]["raekke_sha256"] == row["raekke_sha256"]
    assert again[0]["kilde_aftryk"] != row["kilde_aftryk"]


def harvested_contract(run: Run) -> Contract:
    return run("journalnotat", []).batch.contract


def test_what_a_note_lacks(run: Run) -> None:
    (row,) = lake_rows(run("journalnotat", [note(1)]))
    assert (row["tekst"], row["overskrift"], row["tekst_sha256"], row["tekst_version"]) == (None,) * 4
    assert (row["antal_ord"], row["antal_erstatninger"], row["scanstatus"]) == (0, 0, "tom")


def test_a_failed_text_takes_its_row_along(run: Run) -> None:
    rows = [note(1, tekst="ulæselig"), note(2, tekst="fin", overskrift="ulæselig"), note(3, tekst="fin")]
    applied = run("journalnotat", rows)
    assert [row["tekst"] for row in lake_rows(applied)] == ["fin"]
    assert applied.tally.withheld == {"masking failed": 2}
    assert accounted(applied)


def test_protected_rows_take_the_strict_profile(run: Run, harvested: Applier, masker: Any) -> None:
    rows = [note(1, tekst="Aviaja", er_beskyttet=True), note(2, er_beskyttet=True), note(3, tekst="Aviaja")]
    applied = run("journalnotat", rows)
    assert [row["tekst"] for row in lake_rows(applied)] == [None, None, "[BARN_1]"]
    held, empty, _ = lake_rows(applied)
    assert (held["scanstatus"], held["antal_ord"], held["antal_erstatninger"]) == ("tilbageholdt", None, None)
    assert (held["tekst_version"], held["tekst_sha256"]) == (None, None)
    assert empty["scanstatus"] == "tom"
    assert applied.tally.emptied == {("tekst", "protected"): 1}
    assert [case.texts for case in masker.seen] == [(None, "Aviaja")]  # overskrift, tekst

    zoned = replace(harvested, zones=build_zones({"8900": 9}, 9, "2026"))
    homes = [{"skoledistrikt": "8900", "beskyttet_adresse": p, "cpr": CHILD} for p in (True, False, None)]
    applied = run("bopael", [*homes, {"skoledistrikt": "8000", "cpr": CHILD}], zoned)
    assert [row["bopael_zone"] for row in lake_rows(applied)] == [None, "zone_01", "zone_01", None]
    assert applied.tally.emptied == {("bopael_zone", "protected"): 1, ("bopael_zone", "no zone"): 1}


def test_a_text_of_a_case_nobody_knows_is_held(run: Run, masker: Any) -> None:
    rows = [
        {"barn_cpr": CHILD, "modtaget_dato": DAY, "tekst": "Aviaja", "sag_id": sag}
        for sag in (None, "alfa:404", "alfa:1")
    ]
    applied = run("underretning", [{"underretning_id": "alfa:1", **row} for row in rows])
    assert [(row["tekst"], row["scanstatus"]) for row in lake_rows(applied)] == [
        (None, "tilbageholdt"),
        (None, "tilbageholdt"),
        ("[BARN_1]", "scannet"),
    ]
    assert applied.tally.emptied == {("tekst", "no case register"): 2}
    assert len(masker.seen) == 1


def test_a_held_text_that_is_required_takes_its_row_along(
    harvested: Applier, rows_of: Batches, identify: Identify
) -> None:
    batch = rows_of("journalnotat", [note(1, tekst="Aviaja", er_beskyttet=True), note(2, tekst="Aviaja")])
    strict = tuple(replace(c, required=True) if c.name == "tekst" else c for c in batch.contract.columns)
    batch = replace(batch, contract=replace(batch.contract, columns=strict))
    applied = harvested.apply(identify(harvested, batch), "nat-1")
    assert applied.tally.withheld == {"protected": 1}
    assert accounted(applied)


def test_what_is_required_and_cannot_be_made_is_skipped(run: Run) -> None:
    rows = [
        note(1),
        note(2, sag_id="alfa:404"),  # no family: a required date would stand unmoved
        note(3, notat_dato=date(1900, 1, 1)),  # placeholder
        note(4, haendelses_dato=date(9999, 12, 31), vedroerer_cpr="ukendt"),  # not required: empty
    ]
    applied = run("journalnotat", rows)
    assert [row["haendelses_dato"] for row in lake_rows(applied)] == [None, None]
    assert applied.tally.skipped == {"notat_dato": 2}
    assert applied.tally.emptied == {
        ("notat_dato", "no family"): 1,
        ("notat_dato", "placeholder date"): 1,
        ("haendelses_dato", "placeholder date"): 1,
        ("vedroerer_pid", "unreadable"): 1,
    }
    assert accounted(applied)


def test_an_unreadable_number_skips_the_row_that_is_about_it(run: Run) -> None:
    applied = run("borger", [{"cpr": "ukendt"}, {"cpr": CHILD, "doed_dato": date(2020, 7, 9)}])
    assert [row["doedsaar"] for row in lake_rows(applied)] == [2020]
    assert applied.tally.skipped == {"cpr": 1}


@pytest.mark.parametrize("weeks", [True, False])
def test_durations_are_exact_and_dates_are_not(run: Run, harvested: Applier, weeks: bool) -> None:
    moved = replace(harvested, dates=type(harvested.dates)(harvested.keys, whole_weeks=weeks))
    start, end, born = date(2023, 1, 10), date(2024, 2, 1), date(2015, 3, 2)
    row = {
        "indskrivning_id": "alfa:1",
        "sag_id": "alfa:2",
        "borger_cpr": CHILD,
        "indskrevet": start,
        "udskrevet": end,
        "borger_foedselsdato": born,
    }
    (out,) = lake_rows(run("indskrivning", [row], moved))
    assert out["indskrivningstid_dage"] == (end - start).days
    assert out["alder_ved_indskrivning"] == 7
    assert out["udskrevet"] - out["indskrevet"] == end - start
    assert out["indskrevet"] != start
    assert born.isoformat() not in map(str, out.values())


def test_deadlines_move_with_the_family_or_lose_their_day(run: Run, harvested: Applier) -> None:
    deadline = date(2031, 5, 17)
    (known,) = lake_rows(run("journalnotat", [note(1)], deadline=deadline))
    assert known["slettefrist"] - deadline == known["notat_dato"] - DAY
    orphan = {
        "klassifikation_id": "alfa:1",
        "sag_id": "alfa:404",
        "konsensus": True,
        "kodebog_version": "2019",
    }
    (unknown,) = lake_rows(run("sagsklassifikation", [orphan], deadline=deadline))
    assert unknown["slettefrist"] == date(2031, 1, 1)
    # A day that is the same for all would tell the offset if it moved with each family.
    (common,) = lake_rows(run("journalnotat", [note(1)], deadline=deadline, reason="R00-projekt"))
    assert common["slettefrist"] == deadline
    (far,) = lake_rows(run("journalnotat", [note(1)], deadline=date(2110, 5, 17)))
    assert far["slettefrist"] == date(2110, 1, 1)


def test_months_and_presence(harvested: Applier, rows_of: Batches, identify: Identify) -> None:
    batch = rows_of("borger", [{"cpr": CHILD, "foedselsdato": date(2015, 3, 2)}, {"cpr": MOTHER}])
    kinds = {"foedselsdato": ("month", pa.date32()), "doed_dato": ("present", pa.bool_())}
    columns = tuple(
        replace(c, treatment=Generalise(kinds[c.name][0]), output_type=kinds[c.name][1])  # type: ignore[arg-type]
        if c.name in kinds
        else c
        for c in batch.contract.columns
    )
    batch = replace(batch, contract=replace(batch.contract, columns=columns))
    applied = harvested.apply(identify(harvested, batch), "nat-1")
    assert [(r["foedselsaar"], r["doedsaar"]) for r in lake_rows(applied)] == [
        (date(2015, 3, 1), False),
        (None, False),
    ]


def test_the_order_of_the_source_does_not_number_people(run: Run, masker: Any) -> None:
    rows = [
        note(1, notat_dato=DAY + timedelta(2), tekst="c", kilde_id="alfa:journalnotat:1"),
        note(2, notat_dato=DAY, tekst="b", kilde_id="alfa:journalnotat:3"),
        note(3, notat_dato=DAY, tekst="a", kilde_id="alfa:journalnotat:2"),
        note(4, notat_dato=DAY, tekst="z", kilde_id="alfa:journalnotat:4", sag_id="alfa:3"),
    ]
    run("journalnotat", rows)
    run("journalnotat", rows[::-1])
    first, second = masker.seen[:2], masker.seen[2:]
    assert {c.register.case_id: c.texts for c in first} == {c.register.case_id: c.texts for c in second}
    assert [text for case in first for text in case.texts if text] in (
        ["a", "b", "c", "z"],
        ["z", "a", "b", "c"],
    )


def test_texts_leave_in_the_order_of_their_rows(run: Run) -> None:
    rows = [
        note(n, notat_dato=DAY - timedelta(n), tekst=f"tekst {n}", sag_id=f"alfa:{n % 3 + 1}")
        for n in range(9)
    ]
    assert [row["tekst"] for row in lake_rows(run("journalnotat", rows))] == [f"tekst {n}" for n in range(9)]


def test_undated_texts_come_last(run: Run, masker: Any) -> None:
    rows = [
        {
            "vurdering_id": f"alfa:{n}",
            "maal_id": "alfa:1",
            "sag_id": "alfa:1",
            "begrundelse": text,
            "vurderingsdato": d,
        }
        for n, (text, d) in enumerate([("sidst", None), ("først", DAY)])
    ]
    run("maalvurdering", rows)
    assert [text for text in masker.seen[0].texts if text] == ["først", "sidst"]


def test_dates_in_texts_move_like_the_table_s(run: Run, harvested: Applier, masker: Any) -> None:
    (row,) = lake_rows(run("journalnotat", [note(1, tekst="den 1. marts")]))
    assert masker.seen[0].date_offset_days == (row["notat_dato"] - DAY).days


def test_rows_of_one_case_that_disagree_on_the_family_give_no_offset(
    harvested: Applier, rows_of: Batches, identify: Identify, masker: Any
) -> None:
    rows = identify(harvested, rows_of("journalnotat", [note(1, tekst="a"), note(2, tekst="b")]))
    families = pa.array([rows.families[0].as_py(), "andenfamilie"])
    harvested.apply(replace(rows, families=families), "nat-1")
    assert masker.seen[0].date_offset_days is None


def test_what_a_case_learned_is_remembered(run: Run, masker: Any, store: Any, pseudonymizer: Any) -> None:
    run("journalnotat", [note(1, tekst="Viggo kom forbi")])
    run("journalnotat", [note(2, tekst="Intet nyt")])
    first, second = masker.seen
    assert first.casebook.outsiders == ()
    assert [outsider.token for outsider in second.casebook.outsiders] == ["PERSON_1"]
    sag_pid = pseudonymizer.one(Domain.CASE, "alfa:1")
    assert store.casebooks([sag_pid])[sag_pid] == second.casebook


def test_a_text_without_dates_still_has_an_order(
    harvested: Applier, rows_of: Batches, identify: Identify, masker: Any
) -> None:
    batch = rows_of("journalnotat", [note(2, tekst="b"), note(1, tekst="a")])
    dates = {"notat_dato", "haendelses_dato", "registreret_dato"}
    undated = tuple(c for c in batch.contract.columns if c.name not in dates)
    batch = replace(batch, contract=replace(batch.contract, columns=undated, partition_year=""))
    harvested.apply(identify(harvested, batch), "nat-1")
    assert [text for text in masker.seen[0].texts if text] == ["b", "a"]  # by source id


def test_nothing_personal_can_be_printed(run: Run, harvested: Applier) -> None:
    applied = run("journalnotat", [note(1, tekst="Aviaja", vedroerer_cpr=CHILD)])
    shown = repr(applied) + repr(harvested)
    assert "Aviaja" not in shown
    assert CHILD not in shown
    assert "[BARN_1]" not in shown  # even what is safe is not shown


CONTRACTS = load_contracts()
SECRET = "Zzyxqv"  # stands in every cell that may not leave
SECRETS = st.text("abcdefgh", min_size=0, max_size=3).map(lambda tail: f"{SECRET}{tail}")
PERSON = st.sampled_from([CHILD, "020315-1235", MOTHER, OTHER_CHILD, "ukendt"])
IDS = st.sampled_from(["alfa:1", "alfa:2", "alfa:3", "alfa:404"]).map(lambda sag_id: f"{sag_id}")
DATES = st.dates(date(1890, 1, 1), date(2100, 12, 31))


def cell(contract: Contract, name: str) -> st.SearchStrategy[Any]:
    column = contract.column(name)
    if column.type == pa.date32():
        values: st.SearchStrategy[Any] = DATES
    elif column.type == pa.bool_():
        values = st.booleans()
    elif column.type in (pa.int32(), pa.int64()):
        values = st.integers(0, 99)
    elif column.type == pa.float64():
        values = st.floats(0, 1)
    elif column in contract.by_domain(Domain.CITIZEN):
        values = PERSON
    elif column in contract.by_domain(Domain.CASE):
        values = IDS
    elif column.sensitivity in (Sensitivity.D, Sensitivity.T):
        values = SECRETS
    else:
        values = st.just("kode")
    return values if column.required else st.one_of(st.none(), values)


def batches_of(contract: Contract) -> st.SearchStrategy[list[dict[str, Any]]]:
    names = contract.source_schema.names
    return st.lists(st.fixed_dictionaries({name: cell(contract, name) for name in names}), max_size=5)


@pytest.mark.parametrize("dataset", sorted(CONTRACTS))
@given(data=st.data())
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_rows_of_any_dataset(
    dataset: str,
    data: st.DataObject,
    harvested: Applier,
    rows_of: Batches,
    identify: Identify,
    pseudonymizer: Pseudonymizer,
) -> None:
    contract = CONTRACTS[dataset]
    rows = data.draw(batches_of(contract))
    batch = rows_of(dataset, rows)
    identified = identify(harvested, batch)
    applied = harvested.apply(identified, "nat-1")
    assert applied.batch.records.schema == contract.lake_schema
    applied.batch.records.validate(full=True)
    assert accounted(applied)
    again = harvested.apply(identify(harvested, batch), "nat-1")
    assert again.batch.records.equals(applied.batch.records)
    assert again.tally == applied.tally

    leaving = applied.batch.records.to_pylist()
    by_id = dict(zip(identified.ids.to_pylist(), batch.records.to_pylist(), strict=True))
    texts = {c.output for c in contract.texts}
    for out in leaving:
        source = by_id[out["kilde_id_pid"]]
        # The stub masker knows no secrets: texts of known cases pass, everything else must not.
        assert SECRET not in str([value for name, value in out.items() if name not in texts])
        assert CHILD not in str(out)
        offsets = set()
        for column in contract.columns:
            if type(column.treatment).__name__ == "Shift" and out[column.output] is not None:
                offsets.add((out[column.output] - source[column.name]).days)
            if column.required:
                assert out[column.output] is not None
            if column in contract.by_domain(Domain.CITIZEN) and out[column.output] is not None:
                assert out[column.output] == pseudonymizer.one(Domain.CITIZEN, source[column.name])
        assert len(offsets) <= 1
        assert 0 not in offsets


def test_source_columns_of_the_wrapper_never_leave() -> None:
    for contract in CONTRACTS.values():
        assert {SOURCE_ID, ANCHOR}.isdisjoint(contract.lake_schema.names)


def test_with_the_masker_that_ships(
    run: Run, harvested: Applier, store: Any, pseudonymizer: Pseudonymizer
) -> None:
    # No model: the register alone must find those it knows.
    masker = CaseMasker(spacy.blank("da"), store.municipal_names(), store.staff())
    text = f"Aviajas mor Gudrun Prøvesen ringede, cpr 140785-0001. {DAY:%d.%m.%Y} var en fredag."
    applied = run("journalnotat", [note(1, tekst=text)], replace(harvested, masker=masker))
    (row,) = lake_rows(applied)
    assert {"[BARN_1]s", "[MOR_1]"} <= set(row["tekst"].split())
    assert not any(known in row["tekst"] for known in ("Aviaja", "Gudrun", "Prøvesen", "140785", "0001"))
    assert f"{DAY:%d.%m.%Y}" not in row["tekst"]
    assert row["antal_erstatninger"] == applied.tally.found.total()
    assert row["tekst_version"] == f"{masker.fingerprint}-roles"
