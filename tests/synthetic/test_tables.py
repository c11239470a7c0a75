"""The four published tables (Møller 2019) come out of the source itself, by plain SQL."""

from typing import Any

from tests.synthetic.conftest import Rows

OUTCOMES = ("I mål", "På vej", "Ikke i mål")
TABLE_10 = {
    "Forældrekonflikt": (3, 1, 1),
    "Forældrestruktur": (7, 3, 0),
    "Forældreregulering": (6, 4, 6),
    "Barneregulering": (3, 3, 8),
    "Barnestruktur": (0, 0, 1),
    "Barnekonflikt": (1, 3, 1),
}
TABLE_13 = {"Svær": (6, 5, 7), "Mellem": (4, 8, 7), "Let": (10, 1, 3)}
TABLE_4 = {
    "Negative alliancebeskrivelser": (18, 10, 13),
    "Positive alliancebeskrivelser": (13, 11, 9),
    "Professionel tvivl": (15, 7, 8),
    "Relationsarbejde": (14, 9, 13),
}


def crossed(rows: list[tuple[Any, ...]]) -> dict[str, tuple[int, ...]]:
    counts = {(row, outcome): n for row, outcome, n in rows}
    return {row: tuple(counts.get((row, outcome), 0) for outcome in OUTCOMES) for row, _ in counts}


def by_outcome(performing: Rows, column: str) -> dict[str, tuple[int, ...]]:
    return crossed(
        performing(
            f'SELECT {column}, "Målopnåelse", count(*) FROM Sagsklassifikation WHERE Konsensus GROUP BY 1, 2'
        )
    )


def test_table_10(performing: Rows) -> None:
    assert by_outcome(performing, "Problemstilling") == TABLE_10


def test_table_13(performing: Rows) -> None:
    assert by_outcome(performing, "Problemgrad") == TABLE_13


def test_table_4(performing: Rows) -> None:
    found = performing(
        'SELECT k.Kode, s."Målopnåelse", count(DISTINCT k.SagId) FROM Kodning k '
        "JOIN Sagsklassifikation s ON s.SagId = k.SagId AND s.Konsensus GROUP BY 1, 2"
    )
    assert crossed(found) == TABLE_4


def test_table_5(performing: Rows) -> None:
    plus, reflected = "\"Målopnåelse\" = 'I mål'", "ReflekteretIndsatsjustering"
    cells = {
        "A": f"{plus} AND {reflected}",
        "B": f"{plus} AND NOT {reflected} AND Problemgrad = 'Let'",
        "C": f"NOT {plus} AND {reflected} AND Problemgrad = 'Svær'",
        "D": f"NOT {plus} AND NOT {reflected}",
    }
    found = {
        cell: performing(f"SELECT count(*) FROM Sagsklassifikation WHERE Konsensus AND {rule}")[0][0]
        for cell, rule in cells.items()
    }
    assert found == {"A": 8, "B": 8, "C": 4, "D": 22}


def test_counting_every_coder_is_wrong(performing: Rows) -> None:
    """The source holds what makes a careless query wrong."""
    assert performing("SELECT count(*) FROM Sagsklassifikation") == [(153,)]
    assert performing("SELECT count(*) > count(DISTINCT SagId || Kode) FROM Kodning") == [(1,)]


def test_coded_cases_are_in_nobodys_way(authority: Rows, performing: Rows) -> None:
    ids = {
        row[0]
        for row in performing("SELECT s.MyndighedsSagId FROM Sagsklassifikation k JOIN Sager s USING (SagId)")
    }
    marks = ",".join("?" * len(ids))
    assert len(ids) == 51
    assert authority(
        f"SELECT count(*) FROM Sag WHERE ID IN ({marks}) AND SlettetDato IS NULL AND NOT ErBeskyttet "
        "AND SenesteHaendelse > '2024-11-20'",
        *ids,
    ) == [(51,)]


def test_coded_passages_stand_in_their_notes(performing: Rows) -> None:
    """A passage is whole sentences of the note it points into."""
    for text, start, end in performing("SELECT Tekst, Start, Slut FROM Kodning JOIN Journal USING (NotatId)"):
        passage = text[start:end]
        assert len(passage) == end - start > 15
        assert passage[-1] in '.?!"»'
        assert start == 0 or text[start - 1].isspace()
