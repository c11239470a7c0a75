"""People told by where they stand: initials and sign-offs, speakers, names after titles and roles.

Initials are masked unless they are a known abbreviation; in a place where people sign, even then.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import takewhile

from presidio_analyzer.nlp_engine import NlpArtifacts

from pseudonymize.identifiers.interface import Rule
from pseudonymize.recognizers.doubt import OF_CODES, Place, begins_sentence
from pseudonymize.recognizers.interface import DanishRecognizer
from pseudonymize.recognizers.register import word_list, written_small
from pseudonymize.text.lists import listed
from pseudonymize.text.ordinary import ABBREVIATIONS, PARTICLES, PERSON_VERBS, ROLES, never_a_name, ordinary
from pseudonymize.text.register import NameIndex, initials
from pseudonymize.text.span import Hit
from pseudonymize.text.words import fold

_CODE = r"(?:[A-ZÆØÅ]{2,4}|[A-ZÆØÅ][a-zæøå][A-ZÆØÅ]{1,2})"
_LOOSE = r"(?:[A-Za-zæøåÆØÅ]{2,4})"
_ANY_CODE = r"(?:[a-zæøå]{2,4})"
_CAPITALS = re.compile(rf"(?<![\w.@/&\\-])(?P<x>{_CODE}(?:'?s)?)(?![\w@]|[.-]\w|-)")
_SLASHED = Rule(
    re.compile(
        r"(?<=[A-ZÆØÅa-z]/)(?P<x>[A-ZÆØÅ]{2,4})(?!\w)"
        r"|(?<![\w/])(?P<y>[A-ZÆØÅ]{2,4})(?=/[A-ZÆØÅ]{2,4}(?!\w))"
    ),
    signs=("/",),
)
_FILED = Rule(re.compile(r"(?<=_)(?P<x>[A-ZÆØÅ]{2,4})(?=[_.])"), signs=("_",))
_SMALL = re.compile(r"(?<![\w.@/&-])(?P<x>[a-zæøå]{2,5}(?:'s)?)(?![\w@]|[.-]\w|-)")
_DOTTED = re.compile(r"(?<![\w.])(?P<x>(?:[A-ZÆØÅ]\.[ -]?){1,3}[A-ZÆØÅ]\.(?:['’]?s)?)(?!\w)")
_DOTTED_SMALL = re.compile(r"(?<![\w.])(?P<x>(?:[a-zæøå]\.){2,4}(?:['’]?s)?)(?!\w)")
_SHORTENED = frozenset(
    ("bl", "dd", "dvs", "el", "fv", "ift", "mht", "mm", "mv", "ol", "pga", "pt", "tv", "sv", "th", "td")
)
_SIGNED = (
    Rule(
        re.compile(rf"(?m)(?:^|[\s.,;)])/\s?(?P<x>{_LOOSE})(?=[ \t]{{0,8}}$|[\s,.;)]\s?|\s{{1,4}}\d)"),
        signs=("/",),
    ),
    Rule(
        re.compile(
            rf"(?m)\b(?:ref|referent|sign|mvh|m\.v\.h|vh|kh|hilsen|init|udfyldt af|skrevet af|noteret af"
            rf"|godkendt(?: af)?|underskrevet|skr\. af|journalført af|oplæst af|att|cc|indtastet af|forf"
            rf"|v)\b\.?(?:[:, ]{{1,3}}(?:\n\s{{0,8}})?|\n\s{{0,8}})(?P<x>{_ANY_CODE})"
            r"(?=[ \t]{0,8}$|\s?[,;)/\n|])"
        ),
        small=True,
    ),
    Rule(re.compile(rf"(?m)^[ \t]{{0,8}}[-–]\s?(?P<x>{_CODE})[ \t]{{0,8}}$"), signs=("-", "–")),
    Rule(re.compile(rf"(?m)^(?P<x>{_CODE})(?=\s{{1,4}}\d{{1,2}}[/.:-]\d|:\s)")),
    Rule(re.compile(r"(?m)^(?P<x>[a-zæøå]{3,4})(?=\s{1,4}\d{1,2}/\d)"), signs=("/",), row=1),
    Rule(
        re.compile(rf"(?:\bherefter|\bforkortet|\bkaldet|\balias)\s(?P<x>{_ANY_CODE})\b"),
        small=True,
        signs=("herefter", "forkortet", "kaldet", "alias"),
    ),
)
_SPEAKER = Rule(
    re.compile(
        r"(?m)^[>|\s]{0,4}(?:\[?\d{1,2}[:.]\d\d\]?[ \t]{0,8})?(?P<x>[^\W\d_][\w'’.-]{0,20}(?:"
        r" [^\W\d_][\w'’.-]{0,20}){0,2}):(?=\s)"
    ),
    signs=(":",),
)
_NAME = r"[A-ZÆØÅÁÍÓÚÉÖÜÇŠŽŁĐÞ][^\W\d_]{1,40}(?:['’-][^\W\d_]{1,40}){0,4}"
_NAMES = (
    rf"(?:{_NAME}|[A-ZÆØÅ]\.)(?:[ ](?:{_NAME}|[A-ZÆØÅ](?:\.|(?!\w))|af|von|van|de|der|den|al|el"
    rf"|bin|dos|da|Al-{_NAME})){{0,4}}"
)
_TITLES = (
    r"(?:hr|fr|fru|frk|frøken|dr|advokat|adv|psykolog|psyk|læge|lærer|pædagog|pæd"
    r"|tolk|sagsbehandler|sagsbeh|socialrådgiver|rådgiver|overlæge"
    r"|kontaktperson|mentor|praktikant|vikar|nabo|onkel|moster|faster|farbror|morbror|fætter"
    r"|kusine|svoger|svigerinde|veninde|kæreste|ven|kammerat"
    r"|mormor|morfar|farmor|farfar|bedstemor|storebror|storesøster|lillebror|lillesøster|bror"
    r"|søster|stedfar|stedmor|papfar|plejemor|plejefar|dagplejer"
    r"|chauffør|pedel|formand|betjent|præst|imam|træner|barnevogn|jordemoder|sundhedsplejerske"
    r"|kaldes|kaldet|kalder sig|hedder|alias|ref|att|v)\.?:?/?\s"
)
_TITLED = Rule(
    re.compile(rf"(?<![\w-])(?i:{_TITLES})(?:er |sig |hun |han )?[\"“(]?(?P<x>{_NAMES})"),
    start=re.compile(rf"(?<![\w-])(?={_TITLES})"),
)
_GREETING = Rule(
    re.compile(rf"(?m)^[ \t>]{{0,8}}(?i:hej|kære|hejsa|goddag|hallo|tak)[ ,](?P<x>{_NAMES})"),
    signs=("hej", "kære", "goddag", "hallo", "tak"),
)
_SIGNATURE = Rule(
    re.compile(
        rf"(?im)^[ \t>]{{0,8}}(?:med (?:venlig|kærlig)\w{{0,10}} hilsen|venlig hilsen"
        rf"|(?:m\.?)?v\.?h\.?|kh|mvh|hilsen|knus|bedste hilsner|de bedste hilsner|hilsner?)[,.! ]*(?:fra"
        rf" )?\n{{0,2}}\s{{0,8}}(?-i:(?P<x>{_NAMES}))"
    ),
    signs=("hilsen", "hilsne", "vh", "v.h", "kh", "knus"),
)
_QUOTED = Rule(
    re.compile(rf"(?P<x>{_NAME}\s[\"“”'’»«(]{_NAME}[\"“”'’»«)]\s{_NAME})"), signs=tuple("\"“”'’»«(")
)
_KEYS = frozenset(fold(w) for w in listed("header_words"))


class PositionRecognizer(DanishRecognizer):
    """Initials, signatures, speakers and names after a title."""

    def __init__(self, index: NameIndex, staff: frozenset[str] = frozenset(), *, again: bool = False) -> None:
        """``staff``: folded codes that employees sign with, as their system lists them.

        ``again``: only what hangs on who is in the index; the rest was found in the first pass.
        """
        self._again = again
        self._index = index
        self._codes = frozenset(code for person in index.people for code in initials(person))
        self._staff = staff | {fold(code) for person in index.people for code in person.known.initials}
        self._words = self._staff & ordinary()
        self._letters = frozenset(part[:1] for person in index.people for part in person.parts)
        super().__init__("position")

    def hits(self, text: str, artifacts: NlpArtifacts | None) -> Iterator[Hit]:
        """Places found by form and position alone."""
        found = list(self._initials(text))
        shouting = _shouted(text) if found else []
        for start, end in found:
            if not any(a <= start < b for a, b in shouting):
                yield Hit(start, end, self.kinds[0], 0.6, self.name)
        for pattern in _SIGNED:
            for match in pattern.finditer(text):
                if self._signs(match["x"]):
                    yield Hit(match.start("x"), match.end("x"), self.kinds[0], 0.8, self.name)
        if not self._again:
            yield from self._named(text)
        yield from self._single(text)

    def _initials(self, text: str) -> Iterator[tuple[int, int]]:
        for match in _CAPITALS.finditer(text):
            if self._is_code(text, match):
                yield match.span("x")
        for match in _SLASHED.finditer(text):
            group = "x" if match["x"] else "y"
            if match[group] not in ABBREVIATIONS or fold(match[group]) in self._staff:
                yield match.span(group)
        for match in _FILED.finditer(text):
            if match["x"] not in ABBREVIATIONS or fold(match["x"]) in self._codes | self._staff:
                yield match.span("x")
        for match in _DOTTED.finditer(text):
            yield match.span("x")
        for match in _DOTTED_SMALL.finditer(text) if self._codes else ():
            code = fold(match["x"].rstrip("'’s").replace(".", ""))
            if code in self._codes and code not in _SHORTENED:
                yield match.span("x")
        yield from self._small_letters(text)
        yield from self._doubtful_codes(text)

    def _is_code(self, text: str, match: re.Match[str]) -> bool:
        code = match["x"]
        core = code.rstrip("s").rstrip("'") if not code.isupper() else code
        if core.upper() not in ABBREVIATIONS and not _beside_digits(text, match):
            return True
        if fold(core) in self._staff:
            doubtful = core.upper() in _COMMON or fold(core) in ordinary()
            return not doubtful or _acts(text, *match.span("x"))
        return fold(core) in self._codes and core.upper() not in _COMMON and not _beside_digits(text, match)

    def _small_letters(self, text: str) -> Iterator[tuple[int, int]]:
        small = written_small(text)
        if not self._staff and not (small and self._codes):
            return
        wanted = {x for x in set(_SMALL.findall(text)) if self._may_be_code(x, small)}
        for match in _SMALL.finditer(text) if wanted else ():
            ordinarily = fold(match["x"].replace("'", "")) in ordinary()  # elsewhere: see _doubtful_codes
            if match["x"] in wanted and (not ordinarily or _stands_last(text, *match.span("x"))):
                yield match.span("x")

    def _may_be_code(self, written: str, small: bool) -> bool:
        word = fold(written.replace("'", ""))
        if word in ordinary():
            return word in self._staff
        forms = {word, word.removesuffix("s")}
        listed = small and forms & self._codes and word.upper() not in ABBREVIATIONS
        return bool(forms & self._staff or listed)

    def _doubtful_codes(self, text: str) -> Iterator[tuple[int, int]]:
        """``beder Emma eller sal om hjælp``: a code that is a word, where a person would stand."""
        listed = word_list(text) if self._words else ()
        for at, word in enumerate(listed):
            if word.folded in self._words and word.text.islower():
                place = Place(text, listed, at, self._index)
                if any(rule(place) for rule in OF_CODES):
                    yield word.start, word.end

    def _signs(self, code: str) -> bool:
        low = fold(code)
        return (
            low in self._codes
            or low in self._staff
            or not (low in ordinary() or code.upper() in ABBREVIATIONS or low in _KEYS)
        )

    def _named(self, text: str) -> Iterator[Hit]:
        for pattern in (_TITLED, _GREETING, _SIGNATURE, _QUOTED):
            for match in pattern.finditer(text):
                start, end = _trimmed(text, *match.span("x"))
                if start < end:
                    yield Hit(start, end, self.kinds[0], 0.75, self.name)
        yield from self._speakers(text)

    def _speakers(self, text: str) -> Iterator[Hit]:
        found = [m for m in _SPEAKER.finditer(text) if fold(m["x"].split()[0].rstrip(".")) not in _KEYS]
        seen: dict[str, int] = {}
        for match in found:
            seen[fold(match["x"])] = seen.get(fold(match["x"]), 0) + 1
        for match in found:
            parts = [fold(p) for p in match["x"].replace(".", " ").split()]
            plain = all(p in never_a_name() for p in parts)
            if seen[fold(match["x"])] >= 2 and not plain and len(parts) <= 2:
                yield Hit(match.start("x"), match.end("x"), self.kinds[0], 0.7, self.name)

    def _single(self, text: str) -> Iterator[Hit]:
        """One letter for a person of the case: ``M. ankommer``, ``Z tegner``."""
        for match in _LETTER.finditer(text) if self._letters else ():
            if fold(match["x"][0]) in self._letters and not _LETTERED.search(
                text[max(0, match.start() - 14) : match.start()]
            ):
                yield Hit(match.start("x"), match.end("x"), self.kinds[0], 0.5, self.name)


_LETTER = re.compile(
    r"(?<![\w.,'’/&+@-])(?<!\d )(?P<x>[A-HJ-ZÆØÅ](?:\.(?=\s[a-zæøå]|,|$)|\.?['’]s)?)(?=[\s,;:)\"”?!]"
    r"|\.\s|\.?$)(?! ?[=-]|:\\)(?![ ]\d)"
)
_LETTERED = re.compile(
    r"(?i)(?:vitamin|hepatitis|type|gruppe|klasse|bilag|plan|punkt|model|stue|blok|hus|opgang"
    r"|niveau|team|hold|spor|linje|bus|bolig|part|del|afsnit|litra|pkt\.?|nr\.?|\d\.?"
    r"|paragraf)\s{0,8}$"
)
_COMMON = listed("common_abbreviations")
_VERB = "|".join(sorted(PERSON_VERBS))
_ACTS = re.compile(rf"\s(?:{_VERB})\b|,?\s(?:tlf|tel|mobil)\b|\s(?:og|&)\s[A-ZÆØÅ]|\.?\s*\Z")
_BEGUN, _ENDED = re.compile(r"[.!?\n]\s*\Z"), re.compile(r"[ .\n]*\Z")
_ACTED = re.compile(
    r"(?:\b(?i:ref|sign|behandler|rådgiver|konsulent|kontaktperson|af|v|cc|til|med)[.:]?|[A-ZÆØÅ]\w*\s(?:og|&))\s\Z"
)


def _acts(text: str, start: int, end: int) -> bool:
    """Does an abbreviation that is also somebody's code do what people do?"""
    return bool(_ACTS.match(text, end) or _ACTED.search(text[max(0, start - 40) : start]))


def _stands_last(text: str, start: int, end: int) -> bool:
    """Is a word the whole of a text's last sentence?"""
    return _ENDED.match(text, end) is not None and bool(_BEGUN.search(text[max(0, start - 8) : start]))


def _beside_digits(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 2]
    before = text[max(0, match.start() - 2) : match.start()]
    return (after[:1] == " " and after[1:].isdigit() and match["x"].upper() in ABBREVIATIONS) or before[
        :1
    ].isdigit()


def _shouted(text: str) -> list[tuple[int, int]]:
    """Lines written all in capitals: there, capitals say nothing."""
    lines: list[tuple[int, int]] = []
    if sum(map(str.isupper, text)) < 10:
        return lines
    at = 0
    for line in text.split("\n"):
        letters = [c for c in line if c.isalpha()]
        if len(letters) >= 12 and sum(c.isupper() for c in letters) > 0.8 * len(letters):
            lines.append((at, at + len(line)))
        at += len(line) + 1
    return lines


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A run of capitalised words without ordinary ones at its edges."""
    listed = word_list(text) if len(text) < 50_000 else ()
    first = bisect_left(listed, start, key=lambda word: word.start)
    inside = list(takewhile(lambda word: word.end <= end, listed[first:]))
    while inside and (inside[0].folded in never_a_name() or inside[0].text.lower() in ROLES):
        inside.pop(0)
    while inside and (
        (inside[-1].folded in never_a_name() and len(inside[-1].text) > 1)
        or inside[-1].text.lower() in PARTICLES
    ):
        inside.pop()
    return (inside[0].start, inside[-1].end) if inside else (start, start)


__all__ = ["PositionRecognizer", "begins_sentence"]
