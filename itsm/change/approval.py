"""Who must agree to a change, and who has? Rules as data; nobody approves their own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from cmdb.access import ROLES
from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.kernel.activity import Activity, in_order
from itsm.kernel.people import as_known, known
from itsm.kernel.record import Record

__all__ = [
    "ANYBODY",
    "DEFAULT_RULES",
    "OWN",
    "ROLE",
    "TEAM",
    "UNJUDGED",
    "Asked",
    "Circumstances",
    "Electorate",
    "Rule",
    "Seat",
    "Standing",
    "Vote",
    "as_named",
    "check_override",
    "in_words",
    "level_decided_on",
    "needed",
    "standing",
    "standing_document",
    "uncounted",
    "votes",
]

Decision = Literal["approve", "reject", "abstain", "conditions"]
DECISIONS: tuple[Decision, ...] = ("approve", "reject", "abstain", "conditions")


@dataclass(frozen=True, slots=True)
class Rule:
    """For these changes, so many people other than the requester must agree.

    Kinds, levels of risk, classes of what is touched, services that are hit: one of each is enough, empty is any.
    ``freeze``: only where the window lies in one. ``who`` are those whose voice is asked for, empty: whoever has one:
    accounts, ``role:NAME`` for whoever has a role, ``team:NAME`` for whoever is of a team.
    """

    name: str
    votes: int
    kinds: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    freeze: bool = False
    who: frozenset[str] = frozenset()


class Circumstances(NamedTuple):
    """What rules ask of a change beside its kind and risk; None: not known, and then as if it were so."""

    classes: frozenset[str] | None = None
    services: frozenset[str] | None = None
    frozen: bool | None = None


UNJUDGED = Circumstances()


DEFAULT_RULES = (
    Rule("standard changes are approved beforehand", 0, kinds=frozenset({"standard"})),
    Rule("an emergency needs one voice, and a review afterwards", 1, kinds=frozenset({"emergency"})),
    Rule("high risk needs two voices", 2, levels=frozenset({"high", "very_high"})),
    Rule("every other change needs one voice", 1),
)
"""The first rule that fits decides."""


class Seat(NamedTuple):
    """Whose voice somebody gives: the member's for whom they stand in, "" their own; and why it does not count."""

    speaks_for: str = ""
    why_not: str = ""


OWN = Seat()
"""One's own voice, which counts."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One voice: who, what, why, the hash of the facts that were seen, and the seat from which it was given."""

    by: str
    decision: Decision
    reason: str
    seen: str
    at: str
    seat: Seat = OWN


@dataclass(frozen=True, slots=True)
class Standing:
    """How a decision stands. ``stale`` are voters who saw other facts than those of now.

    ``reason`` says why the rule is not that of the kind which the change says ("": it is), ``uncounted`` why somebody's
    voice does not count.
    """

    rule: Rule
    approving: tuple[str, ...]
    rejecting: tuple[str, ...]
    stale: tuple[str, ...]
    reason: str = ""
    uncounted: Mapping[str, str] = field(default_factory=dict)

    @property
    def approved(self) -> bool:
        """Return whether enough agree and nobody objects."""
        return len(self.approving) >= self.rule.votes and not self.rejecting


def needed(
    kind: str, level: str, rules: Sequence[Rule] = DEFAULT_RULES, circumstances: Circumstances = UNJUDGED
) -> Rule:
    """Return the rule that decides for a change: the first of them that fits."""
    return next(
        rule
        for rule in (*rules, DEFAULT_RULES[-1])
        if (not rule.kinds or kind in rule.kinds)
        and (not rule.levels or level in rule.levels)
        and meets(rule.classes, circumstances.classes)
        and meets(rule.services, circumstances.services)
        and (not rule.freeze or circumstances.frozen is not False)
    )


def meets(wanted: frozenset[str], found: frozenset[str] | None) -> bool:
    """Say whether a change has one of what a rule names; what is not known may be any."""
    return not wanted or found is None or not wanted.isdisjoint(found)


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
    """Return the last vote of each voter since approval was last asked for; what was said before counts no more.

    By the voter's name as it is compared: who spoke under two spellings of it has spoken once.
    """
    found: dict[str, Vote] = {}
    for entry in in_order(entries):
        anew = entry.facts.get("to") in ("draft", "assessment") or entry.facts.get("step") == "ask_again"
        if entry.kind == "transition" and anew:
            found = {}
        elif entry.kind == "vote" and (decision := entry.facts.get("decision")) in DECISIONS:
            seen, at = str(entry.facts.get("hash", "")), entry.occurred_at.isoformat()
            seat = Seat(str(entry.facts.get("speaks_for", "")), str(entry.facts.get("why_not", "")))
            found[as_known(entry.by)] = Vote(entry.by, decision, entry.text, seen, at, seat)
    return found


ROLE, TEAM = "role:", "team:"
Asked = Callable[[Iterable[str]], Collection[str]]


def nobody(_: Iterable[str]) -> Collection[str]:
    """Return nobody: all may still decide."""
    return ()


def as_named(who: Iterable[str]) -> Collection[str]:
    """Return the accounts that are named; nobody is known to have a role or to be of a team."""
    return [each for each in who if not each.startswith((ROLE, TEAM))]


class Electorate(NamedTuple):
    """What a decision asks of the accounts; whoever calls knows them.

    ``lost`` says who of some people may not decide on changes any more, ``meant`` whom a rule means by those it asks.
    """

    lost: Asked = nobody
    meant: Asked = as_named


ANYBODY = Electorate()
"""Whoever speaks may decide; of a role or a team nobody is known."""


def in_words(who: Iterable[str]) -> str:
    """Return whose voices a rule asks for, as people read it."""
    return ", ".join(in_word(each) for each in sorted(who))


def in_word(each: str) -> str:
    """Return an account by its name, a role or a team as whoever has it or is of it."""
    if each.startswith(ROLE):
        name = each.removeprefix(ROLE)
        return f"somebody with the role {ROLES[name].label if name in ROLES else name}"
    return f"somebody of the team {each.removeprefix(TEAM)}" if each.startswith(TEAM) else each


def standing(  # what a standing is made of
    rule: Rule,
    given: Mapping[str, Vote],
    *,
    requester: str,
    now: str,
    reason: str = "",
    lost: Collection[str] = (),
    meant: Asked = as_named,
) -> Standing:
    """Return how a decision stands, ``now`` being the hash of today's facts.

    The requester's own voice does not count, nor one without a seat, nor a second one from the same seat, nor that of
    ``lost``, who may not decide any more. ``meant`` says whom the rule means by those it asks for.
    """
    out = uncounted(given, requester, rule.who, lost, meant=meant)
    counted = [each for name, each in sorted(given.items()) if name not in out]
    return Standing(
        rule,
        tuple(each.by for each in counted if each.decision in ("approve", "conditions")),
        tuple(each.by for each in counted if each.decision == "reject"),
        tuple(each.by for each in counted if now and each.seen and each.seen != now),
        reason,
        out,
    )


def uncounted(
    given: Mapping[str, Vote],
    requester: str,
    who: frozenset[str] = frozenset(),
    lost: Collection[str] = (),
    *,
    meant: Asked = as_named,
) -> dict[str, str]:
    """Return whose voices do not count, each with why, by their names in ``given``.

    ``who`` are those whom the rule asks, empty: everybody; ``lost`` those who may not decide on changes any more.
    """
    asked, gone = known(meant(who)), known(lost)
    found: dict[str, str] = {}
    taken: dict[str, str] = {}
    # A member who speaks is not spoken for; of several who stand in for one, the first to speak does.
    for name, each in sorted(given.items(), key=lambda one: (one[1].seat.speaks_for != "", one[1].at, one[0])):
        person, seat = as_known(each.by), as_known(each.seat.speaks_for or each.by)
        if person == as_known(requester):
            found[name] = "nobody decides on their own change"
        elif person in gone:
            found[name] = "may not decide on changes any more"
        elif each.seat.why_not:
            found[name] = each.seat.why_not
        elif who and not asked & {person, seat}:
            found[name] = f"the rule asks for the voice of {in_words(who)}"
        elif seat in taken:
            found[name] = f"{taken[seat]} has spoken for the seat of {each.seat.speaks_for or each.by}"
        else:
            taken[seat] = each.by
    return found


def standing_document(found: Standing, given: Mapping[str, Vote]) -> dict[str, Json]:
    """Return a standing as JSON, with every vote."""
    return {
        "rule": found.rule.name,
        "reason": found.reason,
        "needed": found.rule.votes,
        "who": list[Json](sorted(found.rule.who)),
        "approved": found.approved,
        "approving": list[Json](found.approving),
        "rejecting": list[Json](found.rejecting),
        "stale": list[Json](found.stale),
        "votes": [
            {
                "by": each.by,
                "decision": each.decision,
                "reason": each.reason,
                "hash": each.seen,
                "at": each.at,
                "speaks_for": each.seat.speaks_for,
                "why_not": found.uncounted.get(name, ""),
            }
            for name, each in sorted(given.items())
        ],
    }
