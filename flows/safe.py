"""Nothing personal in Prefect: its settings, and a shield around every flow and task.

Prefect keeps parameters, exception texts and log lines in clear, in several tables and on disk, and
the exception of a failed flow as a pickle (measured on 3.8). So parameters are names and dates only,
results are never persisted, and what is raised through it is made anew here, with a message that is
either our own (coordinates and counts by construction) or only the kind of the error and its place.
"""

import os
import traceback
from collections.abc import Callable, MutableMapping
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from schemas.errors import ConfigError, ContractError, DatahoestError, Fatal, Retriable, Skippable

P = ParamSpec("P")
R = TypeVar("R")

_OFF = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_TASKS_DEFAULT_PERSIST_RESULT": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_LOG_PRINTS": "false",
    # A cold start takes 20 to 60 seconds on a busy machine; the default patience is 20.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
}


class UnexpectedFailure(Fatal):
    """A fault of the program. The text tells the kind and the place, never the message."""


def prepare(home: Path, environ: MutableMapping[str, str] = os.environ) -> None:
    """Set Prefect up to keep and send nothing. Must run before ``prefect`` is imported.

    An address in ``PREFECT_API_URL`` (a server of the municipality's own) is left in force.
    """
    home.mkdir(parents=True, exist_ok=True)
    environ.update(_OFF)
    environ.setdefault("PREFECT_HOME", str(home))


def clean(error: Exception) -> DatahoestError:
    """The same failure, safe to store: our own errors by their text, all others by kind and place."""
    match error:
        case Skippable():
            return Fatal(f"a row misfit was not handled where it arose ({type(error).__name__})")
        case Fatal() | Retriable():
            return _remade(error)
        case OSError(errno=int() as number):
            # By number: whoever raised it may have put anything into its text and its file name.
            return Fatal(
                f"the machine says no ({os.strerror(number)}, at {place(error)}). See to the room on its "
                "disks, and to the rights of this account on the folders of the configuration"
            )
        case _:
            return UnexpectedFailure(f"{type(error).__name__} at {place(error)}. Report this line to support")


def _remade(error: DatahoestError) -> DatahoestError:
    match error:
        case Retriable():
            return Retriable(str(error))
        case ConfigError() | ContractError():
            return ConfigError(str(error))  # the command line leaves with another code for these
        case _:
            return Fatal(str(error))


def place(error: BaseException) -> str:
    """``file:line`` of the innermost frame, by file name only; never a value."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "unknown place"
    last = frames[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def shielded(work: Callable[P, R]) -> Callable[P, R]:
    """Let only clean errors out of ``work``; raised outside the handler, so no context clings to them."""

    @wraps(work)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return work(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  every kind is remade below
            failure = clean(error)
        raise failure

    return guarded
