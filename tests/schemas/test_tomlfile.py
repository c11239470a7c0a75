"""Files that cannot be read as TOML are refused with the line, and keys know where they stand."""

from pathlib import Path

import pytest

from schemas.errors import ContractError
from schemas.tomlfile import TomlFile

TEXT = """\
# a comment = not a key
title = "t"

[first]
a.b = 1
"quoted key" = 2  # comment
list = [
  "one",
]

[first.second]  # comment
c = { d = 1, e = 2 }

[[many]]
f = 1
[[many]]
f = 2
"""


@pytest.fixture
def file(tmp_path: Path) -> TomlFile:
    path = tmp_path / "x.toml"
    path.write_text(TEXT, encoding="utf-8")
    return TomlFile.read(path)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("title",), 2),
        (("first",), 4),
        (("first", "a", "b"), 5),
        (("first", "quoted key"), 6),
        (("first", "list"), 7),
        (("first", "second"), 11),
        (("first", "second", "c"), 12),
        (("first", "second", "c", "d"), 12),  # inside an inline table: the line of the table
        (("first", "second", "missing"), 11),
        (("many", "f"), 15),
        (("nowhere",), 1),
        ((), 1),
    ],
)
def test_line(file: TomlFile, place: tuple[str, ...], line: int) -> None:
    assert file.line(place) == line


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        (b"a = 1\nb = = 2\n", 2, "not TOML"),
        (b'a = 1\n\nb = """', 3, "not TOML"),
        (b"a = 1\na = 2\n", 2, "not TOML"),
        (b"a = '\xe6'\n", 1, "not UTF-8"),
    ],
)
def test_unreadable(tmp_path: Path, content: bytes, line: int, problem: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(ContractError) as refused:
        TomlFile.read(path)
    assert (refused.value.file, refused.value.line) == ("x.toml", line)
    assert problem in refused.value.problem


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="cannot be read"):
        TomlFile.read(tmp_path / "none.toml")


def test_table_that_is_no_table(file: TomlFile) -> None:
    with pytest.raises(ContractError, match=r"x\.toml:2: \[title\.deeper\] is missing or no table"):
        file.table(("title", "deeper"))


def test_fingerprint_is_of_the_bytes(tmp_path: Path) -> None:
    prints = set()
    for number, content in enumerate((b"a = 1\n", b"a = 1 \n", b"a = 1\n")):
        path = tmp_path / f"{number}.toml"
        path.write_bytes(content)
        prints.add(TomlFile.read(path).fingerprint)
    assert len(prints) == 2


@pytest.mark.parametrize(
    ("content", "method", "problem"),
    [
        ("x = 'not'", "number", "'x' is not a whole number"),
        ("x = true", "number", "no whole number from 1"),
        ("x = 0", "number", "no whole number from 1"),
        ("y = 1", "number", "'x' is missing"),
        ("x = 1", "flag", "'x' is not true or false"),
        ("x = 1", "text", "'x' is not a string"),
        ("x = '  '", "text", "'x' is blank"),
        ("x = [1]", "texts", "holds something that is no string"),
        ("x = ['a', ' ']", "texts", "holds something that is no string"),
        ("x = ['a', 'a']", "texts", "says something twice"),
        ("x = { a = 1 }", "pairs", "holds something that is no string"),
        ("x = [1]", "subs", "holds something that is no table"),
        ("x = 1", "sub", "is not a string or a table"),
    ],
)
def test_wrong_value(tmp_path: Path, content: str, method: str, problem: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(f"[t]\n{content}\n", encoding="utf-8")
    table = TomlFile.read(path).table(("t",))
    with pytest.raises(ContractError) as refused:
        getattr(table, method)("x")
    assert problem in refused.value.problem
    assert refused.value.line == (1 if "missing" in problem else 2)
