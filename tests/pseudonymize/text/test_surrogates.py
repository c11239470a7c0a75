"""Surrogates: shape, consistency, and never somebody of the register."""

import re
from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.needles import needles_of
from lake.scan import shapes_in
from pseudonymize.identifiers.cpr import is_date
from pseudonymize.keyed import TextKeys
from pseudonymize.text.lists import listed
from pseudonymize.text.masker import CaseMasker
from pseudonymize.text.ordinary import ordinary
from pseudonymize.text.words import fold
from schemas.contract import Scan
from schemas.people import CaseRegister, KnownPerson
from tests.pseudonymize.text.conftest import FAMILY, ruled_model
from tests.pseudonymize.text.test_policies import plain, run
from tests.pseudonymize.text.test_properties import NOTES
from vault.testing import MemoryVault

LISTS = ("women", "men", "surnames", "streets", "places")
WISH = Scan(tokens="surrogates")
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
Mask = Callable[..., list[str]]


@pytest.fixture(scope="session")
def masker() -> CaseMasker:
    return CaseMasker(ruled_model(), keyed=TextKeys(MemoryVault(3).ring(), ids_are_pids=True))


@pytest.fixture(scope="session")
def mask(masker: CaseMasker) -> Mask:
    def masked(*texts: str, **given: object) -> list[str]:
        return plain(run(masker, texts, WISH, **given))  # type: ignore[arg-type]

    return masked


@pytest.mark.parametrize("name", LISTS)
def test_the_lists(name: str) -> None:
    names = listed(f"surrogate_{name}")
    assert len(names) >= 48
    assert not {n for n in names if not n.isalpha() or not n[0].isupper() or len(n) < 3}
    assert not {n for n in names if n[-1] in "sxz"}, "a genitive of these needs an apostrophe"
    assert not {n for n in names if fold(n) in ordinary()}


def test_no_name_is_in_two_lists() -> None:
    every = [fold(name) for one in LISTS for name in listed(f"surrogate_{one}")]
    assert len(every) == len(set(every))


def test_a_person_is_one_person_and_the_shape_stays(mask: Mask) -> None:
    texts = mask("Emma Holm Jensen", "Emma", "Emmas", "EMMA", "emma", "Mette Holm og MH", "Mette")
    full, first, genitive, shouted, small, mother, mette = texts
    assert re.fullmatch(r"\w+ \w+", full)
    assert first == full.split()[0]
    assert (genitive, shouted, small) == (f"{first}s", first.upper(), first.lower())
    name, initials = mother.split(" og ")
    assert initials == "".join(part[0] for part in name.split())
    assert mette == name.split()[0]


def test_who_shares_a_surname_shares_the_other_one(mask: Mask) -> None:
    emma, storm, mette = mask("Emma Holm Jensen", "Storm Holm Jensen", "Mette Holm")
    assert emma.split()[1] == storm.split()[1] != mette.split()[1]
    assert emma.split()[0] != storm.split()[0]


def test_women_and_men_by_role_else_by_number(mask: Mask) -> None:
    people = (
        KnownPerson("a", "mor", names=("Gurli Vestad",)),
        KnownPerson("b", "far", names=("Anker Vestad",)),
        KnownPerson("c", "barn", names=("Bodil Vestad",), cprs=("610715-1234",)),
        KnownPerson("d", "barn", names=("Frode Vestad",), cprs=("620715-1235",)),
    )
    she, he, girl, boy = mask("Gurli", "Anker", "Bodil", "Frode", people=people)
    assert {she, girl} <= listed("surrogate_women")
    assert {he, boy} <= listed("surrogate_men")


def test_outsiders_keep_their_surrogate_between_nights(mask: Mask, masker: CaseMasker) -> None:
    before = run(masker, ("Birthe kom.",), WISH)
    after = run(masker, ("Thorkild Rønnow og Birthe kom.",), WISH, book=before.casebook)
    birthe = plain(before)[0].removesuffix(" kom.")
    assert plain(after)[0].endswith(f" og {birthe} kom.")
    surname = run(masker, ("Rønnow ringede",), WISH, book=after.casebook)
    assert plain(surname)[0].split()[0] == plain(after)[0].split()[1]


def test_nobody_can_guess_them(mask: Mask) -> None:
    other = CaseMasker(ruled_model(), keyed=TextKeys(MemoryVault(4).ring(), ids_are_pids=True))
    texts = ("Emma Holm Jensen, Mette Holm, Mohammad Al-Khatib, Storm, Birthe, Thorkild Rønnow",)
    here = mask(*texts)
    assert here == mask(*texts)
    assert here != mask(*texts, case="another")
    assert here != plain(run(other, texts, WISH))


VALUES = [
    ("cpr 150245-6781", r"cpr 3[2-9]\d{4}-\d{4}"),
    ("cpr 1502456781", r"cpr 3[2-9]\d{8}"),
    ("cpr 15021945-6781", r"cpr 00000000-0000"),
    ("cpr 150245-xxxx", r"cpr 3[2-9]\d{4}-XXXX"),
    ("de sidste fire cifre 6781", r"de sidste fire cifre 0000"),
    ("tlf. 52901377", r"tlf\. 0[1-9] \d\d \d\d \d\d"),
    ("+45 52 90 13 77", r"0[1-9] \d\d \d\d \d\d"),
    ("mette.holm@post.example", r"[a-z]+\.[a-z]+@eksempel"),
    ("nabo@post.example", r"post\d{1,5}@eksempel"),
    ("Elmelunden 61, 2. th., 8930 Randers NØ", r"\w+ \d\d?, 0000 \w+"),
    ("fra Homs", r"fra \w+"),
    ("Lyngåbakkens Skole", r"\w+ Skole"),
    ("@emma_h", r"\[BRUGER\]"),
    ("tlf er to et fire tre seks fem otte syv", r"tlf er \[TLF\]"),
    ("cpr seks et nul et syv nul en to tre fire", r"cpr \[CPR\]"),
    ("født 15/2-45", r"født \[FØDSELSDATO\]"),
]


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_values_have_the_shape_and_cannot_be(text: str, expected: str, mask: Mask) -> None:
    (masked,) = mask(text)
    assert re.fullmatch(expected, masked), masked
    assert masked != text
    assert mask(text) == [masked]


def test_two_places_are_two(mask: Mask) -> None:
    (masked,) = mask("Elmelunden 61, 8930 Randers NØ. Gik på Lyngåbakkens Skole. Kom fra Homs")
    found = re.fullmatch(r".*, 0000 (\w+)\..* (\w+) Skole\. Kom fra (\w+)", masked)
    assert found
    assert len(set(found.groups())) == 3


@pytest.mark.parametrize("text", [text for text, _ in VALUES])
def test_the_second_look_is_content(text: str, mask: Mask) -> None:
    cells = pa.chunked_array([pa.array([f"{text} tlf. 52901377", *mask(text + " tlf. 52901377")])])
    before, after = zip(*(hit.tolist() for _, hit in shapes_in(cells)), strict=True)
    assert any(before)
    assert not any(after)


FREE = tuple(sorted(name for one in LISTS[:3] for name in listed(f"surrogate_{one}")))
CASTS = st.lists(st.tuples(st.sampled_from(FREE), st.sampled_from(FREE)), min_size=1, max_size=30)


@given(CASTS, st.sampled_from(("mor", "far", "barn", "nabo")))
@QUICK
def test_no_surrogate_is_a_name_of_the_register(
    masker: CaseMasker, cast: list[tuple[str, str]], role: str
) -> None:
    """Also where the register holds the very names the surrogates are chosen from."""
    people = tuple(
        KnownPerson(f"p{n}", role, names=(f"{given} {surname}",)) for n, (given, surname) in enumerate(cast)
    )
    texts = tuple(f"{given} {surname} mødte Birthe" for given, surname in cast)
    needles = needles_of(CaseRegister("c", people))
    found = plain(run(masker, texts, WISH, people=people))
    for text in found:
        for needle in needles:
            assert not re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", text, re.IGNORECASE)


@given(st.integers(1, 120))
@QUICK
def test_there_is_one_surrogate_for_everybody(masker: CaseMasker, count: int) -> None:
    people = tuple(
        KnownPerson(f"p{n}", "barn", names=(f"Qvist{_letters(n)} Zander{_letters(n)}",)) for n in range(count)
    )
    texts = tuple(person.names[0] for person in people)
    assert len(set(plain(run(masker, texts, WISH, people=people)))) == count


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:03}")


@given(NOTES)
@QUICK
def test_no_number_a_person_may_have(masker: CaseMasker, text: str) -> None:
    result = run(masker, (text,), WISH, people=FAMILY)
    for span in getattr(result.texts[0], "spans", ()):
        for digits in re.findall(r"(?=(\d{10}))", re.sub(r"\W", "", span.token)):
            assert not is_date(int(digits[:2]), int(digits[2:4]))
