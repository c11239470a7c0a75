"""What the figures were taken on: cores, memory, versions. No names of hosts, users or folders."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version

PARTS = ("datahoest", "spacy", "presidio-analyzer", "pyarrow", "sqlalchemy", "prefect", "numpy")


def machine() -> dict[str, str | int | float]:
    """Of this process. ``load`` says how busy the machine was: above ``cores``, wall times mean nothing."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": cores,
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{part: version(part) for part in PARTS},
    }
