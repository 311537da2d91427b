"""What people say by hand of a CI: one observation of its own source, which stands above all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from cmdb.model import Key, Node, RelationId
from cmdb.observed import (
    MANUAL,
    OBSERVATION,
    UNSAID,
    Report,
    manual_key,
    observation_node,
    relation_id,
    reports,
    source_of,
)
from cmdb.reconcile import reconcile
from cmdb.refresh import Rules, observe, withdraw
from cmdb.values import Json, Value
from cmdb.workspace import Workspace

__all__ = ["say", "say_relation", "unsay_relation"]


def say(work: Workspace, rules: Rules, ci: Node, field: str, value: object) -> None:
    """Set one field of a CI by hand; None clears it. What the other sources say anyway is not said again."""
    manual = manual_of(work, ci.key)
    by_others = said_by_others(work, rules, ci.key, field)
    part, _, name = field.partition(".")
    if part == "attributes":
        manual = with_attribute(manual, name, cast("Value | None", value), by_others)
    elif part == "groups":
        manual = with_group(manual, name, cast("Json", value), by_others)
    else:
        manual = with_text(manual, part, "" if value == by_others else str(value))
    write(work, rules, manual)


def with_text(manual: Node, part: str, text: str) -> Node:
    """Return the manual observation with name, class or lifecycle said ("" for not said)."""
    if part == "name":
        return manual._replace(name=text)
    return manual._replace(cls=text or UNSAID) if part == "class" else manual._replace(lifecycle=text)


def manual_of(work: Workspace, ci: Key) -> Node:
    """Return what people have said of a CI so far, an empty observation for nothing."""
    return work.node(manual_key(ci)) or observation_node(source=MANUAL, native_id=ci, owner=ci, cls=UNSAID, name="")


def said_by_others(work: Workspace, rules: Rules, ci: Key, field: str) -> object:
    """Return a field as it would be if no person had spoken."""
    others = [each for each in work.owned(ci, OBSERVATION) if source_of(each[0]) != MANUAL]
    if not others:
        return None
    result = reconcile(rules.schema, rules.precedence, others)
    part, _, name = field.partition(".")
    if part == "attributes":
        return result.attributes.get(name)
    if part == "groups":
        return result.groups.get(name)
    return {"name": result.name, "class": result.cls, "lifecycle": result.lifecycle}[part]


def with_attribute(manual: Node, name: str, value: Value | None, by_others: object) -> Node:
    """Return the manual observation with an attribute set, cleared, or left to the others."""
    attributes = {key: each for key, each in manual.attributes.items() if key != name}
    cleared = set(cast("Sequence[str]", manual.body.get("cleared", []))) - {name}
    if value is None and by_others is not None:
        cleared.add(name)
    elif value is not None and value != by_others:
        attributes[name] = value
    return manual._replace(attributes=attributes, body=with_part(manual.body, "cleared", list[Json](sorted(cleared))))


def with_group(manual: Node, name: str, rule: Json, by_others: object) -> Node:
    """Return the manual observation with a group's rule set, denied (None), or left to the others."""
    declared = cast("Mapping[str, Json]", manual.body.get("groups", {}))
    groups = {key: each for key, each in declared.items() if key != name}
    if rule != by_others:
        groups[name] = rule
    return manual._replace(body=with_part(manual.body, "groups", groups))


def with_part(body: Mapping[str, Json], name: str, part: Json) -> dict[str, Json]:
    """Return a body with one part replaced, without it when empty."""
    rest = {key: each for key, each in body.items() if key != name}
    return rest | ({name: part} if part else {})


def write(work: Workspace, rules: Rules, manual: Node) -> None:
    """Write what people say; an observation that says nothing any more goes."""
    silent = manual.cls == UNSAID and not (manual.name or manual.lifecycle or manual.attributes)
    if silent and not set(manual.body) - {"source", "native_id"}:
        if (before := work.node(manual.key)) is not None:
            withdraw(work, rules, before, remove_ci=False)
    else:
        observe(work, rules, manual)


def say_relation(work: Workspace, rules: Rules, each: RelationId, fields: Mapping[str, Json]) -> None:
    """Add a relation by hand, or change what it says; a denial of it goes. It is kept with its ``from`` end."""
    replace_report(work, rules, each, Report(each.type, "out", each.target, each.group, fields))


def unsay_relation(work: Workspace, rules: Rules, each: RelationId) -> None:
    """Remove a relation by hand: no longer said, and denied where other sources say it."""
    told = [
        node
        for end in dict.fromkeys((each.source, each.target))
        for node, _ in work.owned(end, OBSERVATION)
        if source_of(node) != MANUAL and any(relation_id(end, report) == each for report in reports(node))
    ]
    denial = Report(each.type, "out", each.target, each.group, {}, denied=True)
    replace_report(work, rules, each, denial if told else None)
    forget_incoming(work, rules, each)


def replace_report(work: Workspace, rules: Rules, each: RelationId, report: Report | None) -> None:
    """Put one report in the place of whatever people have said of a relation at its ``from`` end."""
    manual = manual_of(work, each.source)
    kept = [said for said in reports(manual) if relation_id(each.source, said) != each]
    write(work, rules, with_reports(manual, [*kept, report] if report else kept))


def forget_incoming(work: Workspace, rules: Rules, each: RelationId) -> None:
    """Drop what people have said of a relation at its ``to`` end."""
    manual = manual_of(work, each.target)
    kept = [said for said in reports(manual) if relation_id(each.target, said) != each]
    if len(kept) != len(reports(manual)):
        write(work, rules, with_reports(manual, kept))


def with_reports(manual: Node, kept: Sequence[Report]) -> Node:
    """Return the manual observation with these relations."""
    fresh = observation_node(source=MANUAL, native_id=manual.key, owner=Key(""), cls=UNSAID, name="", reported=kept)
    return manual._replace(body=with_part(manual.body, "relations", fresh.body.get("relations", [])))
