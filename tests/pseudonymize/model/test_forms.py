"""Other forms of a note keep its marks true."""

import pytest

from pseudonymize.model.annotated import Note, parse_markup
from pseudonymize.model.forms import FORMS, is_table, rewritten

NOTE = Note(
    parse_markup("Sag om ⟦PER#p1:Søren Østergård⟧, født i ⟦LOC:Ålborg⟧. Han bor der stadigvæk."), "gold"
)


@pytest.mark.parametrize("form", FORMS)
def test_marks_stay_true(form: str) -> None:
    (first,), (again,) = (rewritten([NOTE], FORMS[form]) for _ in range(2))
    assert first == again
    assert [label for _, _, label in first.spans] == ["PER", "LOC"]
    assert [piece.person for piece in first.pieces] == [piece.person for piece in NOTE.pieces]


@pytest.mark.parametrize(
    ("form", "person"),
    [
        ("small letters", "søren østergård"),
        ("capitals", "SØREN ØSTERGÅRD"),
        ("dictated", "søren østergård"),
        ("wrong encoding", "SÃ¸ren Ã˜stergÃ¥rd"),
        ("HTML escapes", "S&oslash;ren &Oslash;sterg&aring;rd"),
    ],
)
def test_forms(form: str, person: str) -> None:
    (changed,) = rewritten([NOTE], FORMS[form])
    start, end, _ = changed.spans[0]
    assert changed.text[start:end] == person


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("Dato;Navn;Init\n1/2;⟦PER:Bo⟧;⟦PER:AB⟧", True),
        ("| a | b |\n| c | d |\nok", True),
        ("<tr><td>a</td></tr>\n<tr><td>b</td></tr>", True),
        ("Kære alle\n\nDet går godt; meget godt.", False),
        ("a;b;c", False),
    ],
)
def test_tables_are_known_by_their_cells(text: str, table: bool) -> None:
    assert is_table(Note(parse_markup(text), "gold")) is table
