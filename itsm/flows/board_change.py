"""What a board does with changes: opens a meeting, gives its voice, and settles what was decided when it closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import cast

from cmdb.entities import instant_json
from cmdb.errors import Conflict, Invalid
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.values import Json
from itsm.board.keep import find_meeting, seal, update
from itsm.board.meeting import Meeting, Said, Verdict, turned
from itsm.board.minutes import Outcome, Spoken, minutes
from itsm.board.quorum import check_voice, quorum
from itsm.change.approval import ANYBODY, OWN, Electorate, Seat, Standing, standing_document, votes
from itsm.change.practice import CHANGE, DECIDED
from itsm.change.prediction import PREDICTION, prediction_document
from itsm.change.verbs import change_record, requester_of, standing_of, take_step, vote
from itsm.flows.change_board import Facing, agenda_of, face
from itsm.kernel import desk
from itsm.kernel.people import as_known, is_among
from itsm.kernel.record import Record

__all__ = ["close_meeting", "give_voice", "open_meeting", "standing_now", "standing_said"]

TRIES = 8


def open_meeting(estate: Estate, name: str, *, act: desk.Act) -> Meeting:
    """Open a meeting: its agenda keeps its order from now on. Raises ``NotFound``, ``Invalid``."""
    meeting, _ = find_meeting(estate.graph, name)
    found, _, _ = agenda_of(estate, meeting, now=act.now)
    keys = tuple(each.candidate.key for each in found)

    def opened(now: Meeting) -> Meeting:
        if now.state != "planned":
            raise Invalid("step", f"cannot be taken by a meeting that is {now.state}", "open", "a planned meeting")
        first = turned(replace(now, state="open", agenda=keys, opened_at=act.now), keys[0], act.now) if keys else None
        return first or replace(now, state="open", opened_at=act.now)

    return update(estate.graph, name, opened, stamp=act.stamp)


# ---------------------------------------------------------------- voices


def give_voice(
    estate: Estate,
    name: str,
    change: str,
    said: tuple[Verdict, str, str],
    *,
    act: desk.Act,
    voters: Electorate = ANYBODY,
) -> str:
    """Say in a meeting what one thinks of a change and return its state then; ``said``: verdict, reason, hash seen.

    The voice stands in the change's own timeline, so two boards that decide at once lose none; the last one needed
    approves it. To defer is said in the meeting only. Raises ``NotFound``, ``Invalid``.
    """
    verdict, reason, seen = said
    meeting, _ = find_meeting(estate.graph, name)
    record = change_record(estate, change)
    member = check_voice(
        meeting, act.stamp.actor, requester=requester_of(estate, record), lost=voters.lost(meeting.present)
    )
    if verdict != "approve" and not reason:
        raise Invalid(
            "reason", f"is needed to {verdict}" if verdict != "conditions" else "holds the conditions", None, "words"
        )
    state = record.state
    if verdict != "defer":
        seat = OWN if is_among(act.stamp.actor, meeting.members) else Seat(member)
        vote(estate, record, verdict, act=act, reason=reason, seen=seen, seat=seat)
        state = settle_approval(estate, record, act, voters) if verdict != "reject" else state
    elif record.state != "approval":
        raise Invalid("decision", "is not asked for", record.state, "a change that waits for approval")
    entry = Said(record.key, verdict, act.stamp.actor, reason, seen, str(instant_json(act.now)), member)

    def noted(now: Meeting) -> Meeting:
        if now.state != "open":
            if verdict == "defer":
                raise Invalid("meeting", f"is {now.state}", name, "a meeting that is open")
            return now  # The voice stands in the change's timeline all the same.
        return replace(now, said=(*now.said, entry))

    update(estate.graph, name, noted, stamp=act.stamp)
    return state


def settle_approval(estate: Estate, record: Record, act: desk.Act, voters: Electorate) -> str:
    """Approve a change for which enough have spoken, and return its state."""
    seen = face(estate, record, now=act.now)
    if not standing_now(estate, seen, voters=voters).approved:
        return record.state
    try:
        state = desk.move(estate.graph, CHANGE, record.key, "approve", act=act._replace(id=f"{act.id}-approved"))
    except Invalid:
        # Somebody else's voice has approved it at the same time.
        state = change_record(estate, record.key).state
        if state not in DECIDED:
            raise
        return state
    if seen.judged:
        # What its review is held against.
        kept = {PREDICTION: prediction_document(seen.judged, now=act.now)}
        desk.replace_body(estate.graph, CHANGE, record.key, kept, act=act)
    return state


def standing_now(estate: Estate, each: Facing, *, voters: Electorate = ANYBODY) -> Standing:
    """Return how the decision on a change stands, against the facts of now; ``voters`` say who may decide."""
    return standing_of(estate, each.record, level=each.level, judged=each.judged, now=each.seen, voters=voters)


# ---------------------------------------------------------------- closing


def close_meeting(estate: Estate, name: str, *, act: desk.Act, voters: Electorate = ANYBODY) -> Mapping[str, Json]:
    """Close a meeting: settle what it has decided, and write the minutes, once. Returns them.

    Raises ``NotFound``, ``Invalid`` for one that is not open.
    """
    for left in reversed(range(TRIES)):
        meeting, revision = find_meeting(estate.graph, name)
        if meeting.state != "open":
            raise Invalid("step", f"cannot be taken by a meeting that is {meeting.state}", "close", "an open meeting")
        there = quorum(meeting, voters.lost(meeting.present))
        keys = dict.fromkeys((*meeting.agenda, *(each.change for each in meeting.said)))
        spoken = [settled(estate, meeting, key, act, voters, decides=there.reached) for key in keys]
        closed = replace(meeting, state="closed", closed_at=act.now, current="", current_since=None)
        document = minutes(closed, there, spoken)
        try:
            seal(estate.graph, closed, document, revision=revision, stamp=act.stamp)
        except Conflict:
            # Somebody spoke meanwhile: settled again with their voice.
            if not left:
                raise
            continue
        return document
    raise AssertionError


def settled(estate: Estate, meeting: Meeting, key: str, act: desk.Act, voters: Electorate, *, decides: bool) -> Spoken:
    """Settle one change of a meeting and return how it was left; without a quorum nothing is decided."""
    each = face(estate, change_record(estate, key), now=act.now)
    outcome = outcome_of(estate, meeting, each, act, voters, decides=decides)
    judged = each.judged
    planned = cast("Mapping[str, Mapping[str, Json]]", judged.get("impact", {})).get("planned", {})
    risk = f"{each.level.replace('_', ' ').capitalize()} risk" + (f", {each.score:g} of 100 points" if judged else "")
    title = each.record.title
    return Spoken(key, title, outcome, risk, str(planned.get("headline", "")), each.seen, voices(estate, meeting, key))


def outcome_of(
    estate: Estate, meeting: Meeting, each: Facing, act: desk.Act, voters: Electorate, *, decides: bool
) -> Outcome:
    """Return what a meeting has decided of a change, and take the step that follows from it."""
    state, key = each.record.state, each.record.key
    if each.record.text("kind") == "emergency" and state in ("review", "closed") and key in meeting.agenda:
        return "reviewed" if state == "closed" else "waiting"
    if state in DECIDED:
        return "approved"
    if state != "approval":
        return "rejected" if state == "rejected" else "withdrawn"
    found = standing_now(estate, each, voters=voters)
    if decides and found.rejecting:
        given = votes(desk.timeline(estate.graph, each.record.key))
        reason = "; ".join(f"{who}: {given[as_known(who)].reason}" for who in found.rejecting)
        step = act._replace(id=f"{act.id}-{key}")
        said = desk.Said({"decision_reason": reason})
        take_step(estate, each.record, "reject", act=step, said=said)
        return "rejected"
    if decides and found.approved and found.approving:
        settle_approval(estate, each.record, act._replace(id=f"{act.id}-{key}"), voters)
        return "approved"
    return "deferred" if any(one.change == key and one.decision == "defer" for one in meeting.said) else "waiting"


def voices(estate: Estate, meeting: Meeting, key: str) -> list[dict[str, Json]]:
    """Return what was said of a change: the votes that count, and who deferred it, by when."""
    here = {(as_known(each.by), each.change): each.speaks_for for each in meeting.said}
    found: list[dict[str, Json]] = [
        {
            "by": each.by,
            "decision": each.decision,
            "reason": each.reason,
            "hash": each.seen,
            "at": str(instant_json(datetime.fromisoformat(each.at))),
            "speaks_for": here.get((as_known(each.by), key), ""),
        }
        for each in votes(desk.timeline(estate.graph, Key(key))).values()
        if not each.seat.why_not
    ]
    found += [
        {
            "by": one.by,
            "decision": "defer",
            "reason": one.reason,
            "hash": one.seen,
            "at": one.at,
            "speaks_for": one.speaks_for,
        }
        for one in meeting.said
        if one.change == key and one.decision == "defer"
    ]
    return sorted(found, key=lambda each: (str(each["at"]), str(each["by"])))


def standing_said(estate: Estate, each: Facing, *, voters: Electorate = ANYBODY) -> dict[str, Json]:
    """Return how the decision on a change stands, as JSON; ``voters`` say who may decide."""
    given = votes(desk.timeline(estate.graph, each.record.key))
    return standing_document(standing_now(estate, each, voters=voters), given)
