"""The small language of the fragments: ``{mor}``, ``{barn:s}``, ``[the one|the other]``.

A file of fragments has pools (``== genre part``) of fragments parted by empty lines. A fragment may
begin with conditions: ``@skole`` (the child is of school age), ``@lille``, ``@stor``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

CONDITIONS = frozenset({"skole", "lille", "stor"})
_TOKEN = re.compile(r"\{(\w+)(?::(\w+))?\}|([\[\]|])")


@dataclass(frozen=True, slots=True)
class Slot:
    """Somebody or something of the case, in a form: ``{mor:tlf}``."""

    name: str
    form: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to say it."""

    options: tuple["Nodes", ...]


Nodes = tuple[str | Slot | Choice, ...]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A sentence or paragraph of ``words`` words; ``needs``: slots and conditions the case must have."""

    pool: str
    nodes: Nodes
    needs: frozenset[str]
    words: int


@cache
def pools() -> dict[str, tuple[Fragment, ...]]:
    """Every pool of every file."""
    found: dict[str, list[Fragment]] = {}
    for path in sorted((files("synthetic") / "words").iterdir(), key=lambda p: p.name):
        if path.name.endswith(".txt"):
            for fragment in parse(path.read_text("utf-8")):
                found.setdefault(fragment.pool, []).append(fragment)
    return {pool: tuple(fragments) for pool, fragments in found.items()}


def parse(text: str) -> Iterator[Fragment]:
    """The fragments of one file, in order."""
    pool = ""
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        while lines and lines[0].startswith("=="):
            pool = lines.pop(0).strip("= ")
        if lines:
            yield compile_fragment(pool, "\n".join(lines))


def compile_fragment(pool: str, text: str) -> Fragment:
    """Compile one fragment."""
    needs = set()
    while text.startswith("@"):
        condition, _, text = text[1:].partition(" ")
        if condition not in CONDITIONS:
            raise ValueError(f"pool {pool}: unknown condition @{condition}")
        needs.add(condition)
    nodes, rest = _nodes(text, 0, top=True)
    if rest != len(text):
        raise ValueError(f"pool {pool}: unbalanced brackets")
    needs |= {slot.name for slot in _slots(nodes)}
    return Fragment(pool, nodes, frozenset(needs), len(text.split()))


def _nodes(text: str, at: int, top: bool = False) -> tuple[Nodes, int]:
    nodes: list[str | Slot | Choice] = []
    options: list[Nodes] = []
    while match := _TOKEN.search(text, at):
        if match.start() > at:
            nodes.append(text[at : match.start()])
        at = match.end()
        name, form, sign = match.groups()
        if name:
            nodes.append(Slot(name, form or ""))
        elif sign == "[":
            choice, at = _nodes(text, at)
            nodes.extend(choice)
        elif top:
            raise ValueError(f"stray {sign} in a fragment")
        else:
            options.append(tuple(nodes))
            nodes = []
            if sign == "]":
                return (Choice(tuple(options)),), at
    if not top:
        raise ValueError("a bracket is not closed")
    if at < len(text):
        nodes.append(text[at:])
    return tuple(nodes), len(text)


def _slots(nodes: Nodes) -> Iterator[Slot]:
    for node in nodes:
        if isinstance(node, Slot):
            yield node
        elif isinstance(node, Choice):
            for option in node.options:
                yield from _slots(option)
