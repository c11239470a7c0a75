"""Where the tokenizer splits, and that it never changes a character."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from pseudonymize.model.tokenizer import letter_cases, rejoined, splitter

SPLIT = splitter(spacy.blank("da").vocab)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("samtykke_DLJ_BJ.docx", ["samtykke", "_", "DLJ", "_", "BJ.docx"]),
        ("Dahl-familien", ["Dahl", "-", "familien"]),
        ("papMads", ["pap", "Mads"]),
        ("/HLM", ["/", "HLM"]),
        ("Toft</td></tr>", ["Toft", "<", "/", "td", ">", "<", "/", "tr", ">"]),
        ("knÃ¦", ["knÃ¦"]),
        ("B&oslash;je&nbsp;Toft", ["B&oslash;je", "&nbsp;", "Toft"]),
        ("mail@post.example kom", ["mail@post.example", "kom"]),
        ("bl.a. kl. 12.30", ["bl.a.", "kl.", "12.30"]),
    ],
)
def test_splits(text: str, words: list[str]) -> None:
    assert [token.text for token in SPLIT(text)] == words


@given(st.text(alphabet="aBøÅ \n-_/&;<>=.\\'1Ã¦", max_size=60))
def test_loses_nothing(text: str) -> None:
    assert SPLIT(text).text == text


def test_reads_words_cut_at_a_line_end() -> None:
    assert rejoined(["Peder-", "\n", "sen", "kom"]) == ["Pedersen", "\n", "Pedersen", "kom"]
    assert rejoined(["Qvist-", "\n", "Sørensen"]) == ["Qvist-", "\n", "Sørensen"]


def test_tells_the_boy_from_the_weather() -> None:
    note = ["I", "dag", "kom", "Storm", ",", "selv", "om", "der", "var", "storm", "og", "regn", "."]
    cases = dict(zip(note, letter_cases(note), strict=True))
    assert cases["Storm"] == cases["storm"] == "n112"
    assert cases["regn"] == "n101"
    assert cases[","] == ""
