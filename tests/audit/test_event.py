"""Events have sentences, and nothing personal fits into one."""

import pytest

from audit.event import SENTENCES, AuditEvent, EventType, canonical, fields_of
from schemas.errors import AuditError, SourceUnavailable


def test_every_type_has_a_danish_and_an_english_sentence() -> None:
    assert set(SENTENCES) == set(EventType)
    for kind in EventType:
        sentence = AuditEvent(kind, "r1").sentence
        assert sentence.da.endswith(".")
        assert sentence.en.endswith(".")
        assert sentence.da != sentence.en


@pytest.mark.parametrize(
    "facts",
    [
        {"model": "da-1.4.0+rules.7"},
        {"epoch": "e3f9c01ab22"},
        {"digest": "00b1020312345678ff" * 4},  # digits within a digest are chance
        {"day": "2026-11-21"},
        {"error": "ContractError"},
        {"error": SourceUnavailable.__name__},
        {"error": "ValueError"},
    ],
)
def test_versions_digests_and_error_names_fit(facts: dict[str, str]) -> None:
    assert AuditEvent(EventType.RUN_FAILED, "20261121T0330Z-ab12", facts=facts).facts == facts


@pytest.mark.parametrize(
    "text",
    [
        "Emma",
        "emma holm",
        "søren",
        "010112-1111",
        "0101121111",
        "cpr:010112-1111",
        "20304050",
        "",
        "a" * 81,
        "x\n",
        "emma@example.dk",
    ],
)
def test_names_and_numbers_of_people_do_not_fit(text: str) -> None:
    with pytest.raises(AuditError) as caught:
        AuditEvent(EventType.RUN_FAILED, "r1", facts={"why": text})
    assert "fact 1" in str(caught.value)
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize("text", ["EmmaHolm", "print", "Error", "__name__", ""])
def test_only_names_of_error_classes_are_errors(text: str) -> None:
    with pytest.raises(AuditError, match="fact 1"):
        AuditEvent(EventType.RUN_FAILED, "r1", facts={"error": text})


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ({"run": "Emma Holm"}, "run"),
        ({"run": "r" * 65}, "run"),
        ({"run": "r1", "dataset": "Sag"}, "dataset"),
        ({"run": "r1", "system": "sbsys/emma"}, "system"),
        ({"run": "r1", "counts": {"Emma": 1}}, "count 1"),
        ({"run": "r1", "counts": {"ok": 1, "rows": -1}}, "count 2"),
        ({"run": "r1", "counts": {"rows": True}}, "count 1"),
        ({"run": "r1", "counts": {"rows": 1.5}}, "count 1"),
        ({"run": "r1", "facts": {"Emma": "x"}}, "fact 1"),
    ],
)
def test_coordinates_and_counts_only(where: dict[str, object], problem: str) -> None:
    with pytest.raises(AuditError) as caught:
        AuditEvent(EventType.RUN_STARTED, **where)  # type: ignore[arg-type]
    assert problem in str(caught.value)
    assert "mma" not in str(caught.value)


def test_one_way_to_write_an_event() -> None:
    one = AuditEvent(EventType.RUN_STARTED, "r1", counts={"a": 1, "b": 2})
    other = AuditEvent(EventType.RUN_STARTED, "r1", counts={"b": 2, "a": 1})
    assert canonical(fields_of(one)) == canonical(fields_of(other))
    assert canonical(fields_of(one)).isascii()
