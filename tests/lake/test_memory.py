"""Memory does not grow with the partition: the old file is never held whole, nor is the night."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

_CLEAR = Path("/proc/self/clear_refs")


@pytest.mark.slow
@pytest.mark.skipif(not _CLEAR.exists(), reason="needs Linux's account of peak memory")
def test_two_hundred_thousand_notes_in_one_partition_take_less_than_400_mb() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.lake.heavy", "200000"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    measured = json.loads(done.stdout)
    assert max(measured["first"], measured["second"]) < 400, measured
