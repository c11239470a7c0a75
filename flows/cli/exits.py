"""Exit codes, for cron, systemd and scripts."""

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    WHOLE = 0
    PARTIAL = 1
    USAGE = 2
    FATAL = 3
    INTERRUPTED = 130
    UNREAD = 141

    @property
    def meaning(self) -> str:
        """In a few words, for ``--help`` and the docs."""
        return _MEANING[self]


_MEANING = {
    Exit.WHOLE: "all is whole",
    Exit.PARTIAL: "done, but something was held back, failed or is late",
    Exit.USAGE: "wrong usage, configuration or contract",
    Exit.FATAL: "stopped; a person must act",
    Exit.INTERRUPTED: "stopped by the keyboard",
    Exit.UNREAD: "whoever read the output left before its end",
}
