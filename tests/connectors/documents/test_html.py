"""What a reader sees of an HTML note, and nothing that stands in an attribute."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.documents.html import to_text

TABLE = [
    ("<p>Et</p><p>To</p>", "Et\n\nTo"),
    ("<div>Et</div><div>To</div>", "Et\nTo"),
    ("<div><div>Et</div></div><div><div>To</div></div>", "Et\nTo"),
    ("Et<br>To<br/>Tre", "Et\nTo\nTre"),
    ("Et<br><br><br><br>To", "Et\n\nTo"),
    ("<ul><li>Et<li>To</ul>Efter", "- Et\n- To\n\nEfter"),
    ("<table><tr><td>Mor</td><td>Far</td></tr><tr><td>1<td>2</table>", "Mor Far\n1 2"),
    ("<h2>Status</h2>Alt vel", "Status\n\nAlt vel"),
    ("<pre>et\n  to</pre>", "et\nto"),
    ("<p>linje\n   brudt\t her</p>", "linje brudt her"),
    # a number split by markup is one number
    ("<p>0102<b>03</b>-12<i>34</i></p>", "010203-1234"),
    ("<span>010203</span><span>-1234</span>", "010203-1234"),
    ("<p>010203&nbsp;-&nbsp;1234</p>", "010203 - 1234"),
    ("<p>010203&#150;1234</p>", "010203–1234"),
    ("<p>010203&ndash;1234</p>", "010203–1234"),
    ("<p>01\x0002</p>", "0102"),
    ("<o:p>Fra Word</o:p>", "Fra Word"),
    # entities, also when encoded once too often
    ("<p>S&oslash;ren &amp; &#197;se &lt;3</p>", "Søren & Åse <3"),
    ("S&amp;oslash;ren", "Søren"),
    ("&lt;p&gt;S&amp;oslash;ren&lt;/p&gt;", "Søren"),
    ("&amp;amp;amp;lt;", "&lt;"),  # there is an end to it
    # attributes, comments and what is not shown
    ('<p title="Emma Holm"><img alt="Emma Holm" src="emma.png">Barnet</p>', "Barnet"),
    ('<a href="mailto:emma@eksempel.dk">skriv</a>', "skriv"),
    ('<input value="Emma"><br>tekst', "tekst"),
    ("<!-- Emma --><p>Barnet</p>", "Barnet"),
    ("<!--[if gte mso 9]><xml>Emma</xml><![endif]--><p>Barnet</p>", "Barnet"),
    ("<html><head><title>Emma</title><style>p{}</style></head><body>Barnet</body></html>", "Barnet"),
    ("<p>før</p><script>var navn='Emma'</script><p>efter</p>", "før\n\nefter"),
    ('<?xml version="1.0" encoding="latin-1"?><p>blåbær</p>', "blåbær"),
    # not HTML at all: nothing may disappear
    ("Barnet er <3 år & glad\r\nNy linje", "Barnet er <3 år & glad\nNy linje"),
    ("mor <mor@eksempel.dk> ringede", "mor <mor@eksempel.dk> ringede"),
    ("se ?a=1&para=2", "se ?a=1&para=2"),
    ("", ""),
    ("   \n ", ""),
    ("<p></p>", ""),
    ("<!-- kun det -->", ""),
    ("</p>", ""),
    # broken, as notes are
    ("<p>åben <b>fed</p><p>næste", "åben fed\n\nnæste"),
    ("tekst<p", "tekst<p"),
    ("æøå \ud800 slut<br>", "æøå ? slut"),
]


@pytest.mark.parametrize(("fragment", "text"), TABLE)
def test_table(fragment: str, text: str) -> None:
    assert to_text(fragment) == text


def test_deep_nesting_loses_nothing() -> None:
    assert to_text("<div>" * 20_000 + "Emma" + "</div>" * 20_000 + "slut") == "Emma\nslut"


def test_a_wide_table_does_not_grow() -> None:
    page = f"<table><tr><td>{'a' * 20_000}</td><td>b</td></tr>{'<tr><td>1</td><td>2</td></tr>' * 500}</table>"
    assert len(to_text(page)) <= len(page)


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "&", "<p", "</", "<p ", "&#", "<b>", "&amp;", "\n ", "<td>", "<!"]
)
def test_hostile_repetition_is_quick(piece: str) -> None:
    started = time.perf_counter()
    to_text("<p>" + piece * 100_000)
    assert time.perf_counter() - started < 5


WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="<>&\0", exclude_categories=["Cs", "Cc"]), max_size=20
)


@given(st.text())
def test_never_raises(fragment: str) -> None:
    assert "\0" not in to_text(fragment)


@given(st.lists(st.tuples(st.sampled_from(["p", "div", "b", "span", "li", "td"]), WORDS), max_size=8))
def test_every_word_survives_and_no_attribute_does(pieces: list[tuple[str, str]]) -> None:
    page = "".join(f'<{tag} title="hemmelig">{word}</{tag}>' for tag, word in pieces)
    text = to_text(page)
    assert "hemmelig" not in text
    seen = re.sub(r"[\s\x80-\x9f-]", "", text)
    assert seen == re.sub(r"[\s\x80-\x9f-]", "", "".join(word for _, word in pieces))
