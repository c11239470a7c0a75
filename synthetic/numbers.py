"""Numbers that look like people's and belong to nobody: CPR, phone, account, case number.

Every CPR number is date-valid, has the century digit of its year, fails modulus 11 and is not of
1 January: no such number has been issued (cpr.dk, list of dates without check digit, 10-05-2023).
Replacement numbers (day + 60) are never CPR numbers.
"""

from datetime import date, timedelta
from random import Random

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
DAYS, SERIALS = 364, 2400
POOL = DAYS * SERIALS  # numbers of one sex and year: people with n below this never share one
_STRIDE = 514_229  # prime, so n -> n * stride visits the whole pool


def passes_modulus_11(cpr: str) -> bool:
    """True where the ten digits carry a valid check digit."""
    digits = [int(c) for c in cpr if c.isdigit()]
    return len(digits) == 10 and sum(w * d for w, d in zip(WEIGHTS, digits, strict=True)) % 11 == 0


def fictive_cpr(n: int, year: int, female: bool, seed: int = 0) -> tuple[str, date]:
    """Number (``ddmmyyxxxx``) and birth date of person ``n`` born in ``year`` (1937-2036).

    Same ``n``, year, sex and seed: same number. Different ``n`` below ``POOL``: different numbers.
    """
    place = ((n + seed * 7919) * _STRIDE) % POOL
    born = date(year, 1, 2) + timedelta(days=place // SERIALS)
    hundred, last = divmod(place % SERIALS, 4)
    century = "456789" if year >= 2000 else "012349"
    stem = f"{born:%d%m%y}{century[hundred // 100]}{hundred % 100:02d}"
    failing = [d for d in ("02468" if female else "13579") if not passes_modulus_11(stem + d)]
    return stem + failing[last], born


def replacement(cpr: str) -> str:
    """The number somebody without a CPR number gets meanwhile: first digit of the day raised by 6."""
    return str(int(cpr[0]) + 6) + cpr[1:]


def dashed(cpr: str) -> str:
    """``ddmmyy-xxxx``."""
    return f"{cpr[:6]}-{cpr[6:]}"


def phone(rng: Random) -> str:
    """Eight digits, first 2-9."""
    return f"{rng.choice('2345679')}{rng.randrange(10**7):07d}"


def case_number(index: int, year: int) -> str:
    """Readable case number with KLE subject and facet, as an ESDH system prints it."""
    return f"27.24.00-G01-{index + 1}-{year % 100:02d}"
