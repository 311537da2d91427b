"""What a meeting of the board is: when, who, what was said in it; and the meeting that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cmdb.entities import instant_json
from cmdb.errors import Invalid
from cmdb.taken_down import instant
from cmdb.values import Json
from itsm.kernel.people import as_known

__all__ = [
    "MEETING",
    "VERDICTS",
    "Meeting",
    "Said",
    "State",
    "Verdict",
    "following",
    "meeting_document",
    "parse_meeting",
    "turned",
]

MEETING = "board_meeting"
State = Literal["planned", "open", "closed", "cancelled"]
Verdict = Literal["approve", "conditions", "reject", "defer"]
STATES: tuple[State, ...] = get_args(State)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
FIELDS = (
    "title", "starts_at", "ends_at", "zone", "state", "chair", "members", "quorum", "minutes_per_item", "every_days",
    "present", "delegates", "agenda", "said", "current", "current_since", "opened_at", "closed_at",
)  # fmt: skip
LONGEST = timedelta(days=1)
MOST_PEOPLE = 200
MOST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said of one change in a meeting; ``speaks_for`` is the member that they stood in for."""

    change: str
    decision: Verdict
    by: str
    reason: str
    seen: str
    at: str
    speaks_for: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting.

    ``members`` are accounts; none: whoever may decide on changes. ``delegates`` maps a member to who stands in.
    ``agenda`` are the changes as they stood when it was opened, ``current`` the one that is spoken of since
    ``current_since``. ``every_days`` is after how many days the board meets again.
    """

    id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str = "UTC"
    state: State = "planned"
    chair: str = ""
    members: tuple[str, ...] = ()
    quorum: int = 1
    minutes_per_item: int = 10
    every_days: int = 7
    present: tuple[str, ...] = ()
    delegates: Mapping[str, str] = field(default_factory=dict)
    agenda: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    current: str = ""
    current_since: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def over(self) -> bool:
        """Return whether nothing is said in it any more."""
        return self.state in ("closed", "cancelled")


def following(meeting: Meeting) -> tuple[datetime, datetime]:
    """Return when the board meets again: at the same time of day in its zone, for as long.

    A time of day that a clock put forward leaves out is moved by as much as the clock.
    """
    zone = ZoneInfo(meeting.zone)
    local = meeting.starts_at.astimezone(zone)
    day = local.date() + timedelta(days=meeting.every_days)
    start = datetime.combine(day, local.time().replace(tzinfo=None), zone).astimezone(UTC)
    return start, start + (meeting.ends_at - meeting.starts_at)


# ---------------------------------------------------------------- reading and writing


def parse_meeting(where: str, said: Json) -> Meeting:
    """Read a meeting; ``where`` ends with its id. Raises ``Invalid`` naming the field at fault."""
    if not isinstance(said, dict):
        raise Invalid(where, "is no meeting", str(said)[:100], "an object with title, starts_at, ends_at")
    if unknown := sorted(said.keys() - set(FIELDS)):
        raise Invalid(f"{where}.{unknown[0]}", "is unknown", unknown[0], ", ".join(FIELDS))
    start, end = (instant(f"{where}.{name}", said.get(name)) for name in ("starts_at", "ends_at"))
    if end <= start:
        raise Invalid(f"{where}.ends_at", "is not after the start", str(said["ends_at"]), str(said["starts_at"]))
    if end - start > LONGEST:
        raise Invalid(f"{where}.ends_at", "is more than a day after the start", str(said["ends_at"]), "up to a day")
    found = Meeting(
        id=where.rpartition(" ")[2],
        title=words(where, said, "title") or "Change advisory board",
        starts_at=start,
        ends_at=end,
        zone=zone_in(where, said),
        state=state_in(where, said),
        chair=words(where, said, "chair"),
        members=people(where, said, "members"),
        quorum=whole(where, said, "quorum", (1, MOST_PEOPLE), 1),
        minutes_per_item=whole(where, said, "minutes_per_item", (1, 240), 10),
        every_days=whole(where, said, "every_days", (1, 366), 7),
        present=people(where, said, "present"),
        delegates=cast("Mapping[str, str]", said.get("delegates", {})),
        agenda=tuple(map(str, cast("Sequence[Json]", said.get("agenda", [])))),
        said=tuple(Said(**each) for each in cast("Sequence[dict[str, str]]", said.get("said", []))),  # type: ignore[arg-type]  # as it was written
        current=words(where, said, "current"),
        **{name: moment(where, said, name) for name in ("current_since", "opened_at", "closed_at")},
    )
    if found.members and found.quorum > len(found.members):
        allowed = f"1 to {len(found.members)}, as many as there are members"
        raise Invalid(f"{where}.quorum", "is more than there are members", found.quorum, allowed)
    return found


def words(where: str, said: Mapping[str, Json], name: str) -> str:
    """Return a short text, "" for none. Raises ``Invalid``."""
    found = said.get(name) or ""
    if not isinstance(found, str) or len(found) > MOST_TEXT:
        raise Invalid(f"{where}.{name}", "is no short text", str(found)[:100], f"up to {MOST_TEXT} characters")
    return found.strip()


def people(where: str, said: Mapping[str, Json], name: str) -> tuple[str, ...]:
    """Return names of accounts, each person once, as they are spelled first. Raises ``Invalid``."""
    found = said.get(name) or []
    if not isinstance(found, list) or len(found) > MOST_PEOPLE or not all(isinstance(each, str) for each in found):
        raise Invalid(f"{where}.{name}", "is no list of accounts", str(found)[:100], "names of accounts")
    spelled: dict[str, str] = {}
    for each in map(str, found):
        spelled.setdefault(as_known(each), each.strip())
    return tuple(each for each in spelled.values() if each)


def whole(where: str, said: Mapping[str, Json], name: str, span: tuple[int, int], otherwise: int) -> int:
    """Return a whole number within a span. Raises ``Invalid``."""
    found = said.get(name, otherwise)
    if isinstance(found, bool) or not isinstance(found, int) or not span[0] <= found <= span[1]:
        raise Invalid(f"{where}.{name}", "cannot be", str(found)[:64], f"{span[0]} to {span[1]}")
    return found


def moment(where: str, said: Mapping[str, Json], name: str) -> datetime | None:
    """Return an instant, None for none. Raises ``Invalid``."""
    return instant(f"{where}.{name}", said[name]) if said.get(name) else None


def zone_in(where: str, said: Mapping[str, Json]) -> str:
    """Return the zone in which the board meets. Raises ``Invalid``."""
    name = str(said.get("zone") or "UTC")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(f"{where}.zone", "is no time zone", name[:64], "an IANA name such as Europe/Berlin") from error
    return name


def state_in(where: str, said: Mapping[str, Json]) -> State:
    """Return in which state a meeting is. Raises ``Invalid``."""
    found = next((each for each in STATES if each == said.get("state", "planned")), None)
    if found is None:
        raise Invalid(f"{where}.state", "is no state of a meeting", str(said["state"])[:64], ", ".join(STATES))
    return found


def meeting_document(meeting: Meeting) -> dict[str, Json]:
    """Return a meeting as it is kept."""
    return {
        "title": meeting.title,
        "starts_at": instant_json(meeting.starts_at),
        "ends_at": instant_json(meeting.ends_at),
        "zone": meeting.zone,
        "state": meeting.state,
        "chair": meeting.chair,
        "members": list[Json](meeting.members),
        "quorum": meeting.quorum,
        "minutes_per_item": meeting.minutes_per_item,
        "every_days": meeting.every_days,
        "present": list[Json](meeting.present),
        "delegates": dict[str, Json](sorted(meeting.delegates.items())),
        "agenda": list[Json](meeting.agenda),
        "said": [said_document(each) for each in meeting.said],
        "current": meeting.current,
        "current_since": instant_json(meeting.current_since),
        "opened_at": instant_json(meeting.opened_at),
        "closed_at": instant_json(meeting.closed_at),
    }


def said_document(each: Said) -> dict[str, Json]:
    """Return what was said as JSON."""
    return {
        "change": each.change,
        "decision": each.decision,
        "by": each.by,
        "reason": each.reason,
        "seen": each.seen,
        "at": each.at,
        "speaks_for": each.speaks_for,
    }


def turned(meeting: Meeting, change: str, now: datetime) -> Meeting:
    """Return a meeting that speaks of a change from now on; the clock of one that is spoken of already runs on."""
    return meeting if meeting.current == change else replace(meeting, current=change, current_since=now)
