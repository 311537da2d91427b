"""Who shall be told of what? Rules that an organisation declares: entries, a query about the record, people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.kernel.activity import Kind

__all__ = ["KIND", "KINDS", "NAMED", "PARTS", "SHIPPED_RULES", "Rule", "parse_rule", "rule_document"]

KIND = "notification_rule"
KINDS: tuple[str, ...] = get_args(Kind)
PARTS = ("requester", "assignee", "team", "watchers", "commander", "communications", "on_call", "approvers")
"""Whom a record itself names; ``on_call`` is whoever is on call for its team, ``approvers`` those whom an entry asks
for a decision."""
NAMED = ("person:", "team:", "on_call:")
"""Others: an account, a team, or whoever is on call by a rota."""
FIELDS = ("name", "on", "where", "to", "enabled")


@dataclass(frozen=True, slots=True)
class Rule:
    """``to`` are told of an entry of one of the kinds ``on`` at a record that meets the query ``where`` ("": any)."""

    name: str
    on: tuple[str, ...]
    to: tuple[str, ...]
    where: str = ""
    enabled: bool = True


def parse_rule(where: str, said: Json) -> Rule:
    """Read ``{"name", "on": [kinds], "where": query, "to": [people], "enabled"}``. Raises ``Invalid``.

    The query is checked by whoever knows the schema.
    """
    if not isinstance(said, dict):
        raise Invalid(where, "is no rule", str(said)[:100], f"an object with {', '.join(FIELDS)}")
    if unknown := sorted(said.keys() - set(FIELDS)):
        raise Invalid(f"{where}.{unknown[0]}", "is unknown", unknown[0], ", ".join(FIELDS))
    name, query, enabled = said.get("name"), said.get("where", ""), said.get("enabled", True)
    if not isinstance(name, str) or not name:
        raise Invalid(f"{where}.name", "is missing", name, "a name")
    if not isinstance(query, str):
        raise Invalid(f"{where}.where", "is no query", str(query)[:100], "a query about records, such as priority:1")
    if not isinstance(enabled, bool):
        raise Invalid(f"{where}.enabled", "is neither", str(enabled)[:100], "true or false")
    on, to = texts(f"{where}.on", said.get("on")), texts(f"{where}.to", said.get("to"))
    for each in on:
        if each not in KINDS:
            raise Invalid(f"{where}.on", "is no kind of entry", each, ", ".join(KINDS))
    for each in to:
        if each not in PARTS and not any(each.startswith(prefix) and each != prefix for prefix in NAMED):
            raise Invalid(f"{where}.to", "is nobody", each, ", ".join((*PARTS, *(f"{one}NAME" for one in NAMED))))
    return Rule(name, on, to, query, enabled)


def texts(where: str, said: Json) -> tuple[str, ...]:
    """Read a list of texts that is not empty; each once."""
    if not isinstance(said, list) or not said or not all(isinstance(each, str) for each in said):
        raise Invalid(where, "is no list of words", str(said)[:100], "at least one")
    return tuple(dict.fromkeys(cast("list[str]", said)))


def rule_document(rule: Rule) -> dict[str, Json]:
    """Return a rule as ``parse_rule`` reads it."""
    return {
        "name": rule.name,
        "on": list[Json](rule.on),
        "where": rule.where,
        "to": list[Json](rule.to),
        "enabled": rule.enabled,
    }


TOLD: Sequence[str] = ("opened", "transition", "note", "status", "mail", "attachment")
SHIPPED_RULES: Mapping[str, Rule] = {
    each.name: each
    for each in (
        Rule("approvers", ("transition",), ("approvers",)),
        Rule("assignee", ("opened", "assignment", "escalation", "note", "attachment"), ("assignee",)),
        Rule("escalated", ("escalation",), ("on_call", "team")),
        Rule("on_call", ("opened", "assignment"), ("on_call",), "priority:1"),
        Rule("requester", tuple(TOLD), ("requester",)),
        Rule("team", ("opened", "assignment"), ("team",), "-assignee:*"),
        Rule("watchers", (*TOLD, "assignment", "escalation"), ("watchers",)),
    )
}
"""What holds until somebody declares a rule of the same name."""
