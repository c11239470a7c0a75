"""The code lists of both years, as the published case names them (Møller 2019, table 2)."""

from collections.abc import Iterator

from synthetic.randers import ALLIANCE_CODES, GRADES, OUTCOMES, PROBLEMS

_SHARED = (
    "Evnen til at se barnets behov",
    "Familieforhold",
    "Sundhedsforhold",
    "Uddannelse og beskæftigelse",
    "Fritidsforhold og venskaber",
    "Netværk",
    "Udvikling og adfærd",
)
_ONLY_2018 = (
    "Barnets personlighed",
    "Forældrenes personlighed",
    "Samværsrelationer",
    "Skole og daginstitution",
    "Generelle forhold",
)
_NEW_2019 = (
    "Personbeskrivelse af forældrene",
    "Samvær",
    "Generelle notater",
    "Beskrivelse af barnet",
    "Samlivsrelationer",
    "Temaer, historier og figurer",
    "Udvikling, adfærd og tolkning",
)
_POINTS = {
    "2018": {f"P{n:02d}": label for n, label in enumerate(_SHARED + _ONLY_2018, start=1)},
    "2019": {f"P{n:02d}": label for n, label in enumerate(_SHARED, start=1)}
    | {f"N{n:02d}": label for n, label in enumerate(_NEW_2019, start=1)},
}
POINTS_2019 = tuple(_POINTS["2019"])
_SPAN = {"2018": ("2018-01-01", "2018-12-31"), "2019": ("2019-01-01", None)}


def codebook_rows() -> Iterator[dict[str, str | None]]:
    """One row a version and code. Which new point replaces which old is a local decision: no crosswalk."""
    codes = {
        "problemstilling": PROBLEMS,
        "problemgrad": GRADES,
        "målopnåelse": OUTCOMES,
        "alliance": tuple(ALLIANCE_CODES.values()),
    }
    for version, (first, last) in _SPAN.items():
        listed = [("opmærksomhedspunkt", code, label) for code, label in _POINTS[version].items()]
        listed += [(kind, code, code) for kind, every in codes.items() for code in every]
        for kind, code, label in listed:
            yield {
                "KodebogVersion": version,
                "Kode": code,
                "Type": kind,
                "Betegnelse": label,
                "GyldigFra": first,
                "GyldigTil": last,
                "AfløserKode": None,
            }
