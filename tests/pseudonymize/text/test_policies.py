"""Token policies: how the same mentions are written, text by text and case by case."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pseudonymize.keyed import TextKeys
from pseudonymize.pseudonym import Pseudonymizer
from pseudonymize.text.interface import CaseResult, CaseTexts, MaskedText
from pseudonymize.text.masker import CaseMasker
from schemas.contract import Domain, Scan
from schemas.errors import ConfigError
from schemas.people import Casebook, CaseRegister, KnownPerson
from tests.pseudonymize.text.conftest import FAMILY, ruled_model
from tests.pseudonymize.text.test_properties import NOTES
from vault.keys import KeyRing
from vault.testing import MemoryVault

Mask = Callable[..., list[str]]
KINDS, PSEUDONYMS = Scan(tokens="kinds"), Scan(tokens="pseudonyms")
PID = r"[a-z2-7]{16}"
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="session")
def ring() -> KeyRing:
    return MemoryVault(3).ring()


@pytest.fixture(scope="session")
def keyed_masker(ring: KeyRing) -> CaseMasker:
    staff = [KnownPerson("e" * 16, "sagsbehandler", names=("Kirsten Lassen",), initials=("KLA",))]
    return CaseMasker(ruled_model(), staff=staff, keyed=TextKeys(ring, ids_are_pids=False))


def run(
    masker: CaseMasker,
    texts: tuple[str, ...],
    wish: Scan,
    case: str = "c",
    people: tuple[KnownPerson, ...] = FAMILY,
    book: Casebook | None = None,
    offset: int | None = None,
) -> CaseResult:
    asked = CaseTexts(CaseRegister(case, people), texts, book or Casebook(case), offset, (wish,) * len(texts))
    return masker.mask([asked])[0]


def plain(result: CaseResult) -> list[str]:
    assert all(isinstance(text, MaskedText) for text in result.texts)
    return [text.text for text in result.texts if isinstance(text, MaskedText)]


@pytest.fixture(scope="session")
def mask(keyed_masker: CaseMasker) -> Mask:
    def masked(*texts: str, wish: Scan, **given: object) -> list[str]:
        return plain(run(keyed_masker, texts, wish, **given))  # type: ignore[arg-type]

    return masked


OF_KINDS = [
    ("Emma kom med Mette Holm.", "[PERSON] kom med [PERSON]."),
    ("Emmas værelse, EMMA, /MH", "[PERSON]s værelse, [PERSON], /[PERSON]"),
    ("Naboen Thorkild Rønnow og Birthe", "Naboen [PERSON] og [PERSON]"),
    ("Kirsten Lassen ringede", "[PERSON] ringede"),
    ("cpr 150245 6781, tlf. 52901377, mette.holm@post.example", "cpr [CPR], tlf. [TLF], [EMAIL]"),
    ("bor på elmelunden 61 2. th, fra Homs", "bor på [ADRESSE], fra [STED]"),
    ("Lyngåbakkens Skole og Café Kandis", "[SKOLE] og [ORG]"),
    ("født 15/2-45, mødt den 3. marts 2025", "født [FØDSELSDATO], mødt den [DATO]"),
]


@pytest.mark.parametrize(("text", "expected"), OF_KINDS)
def test_kinds(text: str, expected: str, mask: Mask) -> None:
    assert mask(text, wish=KINDS) == [expected]


OF_PSEUDONYMS = [
    ("Emmas værelse", rf"\[PERSON {PID}\]s værelse"),
    ("Naboen Birthe", rf"Naboen \[PERSON {PID}\]"),
    ("Kirsten Lassen ringede", rf"\[MEDARBEJDER {PID}\] ringede"),
    ("cpr 150245 6781, tlf. 52901377", rf"cpr \[CPR {PID}\], tlf. \[TLF {PID}\]"),
    ("bor på elmelunden 61 2. th, fra Homs", rf"bor på \[ADRESSE {PID}\], fra \[STED {PID}\]"),
    ("født 15/2-45, mødt den 3. marts 2025", r"født \[FØDSELSDATO\], mødt den \[DATO\]"),
]


@pytest.mark.parametrize(("text", "expected"), OF_PSEUDONYMS)
def test_pseudonyms(text: str, expected: str, mask: Mask) -> None:
    (masked,) = mask(text, wish=PSEUDONYMS)
    assert re.fullmatch(expected, masked), masked


def test_a_known_person_is_called_as_in_the_tables(mask: Mask, ring: KeyRing) -> None:
    pid = Pseudonymizer(ring).one(Domain.CITIZEN, "1502456781")
    masked = mask("Emma, 150245-6781 og 15 02 45 6781", wish=PSEUDONYMS)
    assert masked == [f"[PERSON {pid}], [CPR {pid}] og [CPR {pid}]"]
    assert mask("Emma", wish=PSEUDONYMS, case="another") == [f"[PERSON {pid}]"]


def test_in_a_harvest_the_register_has_the_pseudonym(ring: KeyRing) -> None:
    person = KnownPerson("k" * 16, "mor", names=("Mette Holm",))
    masker = CaseMasker(ruled_model(), keyed=TextKeys(ring, ids_are_pids=True))
    assert plain(run(masker, ("Mette Holm",), PSEUDONYMS, people=(person,))) == [f"[PERSON {'k' * 16}]"]


def test_somebody_without_a_number_is_one_person_in_one_case(mask: Mask) -> None:
    here, again, there = (
        mask("Mohammad", wish=PSEUDONYMS, case=case)[0] for case in ("one", "one", "another")
    )
    assert here == again != there


def test_outsiders_are_told_apart_and_bound_to_their_case(mask: Mask) -> None:
    first, second = mask("Birthe og Thorkild Rønnow", "thorkild og birthe", wish=PSEUDONYMS)
    assert first.split(" og ") == second.split(" og ")[::-1]
    assert len({*first.split(" og ")}) == 2
    assert mask("Birthe", wish=PSEUDONYMS, case="another")[0] not in first


SPELLINGS = [
    ("CPR", ("020715-1235", "0207151235", "02 07 15 1235", "020715&#8209;1235", "020715 - 1235")),
    ("TLF", ("tlf. 20 30 40 50", "tlf. 20304050", "+45 2030 4050", "0045 20304050")),
    ("EMAIL", ("liv@post.example", "LIV@Post.example")),
]


@pytest.mark.parametrize(("kind", "spellings"), SPELLINGS)
def test_two_spellings_are_one_value(kind: str, spellings: tuple[str, ...], mask: Mask) -> None:
    found = {
        m for text in mask(*spellings, wish=PSEUDONYMS) for m in re.findall(rf"\[{kind} ({PID})\]", text)
    }
    assert len(found) == 1
    other = mask("020715-1236, tlf. 20304051, eva@post.example", wish=PSEUDONYMS)[0]
    assert not found & set(re.findall(PID, other))


def test_four_last_digits_link_nobody_outside_the_case(mask: Mask) -> None:
    here, there = (mask("de sidste fire cifre er 4471", wish=PSEUDONYMS, case=c)[0] for c in "ab")
    assert re.search(rf"\[CPR {PID}\]", here)
    assert here != there


@given(st.integers(0, 9999), st.sampled_from(("{}-{}", "{}{}", "{} {}", "{} - {}")))
@QUICK
def test_any_number_is_one_value_however_it_is_written(ring: KeyRing, serial: int, form: str) -> None:
    keys = TextKeys(ring, ids_are_pids=True)
    from pseudonymize.text.interface import Kind

    plain_form = keys.value("c", Kind.CPR, f"610715{serial:04}")
    assert keys.value("d", Kind.CPR, form.format("610715", f"{serial:04}")) == plain_form
    assert keys.value("c", Kind.CPR, f"610715{(serial + 1) % 10000:04}") != plain_form


@given(NOTES)
@QUICK
def test_kinds_say_no_number(keyed_masker: CaseMasker, text: str) -> None:
    result = run(keyed_masker, (text,), Scan(tokens="kinds", dates="type"))
    (masked,) = result.texts
    assert isinstance(masked, MaskedText)
    assert not any(c.isdecimal() for span in masked.spans for c in span.token)


@pytest.mark.parametrize("wish", [KINDS, PSEUDONYMS])
@given(text=NOTES)
@QUICK
def test_masking_again_changes_nothing(keyed_masker: CaseMasker, wish: Scan, text: str) -> None:
    once = run(keyed_masker, (text,), wish)
    again = run(keyed_masker, tuple(plain(once)), wish, book=once.casebook)
    assert plain(again) == plain(once)


@pytest.mark.parametrize("wish", [KINDS, PSEUDONYMS, Scan(tokens="surrogates")])
@given(text=NOTES)
@QUICK
def test_spans_tell_what_was_written(keyed_masker: CaseMasker, wish: Scan, text: str) -> None:
    (masked,) = run(keyed_masker, (text,), wish).texts
    assert isinstance(masked, MaskedText)
    rebuilt, at = "", 0
    for span in masked.spans:
        rebuilt += text[at : span.start] + span.token
        at = span.end
    assert masked.text == rebuilt + text[at:]


@pytest.mark.parametrize("wish", [KINDS, PSEUDONYMS, Scan(tokens="surrogates")])
@given(text=NOTES)
@QUICK
def test_a_policy_changes_what_is_written_and_never_what_is_found(
    keyed_masker: CaseMasker, wish: Scan, text: str
) -> None:
    found = [run(keyed_masker, (text,), one).texts[0] for one in (Scan(), wish)]
    assert all(isinstance(one, MaskedText) for one in found)
    places = [[(s.start, s.end, s.kind) for s in one.spans] for one in found if one]  # type: ignore[union-attr]
    people = [[s.person_id for s in one.spans] for one in found if one]  # type: ignore[union-attr]
    # Tokens of another policy are ordinary text: only a text without any can be compared.
    assert "[" in text or places[0] == places[1]
    assert "[" in text or (people[1] == people[0] if wish is not KINDS else not any(people[1]))


def test_two_columns_of_one_row_may_differ(keyed_masker: CaseMasker) -> None:
    wishes = (KINDS, Scan())
    asked = CaseTexts(CaseRegister("c", FAMILY), ("Emma", "Emma"), Casebook("c"), None, wishes)
    assert plain(keyed_masker.mask([asked])[0]) == ["[PERSON]", "[BARN_1]"]


@pytest.mark.parametrize("tokens", ["pseudonyms", "surrogates"])
def test_without_keys_the_policy_is_refused(tokens: str) -> None:
    with pytest.raises(ConfigError, match=f'tokens = "{tokens}" needs the keys of a vault'):
        run(CaseMasker(ruled_model()), ("Emma",), Scan(tokens=tokens))  # type: ignore[arg-type]


BORN = KnownPerson("b1", "barn", names=("Emma Holm Jensen",), birth_dates=(date(2012, 4, 3),))
DATES = [
    (Scan(), "Mødt 27.03.2025, født [FØDSELSDATO]."),
    (Scan(birth_dates="shift"), "Mødt 27.03.2025, født 27/3 2012."),
    (Scan(dates="type"), "Mødt [DATO], født [FØDSELSDATO]."),
    (Scan(dates="type", birth_dates="shift"), "Mødt [DATO], født 27/3 2012."),
    (Scan(dates="keep"), "Mødt 03.04.2025, født [FØDSELSDATO]."),
]


@pytest.mark.parametrize(("wish", "expected"), DATES)
def test_dates(wish: Scan, expected: str, mask: Mask) -> None:
    text = "Mødt 03.04.2025, født 3/4 2012."
    assert mask(text, wish=wish, people=(BORN,), offset=-7) == [expected]


def test_without_a_family_no_date_is_moved(mask: Mask) -> None:
    wish = Scan(birth_dates="shift")
    assert mask("Mødt 03.04.2025, født 3/4 2012.", wish=wish) == ["Mødt [DATO], født [FØDSELSDATO]."]


RELATIVE = [
    ("Kom i mandags, rejste for tre uger siden.", "Kom [DATO], rejste [DATO]."),
    ("Ses næste onsdag, og i uge 42.", "Ses [DATO], og i [DATO]."),
    ("Fejrede juleaften hjemme, i går var godt.", "Fejrede [DATO] hjemme, [DATO] var godt."),
    ("Hun er 12 år og i 5. klasse.", "Hun er 12 år og i 5. klasse."),
    ("Julegaver, en ugentlig aftale, påskelilje", "Julegaver, en ugentlig aftale, påskelilje"),
]


@pytest.mark.parametrize(("text", "expected"), RELATIVE)
def test_relative_dates(text: str, expected: str, mask: Mask) -> None:
    assert mask(text, wish=Scan(relative_dates="type"), offset=7) == [expected]
    assert mask(text, wish=Scan(dates="keep", relative_dates="type")) == [expected]
    assert mask(text, wish=Scan(), offset=7) == [text]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the masker must not use the network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    yield
