"""A process that reads sources holds people in memory, so it leaves no core dump when it crashes."""

import resource


def forbid_cores() -> None:
    """No core file of this process or of those it starts, and no way to allow it again.

    Not reached: a program of the machine's own that the kernel pipes dumps to. That is for the machine.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
