"""A masker without the shipped model, and short ways to ask it."""

from collections.abc import Callable

import pytest
import spacy

from pseudonymize.text.interface import CaseResult, CaseTexts, MaskedText
from pseudonymize.text.masker import CaseMasker
from schemas.people import Casebook, CaseRegister, KnownPerson

FAMILY = (
    KnownPerson(
        "b1",
        "barn",
        names=("Emma Holm Jensen",),
        cprs=("150245-6781",),
        addresses=("Elmelunden 61, 2. th., 8930 Randers NØ",),
    ),
    KnownPerson(
        "m1", "mor", names=("Mette Holm",), phones=("52 90 13 77",), emails=("mette.holm@post.example",)
    ),
    KnownPerson("f1", "far", names=("Mohammad Al-Khatib",)),
    KnownPerson("s1", "søskende", names=("Storm Holm Jensen",), nicknames=("Basse",)),
)

Mask = Callable[..., CaseResult]
One = Callable[..., MaskedText]


def ruled_model() -> spacy.language.Language:
    """A pipeline that knows four entities, as the model would find them."""
    nlp = spacy.blank("da")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": "PER", "pattern": "Thorkild Rønnow"},
            {"label": "PER", "pattern": "Birthe"},
            {"label": "LOC", "pattern": "Homs"},
            {"label": "ORG", "pattern": "Randers Kommune"},
        ]
    )
    return nlp


@pytest.fixture(scope="session")
def masker() -> CaseMasker:
    return CaseMasker(ruled_model(), municipal_names=["Kavin Sivakumar", "Bo Lund"])


@pytest.fixture(scope="session")
def mask(masker: CaseMasker) -> Mask:
    def run(
        *texts: str | None,
        people: tuple[KnownPerson, ...] = FAMILY,
        book: Casebook | None = None,
        offset: int | None = None,
    ) -> CaseResult:
        case = CaseTexts(CaseRegister("c", people), texts, book or Casebook("c"), offset)
        return masker.mask([case])[0]

    return run


@pytest.fixture(scope="session")
def one(mask: Mask) -> One:
    def run(text: str, **given: object) -> MaskedText:
        masked = mask(text, **given).texts[0]
        assert isinstance(masked, MaskedText)
        return masked

    return run
