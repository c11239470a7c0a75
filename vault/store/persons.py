"""Builds the person a case register shows from what many source rows said. Personal: memory only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from schemas.people import KnownPerson

Values = Mapping[str, Sequence[str]]  # register kind -> what one source row says


def known_person(
    person_pid: str, role: str, token: str, said: Iterable[Values], cprs: Iterable[str]
) -> KnownPerson:
    """The union of what rows say. ``cprs``: numbers known from the rows of relatives."""
    rows = list(said)
    return KnownPerson(
        person_id=person_pid,
        role=role,
        token=token,
        names=_distinct(name for row in rows for name in whole_names(row)),
        given=_all(rows, "given_name", "middle_name"),
        surnames=_all(rows, "surname"),
        nicknames=_all(rows, "nickname"),
        initials=_all(rows, "initials"),
        cprs=_distinct([*_all(rows, "cpr"), *cprs]),
        birth_dates=_dates(_all(rows, "birth_date")),
        addresses=_distinct(line for row in rows for line in _addresses(row)),
        phones=_all(rows, "phone"),
        emails=_all(rows, "email"),
    )


def whole_names(row: Values) -> list[str]:
    """Whole names as the row has them, and as its parts make them."""
    parts = [part for kind in ("given_name", "middle_name", "surname") for part in row.get(kind, ())]
    joined = [" ".join(parts)] if len(parts) > 1 else []
    return [*row.get("full_name", ()), *joined, *row.get("former_name", ())]


def all_names(row: Values) -> list[str]:
    """Every name and part of a name in the row."""
    parts = ("given_name", "middle_name", "surname", "nickname")
    return [*whole_names(row), *(part for kind in parts for part in row.get(kind, ()))]


def common_address(row: Values) -> str:
    """Street address as Danes write it: ``Vestergade 12, 2. tv., 8900 Randers C``; "" without a street."""
    street = _first(row, "street")
    if not street:
        return ""
    house = _first(row, "house").lstrip("0")
    flat = " ".join(filter(None, (_dotted_floor(_first(row, "floor")), _dotted_door(_first(row, "door")))))
    town = " ".join(filter(None, (_first(row, "postcode"), _first(row, "town"))))
    return ", ".join(filter(None, (f"{street} {house}".strip(), flat, town)))


def _addresses(row: Values) -> list[str]:
    built = common_address(row)
    return [*row.get("address", ()), *([built] if built else [])]


def _dotted_floor(floor: str) -> str:
    # "02", "2", "st" -> "2.", "st."; sources pad floors with zeros (CPR's own format does).
    return f"{floor.rstrip('.').lstrip('0')}." if floor.strip("0.") else ""


def _dotted_door(door: str) -> str:
    # tv, th, mf are abbreviations and take a dot; door numbers do not.
    plain = door.rstrip(".").lstrip("0")
    return f"{plain}." if plain.isalpha() else plain


def _first(row: Values, kind: str) -> str:
    return next(iter(row.get(kind, ())), "")


def _all(rows: Iterable[Values], *kinds: str) -> tuple[str, ...]:
    return _distinct(text for row in rows for kind in kinds for text in row.get(kind, ()))


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts)))


def _dates(texts: Iterable[str]) -> tuple[date, ...]:
    found = set()
    for text in texts:
        try:
            found.add(date.fromisoformat(text[:10]))  # a timestamp counts as its date
        except ValueError:
            continue  # no date: pattern recognizers still see it in texts
    return tuple(sorted(found))
