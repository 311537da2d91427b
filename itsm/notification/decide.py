"""Who is told of an entry? One decision from rules, the record and the entry, with its reasons; nothing is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cmdb.values import normal_text
from itsm.kernel.activity import Activity
from itsm.kernel.record import Record
from itsm.kernel.watch import TEAM, watchers
from itsm.notification.rule import Rule

__all__ = ["Notice", "Reach", "applies", "notices"]

PERSON, ON_CALL = "person:", "on_call:"


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody is told of an entry. ``to`` is an account or ``team:NAME``; ``rules`` are why.

    ``public``: they see what is public only.
    """

    to: str
    public: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """What the decision asks of others: who may read a record, who is on call by a rota, whether a query holds.

    ``approvers`` tells whom the entry asks for a decision.
    """

    reads: Callable[[str], bool]
    on_call: Callable[[str], Sequence[str]]
    holds: Callable[[str], bool]
    approvers: Callable[[], Sequence[str]] = tuple


def notices(rules: Sequence[Rule], record: Record, entry: Activity, reach: Reach) -> Sequence[Notice]:
    """Return who is told of an entry, by name, each once.

    Nobody is told of what they did themselves. Who may not read the record is told of public entries, and only as the
    record's requester, or of an entry that asks them for their voice; a requester is told of public entries only,
    whatever else they are.
    """
    why: dict[str, list[str]] = {}
    shown: dict[str, str] = {}
    asked: set[str] = set()
    for rule in sorted(rules, key=lambda each: each.name):
        if not applies(rule, entry, reach):
            continue
        if "approvers" in rule.to:
            asked.update(map(normal_text, reach.approvers()))
        for name in named(rule, record, reach):
            key = normal_text(name)
            shown.setdefault(key, name)
            why.setdefault(key, [])
            if rule.name not in why[key]:
                why[key].append(rule.name)
    requester = normal_text(record.text("requester"))
    found = []
    for key in sorted(why):
        inside = key.startswith(TEAM) or key in asked or reach.reads(shown[key])
        is_requester = key == requester
        public = is_requester or not inside
        mayhear = inside or is_requester
        if key != normal_text(entry.by) and mayhear and (entry.public or not public):
            found.append(Notice(shown[key], public, tuple(why[key])))
    return found


def applies(rule: Rule, entry: Activity, reach: Reach) -> bool:
    """Say whether a rule is about an entry."""
    return rule.enabled and entry.kind in rule.on and (not rule.where or reach.holds(rule.where))


def named(rule: Rule, record: Record, reach: Reach) -> Iterator[str]:
    """Yield whom a rule names."""
    for each in rule.to:
        if each == "watchers":
            yield from watchers(record)
        elif each == "team":
            yield from ([TEAM + record.text("team")] if record.text("team") else [])
        elif each == "on_call":
            yield from (reach.on_call(record.text("team")) if record.text("team") else ())
        elif each == "approvers":
            yield from reach.approvers()
        elif each.startswith(TEAM):
            yield each
        elif each.startswith(PERSON):
            yield each.removeprefix(PERSON)
        elif each.startswith(ON_CALL):
            yield from reach.on_call(each.removeprefix(ON_CALL))
        elif record.text(each):
            yield record.text(each)
