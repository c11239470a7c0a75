"""Who is in a case, and whose family it is."""

from vault.store.kinship import CaseRows, Closest, case_anchor, members, person_anchor


def rows(
    primaries: dict[str, list[str]],
    memberships: dict[str, list[tuple[str, str]]] | None = None,
    closest: dict[str, list[Closest]] | None = None,
) -> CaseRows:
    return CaseRows(primaries, memberships or {}, closest or {})


def said(mother: str | None = None, father: str | None = None, spouse: str | None = None) -> list[Closest]:
    return [Closest("row", mother, father, spouse)]


def test_parents_of_the_child_are_members_without_a_row_of_their_own() -> None:
    found = members(rows({"s": ["b"]}, closest={"b": said("m", "f", "g")}), "s")
    assert found == {"b": "barn", "m": "mor", "f": "far", "g": "ægtefælle"}


def test_parents_of_siblings_are_parents_those_of_adults_are_relatives() -> None:
    memberships = {"s": [("h", "halvsøskende"), ("m", "mor")]}
    closest = {"h": said("m", "f2"), "m": said("mm", None, "sf")}
    found = members(rows({"s": ["b"]}, memberships, closest), "s")
    assert found == {
        "b": "barn",
        "h": "halvsøskende",
        "m": "mor",
        "f2": "far",
        "mm": "slægtning",
        "sf": "ægtefælle",
    }


def test_parents_need_no_row_of_their_own_for_their_closest_to_be_known() -> None:
    closest = {"b": said("m", "f"), "m": said("mm", None, "sf"), "mm": said("mmm")}
    found = members(rows({"s": ["b"]}, closest=closest), "s")
    assert found == {"b": "barn", "m": "mor", "f": "far", "mm": "slægtning", "sf": "ægtefælle"}


def test_one_role_each_the_most_specific() -> None:
    memberships = {"s": [("m", "kontakt"), ("m", "plejemor"), ("b", "søskende")]}
    assert members(rows({"s": ["b"]}, memberships, {"b": said("m")}), "s") == {"b": "barn", "m": "mor"}


def test_an_unknown_case_has_nobody() -> None:
    assert members(rows({}), "s") == {}
    assert rows({"s": []}, {"t": []}).cases == {"s", "t"}


def test_the_family_is_the_mothers_else_the_fathers_else_the_childs() -> None:
    assert case_anchor(rows({"s": ["b"]}, closest={"b": said("m", "f")}), "s", ()) == "m"
    assert case_anchor(rows({"s": ["b"]}, closest={"b": said(None, "f")}), "s", ()) == "f"
    assert case_anchor(rows({"s": ["b"]}), "s", ()) == "b"


def test_relations_tell_parents_where_no_record_of_the_child_does() -> None:
    named = {"s": [("m", "mor"), ("f", "far")]}
    assert case_anchor(rows({"s": ["b"]}, named, {"b": said(None, "f0")}), "s", ()) == "f0"
    assert case_anchor(rows({"s": ["b"]}, named), "s", ()) == "m"
    assert case_anchor(rows({"s": ["b"]}, {"s": named["s"][1:]}), "s", ()) == "f"


def test_cases_without_a_child_of_their_own() -> None:
    assert case_anchor(rows({"s": []}, {"s": [("b2", "barn"), ("b1", "barn")]}), "s", ()) == "b1"
    assert case_anchor(rows({"s": []}, {"s": [("x", "nabo")]}), "s", ()) == "s"


def test_where_rows_disagree_the_smallest_wins() -> None:
    two = {"b": [*said("m2", "f2"), *said("m1", "f1")], "c": said("m0")}
    assert case_anchor(rows({"s": ["c", "b"]}, closest=two), "s", ()) == "m1"
    assert case_anchor(rows({"s": ["c", "b"]}, closest={"c": said("m0")}), "s", ()) == "m0"


def test_placeholders_are_nobodys_parents() -> None:
    closest = {"b": said("m", "f")}
    assert case_anchor(rows({"s": ["b"]}, closest=closest), "s", {"m"}) == "f"
    assert case_anchor(rows({"s": ["b"]}, closest=closest), "s", {"m", "f"}) == "b"
    assert person_anchor(closest["b"], "b", {"m"}) == "f"


def test_people_outside_cases() -> None:
    assert person_anchor(said("m", "f"), "p", ()) == "m"
    assert person_anchor((), "p", ()) == "p"
