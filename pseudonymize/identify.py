"""Who a source row is, and whether it changed: a pseudonym of its key, a keyed fingerprint of its content.

The fingerprint covers the row and everything that decides how it leaves. A row whose fingerprint the lake
holds already is not masked again; a new name in the case's register, a new rule or a new key changes it.
"""

import json
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from pseudonymize.canonical import canonical_rows
from pseudonymize.pseudonym import Pseudonymizer, token
from schemas.batch import SourceBatch
from schemas.contract import SOURCE_ID, Contract, Derive, Domain, Pseudonymize
from vault.keys import KeyRing
from vault.store import ControlStore

CONTENT_LENGTH = 16  # characters of base32: 80 bits
DUE_LENGTH = 8  # 40 bits: it only tells two deadlines of one row apart


def source_pids(batch: SourceBatch, keys: KeyRing) -> pa.Array:
    """``kilde_id_pid`` of each row: a pseudonym of system, dataset and source key."""
    source_ids = batch.records.column(SOURCE_ID).to_pylist()
    digests = keys.handle("source").prf_many(source_id.encode() for source_id in source_ids)
    return pa.array(map(token, digests), pa.string())


def fingerprints(
    batch: SourceBatch,
    keys: KeyRing,
    treatment: Sequence[str],
    context: Sequence[pa.Array],
    rules_version: str,
    due: Sequence[pa.Array],
) -> pa.Array:
    """``kilde_aftryk`` of each row: a mark of its content, and a short one of its deadline.

    ``treatment``: what is the same for the whole batch (contract, epoch, lists, model). ``context``: what is
    known a row (family, register), one array each. Dropped columns count too: the register learns from them.
    ``due``: deadline and rule a row. A case's next event moves the deadline of all its notes: they need a new
    date and no new masking.
    """
    names = batch.contract.source_schema.names
    columns = [batch.records.column(name) for name in names]
    prefix = json.dumps([batch.system, *treatment], ensure_ascii=False).encode()
    contents = keys.handle("content").prf_many(prefix + row for row in canonical_rows([*columns, *context]))
    pairs = zip(contents, due_marks(due, keys, rules_version), strict=True)
    return pa.array((token(c, CONTENT_LENGTH) + mark for c, mark in pairs), pa.string())


def due_marks(due: Sequence[pa.Array], keys: KeyRing, rules_version: str) -> list[str]:
    """The end of a fingerprint: a short mark of deadline and rule, one a row."""
    rows = (rules_version.encode() + row for row in canonical_rows(list(due)))
    return [token(digest, DUE_LENGTH) for digest in keys.handle("content").prf_many(rows)]


def same_due(marks: pa.Array, due: Sequence[str]) -> pa.Array:
    """Whether fingerprints end in these marks: the row has the deadline it had."""
    return pc.equal(pc.utf8_slice_codeunits(marks, CONTENT_LENGTH), pa.array(due, pa.string()))


def same_content(old: pa.Array, new: pa.Array) -> pa.Array:
    """Whether two fingerprints of a row differ in nothing but the deadline."""
    return pc.equal(
        pc.utf8_slice_codeunits(old, 0, CONTENT_LENGTH), pc.utf8_slice_codeunits(new, 0, CONTENT_LENGTH)
    )


def case_pids(batch: SourceBatch, pseudonymizer: Pseudonymizer) -> pa.Array:
    """``sag_pid`` of each row; null where the row, or the dataset, has no case."""
    name = batch.contract.case_column
    if not name:
        return pa.nulls(len(batch), pa.string())
    return pseudonymizer.many(Domain.CASE, batch.records.column(name))


def family_pids(batch: SourceBatch, pseudonymizer: Pseudonymizer, store: ControlStore) -> pa.Array:
    """``familie_pid`` of each row, by its case or else its citizen; null where the store knows neither.

    Which columns are asked, and in which order, is what the contract's derived family says.
    """
    found = pa.nulls(len(batch), pa.string())
    for name in _owners(batch.contract):
        treatment = batch.contract.column(name).treatment
        assert isinstance(treatment, Pseudonymize)
        pids = pseudonymizer.many(treatment.domain, batch.records.column(name))
        look = store.family_of_cases if treatment.domain is Domain.CASE else store.family_of_people
        found = pc.coalesce(found, looked_up(pids, look))
    return found


def looked_up(pids: pa.Array, look: Callable[[list[str]], Mapping[str, str]]) -> pa.Array:
    """What the store says of each pseudonym (strings, null where it says nothing); each is asked for once."""
    encoded = pids.dictionary_encode()
    distinct: list[str] = encoded.dictionary.to_pylist()
    told = look(distinct)
    return pa.array([told.get(pid) for pid in distinct], pa.string()).take(encoded.indices)


def _owners(contract: Contract) -> list[str]:
    for column in contract.columns:
        if isinstance(column.treatment, Derive) and column.treatment.rule == "family":
            return list(column.treatment.of)
    return [name for name in (contract.case_column, contract.citizen_column) if name]
