"""Walls that import-linter does not see: lists nobody may forget, and what only the top room may touch."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OUTSIDE = {"tests"}  # packages that are no rooms
NOT_SHIPPED = {"training", "benchmarks"}
ROOMS = {file.parent.name for file in ROOT.glob("*/__init__.py")} - OUTSIDE
EDGE = {"flows", "training", "benchmarks"}  # read the clock and the environment


def sources(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    for room in rooms:
        for file in sorted((ROOT / room).rglob("*.py")):
            yield file, ast.parse(file.read_text(encoding="utf-8"))


def places(found: Iterator[tuple[Path, ast.AST]]) -> list[str]:
    return [f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}" for file, node in found]


def test_every_room_is_behind_the_walls() -> None:
    assert set(PROJECT["tool"]["importlinter"]["root_packages"]) == ROOMS


def test_every_room_ships_but_training_and_benchmarks() -> None:
    shipped = set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert shipped == ROOMS - NOT_SHIPPED


def test_every_room_is_type_checked() -> None:
    assert set(PROJECT["tool"]["mypy"]["packages"]) == ROOMS


@pytest.mark.parametrize("room", sorted(ROOMS - EDGE))
def test_only_the_edge_reads_clock_and_environment(room: str) -> None:
    """Below flows the clock and the environment are arguments."""
    taboo = {
        ("os", "environ"),
        ("os", "getenv"),
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("date", "today"),
    }
    taboo |= {("time", "time")}

    def found() -> Iterator[tuple[Path, ast.AST]]:
        for file, tree in sources(room):
            for node in ast.walk(tree):
                read = node if isinstance(node, ast.Attribute) else None
                if read and isinstance(read.value, ast.Name) and (read.value.id, read.attr) in taboo:
                    yield file, node

    assert places(found()) == []


def test_no_error_is_swallowed() -> None:
    """An ``except`` that only passes hides a fault from everybody."""

    def found() -> Iterator[tuple[Path, ast.AST]]:
        for file, tree in sources(*sorted(ROOMS)):
            for node in ast.walk(tree):
                if isinstance(node, ast.ExceptHandler) and all(isinstance(s, ast.Pass) for s in node.body):
                    yield file, node

    assert places(found()) == []


def test_prefect_is_known_upstairs_only() -> None:
    def found() -> Iterator[tuple[Path, ast.AST]]:
        for file, tree in sources(*sorted(ROOMS - {"flows", "benchmarks"})):
            for node in ast.walk(tree):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                if any(name.partition(".")[0] == "prefect" for name in names):
                    yield file, node

    assert places(found()) == []


def test_no_module_is_called_what_says_nothing() -> None:
    vague = {"utils", "util", "common", "helpers", "helper", "manager", "core", "misc"}
    assert [str(f) for room in ROOMS for f in (ROOT / room).rglob("*.py") if f.stem in vague] == []


def test_modules_stay_readable() -> None:
    """No module over 400 lines."""
    long = {
        str(f.relative_to(ROOT)): n
        for room in ROOMS
        for f in (ROOT / room).rglob("*.py")
        if (n := _lines(f)) > 400
    }
    assert long == {}


def _lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())
