"""The tables of the control store: pseudonyms and role codes plain, all that is said of a person sealed."""

from sqlalchemy import Column, Index, LargeBinary, MetaData, SmallInteger, String, Table, UniqueConstraint

SCHEMA_VERSION = "1"

METADATA = MetaData()

_PID = String(64)
_CODE = String(64)


def _table(name: str, *parts: Column[str] | Column[bytes] | Column[int] | Index | UniqueConstraint) -> Table:
    # Without a hidden row number SQLite keeps rows in key order: one look-up instead of two.
    return Table(name, METADATA, *parts, sqlite_with_rowid=False)


META = _table(
    "meta",
    Column("name", String(32), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# What source rows said. Key: the row first, so that a row is replaced or forgotten as one.
FACTS = _table(
    "facts",
    Column("kilde_id_pid", _PID, primary_key=True),
    Column("subject_pid", _PID, primary_key=True),
    Column("subject", String(16), nullable=False),
    Column("dataset", _CODE, nullable=False),
    Column("system", _CODE, nullable=False),
    Column("digest", String(32), nullable=False),  # keyed; same values, same digest
    Column("sealed", LargeBinary, nullable=False),
    Index("facts_by_subject", "subject_pid"),
)
MEMBERSHIPS = _table(
    "memberships",
    Column("kilde_id_pid", _PID, primary_key=True),
    Column("sag_pid", _PID, primary_key=True),
    Column("person_pid", _PID, primary_key=True),
    Column("role", _CODE, primary_key=True),
    Index("memberships_by_case", "sag_pid"),
)
CASES = _table(
    "cases",
    Column("kilde_id_pid", _PID, primary_key=True),
    Column("sag_pid", _PID, primary_key=True),
    Column("primary_pid", _PID),
    Column("sealed", LargeBinary, nullable=False),  # sag_id
    Index("cases_by_case", "sag_pid"),
)
PARENTAGES = _table(
    "parentages",
    Column("kilde_id_pid", _PID, primary_key=True),
    Column("child_pid", _PID, primary_key=True),
    Column("mother_pid", _PID),
    Column("father_pid", _PID),
    Column("spouse_pid", _PID),
    Index("parentages_by_child", "child_pid"),
)
# Source rows that are gone, while a living case still holds their people (parting.py).
PARTED = _table("parted", Column("kilde_id_pid", _PID, primary_key=True))
SAID = (FACTS, MEMBERSHIPS, CASES, PARENTAGES)

# What link() concluded from them.
FAMILIES = _table(
    "families",
    Column("sag_pid", _PID, primary_key=True),
    Column("family_pid", _PID, nullable=False),
    Column("earlier_pid", _PID),  # the family before: tokens follow a case when it moves
    Index("families_by_family", "family_pid"),
)
TOKENS = _table(
    "tokens",
    Column("family_pid", _PID, primary_key=True),
    Column("person_pid", _PID, primary_key=True),
    Column("token", _CODE, nullable=False),
    Column("standing", SmallInteger),  # closeness to the family; null: no row names them any more
    UniqueConstraint("family_pid", "token"),
    Index("tokens_by_person", "person_pid"),
)
PEOPLE = _table(
    "people",
    Column("person_pid", _PID, primary_key=True),
    Column("family_pid", _PID, nullable=False),
)

# What the masker asked to keep.
CASEBOOKS = _table(
    "casebooks",
    Column("sag_pid", _PID, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
