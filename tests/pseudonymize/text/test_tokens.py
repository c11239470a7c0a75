"""Tokens, their numbers, and how they are known again."""

from pseudonymize.text.tokens import register_tokens, role_base, token_pattern
from schemas.people import KnownPerson


def test_roles_are_numbered_in_order_around_given_tokens() -> None:
    people = (
        KnownPerson("a", "mor"),
        KnownPerson("b", "mor", "MOR_1"),
        KnownPerson("c", "barn"),
        KnownPerson("d", "mor"),
    )
    assert register_tokens(people) == {"a": "MOR_2", "b": "MOR_1", "c": "BARN_1", "d": "MOR_3"}


def test_any_role_makes_a_token() -> None:
    assert role_base("tidl. ægtefælle") == "TIDL_ÆGTEFÆLLE"
    assert role_base("kreditor/bekendt") == "KREDITOR_BEKENDT"
    assert role_base("") == "PERSON"


def test_only_our_own_tokens_are_known_again() -> None:
    pattern = token_pattern(("TIDL_ÆGTEFÆLLE_1",))
    text = "[MOR_1] [CPR] [TIDL_ÆGTEFÆLLE_1] [EMMA_1] [EMMA] [MOR] [Navn] [PERSON_12]s"
    assert pattern.findall(text) == ["[MOR_1]", "[CPR]", "[TIDL_ÆGTEFÆLLE_1]", "[PERSON_12]"]
