"""Who must agree to a change, and who has? Rules as data; nobody approves their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.kernel.activity import Activity, in_order
from itsm.kernel.record import Record

__all__ = [
    "DEFAULT_RULES",
    "Rule",
    "Standing",
    "Vote",
    "check_override",
    "level_decided_on",
    "needed",
    "standing",
    "standing_document",
    "votes",
]

Decision = Literal["approve", "reject", "abstain", "conditions"]
DECISIONS: tuple[Decision, ...] = ("approve", "reject", "abstain", "conditions")


@dataclass(frozen=True, slots=True)
class Rule:
    """For these kinds and levels of risk (empty: any), so many people other than the requester must agree."""

    name: str
    votes: int
    kinds: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()


DEFAULT_RULES = (
    Rule("standard changes are approved beforehand", 0, kinds=frozenset({"standard"})),
    Rule("an emergency needs one voice, and a review afterwards", 1, kinds=frozenset({"emergency"})),
    Rule("high risk needs two voices", 2, levels=frozenset({"high", "very_high"})),
    Rule("every other change needs one voice", 1),
)
"""The first rule that fits decides."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One voice: who, what, why, and the hash of the facts that were seen."""

    by: str
    decision: Decision
    reason: str
    seen: str
    at: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a decision stands. ``stale`` are voters who saw other facts than those of now.

    ``reason`` says why the rule is not that of the kind which the change says ("": it is).
    """

    rule: Rule
    approving: tuple[str, ...]
    rejecting: tuple[str, ...]
    stale: tuple[str, ...]
    reason: str = ""

    @property
    def approved(self) -> bool:
        """Return whether enough agree and nobody objects."""
        return len(self.approving) >= self.rule.votes and not self.rejecting


def needed(kind: str, level: str, rules: Sequence[Rule] = DEFAULT_RULES) -> Rule:
    """Return the rule that decides for a kind of change and a level of risk."""
    return next(
        rule
        for rule in (*rules, DEFAULT_RULES[-1])
        if (not rule.kinds or kind in rule.kinds) and (not rule.levels or level in rule.levels)
    )


def check_override(attributes: Mapping[str, object]) -> None:
    """Raise ``Invalid`` where the risk of a change is overridden without a reason."""
    level = attributes.get("risk_override")
    if level and not str(attributes.get("risk_reason") or "").strip():
        raise Invalid("risk_reason", "is needed where the risk is overridden", None, f"why it is {level}")


def level_decided_on(record: Record, level: str) -> str:
    """Return the level of risk that decides who must agree: as overridden with a reason, else as computed."""
    return (
        record.text("risk_override") if record.text("risk_reason").strip() and record.text("risk_override") else level
    )


def votes(entries: Iterable[Activity]) -> Mapping[str, Vote]:
    """Return the last vote of each voter since approval was last asked for; what was said before counts no more."""
    found: dict[str, Vote] = {}
    for entry in in_order(entries):
        anew = entry.facts.get("to") in ("draft", "assessment") or entry.facts.get("step") == "ask_again"
        if entry.kind == "transition" and anew:
            found = {}
        elif entry.kind == "vote" and (decision := entry.facts.get("decision")) in DECISIONS:
            seen, at = str(entry.facts.get("hash", "")), entry.occurred_at.isoformat()
            found[entry.by] = Vote(entry.by, decision, entry.text, seen, at)
    return found


def standing(rule: Rule, given: Mapping[str, Vote], *, requester: str, now: str, reason: str = "") -> Standing:
    """Return how a decision stands; the requester's own voice does not count. ``now``: the hash of today's facts."""
    counted = [each for name, each in sorted(given.items()) if name != requester]
    return Standing(
        rule,
        tuple(each.by for each in counted if each.decision in ("approve", "conditions")),
        tuple(each.by for each in counted if each.decision == "reject"),
        tuple(each.by for each in counted if now and each.seen and each.seen != now),
        reason,
    )


def standing_document(found: Standing, given: Mapping[str, Vote]) -> dict[str, Json]:
    """Return a standing as JSON, with every vote."""
    return {
        "rule": found.rule.name,
        "reason": found.reason,
        "needed": found.rule.votes,
        "approved": found.approved,
        "approving": list[Json](found.approving),
        "rejecting": list[Json](found.rejecting),
        "stale": list[Json](found.stale),
        "votes": [
            {"by": each.by, "decision": each.decision, "reason": each.reason, "hash": each.seen, "at": each.at}
            for _, each in sorted(given.items())
        ],
    }
