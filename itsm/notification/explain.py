"""What would a rule do with an entry? Whether it applies, whom each of its parts names, and who is told or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cmdb.values import normal_text
from itsm.kernel.activity import Activity
from itsm.kernel.record import Record
from itsm.kernel.watch import TEAM
from itsm.notification.decide import Reach, named, notices
from itsm.notification.rule import Rule

__all__ = ["Explained", "Named", "explained"]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a part of a rule names; ``to`` "": it names nobody. ``public``: they see what is public only."""

    part: str
    to: str
    told: bool
    public: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Explained:
    """What a rule would do; ``obstacles`` say why it does not apply, none: it does."""

    obstacles: tuple[str, ...]
    people: tuple[Named, ...]


def explained(rule: Rule, record: Record, entry: Activity, reach: Reach) -> Explained:
    """Return what a rule would do with an entry: the decision that is made when it happens, with its reasons."""
    applies = replace(rule, enabled=True, on=(entry.kind,), where="")
    told = {normal_text(each.to): each.public for each in notices([applies], record, entry, reach)}
    people: list[Named] = []
    for part in rule.to:
        called = list(named(replace(applies, to=(part,)), record, reach))
        people += [judged(part, name, told, record, entry, reach) for name in called]
        if not called:
            people.append(Named(part, "", told=False, public=False, reason="names nobody here"))
    return Explained(tuple(obstacles(rule, entry, reach)), tuple(people))


def obstacles(rule: Rule, entry: Activity, reach: Reach) -> Sequence[str]:
    """Return why a rule does not apply."""
    found = []
    if not rule.enabled:
        found.append("it is switched off")
    if entry.kind not in rule.on:
        found.append(f"it is about {', '.join(rule.on)}, and this is {entry.kind}")
    if rule.where and not reach.holds(rule.where):
        found.append(f"the record does not meet {rule.where}")
    return found


def judged(part: str, name: str, told: dict[str, bool], record: Record, entry: Activity, reach: Reach) -> Named:
    """Return whether somebody is told, and why (not)."""
    key = normal_text(name)
    if key in told:
        public = told[key]
        reason = "is told of what is public" if public else "is told all of it"
        if part == "approvers":
            reason = "is asked for their voice"
        return Named(part, name, told=True, public=public, reason=reason)
    if key == normal_text(entry.by):
        reason = "did it themselves"
    elif key == normal_text(record.text("requester")):
        reason = "is the requester, and this is internal"
    elif key.startswith(TEAM) or reach.reads(name):
        reason = "is not told"
    else:
        reason = "may not read the record"
    return Named(part, name, told=False, public=False, reason=reason)
