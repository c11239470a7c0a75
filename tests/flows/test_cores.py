"""A process that has read a source leaves no core dump, by whatever door it came to read."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.conftest import variables
from tests.flows.homes import ROOT, Home

ALLOW = """
import os, resource, signal, sys
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
def tell(*_):
    print("core", *resource.getrlimit(resource.RLIMIT_CORE), flush=True)
    os.kill(os.getpid(), signal.SIGABRT)
"""
DOORS = {
    "command": "import flows.cli; flows.cli.run = tell; flows.cli.main()",
    "worker": """
import flows.wiring
from flows.settings import load
with flows.wiring.open_tools(load(sys.argv[1])):
    tell()
""",
    "scrub": """
import flows.scrubbing
flows.scrubbing.configured = tell
flows.scrubbing.one("", None, "roles", None)
""",
}


@pytest.mark.parametrize("door", DOORS)
def test_no_core_dump(unharvested: Home, here: Path, door: str) -> None:
    crashed = subprocess.run(
        [sys.executable, "-c", ALLOW + DOORS[door], str(unharvested.config)],
        cwd=here,
        env=variables(here / "tmp", PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (crashed.stdout, crashed.returncode) == ("core 0 0\n", -signal.SIGABRT), crashed.stderr
    assert list(here.glob("core*")) == []
