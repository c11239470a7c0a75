"""HTML notes to plain text: paragraphs and line breaks stay, markup goes, attributes never come out.

Parsed by libxml2 as a stream of events, because a laid-out rendering is not safe here: padding table cells
turns 35 kB into 10 MB, and recursion loses the text of deeply nested tags without a word.
"""

import html
import re
from dataclasses import dataclass

from lxml import etree


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_PARAGRAPHS = _tags("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr")
_LINES = _tags(
    "div li tr dt dd section article header footer main aside form fieldset address caption option"
)
_CELLS = _tags("td th")
_HIDDEN = _tags("script style head template xml")
# Tags that change nothing but tell that a text is HTML.
_INLINE = _tags("a b i u s em strong span font sub sup small mark code center img tbody br html body")
_TAGS = "|".join(sorted(_PARAGRAPHS | _LINES | _CELLS | _HIDDEN | _INLINE))
_MARKUP = re.compile(rf"</?(?:{_TAGS})(?=[\s/>])|<!--|<!doctype|<[a-z]+:[a-z]+", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
# Browsers read &#150; as Windows-1252, and so does whoever typed it: an en dash, often inside a CPR.
_TRANSLATED = {code: bytes([code]).decode("cp1252", "ignore") or " " for code in range(0x80, 0xA0)}
_TRANSLATED |= dict.fromkeys(map(ord, "\t\f\v\u00a0"), " ")
_UNUSUAL = re.compile(r"[\x80-\xa0\t\f\v\r]")
# Single spaces, by far the most, are left as they are.
_SPACE = re.compile(r"[\n\r\t\f ]{2,}|[\n\r\t\f]")
_BLANKS = re.compile("  +")
_GAP = re.compile("\n{3,}")
_ROUNDS = 3  # how many times a note may have been encoded on its way: &amp;lt;p&amp;gt;


def to_text(fragment: str) -> str:
    """Readable plain text of an HTML fragment. Never raises; text without any known tag is only unescaped.

    >>> to_text("<p>Samtale med <b>mor</b>.</p><p>Hun siger:<br>&quot;det g&aring;r&quot;</p>")
    'Samtale med mor.\\n\\nHun siger:\\n"det går"'
    """
    text = fragment.replace("\0", "")
    for _ in range(_ROUNDS):
        if "<" in text and _MARKUP.search(text):
            text = _render(text)
        elif "&" in text and _ENTITY.search(text):
            text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
        else:
            break
    return _tidy(text)


def _render(text: str) -> str:
    parser = etree.HTMLParser(target=_Text(), recover=True, huge_tree=True, encoding="utf-8")
    parser.feed(text.encode("utf-8", "replace"))
    return str(parser.close())


def _tidy(text: str) -> str:
    if _UNUSUAL.search(text):
        text = text.translate(_TRANSLATED).replace("\r\n", "\n").replace("\r", "\n")
    text = _BLANKS.sub(" ", text)
    text = text.replace(" \n", "\n").replace("\n ", "\n")
    return _GAP.sub("\n\n", text).strip()


@dataclass(frozen=True, slots=True)
class _Role:
    newlines: int = 0  # at least, before and after
    hidden: bool = False
    cell: bool = False


_ROLES = {
    **dict.fromkeys(_PARAGRAPHS, _Role(2)),
    **dict.fromkeys(_LINES, _Role(1)),
    **dict.fromkeys(_CELLS, _Role(cell=True)),
    **dict.fromkeys(_HIDDEN, _Role(hidden=True)),
    "br": _Role(),
}


class _Text:
    """Receives the parser's events and keeps what a reader would see."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.newlines = 2  # at the end of parts; 2: nothing to separate from yet
        self.hidden = 0
        self.verbatim = 0

    def start(self, tag: str, attributes: object) -> None:
        role = _ROLES.get(tag)
        if role is None:
            return
        self.hidden += role.hidden
        self.verbatim += tag == "pre"
        self._break(role.newlines)
        if tag == "br":
            self._newline()
        elif tag == "li":
            self.data("- ")

    def end(self, tag: str) -> None:
        role = _ROLES.get(tag)
        if role is None:
            return
        self.hidden -= role.hidden
        self.verbatim -= tag == "pre"
        self._break(role.newlines)
        if role.cell:
            self.data(" ")

    def data(self, text: str) -> None:
        if self.hidden:
            return
        if not self.verbatim:
            text = _SPACE.sub(" ", text)
        if self.newlines and text.isspace():
            return
        self.parts.append(text)
        self.newlines = 0

    def close(self) -> str:
        return "".join(self.parts)

    def _break(self, wanted: int) -> None:
        while self.newlines < wanted:
            self._newline()

    def _newline(self) -> None:
        self.parts.append("\n")
        self.newlines += 1
