"""The language of the fragments, and that every fragment can be told."""

from datetime import date
from random import Random

import pytest

from synthetic.cases import THEMES, CaseMaker
from synthetic.randers import ALLIANCE_CODES, OUTCOMES
from synthetic.writing.compose import GENRES, usable
from synthetic.writing.note import Cast, Writer
from synthetic.writing.template import compile_fragment, parse, pools

CASES = [CaseMaker(1, date(2026, 11, 20)).make(index) for index in range(150)]


def told(text: str, seed: int = 0) -> str:
    case = CASES[0]
    writer = Writer(Random(seed), Cast({}, {}, frozenset()), date(2026, 1, 5), case.worker)
    writer.say(compile_fragment("test", text).nodes)
    return writer.plain().body


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("ren tekst", {"ren tekst"}),
        ("[a|b] c", {"a c", "b c"}),
        ("[a [b|c]|d]", {"a b", "a c", "d"}),
        ("[.| og mere.]", {".", " og mere."}),
    ],
)
def test_choices(text: str, may_be: set[str]) -> None:
    assert {told(text, seed) for seed in range(40)} == may_be


@pytest.mark.parametrize("text", ["[a|b", "a]", "a|b", "@ukendt a"])
def test_wrong_fragments_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|stray|condition"):
        compile_fragment("test", text)


def test_parse() -> None:
    found = list(parse("# om\n\n== en start\n@skole {barn} er her.\n\nanden\nlinje\n\n== to slut\nslut"))
    assert [(f.pool, f.words, sorted(f.needs)) for f in found] == [
        ("en start", 3, ["barn", "skole"]),
        ("en start", 2, []),
        ("to slut", 1, []),
    ]


def test_every_fragment_is_told_by_some_case() -> None:
    for pool, fragments in pools().items():
        for fragment in fragments:
            fits = [case for case in CASES if fragment.needs <= case.cast.slots | {"mig"}]
            assert fits, (pool, sorted(fragment.needs))
            writer = Writer(Random(1), fits[0].cast, fits[0].last_event, fits[0].worker)
            writer.say(fragment.nodes)
            assert not set("{}[]|") & set(writer.plain().body), pool


def test_pools_that_must_always_fit() -> None:
    """Whoever is missing from a family, there is something to say of each kind."""
    needed = {*THEMES.values(), *ALLIANCE_CODES, "hverdag", "formål", "mål", "justering", "dagbog start"}
    needed |= {f"vurdering {outcome}" for outcome in OUTCOMES} | {"dokument titel", "dokument tekst"}
    for case in CASES:
        assert all(len(usable(pool, case.cast.slots)) >= 2 for pool in needed)


def test_every_genre_has_its_pools() -> None:
    assert all(pools()[f"{genre} {part}"] for genre in GENRES for part in ("start", "midt", "slut"))


def test_there_is_much_to_say() -> None:
    assert sum(len(fragments) for fragments in pools().values()) >= 400
