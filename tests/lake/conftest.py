"""The lake's tests sync a great deal; where there is a file system in memory, they do it there."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that syncs at once."""
    if not _MEMORY.is_dir():
        yield tmp_path_factory.mktemp("lake")
        return
    folder = Path(tempfile.mkdtemp(dir=_MEMORY, prefix="lake-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def tmp_path(memory: Path) -> Iterator[Path]:
    """As pytest's own, in memory and gone after the test."""
    folder = Path(tempfile.mkdtemp(dir=memory))
    yield folder
    shutil.rmtree(folder)
