"""What the tests of columns share: keys from a seed, a store in memory, rows of the shipped contracts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pytest

from pseudonymize.apply import Applier
from pseudonymize.dates import FamilyDates
from pseudonymize.interface import Identified
from pseudonymize.pseudonym import Pseudonymizer
from pseudonymize.text.interface import (
    CaseResult,
    CaseTexts,
    Kind,
    MaskedText,
    Span,
    Withheld,
    WithheldReason,
)
from schemas.batch import SourceBatch
from schemas.contract import ANCHOR, SOURCE_ID, Contract
from schemas.load import load_contracts
from schemas.people import Casebook, Outsider
from vault.keys import KeyRing
from vault.store import ControlStore
from vault.testing import MemoryVault

# All fail modulus 11 on days other than 1 January: nobody has them.
CHILD, MOTHER, OTHER_CHILD = "0203151235", "1407850001", "0504170001"

Row = Mapping[str, object]
Batches = Callable[..., SourceBatch]


@pytest.fixture(scope="session")
def contracts() -> dict[str, Contract]:
    return load_contracts()


@pytest.fixture(scope="session")
def keys() -> KeyRing:
    return MemoryVault(1).ring()


@pytest.fixture
def store(keys: KeyRing) -> Iterator[ControlStore]:
    with ControlStore.in_memory(keys) as opened:
        yield opened


@pytest.fixture(scope="session")
def pseudonymizer(keys: KeyRing) -> Pseudonymizer:
    return Pseudonymizer(keys)


@pytest.fixture(scope="session")
def rows_of(contracts: dict[str, Contract]) -> Batches:
    """Makes a batch of a shipped contract: rows as mappings, what is not named is null."""

    def make(dataset: str, rows: Sequence[Row], system: str = "alfa") -> SourceBatch:
        contract = contracts[dataset]
        schema = contract.source_schema.append(pa.field(SOURCE_ID, pa.string()))
        schema = schema.append(pa.field(ANCHOR, pa.date32()))
        own = [{SOURCE_ID: f"{system}:{dataset}:{n}"} for n in range(len(rows))]
        full = [{**default, **row} for default, row in zip(own, rows, strict=True)]
        return SourceBatch(contract, system, pa.RecordBatch.from_pylist(full, schema=schema))

    return make


@dataclass
class StubMasker:
    """Takes the given names of the register out, and one outsider; fails where a text says so."""

    fingerprint: str = "stub-1"
    seen: list[CaseTexts] = field(default_factory=list)

    def mask(self, cases: Sequence[CaseTexts]) -> list[CaseResult]:
        self.seen.extend(cases)
        return [self._case(case) for case in cases]

    def _case(self, case: CaseTexts) -> CaseResult:
        texts = tuple(None if text is None else self._text(case, text) for text in case.texts)
        outsiders = (
            (Outsider("PERSON_1", ("Viggo",)),) if any("Viggo" in (t or "") for t in case.texts) else ()
        )
        return CaseResult(texts, Casebook(case.register.case_id, case.casebook.outsiders or outsiders))

    def _text(self, case: CaseTexts, text: str) -> MaskedText | Withheld:
        if "ulæselig" in text:
            return Withheld(WithheldReason.MASKING_FAILED)
        known = [(name, p.token, p.person_id) for p in case.register.people for name in p.given]
        spans = []
        for name, token, person in [*known, ("Viggo", "PERSON_1", None)]:
            start = text.find(name)
            if start >= 0:
                spans.append(Span(start, start + len(name), Kind.PER, 1.0, "stub", f"[{token}]", person))
                text = text.replace(name, f"[{token}]")
        return MaskedText(text, tuple(spans))


@pytest.fixture
def masker() -> StubMasker:
    return StubMasker()


@pytest.fixture
def applier(keys: KeyRing, store: ControlStore, masker: StubMasker) -> Applier:
    return Applier(keys, store, FamilyDates(keys), "regler-1", frozenset({"R00-projekt"}), masker)


@pytest.fixture
def harvested(applier: Applier, rows_of: Batches) -> Applier:
    """An applier whose store knows one family: a child, her mother, two cases; and another child's case."""
    for batch in (
        rows_of(
            "borger",
            [
                {"cpr": CHILD, "mor_cpr": MOTHER, "fornavn": "Aviaja", "efternavn": "Prøvesen"},
                {"cpr": MOTHER, "fornavn": "Gudrun", "efternavn": "Prøvesen"},
                {"cpr": OTHER_CHILD, "fornavn": "Malik"},
            ],
        ),
        rows_of(
            "sag",
            [
                {"sag_id": "alfa:1", "borger_cpr": CHILD},
                {"sag_id": "alfa:2", "borger_cpr": CHILD},
                {"sag_id": "alfa:3", "borger_cpr": OTHER_CHILD},
            ],
        ),
    ):
        applier.remember(batch)
    applier.link()
    return applier


@pytest.fixture(scope="session")
def identify() -> Callable[[Applier, SourceBatch], Identified]:
    """Identifies a batch with a deadline for every row."""

    def stamp(
        applier: Applier,
        batch: SourceBatch,
        deadline: date = date(2031, 5, 17),
        reason: str = "R01-familiesag",
    ) -> Identified:
        deadlines = pa.array([deadline] * len(batch), pa.date32())
        return applier.identify(batch, deadlines, pa.array([reason] * len(batch), pa.string()))

    return stamp
