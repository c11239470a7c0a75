"""Numbers that lead a colleague to a person: case and journal numbers, accounts, CVR, plates, passports."""

import re
from collections.abc import Iterator

from pseudonymize.identifiers.interface import IdentifierKind, Place, Rule, places
from pseudonymize.text.interface import Kind

_CODE = (
    r"(?P<x>(?=[A-ZÆØÅa-zæøå0-9 ./\-]{0,12}\d)[A-ZÆØÅ0-9](?:[A-ZÆØÅa-z0-9]|[./\-](?=[A-ZÆØÅ0-9])"
    r"|[ ](?=\d{2}))*(?:[ ]/[ ][A-Z]{2,3})?)"
)
_WORD = (
    r"(?:j(?:ournal)?\.?[ ]?-?n(?:umme)?r|journal|sags?[ ]?-?(?:n(?:umme)?r|id)|sag"
    r"|dok(?:ument)?\.?[ ]?-?n(?:umme)?r|løbe-?n(?:umme)?r"
    r"|akt(?:nr)?|kunde-?n(?:umme)?r|konto-?(?:n(?:umme)?r)?|nemkonto|reg\.?(?:["
    r" ]?-?n(?:umme)?r)?|pas(?:[ ]?-?n(?:umme)?r)?|kørekort(?:nr)?"
    r"|cvr(?:[ ]?-?n(?:umme)?r)?|se-?nr|p-?n(?:umme)?r|ean(?:[ ]?-?nr)?|polic[e]?(?:[ ]?-?nr)?"
    r"|kvittering(?:snr)?|booking(?:ref|nr)?"
    r"|bill(?:et)?\.?[ ]?-?nr|medlems(?:nr|nummer)|med\.?nr|id(?:-?nr|-?kode|-?nummer)?"
    r"|udl\.?(?:ændinge)?-?nr|udlændingenr|person-?id|personnr|pnr|nis[- ]?n(?:umme)?r"
    r"|ref(?:erence)?(?:\.|[ ]?-?nr)?|tolk(?:e)?(?:nr|[ ]nr)|sikringsnr|police|anmeldelses?-?nr"
    r"|stel-?nr|serie-?nr|chassisnr|plade|nummerplade"
    r"|reg\.nr|indreg\w*|ydernr|yder-?nr|cpr-?kontor|kort-?nr|låner-?nr|nøgle(?:boks)?"
    r"|kode(?:n)?|pin(?:kode)?|løn-?nr|medarb(?:ejder)?\.?-?nr|tjeneste-?nr|lic(?:ens)?\.?-?nr"
    r"|autorisations(?:id|nr)|aut\.?[ ]?-?(?:id|nr)|patient-?id|giro(?:nr)?|fi-?kort|lejemålsnr"
    r"|målernr|målepunkt|installationsnr|sygesikrings?(?:nr)?"
    r"|swiss-id|pesel|bsn|ahv|nino|kennitala|personnummer|dossier|zaak)"
)
_AFTER_WORD = Rule(
    re.compile(
        rf"(?i:(?<![\wæøå]){_WORD})(?:[ ]?(?i:nr))?[ .:#|=]{{1,8}}(?:(?i:er|hos dem|hos os|nr\.?|på"
        rf"|via|i|til|den|for)[ :]{{1,2}}){{0,3}}{_CODE}"
    ),
    row=1,
    start=re.compile(rf"(?<![\wæøå])(?={_WORD}(?:[ ]?nr)?[ .:#|=])"),
)
_UUID = Rule(
    re.compile(r"(?<![\w-])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![\w-])"), signs=("-",)
)
_IBAN = Rule(re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,3})?(?!\w)"), row=2)
_PLATE = Rule(re.compile(r"(?<![\w-])[A-ZÆØÅ]{2}[ -]?\d{2}[ -]?\d{3}(?![\w-])"), row=3, together=5)
_KLE = Rule(re.compile(r"(?<![\w.])\d\d\.\d\d\.\d\d-[A-ZØ]\d\d-\d{1,5}-\d\d(?!\w)"), together=11, led=True)
_YEARED = Rule(re.compile(r"(?<![\w./-])\d\d/\d{4,6}(?![\w/])"), row=4, signs=("/",), led=True)
_BANK = Rule(
    re.compile(r"(?<![\w.,-])\d{4}(?:[ ]?[-/][ ]?|[ ])(?:\d{7,10}|\d{4}[ -]\d{4,6}|\d{5,6})(?![\d,-])"),
    row=4,
    together=9,
    led=True,
)
_LETTERED = Rule(
    re.compile(
        r"(?<![\w./@\\-])[A-ZÆØÅ]{1,6}\d{0,3}(?:[-/."
        r" ]?[A-ZÆØÅ]{2,5})?(?:[-/.]?\d{2,10}){1,4}(?:[-/][A-ZÆØÅ0-9]{1,6})?(?![\w@]|\.\w{2,4}\b"
        r"|[-/]\w)"
    ),
    row=2,
)
_JOINED = Rule(
    re.compile(r"(?<![\w.,/-])\d{1,6}(?:[-/.][A-ZÆØÅa-z0-9]{1,10}){1,5}(?![\w/])"),
    signs=tuple("-/."),
    led=True,
)
_SMALL_FIRST = Rule(
    re.compile(
        r"(?<![\w./@-])[A-ZÆØÅa-zæøå]{1,6}[-./](?=\S*\d{3})[A-ZÆØÅa-z0-9]+(?:[-./][A-ZÆØÅa-z0-9]+){0,4}(?![\w@])"
    ),
    row=3,
    signs=tuple("-./"),
)
_LONG = Rule(re.compile(r"(?<![\w.,+/-])\d{7,}(?![\w/]|[.,-]\d)"), row=7, led=True)
_SPACED = Rule(
    re.compile(
        r"(?<![\w.,+/-])(?:\d{2,3}[ ]\d{7,10}|\d{3} \d{3} \d{3}|\d{4} \d{4} \d{4}(?: \d{4})?"
        r"|\d{2,3}[ ]\d{3}[ ]\d{3}|\d{3}\.\d{4}\.\d{4}\.\d{2})(?![\w,]|[.]\d| ?kr)"
    ),
    row=3,
    together=8,
    led=True,
)
_GROUPED = Rule(
    re.compile(
        r"(?<![\w./-])[A-ZÆØÅ]{2,4} (?:\d{2,4} ){1,4}[A-ZÆØÅ](?!\w)|(?<![\w./-])[A-ZÆØÅ]{2,4}"
        r" \d{2,4}-\d{3,6}(?:-\d+)?(?!\w)|(?<![\w./-])[A-ZÆØÅ]{2} \d{4}(?![\w.,/-])"
    ),
    row=2,
)
_TOLD = Rule(
    re.compile(
        r"(?i:tolk\w*[^\n\d]{0,25}\bnr\.? |\bpas\b[^\n\d]{0,20}\bnr\.? |booking(?:ref)?\.? "
        r"|deponering )(?P<x>[A-Za-z]{0,2}\d{4,10}(?:[- ]\d{3,8}){0,3}|[A-Z0-9]{6}(?!\w))"
    ),
    signs=("tolk", "pas", "booking", "deponering"),
)
_HEX = Rule(
    re.compile(
        r"(?<![\w./@-])(?=[A-Z0-9]{0,12}\d)(?=[A-Z0-9]{0,12}[A-Z][A-Z0-9]{0,12}\d"
        r"|[A-Z0-9]{0,12}\d[A-Z0-9]{0,12}[A-Z])[A-Z0-9]{6,12}(?![\w/@.-])"
    ),
    row=1,
)
_OTHER = re.compile(
    r"(?i)(?:vare-?\w*|faktura\w*|ordre\w*|kontostreng|kontoplan\w*|ean|gln|isbn|kr\.?|beløb\w*"
    r"|pris\w*|beløber sig til)[\w. :#-]{0,14}$"
)
_LAW = re.compile(
    r"(?i)(?:§+|stk\.?|kap\.?|pkt\.?|lov(?:bek\w*)?|nr\. 1?\d{3} af|bek\.?|kl\.?|uge)[ ]{0,2}[\w ]{0,6}$"
)
_UNIT = re.compile(
    r"(?i)^\s?(?:kr|mg|ml|g|kg|km|cm|mm|%|pct|timer|t|min|år|mdr|stk|dage|uger|cl|dl|gange|x)\b"
)
_DATED = re.compile(
    r"[0-3]?\d[./-][01]?\d(?:[./-](?:(?:19|20)\d\d|\d\d))?\.?|(?:19"
    r"|20)\d\d[-./][01]?\d(?:[-./][0-3]?\d)?|(?:19|20)\d\d[-/](?:(?:19|20)?\d\d)"
)
_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+")
_TIMES = re.compile(
    r"\d{1,2}[.:]\d\d(?:[-–]\d{1,2}(?:[.:]\d\d)?)?|\d{1,3}-\d{1,3}(?:-\d{1,3})?"
    r"|\d{1,3}[-/]\d{1,2}|\d{1,3}\.\d{1,2}(?:\.\d{1,2})?(?:[-/]\d+)?"
)
_WORDED = re.compile(
    r"\d{1,4}-?[a-zæøå]{2,}(?:[-/][a-zæøå]+)*|\d{1,2}[a-z]?(?:[-/.]\d{1,2}[a-z]?)+|\d{1,2}\.[a-zæøåA-Z]\w*"
)


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _is_other(text: str, place: Place) -> bool:
    """Provably another kind of number: a date, an amount, a paragraph, a time, a dose."""
    cell = text[place.start : place.end]
    if any(pattern.fullmatch(cell) for pattern in (_DATED, _AMOUNT, _TIMES, _WORDED)):
        return True
    before = text[max(0, place.start - 30) : place.start]
    return bool(_LAW.search(before) or _UNIT.match(text[place.end : place.end + 8]))


def _codes(text: str) -> Iterator[Place]:
    for pattern, least, score in (
        (_LETTERED, 4, 0.7),
        (_JOINED, 5, 0.65),
        (_SMALL_FIRST, 4, 0.65),
        (_LONG, 7, 0.6),
        (_SPACED, 8, 0.6),
        (_GROUPED, 4, 0.65),
        (_HEX, 1, 0.6),
    ):
        for match in pattern.finditer(text):
            place = Place(match.start(), match.end(), score)
            before = text[max(0, match.start() - 30) : match.start()]
            if _digits(match[0]) >= least and not _is_other(text, place) and not _OTHER.search(before):
                yield place


def find(text: str) -> Iterator[Place]:
    """Numbers named by a word, and numbers whose form says enough."""
    for match in _AFTER_WORD.finditer(text):
        place = Place(match.start("x"), match.end("x"), 0.85)
        if (
            _digits(match["x"]) >= 3
            and not _DATED.fullmatch(match["x"])
            and not _AMOUNT.fullmatch(match["x"])
        ):
            yield place
    for pattern in (_UUID, _TOLD, _IBAN, _PLATE, _KLE, _YEARED, _BANK):
        yield from (p for p in places(pattern, text, 0.85) if not _is_other(text, p))
    yield from _codes(text)


NUMBER = IdentifierKind("number", Kind.ID, find, re.compile(r"\d|[A-Fa-f]{8}-|[A-Z]{6}"))
