"""What holds for any text: the same twice, nothing outside spans, never uncovered, time bounded."""

import time
from collections.abc import Callable

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pseudonymize.text.interface import CaseResult, CaseTexts, MaskedText
from pseudonymize.text.masker import CaseMasker
from schemas.people import Casebook, CaseRegister, KnownPerson

Mask = Callable[..., CaseResult]
PIECES = (
    *("Emma", "emma", "Emmas", "EMMA", "Mette Holm", "Holm", "Jensen", "Storm", "storm", "Basse", "MH", "M."),
    *(
        "/MH",
        "Thorkild Rønnow",
        "Thorkild",
        "Birthe",
        "Homs",
        "mor",
        "far",
        "og",
        "siger",
        "kom",
        " ",
        " ",
        " ",
    ),
    *("\n", ". ", ", ", ": ", "(", ")", '"', "-", "_", "150245-6781", "1502456781", "52 90 13 77"),
    *("mette.holm@post.example", "Elmelunden 61, 2. th.", "f. 3/4 2012", "3. maj 2025", "Ø", "æ", "\u0301"),
    *("\u00ad", "\u200b", "&oslash;", "&shy;", "<b>", "</p>", "Ã¸", "-\n", "\U0001f600", "İ", "ß", "Łukasz"),
    *(
        "https://x.example/emma",
        "@emma_h",
        "[",
        "]",
        "[MOR_1]",
        "[CPR]",
        "[PERSON_7]",
        "Kavin",
        "1",
        "O2",
        "C1ara",
    ),
)
NOTES = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
PEOPLE = st.sampled_from(
    (
        KnownPerson("x1", "mor", names=("Birthe Rønnow",)),
        KnownPerson("x2", "bror", names=("Thor Kom",), nicknames=("Siger",)),
        KnownPerson("x3", "far", names=("Storm Emmasen",), cprs=("710271-4321",)),
        KnownPerson(
            "x4", "ven", names=("Mor Og",), addresses=("Homs 12, 8900 Randers C",), phones=("15024567",)
        ),
    )
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _covered(text: str, masked: object) -> set[int]:
    assert isinstance(masked, MaskedText)
    return {i for s in masked.spans for i in range(s.start, s.end) if text[i].isalnum()}


@given(st.text(max_size=60) | NOTES)
@QUICK
def test_nothing_outside_spans_changes(mask: Mask, text: str) -> None:
    masked = mask(text).texts[0]
    assert isinstance(masked, MaskedText)
    rebuilt, at = "", 0
    for span in masked.spans:
        assert at <= span.start < span.end <= len(text)
        rebuilt += text[at : span.start] + span.token
        at = span.end
    assert masked.text == rebuilt + text[at:]


@given(st.lists(NOTES, min_size=1, max_size=3))
@QUICK
def test_the_same_twice(mask: Mask, texts: list[str]) -> None:
    assert [repr(t) for t in mask(*texts).texts] == [repr(t) for t in mask(*texts).texts]


@given(NOTES)
@QUICK
def test_masking_again_changes_nothing(mask: Mask, text: str) -> None:
    once = mask(text)
    first = once.texts[0]
    assert isinstance(first, MaskedText)
    again = mask(first.text, book=once.casebook).texts[0]
    assert isinstance(again, MaskedText)
    assert again.text == first.text


@given(NOTES, PEOPLE)
@QUICK
def test_one_more_person_never_uncovers(mask: Mask, text: str, person: KnownPerson) -> None:
    family = (
        KnownPerson("b1", "barn", names=("Emma Holm Jensen",)),
        KnownPerson("m1", "mor", names=("Mette Holm",)),
    )
    fewer = mask(text, people=family).texts[0]
    more = mask(text, people=(*family, person)).texts[0]
    assert _covered(text, fewer) <= _covered(text, more)


def test_two_spellings_of_one_number_give_one_token(mask: Mask) -> None:
    tokens = {
        t.text
        for t in mask("150245-6781", "1502456781", "15 02 45 6781", "150245&#8209;6781").texts
        if isinstance(t, MaskedText)
    }
    assert tokens == {"[CPR]"}


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["Emma ", "a", "1 ", "<b>", "&oslash;", "Å\n", "M. ", "[MOR_1]", "\u0301"])
def test_long_texts_end(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    case = CaseTexts(
        CaseRegister("c", (KnownPerson("b1", "barn", names=("Emma Holm",)),)), (text,), Casebook("c")
    )
    started = time.process_time()
    result = CaseMasker(spacy.blank("da")).mask([case])[0].texts[0]
    assert isinstance(result, MaskedText)
    assert time.process_time() - started < 60
