"""Runs harvests in forked children and kills them when told; a program for test_kill.

It has imported everything and read the model, and started no thread: a child costs what a harvest costs, and
a kill there is a kill of a real process. One JSON line in, one out::

    {"config": ".../datahoest.toml", "log": ".../said.txt", "after": 1.25}   # seconds; null: to the end
    {"killed": true, "code": null, "seconds": 1.25}
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

import pseudonymize.model
import pseudonymize.text.masker
from flows.cli import harvest as _harvest  # noqa: F401
from flows.cli import run as cli


def harvest(config: str, log: Path) -> int:
    """The command, its output to a file."""
    with log.open("a", encoding="utf-8") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        code = cli(["harvest", "--config", config, "--engine", "direct"])
        sys.stdout.flush()
        sys.stderr.flush()
    return code


def carried_out(config: str, log: Path, after: float | None) -> dict[str, object]:
    """Run it in a child; kill that ``after`` seconds, unless it was faster."""
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os._exit(harvest(config, log))
    ended, status = 0, 0
    while not ended:
        ended, status = os.waitpid(child, os.WNOHANG)
        if not ended:
            left = 60.0 if after is None else began + after - time.monotonic()
            if left <= 0:
                os.kill(child, signal.SIGKILL)
                ended, status = os.waitpid(child, 0)
            else:
                time.sleep(min(left, 0.005))
    killed = os.WIFSIGNALED(status)
    code = None if killed else os.WEXITSTATUS(status)
    return {"killed": killed, "code": code, "seconds": time.monotonic() - began}


def main() -> None:
    """Until the input ends."""
    model = pseudonymize.model.for_masking()
    # A child uses it once; this process never does.
    vars(pseudonymize.model)["for_masking"] = lambda path=None: model
    for line in sys.stdin:
        order = json.loads(line)
        done = carried_out(order["config"], Path(order["log"]), order["after"])
        print(json.dumps(done), flush=True)


if __name__ == "__main__":
    main()
