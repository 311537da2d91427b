"""What is kept of a meeting: who was there, what was decided and why, and the name of the facts that each had seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from cmdb.entities import instant_json
from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.board.meeting import Meeting
from itsm.board.quorum import Quorum

__all__ = ["MINUTES", "Outcome", "Spoken", "check_minutes", "intact", "minutes", "minutes_text"]

MINUTES = "board_minutes"
Outcome = Literal["approved", "rejected", "deferred", "waiting", "reviewed", "withdrawn"]
FORM = 1
WORDS: Mapping[str, str] = {
    "approved": "Approved",
    "rejected": "Rejected",
    "deferred": "Deferred",
    "waiting": "Still waiting",
    "reviewed": "Reviewed",
    "withdrawn": "Withdrawn",
    "approve": "approves",
    "conditions": "approves with conditions",
    "reject": "rejects",
    "defer": "defers",
    "abstain": "abstains",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """One change as a meeting left it; ``voices`` are JSON: by, decision, reason, hash, at, speaks_for."""

    change: str
    title: str
    outcome: Outcome
    risk: str
    headline: str
    hash: str
    voices: Sequence[Mapping[str, Json]]


def minutes(meeting: Meeting, there: Quorum, spoken: Sequence[Spoken]) -> dict[str, Json]:
    """Return the minutes of a meeting that is closed, with the hash that seals them."""
    document: dict[str, Json] = {
        "form": FORM,
        "meeting": meeting.id,
        "title": meeting.title,
        "opened_at": instant_json(meeting.opened_at),
        "closed_at": instant_json(meeting.closed_at),
        "chair": meeting.chair,
        "present": list[Json](meeting.present),
        "represented": dict[str, Json](sorted(meeting.delegates.items())),
        "absent": list[Json](there.absent),
        "quorum": {"needed": there.needed, "there": list[Json](there.there), "reached": there.reached},
        "items": [spoken_document(each) for each in spoken],
    }
    return {**document, "sha256": sealed(document)}


def spoken_document(each: Spoken) -> dict[str, Json]:
    """Return a change as a meeting left it."""
    conditions = [str(voice["reason"]) for voice in each.voices if voice["decision"] == "conditions"]
    return {
        "change": each.change,
        "title": each.title,
        "outcome": each.outcome,
        "risk": each.risk,
        "headline": each.headline,
        "hash": each.hash,
        "conditions": list[Json](conditions),
        "voices": [dict(voice) for voice in each.voices],
    }


def sealed(document: Mapping[str, Json]) -> str:
    """Return the SHA-256 of minutes without their seal, over their canonical JSON."""
    said = {name: value for name, value in document.items() if name != "sha256"}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def intact(document: Mapping[str, Json]) -> bool:
    """Return whether minutes are as they were sealed."""
    return document.get("sha256") == sealed(document)


def check_minutes(where: str, document: Json) -> None:
    """Raise ``Invalid`` for what are no sealed minutes."""
    if not isinstance(document, dict) or not intact(document):
        raise Invalid(where, "are no sealed minutes", None, "what closing a meeting writes")


def minutes_text(document: Mapping[str, Json]) -> str:
    """Return minutes as plain text, to be sent."""
    there = cast("Mapping[str, Json]", document["quorum"])
    represented = cast("Mapping[str, str]", document["represented"])
    lines = [
        f"Minutes: {document['title']} ({document['meeting']})",
        f"Opened {document['opened_at']}, closed {document['closed_at']}. Chair: {document['chair'] or 'nobody'}.",
        f"Present: {listed(document['present'])}.",
        *(
            [f"Represented: {', '.join(f'{who} by {whom}' for who, whom in represented.items())}."]
            if represented
            else []
        ),
        *([f"Absent: {listed(document['absent'])}."] if document["absent"] else []),
        f"Quorum: {len(cast('Sequence[Json]', there['there']))} of {there['needed']} voices needed.",
    ]
    for number, item in enumerate(cast("Sequence[Mapping[str, Json]]", document["items"]), 1):
        lines += ["", f"{number}. {item['change']} {item['title']}: {WORDS[str(item['outcome'])]}"]
        lines += [f"   {item['risk']}. {item['headline']}"] if item["headline"] else [f"   {item['risk']}."]
        lines += [f"   {voice_said(each)}" for each in cast("Sequence[Mapping[str, Json]]", item["voices"])]
        lines += [f"   Facts: {item['hash']}"] if item["hash"] else []
    return "\n".join([*lines, "", f"Sealed: {document['sha256']}", ""])


def voice_said(voice: Mapping[str, Json]) -> str:
    """Return one voice as a line."""
    whom = f" for {voice['speaks_for']}" if voice.get("speaks_for") else ""
    reason = f": {voice['reason']}" if voice["reason"] else ""
    return f"{voice['by']}{whom} {WORDS[str(voice['decision'])]}{reason}"


def listed(names: Json) -> str:
    """Return names in one line."""
    return ", ".join(map(str, cast("Sequence[Json]", names))) or "nobody"
