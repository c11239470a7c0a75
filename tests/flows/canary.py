"""Looks for planted people in everything that was written, said or left behind; says where, never whom.

What is looked for, and where:

- *Shapes*: CPR numbers with and without hyphen, telephone digits in their usual groupings, e-mail
  addresses, streets with their house number. Everywhere, in raw bytes too.
- *Whole names*, as written: given and last name, with and without middle names. Everywhere, in raw bytes too.
- *Words of names*, and the ways a text has written them (misspelt, in small letters, genitive): as whole
  words, in all that can be read as text. A word that is also an ordinary one ("Hans", "Storm", "Bro") would
  drown the rest in false alarms: if it stands among the words the texts are composed from, or has fewer than
  three letters, it is looked for as part of whole names only - here. ``missed`` looks for it row by row.
- Compressed or encoded content is opened first: Parquet cells and metadata, cells of SQLite databases with
  their write-ahead logs, JSON escapes, base64, zlib. Three letters in compressed bytes are chance, so words
  are not looked for in raw bytes; what is six bytes or longer is.

``missed`` compares each text with the truth about it: a planted mention that still stands in the masked row
is counted, whatever word it is, since the source's own other uses of that word are counted too.
"""

import base64
import binascii
import html
import json
import re
import sqlite3
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import ahocorasick_rs
import pyarrow.parquet as pq

from connectors.documents.html import to_text
from pseudonymize.pseudonym import token
from schemas.load import load_contracts
from schemas.mapping import load_system
from tests.flows.homes import Home, ask, rows
from vault.backends.file import FileVault

LETTER = re.compile(r"[^\W\d_]+")
# What stands instead of people. Cut out before looking: somebody's initials may be FAR.
TOKEN = re.compile(r"\[[A-ZÆØÅ_]+(?:_\d+)?\]")
_OURS = ("mark",)  # a file of ours; and Mark, in a text that was written in small letters
_CALENDAR = (
    "januar februar marts april maj juni juli august september oktober november december "
    "mandag tirsdag onsdag torsdag fredag lørdag søndag"
)
_LONG = 6  # bytes; shorter needles are found in any heap of compressed bytes
_WORDS_OF = ("hverdagen.txt", "genrer.txt", "genrer.toml", "temaer.txt", "undersoegelser.txt", "places.toml")
_KINDS = {"PER": "name", "CPR": "cpr", "PHONE": "phone", "EMAIL": "email", "ADDR": "address"}
_READABLE = re.compile(rb"(?:[\x20-\x7e\n]|[\xc3-\xc5][\x80-\xbf]){10,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{32,}={0,2}")
_DEEP = 3  # encodings within encodings
_SYSTEMS = {"demo_myndighed": "myndighed", "demo_udfoerer": "udfoerer"}


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """Something planted, found where it may not be: what kind, and where."""

    place: str
    kind: str


@dataclass(frozen=True, slots=True)
class Needles:
    """What was planted. Needle -> kind."""

    anywhere: dict[str, str] = field(repr=False)  # long enough to be sought in raw bytes
    words: dict[str, str] = field(repr=False)  # as whole words, in text
    _all: Any = field(init=False, repr=False)
    _long: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_all", ahocorasick_rs.AhoCorasick([*self.anywhere, *self.words]))
        object.__setattr__(self, "_long", ahocorasick_rs.AhoCorasick([*self.anywhere]))

    @classmethod
    def of(cls, sources: Path, extra: Iterable[str] = ()) -> "Needles":
        """All that ``people.jsonl`` and ``truth.jsonl`` tell. ``extra``: canaries of a test's own."""
        anywhere = dict.fromkeys(extra, "canary")
        words: dict[str, str] = {}
        for person in _lines(sources / "people.jsonl"):
            for kind, value in _planted(person):
                (anywhere if len(value.encode()) >= _LONG and kind != "word" else words)[value] = kind
        for text in _lines(sources / "truth.jsonl"):
            for mention in text["mentions"]:
                label, surface = _KINDS.get(mention["label"]), _plain(mention["text"])
                if label and _telling(label, surface):
                    (words if label == "name" else anywhere).setdefault(surface, label)
        words = {word: kind for word, kind in words.items() if _unusual(word)}
        return cls(anywhere, words)

    def in_text(self, text: str) -> Iterator[str]:
        """Kinds of what stands in a text."""
        for needle in self.standing_in(text):
            yield self.anywhere.get(needle) or self.words[needle]

    def standing_in(self, text: str) -> Iterator[str]:
        """What stands in a text: for whoever debugs."""
        text = TOKEN.sub("[]", text)
        for needle in set(self._all.find_matches_as_strings(text, overlapping=True)):
            if _whole(needle, text):
                yield needle

    def in_bytes(self, raw: bytes) -> Iterator[str]:
        """Kinds of what stands in bytes as they are."""
        text = raw.decode("utf-8", "replace")
        for needle in set(self._long.find_matches_as_strings(text, overlapping=True)):
            if _whole(needle, text):
                yield self.anywhere[needle]


def search(needles: Needles, folder: Path, leave_out: Iterable[Path] = ()) -> Counter[Hit]:
    """Everything below a folder, names of files too."""
    apart = tuple(leave_out)
    found: Counter[Hit] = Counter()
    for file in sorted(folder.rglob("*")):
        if any(file.is_relative_to(path) for path in apart):
            continue
        place = file.relative_to(folder).as_posix()
        found.update(Hit(f"name of {place}", kind) for kind in needles.in_text(place))
        if file.is_file():
            found.update(Hit(place, kind) for text in readings(file) for kind in needles.in_text(text))
            found.update(Hit(f"{place} (bytes)", kind) for kind in needles.in_bytes(file.read_bytes()))
    return found


def said(needles: Needles, **texts: str) -> Counter[Hit]:
    """What was printed: name -> text."""
    return Counter(Hit(name, kind) for name, text in texts.items() for kind in needles.in_text(text))


def told(found: Counter[Hit]) -> str:
    """For an assertion: kinds and places, no values."""
    return "\n".join(f"{count} x {hit.kind} in {hit.place}" for hit, count in sorted(found.items()))


# Reading everything as text


def readings(file: Path) -> Iterator[str]:
    """All that a file says, however it is packed."""
    with file.open("rb") as opened:
        head = opened.read(16)
    if head.startswith(b"PAR1") and not _torn(file):
        yield from _parquet(file)
    elif head.startswith(b"SQLite format 3"):
        yield from _sqlite(file)
    else:
        yield from _unpacked(file.read_bytes())


def _torn(file: Path) -> bool:
    """Whether a writer was killed before the footer. Only what is staged may be: nobody can read its columns,
    so its bytes are searched as they are.
    """
    raw = file.read_bytes()
    whole = len(raw) > len(b"PAR1") and raw.endswith(b"PAR1")
    assert whole or ".staging" in file.parts, f"{file.name} is published, and torn"
    return not whole


def _parquet(file: Path) -> Iterator[str]:
    table = pq.ParquetFile(file).read()
    facts = {**(table.schema.metadata or {}), **(pq.read_metadata(file).metadata or {})}
    for raw in (*facts.keys(), *facts.values()):
        yield from _unpacked(raw)
    for column in table.columns:
        yield from _cells(column.to_pylist())


def _sqlite(file: Path) -> Iterator[str]:
    # A copy, so that looking changes nothing; the write-ahead log goes along and is read with it.
    with tempfile.TemporaryDirectory() as folder:
        for part in file.parent.glob(f"{file.name}*"):
            if part.is_file():
                Path(folder, part.name).write_bytes(part.read_bytes())
        with closing(sqlite3.connect(Path(folder, file.name))) as base:
            tables = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                for row in base.execute(f'SELECT * FROM "{table}"'):
                    yield from _cells(row)


def _cells(cells: Iterable[object]) -> Iterator[str]:
    for cell in cells:
        match cell:
            case str():
                yield from _unpacked(cell.encode("utf-8", "replace"))
            case bytes():
                yield from _unpacked(cell)
            case list() | tuple():
                yield from _cells(cell)
            case None | bool() | int() | float():
                pass
            case _:
                yield str(cell)


def _unpacked(raw: bytes, depth: int = _DEEP) -> Iterator[str]:
    """Bytes as text, with JSON's escapes undone, and whatever is packed inside as base64 or zlib."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        # Sealed or compressed: three letters in a row are chance, a longer readable run may be somebody.
        yield from (run.decode("utf-8", "replace") for run in _READABLE.findall(raw))
        text = ""
    yield text
    if "\\u" in text:
        yield re.sub(r"\\+u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text)
    if depth:
        for packed in _packed(raw):
            yield from _unpacked(packed, depth - 1)


def _packed(raw: bytes) -> Iterator[bytes]:
    for run in _BASE64.findall(raw):
        if not re.fullmatch(rb"[0-9a-f-]+|[a-z2-7_]+", run):  # a digest, a UUID, a pseudonym: nothing inside
            for decode in (base64.b64decode, base64.urlsafe_b64decode):
                try:
                    yield decode(run.rstrip(b"=") + b"=" * (-len(run.rstrip(b"=")) % 4))
                except (binascii.Error, ValueError):
                    continue
                break
    if raw[:2] in (b"\x78\x9c", b"\x78\xda", b"\x78\x01", b"\x1f\x8b"):
        try:
            yield zlib.decompress(raw, wbits=47)
        except zlib.error:
            return


# Row by row against the truth


@dataclass(frozen=True, slots=True)
class Missed:
    """A planted mention that still stands in a masked text. The text itself is for whoever debugs."""

    dataset: str
    kind: str
    known: bool  # some system knows this person
    surface: str = field(repr=False)
    text: str = field(repr=False)


def missed(home: Home) -> tuple[list[Missed], int]:
    """Every planted mention of at least three letters that was not taken out; and how many were looked at."""
    known = {
        person["key"] for person in _lines(home.folder / "sources" / "people.jsonl") if person["known_in"]
    }
    at_rest = _at_rest(home)
    found, looked_at = [], 0
    for truth in _lines(home.folder / "sources" / "truth.jsonl"):
        place = _place(truth["system"], truth["table"], truth["column"])
        row = at_rest.get((place[0], place[1], str(truth["id"]))) if place else None
        if place is None or row is None:
            continue
        masked = _spaced(TOKEN.sub("[]", row[place[2]] or ""))
        innocent = _spaced(_without_people(home, truth))
        planted: Counter[tuple[str, str, bool]] = Counter()
        for mention in truth["mentions"]:
            kind, surface = _KINDS.get(mention["label"]), _plain(mention["text"])
            if kind and (kind != "name" or _letters(surface) >= 3):
                planted[kind, surface, mention["person"] in known] += 1
                looked_at += 1
        for (kind, surface, is_known), times in planted.items():
            left = _count(surface, masked) - _count(surface, innocent)
            found += [Missed(place[1], kind, is_known, surface, masked)] * max(0, min(left, times))
    return found, looked_at


def _at_rest(home: Home) -> dict[tuple[str, str, str], dict[str, Any]]:
    """(source, dataset, key in the source) -> row of the lake, for every text the truth tells of."""
    source = FileVault.open(home.vault).ring().handle("source")
    wanted: dict[str, tuple[str, str, str]] = {}
    for truth in _lines(home.folder / "sources" / "truth.jsonl"):
        if place := _place(truth["system"], truth["table"], truth["column"]):
            key = (place[0], place[1], str(truth["id"]))
            wanted[token(source.prf(":".join(key).encode()))] = key
    return {
        wanted[row["kilde_id_pid"]]: row
        for dataset in {key[1] for key in wanted.values()}
        for row in rows(home.lake, dataset)
        if row["kilde_id_pid"] in wanted
    }


@cache
def _place(system: str, table: str, column: str) -> tuple[str, str, str] | None:
    """Where a source cell goes: source, dataset, column of the lake."""
    contracts = load_contracts()
    for dataset, mapped in load_system(system, contracts).tables.items():
        for cell in mapped.columns:
            if cell.source == f"{table}.{column}":
                return _SYSTEMS[system], dataset, contracts[dataset].column(cell.name).output
    return None


def _without_people(home: Home, truth: dict[str, Any]) -> str:
    """The source's text with every planted mention cut out of it: what is left may stay as it is."""
    database = home.authority if truth["system"] == "demo_myndighed" else home.performing
    key = ask(database, f'SELECT name FROM pragma_table_info("{truth["table"]}") WHERE pk = 1')[0][0]
    found = ask(
        database, f'SELECT "{truth["column"]}" FROM "{truth["table"]}" WHERE "{key}" = ?', truth["id"]
    )
    cell = found[0][0]
    for mention in sorted(truth["mentions"], key=lambda mention: -mention["start"]):
        assert cell[mention["start"] : mention["end"]] == mention["text"], "the truth is about another text"
        cell = f"{cell[: mention['start']]}[]{cell[mention['end'] :]}"
    return to_text(cell) if truth["column"] == "Note" else cell


def _count(surface: str, text: str) -> int:
    """How often, genitives not counted: those were planted as such."""
    return sum(1 for start in _places(surface, text) if _stands_alone(surface, text, start))


def _whole(needle: str, text: str) -> bool:
    """Whether a needle stands there by itself, or in the genitive."""
    forms = (needle, f"{needle}s") if needle[-1].isalpha() else (needle,)
    return any(_stands_alone(form, text, start) for form in forms for start in _places(form, text))


def _places(surface: str, text: str) -> Iterator[int]:
    start = text.find(surface)
    while start >= 0:
        yield start
        start = text.find(surface, start + 1)


def _stands_alone(needle: str, text: str, start: int) -> bool:
    """Not inside a longer word or number."""
    before, end = text[start - 1 : start], start + len(needle)
    after = text[end : end + 1]
    if needle[0].isdigit() and before.isdigit():
        return False
    if needle[-1].isdigit() and after.isdigit():
        return False
    # A pseudonym or a digest is letters and digits: three letters inside one are nobody's name.
    if needle[0].isalpha() and before.isalnum():
        return False
    return not (needle[-1].isalpha() and after.isalnum())


# What was planted


def _planted(person: dict[str, Any]) -> Iterator[tuple[str, str]]:
    names = [person[key] for key in ("given", "middle", "surname", "nickname", "former") if person.get(key)]
    yield "name", person["full"]
    yield "name", f"{person['given']} {person['surname']}"
    for name in names:
        yield "word", name
        yield from (("word", word) for word in LETTER.findall(name))
    if cpr := person.get("cpr"):
        yield from (("cpr", form) for form in (cpr, f"{cpr[:6]}-{cpr[6:]}", f"{cpr[:6]} {cpr[6:]}"))
    if phone := person.get("phone"):
        pairs = [phone[at : at + 2] for at in range(0, 8, 2)]
        yield from (("phone", form) for form in (phone, " ".join(pairs), f"{phone[:4]} {phone[4:]}"))
    if email := person.get("email"):
        yield "email", email
    if home := person.get("home"):
        yield "address", home.partition(",")[0]


def _plain(surface: str) -> str:
    """A mention as it stands once markup is gone."""
    return _spaced(html.unescape(re.sub(r"<[^>]+>", "", surface)))


def _spaced(text: str) -> str:
    """Single plain spaces between words, whatever the source has there."""
    return " ".join(text.split())


def _telling(kind: str, surface: str) -> bool:
    match kind:
        case "name":
            return _letters(surface) >= 3 and not surface.isupper()
        case "address":
            return any(letter.isdigit() for letter in surface)
        case "cpr":
            return sum(letter.isdigit() for letter in surface) >= 10
        case _:
            return len(surface) >= _LONG


def _letters(name: str) -> int:
    """How many letters a name has, less a genitive's: ``D.'s`` has one."""
    return sum(map(str.isalpha, name.removesuffix("s")))


def _unusual(name: str) -> bool:
    parts = [part.casefold() for part in LETTER.findall(name)]
    if len(parts) > 1:
        return True
    return (
        bool(parts) and len(parts[0]) >= 3 and not {parts[0], parts[0].removesuffix("s")} & ordinary_words()
    )


@cache
def ordinary_words() -> frozenset[str]:
    """Every word the generator composes texts from, and the calendar's; case folded."""
    words = {*_CALENDAR.split(), *_OURS}
    for name in _WORDS_OF:
        text = files("synthetic").joinpath("words", name).read_text(encoding="utf-8")
        words.update(word.casefold() for word in LETTER.findall(re.sub(r"\{[^}]*\}", " ", text)))
    return frozenset(words)


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
