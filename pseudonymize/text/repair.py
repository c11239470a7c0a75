"""A repaired copy of a text to read in, with an exact map back to the original.

Undone: HTML entities and plain tags, RTF escapes, quoted-printable, JSON escapes, UTF-8 read as
Windows-1252, soft hyphens, zero-width characters, no-break spaces, full-width forms, combining marks,
words hyphenated over a line end, and the usual confusions of optical reading (``C1ara``, ``2602l0``).
The original is never changed here: spans found in the copy are mapped back, and it is rewritten once.
"""

import html
import re
import unicodedata
from array import array
from collections.abc import Callable
from dataclasses import dataclass

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_GONE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_ONE_FOR_ONE = str.maketrans(
    dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_HYPHENS, "-")
    | {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
)
_TAG_NAMES = (
    "a|abbr|address|article|b|big|blockquote|body|br|caption|center|code|col|colgroup|dd|div|dl"
    "|dt|em|font|footer|form|h[1-6]"
    "|head|header|hr|html|i|label|li|main|ol|p|pre|s|section|small|span|strike|strong|sub|sup"
    "|table|tbody|td|tfoot|th|thead"
    "|title|tr|tt|u|ul"
)
_BLOCK = re.compile(
    r"(?i)</?(?:br|p|div|tr|td|th|li|table|h[1-6]|dd|dt|hr|section|article|blockquote|title)\b"
)
# Only tags whose attributes cannot hold a name, an address or a link are taken out of the copy.
_TAG = (
    rf"<(?i:/?(?:{_TAG_NAMES}))(?:\s+(?i:class|style|width|height|align|valign|border|cellspacing"
    rf"|cellpadding|bgcolor|color|size|face|colspan|rowspan|dir|lang)=(?:\"[^\"<>@]{{0,200}}\""
    rf"|'[^'<>@]{{0,200}}'|\w{{1,20}}))*\s*/?>"
)
_ENTITY = r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,24});"
_RTF_HEX = r"\\'[0-9a-fA-F]{2}"
_RTF_UNICODE = r"\\u\d{2,5}\s?\?"
_JSON = r"\\u[0-9a-fA-F]{4}"
_QUOTED = r"(?:=[0-9A-F]{2}){1,4}"
_PERCENT = r"(?:%[0-9A-Fa-f]{2}){2,4}"
# How Windows-1252 shows the bytes 80 to BF.
_CONTINUATION = "\u0080-\u00bf" + "".join(
    bytes([c]).decode("cp1252") for c in range(0x80, 0xA0) if c not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
)
_MOJIBAKE = (
    rf"[\u00c2-\u00df][{_CONTINUATION}]|[\u00e0-\u00ef][{_CONTINUATION}]{{2}}|\u00f0[{_CONTINUATION}]{{3}}"
)
_TWICE = rf"\u00c3\u0192\u00c2[{_CONTINUATION}]"
_LINE_END = (
    r"(?<=[^\W\d_])[-\u00ad\u2010\u00ac][ \t]{0,3}\r?\n[ \t]{0,8}(?:[>|]{1,3}[ \t]?)?(?=[^\W\d_A-ZÆØÅ])"
)
_LINE_KEEP = r"(?<=[^\W\d_]-)[ \t]{0,3}\r?\n[ \t]{0,8}(?:[>|]{1,3}[ \t]?)?(?=[A-ZÆØÅ])"
_MARKED = r"[^\W\d_][\u0300-\u036f]+"
_KINDS = {
    "tag": _TAG,
    "entity": _ENTITY,
    "rtfhex": _RTF_HEX,
    "rtfuni": _RTF_UNICODE,
    "json": _JSON,
    "rtfspace": r"\\[~_](?=[^\W_])",
    "quoted": _QUOTED,
    "percent": _PERCENT,
    "softbreak": r"(?<=[^\W_])=\r?\n(?=[^\W_])",
    "twice": _TWICE,
    "mojibake": _MOJIBAKE,
    "lineend": _LINE_END,
    "linekeep": _LINE_KEEP,
    "marked": _MARKED,
    "gone": f"[{_GONE}]+",
}
_REPAIRS = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _KINDS.items()))
# Every repair has one of these in it. Each begins with one class of letters, which is quick.
_NEEDED = (
    re.compile(rf"[<&\\=%\u0300-\u036f{_GONE}]"),
    re.compile(rf"[\u00c2-\u00f0][{_CONTINUATION}]"),
    re.compile(r"[-\u2010\u00ac][ \t]{0,3}\r?\n"),
)
_STRANGE = re.compile(f"[{''.join(map(chr, _ONE_FOR_ONE))}]")
_DIGIT = re.compile(r"\d")
_WINDOWS = {chr(c): bytes([c]) for c in range(256)} | {
    bytes([c]).decode("cp1252"): bytes([c])
    for c in range(0x80, 0xA0)
    if c not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_LETTER_WORD = re.compile(r"(?<![\w@./])(?=[^\W\d_]*[01])[^\W_]{3,40}(?![\w@])")
_DIGIT_WORD = re.compile(
    r"(?<![^\W\d_])(?=[OolIZ]{0,5}\d)[0-9OolIZ]{2,12}(?![^\W_])|(?<=\d[ -])[0-9OolIZSBG]{2}(?=[ -][0-9OolI])"
)


def _decode(chars: str) -> str | None:
    """UTF-8 that was read as Windows-1252, or ``None`` if it was not."""
    try:
        return b"".join(_WINDOWS[c] for c in chars).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None


def _from_bytes(raw: bytes) -> str | None:
    if raw[0] < 0x80 and all(b < 0x80 for b in raw):
        return " " if raw == b" " else None
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _twice(chars: str) -> str | None:
    once = _decode(chars[:2]), _decode(chars[2:])
    return _decode("".join(once)) if once[0] and once[1] else None  # type: ignore[arg-type]


def _tag(tag: str) -> str:
    return "\n" if _BLOCK.match(tag) else ""


def _entity(entity: str) -> str | None:
    plain = html.unescape(entity)
    if plain in _GONE:
        return ""
    return None if plain == entity or len(plain) > 2 else plain


def _marked(letter: str) -> str:
    """The letter with its marks as one character; marks that make no letter are left out."""
    return _OVERLAID.get(letter) or unicodedata.normalize("NFC", letter)[0]


# Unicode composes no letter with a stroke.
_OVERLAID = {"o\u0338": "ø", "O\u0338": "Ø", "o\u0337": "ø", "O\u0337": "Ø"}
_HOW: dict[str, Callable[[str], str | None]] = {
    "tag": _tag,
    "entity": _entity,
    "rtfhex": lambda m: _from_bytes(bytes([int(m[2:], 16)])),
    "rtfuni": lambda m: chr(int(re.sub(r"\D", "", m)) & 0xFFFF),
    "json": lambda m: chr(int(m[2:], 16)),
    "rtfspace": lambda m: " " if m[1] == "~" else "-",
    "quoted": lambda m: _from_bytes(bytes.fromhex(m.replace("=", ""))),
    "percent": lambda m: _from_bytes(bytes.fromhex(m.replace("%", ""))),
    "softbreak": lambda _: "",
    "twice": _twice,
    "mojibake": _decode,
    "lineend": lambda _: "",
    "linekeep": lambda _: "",
    "marked": _marked,
    "gone": lambda _: "",
}


@dataclass(frozen=True, slots=True, repr=False)
class Repaired:
    """The copy to read in; its i-th character stands for ``starts[i]`` to ``ends[i]`` of the original."""

    text: str
    starts: "array[int] | None"  # None: every character stands for itself
    ends: "array[int] | None"

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that a stretch of the copy stands for. ``start < end``."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def _rebuild(text: str) -> "tuple[str, array[int] | None, array[int] | None]":
    pieces: list[str] = []
    starts: array[int] = array("q")
    ends: array[int] = array("q")
    at = 0
    for match in _REPAIRS.finditer(text):
        repaired = _HOW[str(match.lastgroup)](match[0])
        if repaired is None or repaired == match[0]:
            continue
        begin, end = match.span()
        pieces += (text[at:begin], repaired)
        starts.extend(range(at, begin))
        ends.extend(range(at + 1, begin + 1))
        starts.extend([begin] * len(repaired))
        ends.extend([end] * len(repaired))
        at = end
    if not pieces:
        return text, None, None
    pieces.append(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    return "".join(pieces), starts, ends


def _letters(match: re.Match[str]) -> str:
    word = match[0]
    digits = {c for c in word if c.isdigit()}
    if not digits <= {"0", "1"} or sum(c.isalpha() for c in word) < max(
        3, 2 * sum(c.isdigit() for c in word)
    ):
        return word
    upper = word.upper() == word
    return word.translate(str.maketrans("01", "OL" if upper else "ol"))


def _digits(match: re.Match[str]) -> str:
    word = match[0]
    if sum(c.isdigit() for c in word) * 2 < len(word):
        return word
    return word.translate(str.maketrans("OolIZSBG", "00112586"))


def repair(text: str) -> Repaired:
    """The repaired copy and its map. Linear in the length of the text."""
    needed = any(pattern.search(text) for pattern in _NEEDED)
    copy, starts, ends = _rebuild(text) if needed else (text, None, None)
    if _STRANGE.search(copy):
        copy = copy.translate(_ONE_FOR_ONE)
    if _DIGIT.search(copy):
        copy = _LETTER_WORD.sub(_letters, copy)
        copy = _DIGIT_WORD.sub(_digits, copy)
    return Repaired(copy, starts, ends)
