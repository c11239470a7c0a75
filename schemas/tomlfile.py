"""A TOML file that knows where its keys stand, so that a refusal can name the line."""

import hashlib
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from schemas.errors import ContractError

_HEADER = re.compile(r"^\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^((?:[A-Za-z0-9_.-]|"[^"]*"|'[^']*')+)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_SYNTAX_LINE = re.compile(r"at line (\d+)")

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TomlFile:
    """Parsed TOML with the line of every table and key. Every refusal is a ``ContractError``."""

    name: str
    fingerprint: str  # sha256 of the bytes
    data: dict[str, Any] = field(repr=False)
    lines: Mapping[Place, int] = field(repr=False)

    @classmethod
    def read(cls, path: Path | Traversable) -> "TomlFile":
        """Read a file; refuse what is missing, no UTF-8 or no TOML."""
        try:
            content = path.read_bytes()
            text = content.decode("utf-8")
            data = tomllib.loads(text)
        except OSError:
            raise ContractError(
                path.name, 1, "the file cannot be read", "Check the path and its permissions"
            ) from None
        except UnicodeDecodeError:
            raise ContractError(path.name, 1, "the file is not UTF-8", "Save it as UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            at = _SYNTAX_LINE.search(str(error))
            line = int(at.group(1)) if at else text.count("\n") + 1
            raise ContractError(
                path.name, line, "this is not TOML", "Check quotes, brackets and commas"
            ) from None
        return cls(path.name, hashlib.sha256(content).hexdigest(), data, _lines(text))

    def line(self, place: Place) -> int:
        """The line of a key, or of the nearest table around it; 1 if there is none."""
        for end in range(len(place), 0, -1):
            if place[:end] in self.lines:
                return self.lines[place[:end]]
        return 1

    def refusal(self, place: Place, problem: str, remedy: str) -> ContractError:
        """The error to raise about what stands at ``place``."""
        return ContractError(self.name, self.line(place), problem, remedy)

    def table(self, place: Place, allowed: Collection[str] | None = None) -> "Table":
        """The table at ``place``, which must exist; with ``allowed``, unknown keys in it are refused."""
        found: Any = self.data
        for part in place:
            found = found.get(part) if isinstance(found, dict) else None
        shown = ".".join(place)
        if not isinstance(found, dict):
            raise self.refusal(place, f"[{shown}] is missing or no table", f"Add [{shown}]")
        return Table(self, place, found, allowed)


class Table:
    """One table, read key by key with the type each key must have."""

    def __init__(
        self, file: TomlFile, place: Place, values: Mapping[str, Any], allowed: Collection[str] | None = None
    ) -> None:
        self.file, self.place, self.values = file, place, values
        self.only(values if allowed is None else allowed)

    def only(self, known: Collection[str]) -> None:
        """Refuse any key that is not known."""
        for key in self.values:
            if key not in known:
                raise self.refusal(key, f"unknown key {key!r}", f"Known here: {', '.join(sorted(known))}")

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def refusal(self, key: str, problem: str, remedy: str) -> ContractError:
        """The error to raise about one key of this table."""
        return self.file.refusal((*self.place, key), problem, remedy)

    def text(self, key: str, default: str | None = None) -> str:
        """A string that is not blank; required unless there is a default."""
        value = self._get(key, str, "a string", default)
        if key in self.values and not value.strip():
            raise self.refusal(key, f"{key!r} is blank", "Write something, or leave it out")
        return str(value)

    def choice(self, key: str, known: Collection[str]) -> str:
        """One of the known words; required."""
        value = self.text(key)
        if value not in known:
            raise self.refusal(key, f"unknown {key} {value!r}", f"Known: {', '.join(known)}")
        return value

    def number(self, key: str) -> int:
        """A whole number from 1; required."""
        value = self._get(key, int, "a whole number", None)
        if isinstance(value, bool) or value < 1:
            raise self.refusal(key, f"{key!r} is no whole number from 1", f"Write {key} = 1")
        return int(value)

    def flag(self, key: str) -> bool:
        """True or false; false when left out."""
        return bool(self._get(key, bool, "true or false", False))

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of distinct strings, none blank; required unless there is a default."""
        values = self._get(key, list, "a list of strings", default)
        if not all(isinstance(v, str) and v.strip() for v in values):
            raise self.refusal(
                key, f"{key!r} holds something that is no string", "Put each in quotes, none blank"
            )
        if len(set(values)) != len(values):
            raise self.refusal(key, f"{key!r} says something twice", "List each once")
        return tuple(values)

    def pairs(self, key: str) -> dict[str, str]:
        """A table of strings; empty when left out."""
        pairs = self._get(key, dict, "a table of strings", {})
        if not all(isinstance(value, str) for value in pairs.values()):
            raise self.refusal(key, f"{key!r} holds something that is no string", "Put each in quotes")
        return dict(pairs)

    def sub(self, key: str) -> dict[str, Any]:
        """A table inside this one; required."""
        return dict(self._get(key, dict, "a string or a table", None))

    def subs(self, key: str) -> list[dict[str, Any]]:
        """A list of tables; empty when left out."""
        found = self._get(key, list, "a list of tables", [])
        if not all(isinstance(value, dict) for value in found):
            raise self.refusal(key, f"{key!r} holds something that is no table", "Write { … } for each")
        return list(found)

    def _get(self, key: str, kind: type, wanted: str, default: Any) -> Any:
        value = self.values.get(key, default)
        if value is None:
            raise self.refusal(
                key, f"{key!r} is missing in [{'.'.join(self.place)}]", f"Add {key} = … ({wanted})"
            )
        if key in self.values and not isinstance(value, kind):
            raise self.refusal(key, f"{key!r} is not {wanted}", f"Write {wanted}")
        return value


def _lines(text: str) -> dict[Place, int]:
    """Line of each table and key, first mention wins. Keys of inline tables share their table's line."""
    lines: dict[Place, int] = {}
    table: Place = ()
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if header := _HEADER.match(line):
            table = _parts(header.group(1))
            for end in range(1, len(table) + 1):  # [a.b] is also the first mention of a
                lines.setdefault(table[:end], number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_parts(key.group(1))), number)
    return lines


def _parts(dotted: str) -> Place:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
