"""Dates said from where the note stands, and days that tell the season: ``i mandags``, ``uge 42``.

Not looked for unless a contract asks: they move along with the note's own date. A feast or a week number
does not, and tells about when it was.
"""

import re
from collections.abc import Iterator

from pseudonymize.text.interface import Kind
from pseudonymize.text.span import Hit

NAME = "relative dates"
_NUMBER = r"(?:\d{1,3}|en|et|to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|fjorten|nogle|et par)"
_UNIT = r"(?:døgn|dage?|uger?|måned(?:er)?|år|timer?|weekend(?:er)?)"
_WEEKDAY = r"(?:man|tirs|ons|tors|fre|lør|søn)dag"
_SPAN = (
    rf"(?:(?:for|om) (?:ca\.? |cirka )?{_NUMBER} {_UNIT}(?: siden)?|{_NUMBER} {_UNIT} (?:siden|før|efter))"
)
_NEAR = (
    rf"(?:i (?:går|forgårs|morgen|overmorgen|aftes|nat|{_WEEKDAY}s|fjor)"
    rf"|(?:på|sidste|forrige|næste|kommende|førstkommende|nu på)"
    rf" (?:{_WEEKDAY}|weekend|uge|måned|år|sommer|vinter)"
    rf"|{_WEEKDAY}(?: (?:formiddag|eftermiddag|aften|morgen))?)"
)
_FEAST = (
    r"(?:jul(?:e(?:aften|dag(?:en)?|ferien?))?|lillejuleaften|nytår(?:s(?:aften|dag(?:en)?))?"
    r"|påske(?:n|dag|ferien?)?"
    r"|pinse(?:n|dag)?|fastelavn|sankthans|skt\. hans|grundlovsdag|store bededag|mortensaften|luciadag"
    r"|halloween|ramadan(?:en)?|eid|(?:sommer|efterårs|vinter|påske)ferien?|uge \d{1,2})"
)
_PATTERN = re.compile(rf"(?i)(?<![\w-])(?:{_SPAN}|{_NEAR}|{_FEAST})(?![\w-])")


def relative_dates(text: str) -> Iterator[Hit]:
    """Every relative date of a text, longest first at each place."""
    for match in _PATTERN.finditer(text):
        yield Hit(match.start(), match.end(), Kind.DATE, 0.6, NAME)
