"""``SafeBatch`` is made in one place, so that what reaches the lake has been through it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ONLY = "pseudonymize/apply.py"
# Tests of the lake need rows to write; they ship nothing.
OUTSIDE = {"tests", "build", "dist"}


def sources() -> Iterator[Path]:
    for room in ROOT.iterdir():
        if room.is_dir() and room.name not in OUTSIDE and not room.name.startswith("."):
            yield from room.rglob("*.py")


def made(tree: ast.AST) -> int:
    """Calls of ``SafeBatch``, by name or through a module, and classes built on it."""
    count = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            count += named(node.func)
            # replace(safe, records=...) would make one from another: SafeBatch may not be re-dressed.
            count += any(named(argument) for argument in node.args)
        elif isinstance(node, ast.ClassDef):
            count += any(named(base) for base in node.bases)
    return count


def named(node: ast.AST) -> bool:
    return (isinstance(node, ast.Name) and node.id == "SafeBatch") or (
        isinstance(node, ast.Attribute) and node.attr == "SafeBatch"
    )


def test_one_place_makes_safe_batches() -> None:
    places = {
        path.relative_to(ROOT).as_posix(): count
        for path in sources()
        if (count := made(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert places == {ONLY: 1}


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("SafeBatch(a, b, c, d)", 1),
        ("batch.SafeBatch(a)", 1),
        ("map(SafeBatch, rows)", 1),
        ("class Mine(SafeBatch): pass", 1),
        ("def write(batch: SafeBatch) -> None: ...", 0),
        ("from schemas.batch import SafeBatch", 0),
    ],
)
def test_the_walk_sees_what_it_looks_for(code: str, count: int) -> None:
    assert made(ast.parse(code)) == count


def test_no_other_name_for_it() -> None:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom | ast.Import):
                assert not any(n.name == "SafeBatch" and n.asname for n in node.names), path.name
