"""Where meetings and minutes are kept: declarations of the graph, so that who wrote what when is history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from cmdb.errors import Conflict, Invalid, PreconditionFailed
from cmdb.model import Node
from cmdb.store.port import Batch, GraphStore, Stamp
from cmdb.values import Json
from itsm.board.meeting import MEETING, Meeting, meeting_document, parse_meeting
from itsm.board.minutes import MINUTES, check_minutes
from itsm.kernel.declared import DECLARATION, declaration_key, declare, declared, find_declared

__all__ = ["find_meeting", "find_minutes", "meetings", "plan_meeting", "seal", "update"]

TRIES = 8
MOST_ON_ONE_DAY = 20


def meetings(graph: GraphStore) -> list[Meeting]:
    """Return every meeting, by when it begins."""
    found = [parse_meeting(f"meeting {each.name}", dict(each.document)) for each in declared(graph, MEETING).values()]
    return sorted(found, key=lambda each: (each.starts_at, each.id))


def find_meeting(graph: GraphStore, name: str) -> tuple[Meeting, int]:
    """Return a meeting and its revision. Raises ``NotFound``."""
    found = find_declared(graph, MEETING, name)
    return parse_meeting(f"meeting {name}", dict(found.document)), found.revision


def find_minutes(graph: GraphStore, name: str) -> Mapping[str, Json]:
    """Return the minutes of a meeting. Raises ``NotFound``."""
    return find_declared(graph, MINUTES, name).document


def plan_meeting(graph: GraphStore, said: Mapping[str, Json], *, stamp: Stamp) -> str:
    """Plan a meeting and return its id: the board and the day, numbered where there are several. Raises ``Invalid``."""
    first = parse_meeting("meeting new", dict(said))
    if first.state != "planned":
        raise Invalid("state", "cannot be that of a new meeting", first.state, "planned")
    day = first.starts_at.astimezone(ZoneInfo(first.zone)).date().isoformat()
    for number in range(1, MOST_ON_ONE_DAY + 1):
        name = f"board-{day}" if number == 1 else f"board-{day}-{number}"
        try:
            declare(graph, MEETING, name, meeting_document(first), check=parse_meeting, stamp=stamp, expected=0)
        except PreconditionFailed:
            continue
        return name
    raise Invalid("starts_at", "has meetings enough", day, f"{MOST_ON_ONE_DAY} a day")


def update(
    graph: GraphStore, name: str, change: Callable[[Meeting], Meeting], *, stamp: Stamp, expected: int | None = None
) -> Meeting:
    """Write what ``change`` makes of a meeting and return it; where somebody wrote meanwhile, of what they left.

    So what two people say at once is both kept. Raises ``NotFound``, ``Invalid``, ``PreconditionFailed`` where the
    meeting is not at revision ``expected``.
    """
    for left in reversed(range(TRIES)):
        meeting, revision = find_meeting(graph, name)
        if expected is not None and revision != expected:
            raise PreconditionFailed(declaration_key(MEETING, name), expected, revision)
        changed = change(meeting)
        if changed == meeting:
            return meeting
        document = meeting_document(changed)
        try:
            declare(graph, MEETING, name, document, check=parse_meeting, stamp=stamp, expected=revision)
        except Conflict:
            if expected is not None or not left:
                raise
            continue
        return changed
    raise AssertionError


def seal(graph: GraphStore, closed: Meeting, minutes: Mapping[str, Json], *, revision: int, stamp: Stamp) -> None:
    """Write a closed meeting and its minutes as one revision; minutes that are there stay as they are.

    Raises ``PreconditionFailed`` where the meeting is not at ``revision`` or has minutes, ``Invalid``.
    """
    check_minutes(f"minutes {closed.id}", dict(minutes))
    key, kept = declaration_key(MEETING, closed.id), declaration_key(MINUTES, closed.id)
    nodes = [
        Node(key, DECLARATION, MEETING, closed.id, body=meeting_document(closed)),
        Node(kept, DECLARATION, MINUTES, closed.id, body=dict(minutes)),
    ]
    graph.apply(Batch(nodes=nodes, expect={key: revision, kept: 0}), stamp)
