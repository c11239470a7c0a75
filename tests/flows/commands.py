"""Commands in this process, and a note to give them."""

from flows.cli import run as cli
from tests.flows.homes import Home

NOTE = {
    "note_id": 1,
    "case_id": "a",
    "register": [{"person_id": "p", "role": "mor", "name": "Zubeida Kvistgaard"}],
    "text": "Ringet til Zubeida, 311299-0001.",
}


def cli_of(home: Home, *arguments: str) -> int:
    """``datahoest ARGUMENTS --config`` of that home."""
    return cli([*arguments, "--config", str(home.config)])
