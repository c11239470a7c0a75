"""One spelling of each CPR number, so that one person gets one pseudonym however a system writes them.

Not a detector: it reads a cell that should *be* a number. Finding numbers in text is ``identifiers/cpr.py``.
"""

import re
import unicodedata
from datetime import date

# What people type between the parts. \x96 and \x97 are Windows-1252 dashes that nobody decoded.
_SEPARATORS = frozenset(" ./\t\r\n\u2212\x96\x97")
# Day, month, year, then four characters: digits, or a local substitute number's letters (at least one digit,
# so that "010203-XXXX" stays unknown instead of becoming everybody born that day).
_TEN = re.compile(r"(\d\d)(\d\d)(\d\d)((?=.*\d)[0-9A-ZÆØÅ]{4})")
_CENTURY_FIRST = re.compile(r"(\d\d\d\d)(\d\d)(\d\d)(\d{4})")  # yyyymmddxxxx, a Swedish habit
_CENTURY_LAST = re.compile(r"(\d\d)(\d\d)(\d\d\d\d)(\d{4})")  # ddmmyyyyxxxx


def normal_cpr(value: str, *, lost_zero: bool = False) -> str | None:
    """``ddmmyyxxxx`` of any spelling of a CPR or substitute number; ``None`` if it is neither.

    Takes full-width digits, any dash or blank, twelve digits with a century, days raised by 60
    (erstatningspersonnummer), months raised by 20 or 40 and letters in the last four (local numbers).
    Nine digits are a number whose leading zero a spreadsheet ate, but only with ``lost_zero``: elsewhere
    they are just nine digits. No modulus-11 test: numbers issued since 2007 may fail it (cpr.dk).

    >>> normal_cpr("311257 - 0009"), normal_cpr("31 12 1957 0009"), normal_cpr("ukendt")
    ('3112570009', '3112570009', None)
    """
    compact = _compact(value)
    if lost_zero and len(compact) == 9 and compact.isdecimal():
        compact = f"0{compact}"
    if len(compact) == 12:
        compact = _without_century(compact)
    found = _TEN.fullmatch(compact)
    if found is None or not _day_exists(*map(int, found.groups()[:3])):
        return None
    return compact


def birth_year(cpr: str) -> int | None:
    """Year of birth in a ``normal_cpr``, by its seventh digit; ``None`` if that place holds a letter.

    Source: cpr.dk, "Personnummeret i CPR". 0-3: 1900s. 4 and 9: 2000s to 36, then 1900s. 5-8: 2000s to 57,
    then 1800s. Regional substitute numbers (D-eCPR) reuse digits 0, 5 and 6 and may be a century off.
    """
    seventh, year = cpr[6], int(cpr[4:6])
    if not seventh.isdecimal():
        return None
    if seventh in "0123":
        return 1900 + year
    if seventh in "49":
        return (2000 if year <= 36 else 1900) + year
    return (2000 if year <= 57 else 1800) + year


def _compact(value: str) -> str:
    """Upper case, digits as ASCII, without separators; anything else stays and will not match."""
    # NFKC turns full-width digits into digits and every Unicode blank into a space.
    plain = unicodedata.normalize("NFKC", value).upper()
    return "".join(_ascii_digit(c) for c in plain if not _separates(c))


def _separates(character: str) -> bool:
    # Pd: dashes. Cf: soft hyphens, zero-width blanks.
    return character in _SEPARATORS or unicodedata.category(character) in {"Pd", "Cf"}


def _ascii_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _without_century(twelve: str) -> str:
    """Ten digits of twelve if the century agrees with the seventh digit, else "" (which is no number).

    The two orders cannot be confused: a year in one place is no month in the other.
    """
    if found := _CENTURY_LAST.fullmatch(twelve):
        day, month, year, last = found.groups()
        if year[:2] in {"18", "19", "20"}:
            return _agreeing(f"{day}{month}{year[2:]}{last}", int(year))
    if found := _CENTURY_FIRST.fullmatch(twelve):
        year, month, day, last = found.groups()
        return _agreeing(f"{day}{month}{year[2:]}{last}", int(year))
    return ""


def _agreeing(ten: str, year: int) -> str:
    return ten if birth_year(ten) == year else ""


def _day_exists(day: int, month: int, year: int) -> bool:
    try:
        # 2000 + yy has a 29 February whenever some century's yy has one.
        date(2000 + year, _plain_month(month), day - 60 if day > 60 else day)
    except ValueError:
        return False
    return True


def _plain_month(month: int) -> int:
    return month - 40 if month > 40 else month - 20 if month > 20 else month
