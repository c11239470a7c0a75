"""Word lists: ``ordinary.txt`` comes from our annotated notes, the others are written by hand."""

from importlib.resources import files


def listed(name: str) -> frozenset[str]:
    """The words of one list."""
    return frozenset((files(__name__) / f"{name}.txt").read_text(encoding="utf-8").split())
