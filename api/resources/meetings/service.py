"""From a request about the board to its rules, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from api.backend import backend
from api.guard import principal
from api.preconditions import expected
from api.resources.meetings.looks import look, news_of
from api.resources.records.service import act, seen_record
from api.sight import require_whole_estate, stamp
from api.voters import electorate, lost_among, may_decide, voters
from cmdb.access import require
from cmdb.entities import instant_json
from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.board.agenda import Item, order_said
from itsm.board.delegate import delegated, withdrawn
from itsm.board.keep import find_meeting, find_minutes, meetings, plan_meeting, update
from itsm.board.meeting import Meeting, following, meeting_document, parse_meeting, turned
from itsm.board.minutes import intact, minutes_text
from itsm.board.quorum import Quorum, came, left, quorum
from itsm.change.practice import CHANGE
from itsm.change.verbs import requester_of
from itsm.flows.board_change import close_meeting, give_voice, open_meeting, standing_said
from itsm.flows.change_board import Facing, agenda_of, face, next_meeting
from itsm.kernel.people import as_known, same_person
from itsm.kernel.record import Record

__all__ = [
    "change_meeting",
    "delegate",
    "detail",
    "facing",
    "index",
    "looked",
    "minutes_of",
    "plan",
    "presence",
    "speak",
    "take_step",
    "turn",
    "whole_estate",
]

FRESH = timedelta(minutes=1)
KEPT = "change board"


class Judged(NamedTuple):
    """The changes as they were judged at a revision, for a minute."""

    head: int
    at: datetime
    facing: dict[str, Facing]


def whole_estate() -> None:
    """Raise ``WithinScope`` for rights within a scope: an agenda shows what stands outside it."""
    require_whole_estate(
        "the board speaks of the changes of the whole estate, and judges them by all that they may hit"
    )


def facing(record: Record) -> Facing:
    """Return a change as the board sees it; what was judged at this revision within a minute is not judged again."""
    here, now = backend(), backend().clock()
    kept = cast("Judged | None", here.kept.get(KEPT))
    if kept is None or kept.head != here.head() or not kept.at <= now < kept.at + FRESH:
        here.kept[KEPT] = kept = Judged(here.head(), now, {})
    if record.key not in kept.facing:
        kept.facing[record.key] = face(here.estate, record, now=now)
    return kept.facing[record.key]


# ---------------------------------------------------------------- what is shown


def index() -> dict[str, Json]:
    """Return every meeting, the latest first."""
    whole_estate()
    known = meetings(backend().graph)
    found = next_meeting(known, backend().clock())
    return {"items": [row(each, found) for each in reversed(known)], "next": None}


def row(each: Meeting, following_one: Meeting | None) -> dict[str, Json]:
    """Return a meeting as it stands in lists."""
    said = meeting_document(each)
    shown = {name: said[name] for name in ("title", "starts_at", "ends_at", "zone", "state", "chair")}
    return {"id": each.id, **shown, "is_next": following_one is not None and each.id == following_one.id}


def detail(name: str) -> dict[str, Json]:
    """Return a meeting with its agenda as its page shows it. Raises ``NotFound``."""
    whole_estate()
    here = backend()
    meeting, revision = find_meeting(here.graph, name)
    known = meetings(here.graph)
    items: list[Json] = []
    order = ""
    if not meeting.over:
        found, judged, until = agenda_of(here.estate, meeting, now=here.clock(), look=facing)
        items = [item_document(each, judged[each.candidate.key]) for each in found]
        order = order_said(str(instant_json(until)))
    starts, ends = following(meeting)
    able = voters(here)
    document = {
        key: value
        for key, value in meeting_document(as_accounts(meeting, [str(each["name"]) for each in able])).items()
        if key not in ("agenda", "quorum")
    }
    return {
        **document,
        **row(meeting, next_meeting(known, here.clock())),
        "revision": revision,
        "quorum": quorum_document(quorum(meeting, lost_of(meeting))),
        "order": order,
        "items": items,
        "voters": list[Json](able),
        "follows": {"starts_at": instant_json(starts), "ends_at": instant_json(ends)},
    }


def as_accounts(meeting: Meeting, able: Sequence[str]) -> Meeting:
    """Return a meeting whose people are spelled as the accounts of those who may decide are."""
    spelled = {as_known(each): each for each in able}

    def account(name: str) -> str:
        return spelled.get(as_known(name), name)

    return replace(
        meeting,
        members=tuple(map(account, meeting.members)),
        present=tuple(map(account, meeting.present)),
        delegates={account(who): account(whom) for who, whom in meeting.delegates.items()},
    )


def lost_of(meeting: Meeting) -> frozenset[str]:
    """Return who is present but may not decide (any more)."""
    return frozenset() if meeting.over else lost_among(backend(), meeting.present)


def quorum_document(found: Quorum) -> dict[str, Json]:
    """Return whose voices are there."""
    return {
        "needed": found.needed,
        "there": list[Json](found.there),
        "absent": list[Json](found.absent),
        "lost": list[Json](found.lost),
        "reached": found.reached,
    }


def item_document(item: Item, each: Facing) -> dict[str, Json]:
    """Return one line of an agenda."""
    record, candidate = each.record, item.candidate
    impact = cast("Mapping[str, Mapping[str, Json]]", each.judged.get("impact", {}))
    return {
        "change": record.key,
        "title": record.title,
        "asks": candidate.asks,
        "kind": candidate.kind,
        "state": record.state,
        "state_label": CHANGE.lifecycle.states[record.state].label,
        "requester": requester_of(backend().estate, record),
        "starts_at": instant_json(record.instant("starts_at")),
        "ends_at": instant_json(record.instant("ends_at")),
        "group": item.group,
        "reasons": list[Json](item.reasons),
        "level": each.level,
        "score": each.score,
        "planned": str(impact["planned"]["headline"]) if impact else "",
        "if_it_fails": str(impact["if_it_fails"]["headline"]) if impact else "",
        "collisions": len(candidate.collisions),
        "fault": each.fault,
        "hash": each.seen,
        "approval": standing_said(backend().estate, each, voters=electorate(backend())),
        "news": news_of(each),
    }


def minutes_of(name: str) -> dict[str, Json]:
    """Return the minutes of a meeting. Raises ``NotFound``."""
    whole_estate()
    find_meeting(backend().graph, name)
    found = find_minutes(backend().graph, name)
    return {**found, "intact": intact(found), "text": minutes_text(found)}


# ---------------------------------------------------------------- what is done


def plan(given: Mapping[str, Json]) -> str:
    """Plan a meeting and return its id."""
    whole_estate()
    return plan_meeting(backend().graph, given, stamp=stamp("a meeting of the board"))


def change_meeting(name: str, given: Mapping[str, Json]) -> None:
    """Plan a meeting that has not begun otherwise."""
    whole_estate()

    def planned(now: Meeting) -> Meeting:
        if now.state != "planned":
            raise Invalid("meeting", f"is {now.state}", name, "a planned meeting")
        return parse_meeting(f"meeting {name}", {**meeting_document(now), **given})

    update(backend().graph, name, planned, stamp=stamp(), expected=expected())


def take_step(name: str, step: str) -> None:
    """Open, close or cancel a meeting."""
    whole_estate()
    here, doing = backend(), act(f"{step}: {name}")
    if step == "open":
        open_meeting(here.estate, name, act=doing)
    elif step == "close":
        close_meeting(here.estate, name, act=doing, voters=electorate(here))
    else:
        update(here.graph, name, cancelled, stamp=doing.stamp)


def cancelled(now: Meeting) -> Meeting:
    """Return a planned meeting as cancelled. Raises ``Invalid``."""
    if now.state != "planned":
        raise Invalid("step", f"cannot be taken by a meeting that is {now.state}", "cancel", "a planned meeting")
    return replace(now, state="cancelled")


def presence(name: str, given: Mapping[str, Any]) -> None:
    """Note that somebody is there, or not; of others only who manages the board says so."""
    whole_estate()
    person = whose(given.get("person"))
    if given["present"] and not may_decide(backend(), person):
        raise Invalid("person", "may not decide on changes", person, "an account with the permission change.decide")
    change = came if given["present"] else left
    update(backend().graph, name, lambda now: change(now, person), stamp=stamp())


def delegate(name: str, given: Mapping[str, Any]) -> None:
    """Let somebody stand in for a member, or nobody any more."""
    whole_estate()
    member, other = whose(given.get("member")), given["delegate"]

    def changed(now: Meeting) -> Meeting:
        if now.over:
            raise Invalid("meeting", f"is {now.state}", name, "a meeting that is planned or open")
        return withdrawn(now, member) if other is None else delegated(now, member, other)

    if other is not None and not may_decide(backend(), other):
        raise Invalid("delegate", "may not decide on changes", other, "an account with the permission change.decide")
    update(backend().graph, name, changed, stamp=stamp())


def whose(said: str | None) -> str:
    """Return oneself, or somebody else for whom only who manages the board speaks. Raises ``Forbidden``."""
    who = principal()
    if said is not None and not same_person(said, who.name):
        require(who, "board.manage")
        return said
    return who.name


def turn(name: str, change: str) -> None:
    """Speak of a change from now on."""
    whole_estate()
    now, record = backend().clock(), seen_record(CHANGE, change)

    def turning(meeting: Meeting) -> Meeting:
        if meeting.state != "open":
            raise Invalid("meeting", f"is {meeting.state}", name, "a meeting that is open")
        return turned(meeting, record.key, now)

    update(backend().graph, name, turning, stamp=stamp())


def speak(name: str, given: Mapping[str, Any]) -> None:
    """Say what one thinks of a change."""
    whole_estate()
    here = backend()
    change = seen_record(CHANGE, given["change"]).key
    said = (given["decision"], given["reason"].strip(), given["hash"])
    give_voice(here.estate, name, change, said, act=act(f"board {name}"), voters=electorate(here))


def looked(change: str) -> None:
    """Keep that the person has looked at a change."""
    whole_estate()
    look(facing(seen_record(CHANGE, change)))
