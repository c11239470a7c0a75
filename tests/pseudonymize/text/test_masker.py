"""The masker as a whole: what is replaced by what, and what stays."""

from collections.abc import Callable, Iterator

import pytest
import spacy
from spacy.tokens import Doc

from pseudonymize.text.interface import CaseResult, CaseTexts, MaskedText, Withheld, WithheldReason
from pseudonymize.text.masker import CaseMasker
from schemas.people import Casebook, CaseRegister, KnownPerson

One = Callable[..., MaskedText]
Mask = Callable[..., CaseResult]

CASES = [
    # the register, in the spellings of case notes
    ("Emma kom med mor.", "[BARN_1] kom med mor."),
    ("talte med emma om skolen", "talte med [BARN_1] om skolen"),
    ("EMMA HOLM JENSEN", "[BARN_1]"),
    ("Emma Hlm Jensne kom", "[BARN_1] kom"),  # beside a name, another part of it, much misspelt
    ("mma Holm kom", "[PERSON_1] kom"),
    ("Emma hold nu op", "[BARN_1] hold nu op"),
    ("Emmas værelse", "[BARN_1]s værelse"),
    ("Emma-sagen", "[BARN_1]-sagen"),
    ("Jensen, Emma", "[BARN_1]"),
    ("Holm Jensen, Emma", "[BARN_1]"),
    ("Em&shy;ma og Met&#116;e", "[BARN_1] og [MOR_1]"),
    ("Moham-\nmad sagde", "[FAR_1] sagde"),
    ("Muhamed og Reema", "[FAR_1] og Reema"),
    ("Hr. Al Khatib", "Hr. [FAR_1]"),
    ("Alkhatibs brev", "[FAR_1]s brev"),
    ("referat_emma_maj.pdf", "referat_[BARN_1]_maj.pdf"),
    ("Basse sov", "[SØSKENDE_1] sov"),
    ("MH ringede til Emma.", "[MOR_1] ringede til [BARN_1]."),
    ("/MH", "/[MOR_1]"),
    # words in doubt
    ("Storm græd, mens en storm rasede.", "[SØSKENDE_1] græd, mens en storm rasede."),
    ("Der var storm i nat.", "Der var storm i nat."),
    # roles stay, public bodies and countries stay
    ("Mor, far og plejefar mødte i Randers Kommune.", "Mor, far og plejefar mødte i Randers Kommune."),
    # outsiders
    ("Naboen Thorkild Rønnow og Birthe", "Naboen [PERSON_1] og [PERSON_2]"),
    ("Pedel Kavin Sivakumar ringede", "Pedel [PERSON_1] ringede"),
    # other kinds
    ("cpr 150245 6781, tlf. 52901377, mette.holm@post.example", "cpr [CPR], tlf. [TLF], [EMAIL]"),
    ("bor på elmelunden 61 2. th", "bor på [ADRESSE_1]"),
    ("fra Homs", "fra [STED_1]"),
    ("Lyngåbakkens Skole og Café Kandis", "[SKOLE_1] og [ORG_1]"),
    ("født 15/2-45, mødt den 3. marts 2025", "født [FØDSELSDATO], mødt den [DATO]"),
    ("Hun er 12 år og kom for tre dage siden.", "Hun er 12 år og kom for tre dage siden."),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_masked(text: str, expected: str, one: One) -> None:
    assert one(text).text == expected


def test_offsets_count_the_original(one: One) -> None:
    text = "<b>m&oslash;dt</b> Em&shy;ma, 1502-\n45-6781"
    masked = one(text)
    assert [text[s.start : s.end] for s in masked.spans] == ["Em&shy;ma", "1502-\n45-6781"]
    assert [s.person_id for s in masked.spans] == ["b1", "b1"]


def test_a_name_found_once_is_found_everywhere(mask: Mask) -> None:
    first, second = mask("thorkild sagde nej", "Thorkild Rønnow mødte").texts
    assert isinstance(first, MaskedText)
    assert isinstance(second, MaskedText)
    assert first.text == "[PERSON_1] sagde nej"
    assert second.text == "[PERSON_1] mødte"


def test_an_outsiders_genitive_stays_one(mask: Mask) -> None:
    texts = mask("Birthe kom.", "Birthes bil").texts
    assert [t.text for t in texts if isinstance(t, MaskedText)] == ["[PERSON_1] kom.", "[PERSON_1]s bil"]


def test_outsiders_keep_their_number(mask: Mask) -> None:
    before = mask("Birthe kom.").casebook
    after = mask("Thorkild Rønnow og Birthe kom.", book=before)
    assert [t.text for t in after.texts if isinstance(t, MaskedText)] == ["[PERSON_2] og [PERSON_1] kom."]
    assert [o.token for o in after.casebook.outsiders] == ["PERSON_1", "PERSON_2"]


def test_what_the_casebook_knows_is_looked_for(mask: Mask) -> None:
    book = mask("Birthe kom.").casebook
    assert [t.text for t in mask("birthe ringede", book=book).texts if isinstance(t, MaskedText)] == [
        "[PERSON_1] ringede"
    ]


def test_given_tokens_are_used(one: One) -> None:
    people = (
        KnownPerson("x", "mor", "MOR_2", names=("Mette Holm",)),
        KnownPerson("y", "mor", names=("Ida Kvist",)),
    )
    assert one("Mette og Ida", people=people).text == "[MOR_2] og [MOR_1]"


def test_nobody_gets_a_number_that_the_register_gave(one: One) -> None:
    people = (KnownPerson("x", "", names=("Mette Holm",)), KnownPerson("y", "person", names=("Ida Kvist",)))
    assert one("Mette, Ida og Birthe", people=people).text == "[PERSON_1], [PERSON_2] og [PERSON_3]"


def test_dates_move_with_the_family(one: One) -> None:
    text = "Mødt 03.04.2025, igen d. 5. maj, født 15/2-45."
    assert one(text, offset=-7).text == "Mødt 27.03.2025, igen d. 28. april, født [FØDSELSDATO]."


def test_dates_may_stay() -> None:
    keeping = CaseMasker(spacy.blank("da"), dates="keep")
    case = CaseTexts(CaseRegister("c"), ("Mødt 03.04.2025, født 03.04.2012.",), Casebook("c"))
    masked = keeping.mask([case])[0].texts[0]
    assert isinstance(masked, MaskedText)
    assert masked.text == "Mødt 03.04.2025, født [FØDSELSDATO]."


def test_staff_have_their_own_tokens() -> None:
    staff = [KnownPerson("e1", "sagsbehandler", names=("Kirsten Lassen",), initials=("KLA",))]
    masker = CaseMasker(spacy.blank("da"), staff=staff)
    case = CaseTexts(CaseRegister("c"), ("Kirsten Lassen ringede.\n/KLA",), Casebook("c"))
    masked = masker.mask([case])[0].texts[0]
    assert isinstance(masked, MaskedText)
    assert masked.text == "[SAGSBEHANDLER_1] ringede.\n/[SAGSBEHANDLER_1]"


def test_empty_and_missing_texts(mask: Mask) -> None:
    empty, missing = mask("", None).texts
    assert isinstance(empty, MaskedText)
    assert empty.text == ""
    assert missing is None


def test_a_text_that_breaks_is_withheld_and_others_go_on() -> None:
    nlp = spacy.blank("da")

    @spacy.Language.component("breaks_on_sesam")
    def breaks(doc: Doc) -> Doc:
        if "sesam" in doc.text:
            raise RuntimeError(doc.text)
        return doc

    nlp.add_pipe("breaks_on_sesam")
    case = CaseTexts(CaseRegister("c"), ("sesam", "cpr 150245-6781"), Casebook("c"))
    withheld, masked = CaseMasker(nlp).mask([case])[0].texts
    assert withheld == Withheld(WithheldReason.MASKING_FAILED)
    assert isinstance(masked, MaskedText)
    assert masked.text == "cpr [CPR]"


def test_fingerprint_changes_with_model_and_policy() -> None:
    one, same = CaseMasker(spacy.blank("da")), CaseMasker(spacy.blank("da"))
    ruled = spacy.blank("da")
    ruled.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "X"}])  # type: ignore[attr-defined]
    prints = {
        one.fingerprint,
        CaseMasker(ruled).fingerprint,
        CaseMasker(spacy.blank("da"), dates="keep").fingerprint,
    }
    assert one.fingerprint == same.fingerprint
    assert len(prints) == 3


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the masker must not use the network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    yield
