"""Street addresses, streets, and postcode with town."""

from collections.abc import Callable

import pytest

CASES = [
    ("Vestergade 12, 2. tv., 8900 Randers C", ["Vestergade 12, 2. tv., 8900 Randers C"]),
    ("Bøgevej 3A st. th", ["Bøgevej 3A st. th"]),
    ("Elmelunden 61, 2.th", ["Elmelunden 61, 2.th"]),
    ("Gl. Landevej 88\n7900 Nykøbing M", ["Gl. Landevej 88\n7900 Nykøbing M"]),
    ("Overdrevet 6, 8900 Randers C", ["Overdrevet 6, 8900 Randers C"]),
    ("bor på Hvidovrevej nu", ["Hvidovrevej"]),
    ("ude på klostervej i går", ["klostervej"]),
    ("fyrrevej fem", ["fyrrevej fem"]),
    ("Postnr./by: 8900 Randers C", ["8900 Randers C"]),
    ("Ø. Boulevard 51, st", ["Ø. Boulevard 51, st"]),
    ("en omvej på motorvejen", []),
    ("på forvejen", []),
    ("hele vejen hjem", []),
    ("i 2025 Randers", []),
    ("Kapitel 12", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_address(text: str, expected: list[str], found: Callable[[str, str], list[str]]) -> None:
    assert found("address", text) == expected
