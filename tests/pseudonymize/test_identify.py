"""A row is known again, and anything that would change how it leaves makes it a changed row."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from pseudonymize.apply import Applier
from pseudonymize.dates import FamilyDates
from pseudonymize.interface import Identified
from pseudonymize.pseudonym import Pseudonymizer
from pseudonymize.zones import build_zones
from schemas.batch import SourceBatch
from schemas.contract import Contract, Domain
from schemas.errors import ConfigError
from vault.store import ControlStore
from vault.testing import MemoryVault

Batches = Callable[..., SourceBatch]
Identify = Callable[..., Identified]
NOTE = {"notat_id": "alfa:9", "sag_id": "alfa:1", "notat_dato": date(2024, 3, 1), "tekst": "Aviaja er glad"}


def marks(rows: Identified) -> list[str]:
    found: list[str] = rows.marks.to_pylist()
    return found


def test_a_row_keeps_name_and_fingerprint(harvested: Applier, rows_of: Batches, identify: Identify) -> None:
    one, other = (identify(harvested, rows_of("journalnotat", [NOTE])) for _ in range(2))
    assert one.ids == other.ids
    assert one.marks == other.marks
    assert len(one.ids[0].as_py()) == 16
    assert len(one.marks[0].as_py()) == 24
    assert "alfa:1" not in repr(one)
    assert "Aviaja" not in repr(one)


def test_rows_of_two_systems_are_two(harvested: Applier, rows_of: Batches, identify: Identify) -> None:
    one, other = (identify(harvested, rows_of("journalnotat", [NOTE], system)) for system in ("alfa", "beta"))
    assert one.ids != other.ids
    assert one.marks != other.marks


def test_any_cell_counts(
    harvested: Applier, rows_of: Batches, identify: Identify, contracts: dict[str, Contract]
) -> None:
    def sample(kind: pa.DataType) -> object:
        return {pa.date32(): date(2024, 4, 4), pa.bool_(): True}.get(kind, "alfa:2")

    fields = contracts["journalnotat"].source_schema
    rows = [NOTE, *({**NOTE, field.name: sample(field.type)} for field in fields)]
    same_key = [{**row, "kilde_id": "alfa:journalnotat:9"} for row in rows]
    rows_marks = marks(identify(harvested, rows_of("journalnotat", same_key)))
    assert len(set(rows_marks)) == len(fields) + 1


def test_a_dropped_name_counts_since_the_register_learns_it(
    harvested: Applier, rows_of: Batches, identify: Identify
) -> None:
    batches = (rows_of("borger", [{"cpr": "1407850001", "fornavn": name}]) for name in ("Gudrun", "Gunhild"))
    one, other = (identify(harvested, batch) for batch in batches)
    assert one.ids == other.ids
    assert one.marks != other.marks


def test_a_new_deadline_or_reason_counts(harvested: Applier, rows_of: Batches, identify: Identify) -> None:
    batch = rows_of("journalnotat", [NOTE])
    plain = identify(harvested, batch)
    assert plain.marks != identify(harvested, batch, deadline=date(2032, 1, 1)).marks
    assert plain.marks != identify(harvested, batch, reason="R00-projekt").marks


def test_a_new_name_in_the_case_counts_for_its_texts_only(
    harvested: Applier, rows_of: Batches, identify: Identify
) -> None:
    notes = rows_of("journalnotat", [NOTE, {**NOTE, "sag_id": "alfa:3"}])
    doings = rows_of("kodning", [{"kodning_id": "alfa:1", "sag_id": "alfa:1"}])
    before, quiet = identify(harvested, notes), identify(harvested, doings)
    # The mother now has a nickname, told by another row.
    harvested.remember(rows_of("borger", [{"cpr": "1407850001", "kaldenavn": "Gusse"}], "beta"))
    harvested.link()
    after = identify(harvested, notes)
    assert marks(before)[0] != marks(after)[0]
    assert marks(before)[1] == marks(after)[1]
    assert quiet.marks == identify(harvested, doings).marks


def test_how_rows_are_treated_counts(
    harvested: Applier, rows_of: Batches, identify: Identify, masker: object
) -> None:
    note, home = rows_of("journalnotat", [NOTE]), rows_of("bopael", [{"skoledistrikt": "8900"}])
    fresh = type(masker)(fingerprint="stub-2")  # type: ignore[call-arg]
    changes = {
        "rules": replace(harvested, rules_version="regler-2"),
        "window": replace(harvested, dates=FamilyDates(harvested.keys, window_days=90)),
        "masker": replace(harvested, masker=fresh),
        "zones": replace(harvested, zones=build_zones({"8900": 9}, 9, "2026")),
    }
    changed = {
        name: (
            identify(other, note).marks != identify(harvested, note).marks,
            identify(other, home).marks != identify(harvested, home).marks,
        )
        for name, other in changes.items()
    }
    assert changed == {
        "rules": (True, True),
        "window": (True, True),
        "masker": (True, False),  # a new model masks texts anew, and nothing else
        "zones": (False, True),
    }


def test_another_contract_counts(harvested: Applier, rows_of: Batches, identify: Identify) -> None:
    batch = rows_of("journalnotat", [NOTE])
    newer = replace(batch, contract=replace(batch.contract, fingerprint="other"))
    assert identify(harvested, batch).marks != identify(harvested, newer).marks


def test_other_keys_share_nothing(harvested: Applier, rows_of: Batches, identify: Identify) -> None:
    ring = MemoryVault(2).ring()
    with ControlStore.in_memory(ring) as store:
        other = replace(harvested, keys=ring, store=store)
        one, two = (identify(applier, rows_of("journalnotat", [NOTE])) for applier in (harvested, other))
    assert {*one.ids.to_pylist(), *marks(one)}.isdisjoint({*two.ids.to_pylist(), *marks(two)})


def test_families_by_case_else_by_citizen(
    harvested: Applier, rows_of: Batches, identify: Identify, pseudonymizer: Pseudonymizer
) -> None:
    child, other = "0203151235", "0504170001"
    rows = identify(
        harvested,
        rows_of(
            "underretning",
            [
                {"sag_id": "alfa:1", "barn_cpr": other},  # the case decides
                {"barn_cpr": child},
                {"sag_id": "alfa:404", "barn_cpr": child},
                {"sag_id": "alfa:404", "barn_cpr": "0112570009"},
                {},
            ],
        ),
    )
    family = pseudonymizer.family(pseudonymizer.one(Domain.CITIZEN, "1407850001"))
    assert rows.families.to_pylist() == [family, family, family, None, None]
    assert rows.cases.is_valid().to_pylist() == [True, False, True, True, False]


def test_a_dataset_of_nobody_has_no_family(harvested: Applier, rows_of: Batches, identify: Identify) -> None:
    rows = identify(harvested, rows_of("kodebog", [{}, {}]))
    assert rows.families.null_count == rows.cases.null_count == 2


def test_a_dataset_without_a_derived_family_asks_case_and_citizen(
    harvested: Applier, rows_of: Batches, identify: Identify
) -> None:
    batch = rows_of("journalnotat", [NOTE])
    plain = tuple(c for c in batch.contract.columns if c.name != "familie_pid")
    rows = identify(harvested, replace(batch, contract=replace(batch.contract, columns=plain)))
    assert rows.families == identify(harvested, batch).families


def test_only_keeps_rows_together(harvested: Applier, rows_of: Batches, identify: Identify) -> None:
    rows = identify(harvested, rows_of("journalnotat", [NOTE, {**NOTE, "sag_id": "alfa:3"}, NOTE]))
    last = rows.only(pa.array([False, True, False]))
    assert len(last) == 1
    for name in ("ids", "marks", "cases", "families", "deadlines", "reasons"):
        assert getattr(last, name).to_pylist() == [getattr(rows, name)[1].as_py()]
    assert last.batch.records.column("sag_id").to_pylist() == ["alfa:3"]


def test_an_empty_chunk(harvested: Applier, rows_of: Batches, identify: Identify) -> None:
    assert len(identify(harvested, rows_of("journalnotat", []))) == 0


def test_texts_without_a_masker_are_refused(harvested: Applier, rows_of: Batches, identify: Identify) -> None:
    bare = replace(harvested, masker=None)
    with pytest.raises(ConfigError, match="no masker"):
        identify(bare, rows_of("journalnotat", [NOTE]))
    assert len(identify(bare, rows_of("borger", [{}]))) == 1
