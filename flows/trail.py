"""Every change of the lake is in the trail, once, wherever a run is killed.

The lake tells of a commit before its journal lets go of it, and whoever opens the lake next tells again of
one that was broken off there. So a change is never untold; that it is not told twice is seen to here.
"""

from audit.event import AuditEvent, EventType
from audit.log import AuditLog
from audit.verify import read_events
from lake.interface import Commit, Told
from schemas.errors import AuditError


def of(log: AuditLog) -> Told:
    """Writes commits into the log; one that is finished for a run that was killed is marked as recovered."""

    def tell(commit: Commit) -> None:
        if not (commit.resumed and _holds(log, commit)):
            log.append(_event(commit))

    return tell


def _event(commit: Commit) -> AuditEvent:
    facts = {"commit": str(commit.number)} | ({"recovered": "yes"} if commit.resumed else {})
    return AuditEvent(
        EventType.LAKE_CHANGED, commit.run, commit.dataset, commit.system, dict(commit.counts), facts
    )


def _holds(log: AuditLog, commit: Commit) -> bool:
    if not log.path.exists():
        return False
    wanted = (EventType.LAKE_CHANGED, commit.run, commit.dataset, commit.system, str(commit.number))
    try:
        return any(
            (event.type, event.run, event.dataset, event.system, event.facts.get("commit")) == wanted
            for event in read_events(log.path)
        )
    except AuditError:
        return False  # half a line at the end was no event; and one told twice is better than none
