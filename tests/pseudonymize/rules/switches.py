"""Every rule of the text masker, found by reading the product, and a way to switch one off.

A rule is: a pattern, or one of a tuple of patterns; a set, list or table of words; an identifier kind, a step
of repair, a place of :mod:`pseudonymize.recognizers.doubt`; a list file; a function or method that answers
yes or no, or that finds places. Off means: it matches nothing, holds nothing, says no, finds nothing.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from pseudonymize import identifiers, recognizers, text
from pseudonymize.identifiers.interface import IdentifierKind, Rule
from pseudonymize.text import lists
from pseudonymize.text.words import fold

ROOM = "pseudonymize."
# What is written in place of a person, and what only a policy asks for, has suites of its own.
NOT_RULES = {
    "text.surrogates",
    "text.policy",
    "text.policies",
    "text.relative",
    "text.interface",
    "text.span",
    "text.tokens",
}
# Measures against cost, and the engine's duties to Presidio: they decide when and how, never what is found.
NOT_FINDING = {
    "recognizers.engine._UNBROKEN",
    "recognizers.engine._SIGN",
    "recognizers.engine.SpacyBatches",
    "recognizers.engine.NoContext",
    "recognizers.interface.DanishRecognizer",
}
NEVER = re.compile(r"(?!)()")  # with a group: some rewrite with it
Change = tuple[object, str, object]  # on what, which attribute, its value when off


def _modules() -> dict[str, ModuleType]:
    found = {}
    for package in (identifiers, recognizers, text):
        for each in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            if not each.ispkg:
                found[each.name.removeprefix(ROOM)] = importlib.import_module(each.name)
    return found


MODULES = _modules()


def _own_names(module: ModuleType) -> Iterator[str]:
    """Names a module assigns itself, not those it imports."""
    for node in ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        yield from (t.id for t in targets if isinstance(t, ast.Name))


def _used(module: ModuleType) -> set[str]:
    """Names that functions of a module read; what only goes into another value is part of that rule."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    return {node.id for function in functions for node in ast.walk(function) if isinstance(node, ast.Name)}


def _without(entry: object) -> object:
    """An entry of a tuple of rules, switched off; ``None`` if it is no rule."""
    if isinstance(entry, re.Pattern):
        return NEVER
    if isinstance(entry, Rule):
        return Rule(NEVER)
    if isinstance(entry, FunctionType):
        return lambda *_: False
    if isinstance(entry, tuple):
        return next((_replaced(entry, at, off) for at, e in enumerate(entry) if (off := _without(e))), None)
    return None


def _replaced(listed: tuple[object, ...], at: int, value: object) -> tuple[object, ...]:
    return (*listed[:at], value, *listed[at + 1 :])


def _core(entry: object) -> object:
    """The pattern or function an entry of a tuple is about."""
    if isinstance(entry, tuple):
        return next((_core(e) for e in entry if _without(e)), entry)
    return entry.pattern if isinstance(entry, Rule) else entry


def _gathered(module: ModuleType) -> set[int]:
    """What stands in a tuple or a ``Rule`` of its module: that is where it is switched off."""
    values = [getattr(module, name) for name in _own_names(module)]
    entries = [e for v in values if isinstance(v, tuple) for e in v if _without(e) is not None]
    parts = [part for e in entries for part in (e if isinstance(e, tuple) else (e,))]
    built = [v for v in (*values, *parts) if isinstance(v, Rule)]
    within = [
        *entries,
        *map(_core, entries),
        *(part for r in built for part in (r.pattern, r.signs, r.start)),
    ]
    within += [v.find for v in values if isinstance(v, IdentifierKind)]
    return {id(one) for one in within if one is not None and one != ()}


def _of_value(name: str, value: object, named: dict[int, str]) -> Iterator[tuple[str, object]]:
    """Rules in a module's value: name, and the value without the rule."""
    if isinstance(value, re.Pattern | Rule):
        yield name, _without(value)
    elif isinstance(value, tuple) and any(_without(entry) for entry in value):
        for at, entry in enumerate(value):
            if (off := _without(entry)) is not None:
                label = named.get(id(entry)) or named.get(id(_core(entry))) or at
                yield f"{name}[{label}]", _replaced(value, at, off)
    elif isinstance(value, frozenset | set) and value and all(isinstance(v, str) for v in value):
        yield name, type(value)()
    elif isinstance(value, tuple) and value and all(isinstance(v, str) for v in value):
        yield name, ()
    elif isinstance(value, dict) and value and all(callable(v) for v in value.values()):
        for key in value:
            yield f"{name}[{key}]", {**value, key: lambda _: None}
    elif isinstance(value, dict) and value and all(isinstance(v, str | frozenset) for v in value.values()):
        yield name, {}


def _answers(function: object) -> object | None:
    """What a function says when it is off; ``None`` if it is no rule."""
    if not isinstance(function, FunctionType):
        return None
    said = str(function.__annotations__.get("return"))
    if said in ("bool", "<class 'bool'>"):
        return lambda *_, **__: False
    if "Iterator[" in said and any(of in said for of in ("Hit", "Place", "Match", "tuple[int, int]")):
        return lambda *_, **__: iter(())
    return None


def _copies(value: object) -> Iterator[tuple[object, str]]:
    """Everywhere a module knows this very object, under whatever name: it may have been imported."""
    for module in MODULES.values():
        for name, other in vars(module).items():
            if other is value:
                yield module, name


def _functions(module: ModuleType, at: str, gathered: set[int]) -> Iterator[tuple[str, list[Change]]]:
    for name, value in list(vars(module).items()):
        if getattr(value, "__module__", "") != module.__name__ or id(value) in gathered:
            continue
        plain = inspect.unwrap(value) if isinstance(value, Callable) else value  # type: ignore[arg-type]
        if (off := _answers(plain)) is not None:
            yield f"{at}.{name}", [(*where, off) for where in _copies(value)]
        elif inspect.isclass(value) and f"{at}.{name}" not in NOT_FINDING:
            for method, function in list(vars(value).items()):
                if method.startswith("__") or getattr(function, "__isabstractmethod__", False):
                    continue
                if isinstance(function, property):
                    if (off := _answers(function.fget)) is not None:
                        yield f"{at}.{name}.{method}", [(value, method, property(off))]  # type: ignore[arg-type]
                elif (off := _answers(function)) is not None:
                    yield f"{at}.{name}.{method}", [(value, method, off)]


def _lists() -> Iterator[tuple[str, list[Change]]]:
    for file in sorted(files(lists).iterdir(), key=lambda f: f.name):
        name = file.name.removesuffix(".txt")
        if not file.name.endswith(".txt") or name.startswith("surrogate"):
            continue
        words = lists.listed(name)
        same = (words, frozenset(fold(w) for w in words))
        changes: list[Change] = []
        for module in MODULES.values():
            for attribute, value in vars(module).items():
                if isinstance(value, frozenset) and value in same:
                    changes.append((module, attribute, frozenset()))
                elif value is lists.listed:
                    without = lambda wanted, off=name: frozenset() if wanted == off else lists.listed(wanted)  # noqa: E731
                    changes.append((module, attribute, without))
        yield f"text/lists/{file.name}", changes


def rules() -> dict[str, list[Change]]:
    """Every rule by its name, with what to set to switch it off."""
    found: dict[str, list[Change]] = {}
    for at, module in MODULES.items():
        if at in NOT_RULES:
            continue
        gathered, used = _gathered(module), _used(module)
        named = {id(value): name for name, value in vars(module).items()}
        for name in _own_names(module):
            value = getattr(module, name)
            if id(value) in gathered or f"{at}.{name}" in NOT_FINDING:
                continue
            copies = list(_copies(value))
            if name not in used and len(copies) == 1 and not isinstance(value, IdentifierKind):
                continue
            if isinstance(value, IdentifierKind):
                found[f"{at}.{name}"] = [(value, "find", lambda _: ())]
                if value.sign is not None:
                    found[f"{at}.{name}.sign"] = [(value, "sign", NEVER)]
            for label, off in _of_value(name, value, named):
                found[f"{at}.{label}"] = [(*where, off) for where in copies]
        found |= dict(_functions(module, at, gathered))
    return found | dict(_lists())


_VOCABULARY = {"fold", "sound", "skeleton", "somali", "ordinary", "ordinary_by_sound", "never_a_name"}


def forget(*, words: bool) -> None:
    """Clear what the product remembers of earlier texts; of ``words`` only where a rule is about them."""
    for module in MODULES.values():
        for name, value in vars(module).items():
            clear: Any = getattr(value, "cache_clear", None)
            if clear is not None and (words or name not in _VOCABULARY):
                clear()


@contextmanager
def without(changes: list[Change]) -> Iterator[None]:
    """The product with one rule switched off."""
    patch = pytest.MonkeyPatch()
    words = any(thing in (MODULES["text.words"], MODULES["text.ordinary"]) for thing, _, _ in changes)
    kept = [
        (kind, name, getattr(kind, name)) for kind, name, _ in changes if isinstance(kind, IdentifierKind)
    ]
    try:
        for thing, name, value in changes:
            if isinstance(thing, IdentifierKind):
                object.__setattr__(thing, name, value)  # frozen: nobody changes a kind but this suite
            else:
                patch.setattr(thing, name, value)
        forget(words=words)
        yield
    finally:
        patch.undo()
        for kind, name, value in kept:
            object.__setattr__(kind, name, value)
        forget(words=words)
