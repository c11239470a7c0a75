"""Sees personal numbers in columns that leave as they are. Not a detector for text: it only says stop."""

import pyarrow as pa
import pyarrow.compute as pc

# RE2, after NFKC: full-width digits are digits and every blank is a space.
_BETWEEN = r"[ \t./\x{2010}-\x{2015}\x{2212}-]"
# Day + 60 and month + 20 or + 40 are replacement numbers; no modulus 11: new numbers may fail it (cpr.dk).
_DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
_MONTH = r"(?:0[1-9]|1[0-2]|2[1-9]|3[0-2]|4[1-9]|5[0-2])"
_CENTURY = r"(?:18|19|20)"
_LAST = rf"{_BETWEEN}{{0,3}}(?:\d{{4}}|\d[A-Za-z]{{2}}\d)"  # or a regional replacement number: 1AB2
_SHAPES = "|".join(
    (
        rf"{_DAY}{_BETWEEN}?{_MONTH}{_BETWEEN}?{_CENTURY}?\d\d{_LAST}",
        rf"{_CENTURY}\d\d{_BETWEEN}?{_MONTH}{_BETWEEN}?{_DAY}{_LAST}",
    )
)
_CPR = rf"(?:^|[^0-9])(?:{_SHAPES})(?:[^0-9]|$)"
# One in four hundred SHA-256 sums in hex holds ten digits like that by chance.
_HASH = r"^[0-9a-f]{64}$"


def cpr_shaped(values: pa.StringArray) -> pa.BooleanArray:
    """Which cells hold something written like a CPR or replacement number, alone or among other characters.

    False for null. Each distinct cell is looked at once.
    """
    encoded = values.dictionary_encode()
    distinct = pc.utf8_normalize(encoded.dictionary, form="NFKC")
    hit = pc.and_not(pc.match_substring_regex(distinct, _CPR), pc.match_substring_regex(distinct, _HASH))
    return pc.fill_null(hit.take(encoded.indices), False)
