"""What was planted and where: one JSON line a text in ``truth.jsonl``, one a person in ``people.jsonl``."""

import json
from pathlib import Path
from types import TracebackType

from synthetic.people import Person
from synthetic.writing.note import Text


class Truth:
    """Writes both files as the sources are written. Offsets are Unicode code points in the stored cell."""

    def __init__(self, folder: Path) -> None:
        self._texts = (folder / "truth.jsonl").open("w", encoding="utf-8")
        self._people = (folder / "people.jsonl").open("w", encoding="utf-8")
        self.texts = 0
        self.people = 0

    def __enter__(self) -> "Truth":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._texts.close()
        self._people.close()

    def text(self, system: str, table: str, column: str, row: int, case: int, text: Text) -> None:
        """Where people stand in one cell."""
        mentions = [
            {"label": m.label, "person": m.person, "text": m.text, "start": m.start, "end": m.end}
            for m in text.marks
        ]
        line = {
            "system": system,
            "table": table,
            "column": column,
            "id": row,
            "case": case,
            "mentions": mentions,
        }
        self._texts.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.texts += 1

    def person(self, person: Person, known_in: str, case: int | None = None, former_home: str = "") -> None:
        """Everything planted about one person. ``known_in``: the system that knows them, or ""."""
        line = person.values() | {"known_in": known_in, "case": case}
        if former_home:
            line["former_home"] = former_home
        self._people.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.people += 1
