"""A change that waits for approval asks those whose voice counts: by which entries, in which words, and why nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple, cast
from urllib.parse import urlencode

from cmdb.entities import instant_json
from cmdb.estate import Estate
from cmdb.model import Node
from cmdb.store.port import Change
from cmdb.values import Json
from itsm.board.meeting import MEETING
from itsm.change.approval import DEFAULT_RULES, needed
from itsm.change.approval_rules import RULES, approval_rules
from itsm.change.drift import POLICY
from itsm.change.practice import CHANGE
from itsm.change.standard import decided_as
from itsm.change.verbs import change_record
from itsm.flows.board_approval import Voices
from itsm.flows.board_change import standing_now
from itsm.flows.change_board import Facing, face, waiting
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.kernel.declared import DECLARATION
from itsm.kernel.people import same_person
from itsm.kernel.record import Record
from itsm.notification.message import Ask

__all__ = ["Asking", "alters_voices", "approval_request", "change_asking", "changes_asking", "why_unasked"]

APPROVAL = "approval"
MOST_REASONS = 3
MOST_NAMED = 20
SEATS = ("members", "delegates", "state", "starts_at", "ends_at")
"""Of a meeting what says who has a seat, and of which meeting."""


class Asking(NamedTuple):
    """A change that asks for voices; ``who`` are those whom its rule asks for, empty: whoever has one."""

    record: Record
    who: frozenset[str]


def change_asking(estate: Estate, node: Node, entry: Activity) -> Asking | None:
    """Return the change for which an entry asks for voices; None where it asks for none, or no longer.

    What is approved beforehand asks for none.
    """
    asks = entry.kind == "transition" and entry.facts.get("to") == APPROVAL
    if not asks or node.cls != CHANGE.name or node.lifecycle != APPROVAL:
        return None
    record = change_record(estate, node.key)
    if approval_rules(estate.graph) == DEFAULT_RULES:
        # The level decides how many voices are needed, the kind whether there are any: it need not be judged.
        rule = needed(decided_as(estate.graph, record).kind, "low")
    else:
        rule = standing_now(estate, face(estate, record, now=estate.now())).rule
    return Asking(record, rule.who) if rule.votes else None


def alters_voices(change: Change) -> bool:
    """Say whether a change of the graph bears on whose voices on changes count: a board's seats, or the rules."""
    nodes = [each for each in (change.before, change.after) if isinstance(each, Node) and each.kind == DECLARATION]
    if any((each.cls, each.name) == (POLICY, RULES) for each in nodes):
        return True
    if not any(each.cls == MEETING for each in nodes):
        return False
    before, after = (each.body if isinstance(each, Node) else {} for each in (change.before, change.after))
    return any(before.get(name) != after.get(name) for name in SEATS)


def changes_asking(estate: Estate) -> Iterator[tuple[Node, Activity]]:
    """Yield the changes that wait for approval, each with the entry that asked for it last."""
    for record in waiting(estate.graph):
        stored = estate.graph.get([record.key]).get(record.key)
        asked = [each for each in desk.timeline(estate.graph, record.key) if each.facts.get("to") == APPROVAL]
        if stored is not None and asked:
            yield stored.node, asked[-1]


def why_unasked(voices: Voices, by: str) -> str:
    """Return why nobody is asked for their voice on a change by what ``by`` did, "" where somebody is."""
    if any(not same_person(each, by) for each in voices.missing):
        return ""
    reasons = {**dict.fromkeys(voices.missing, "asked for it, and is not asked in turn"), **voices.why_not}
    named = [f"{name}: {why}" for name, why in islice(reasons.items(), MOST_NAMED)]
    more = [f"and {len(reasons) - MOST_NAMED} others"] if len(reasons) > MOST_NAMED else []
    return "; ".join([*named, *more]) or "no account may decide on it"


def approval_request(estate: Estate, record: Record, *, now: datetime) -> Ask:
    """Return what is said to whoever is asked for a decision; the link names the facts that the words tell of."""
    each = face(estate, record, now=now)
    words = [window_words(record), *judged_words(each)]
    words.append("The link leads to the change, after signing in. It decides nothing by itself: you confirm there.")
    query = {"decide": "approve"} | ({"seen": each.seen} if each.seen else {})
    return Ask("Please decide", "\n".join(words), urlencode(query))


def window_words(record: Record) -> str:
    """Return when a change is to be carried out."""
    start, end = record.instant("starts_at"), record.instant("ends_at")
    return f"Window: {instant_json(start)} to {instant_json(end)}" if start and end else "Window: none yet"


def judged_words(each: Facing) -> list[str]:
    """Return risk and impact in a few lines; where it cannot be judged, why."""
    if not each.judged:
        return [f"It cannot be judged as it is: {each.fault}"]
    risk = cast("Mapping[str, Json]", each.judged["risk"])
    impact = cast("Mapping[str, Mapping[str, Json]]", each.judged["impact"])
    factors = cast("Sequence[Mapping[str, Json]]", risk["factors"])
    reasons = [one for one in factors if cast("float", one["contribution"]) > 0][:MOST_REASONS]
    level = each.level.replace("_", " ").capitalize()
    why = "; ".join(str(one["value"]) for one in reasons)
    return [
        f"Risk: {level}, {each.score:g} of 100 points{f': {why}' if why else ''}",
        f"As planned: {impact['planned']['headline']}",
        f"If it fails: {impact['if_it_fails']['headline']}",
    ]
