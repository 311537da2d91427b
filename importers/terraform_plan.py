"""Read what Terraform plans to do (`terraform show -json`) as a plan for the CIs that carry its addresses.

The format: https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from cmdb.errors import Invalid
from cmdb.model import Node
from cmdb.paging import every
from cmdb.query import All, Any, Compare, Condition, OneOf
from cmdb.schema import Schema, coerce, json_value
from cmdb.store.port import GraphStore
from cmdb.values import Json, normal_text

__all__ = ["TerraformPlan", "terraform_plan"]

ADDRESS = "terraform_address"
EVERYTHING = All()
MOST_RESOURCES = 50_000
AT_ONCE = 500
LEFT_ALONE = frozenset({"no-op", "read"})
WORDS = {"update": "change", "replace": "replace", "delete": "destroy", "create": "create"}


class Resource(NamedTuple):
    """One resource that Terraform would touch: where, by which addresses it may be known, and how."""

    where: str
    address: str
    known_as: tuple[str, ...]
    actions: tuple[str, ...]
    before: Mapping[str, Json]
    after: Mapping[str, Json]

    @property
    def kind(self) -> str:
        """Return what is done: create, update, replace or delete."""
        return "replace" if len(self.actions) > 1 else self.actions[0]


class TerraformPlan(NamedTuple):
    """A plan document; which address is which CI; which addresses are none and why. Nothing is left out."""

    plan: dict[str, Json]
    matched: list[dict[str, Json]]
    unmatched: list[dict[str, Json]]


def terraform_plan(
    graph: GraphStore, schema: Schema, document: Json, *, among: Condition = EVERYTHING
) -> TerraformPlan:
    """Return Terraform's plan as ours, for the CIs ``among`` which to look. Raises ``Invalid`` for what is no plan.

    A CI is known by its attribute ``terraform_address``, else by its name. What is destroyed is retired; what is
    destroyed and made anew is DOWN for the window; of what is changed in place those attributes are set that its class
    has by the same name. A CI of which nothing of that is so is down for no time: it is touched, and judged for the
    case that the change fails. Values that Terraform marks as sensitive are never read.
    """
    resources = list(resources_of(document))
    cis = cis_at(graph, {address for each in resources for address in each.known_as}, among)
    edits: list[Json] = []
    down: list[Json] = []
    matched: list[dict[str, Json]] = []
    unmatched: list[dict[str, Json]] = []
    for each in resources:
        found = next((cis[address] for address in each.known_as if address in cis), ())
        if len(found) != 1:
            unmatched.append({"address": each.address, "action": each.kind, "reason": why_unmatched(each, found)})
            continue
        (node,) = found
        matched.append({"address": each.address, "action": each.kind, "ci": node.key, "name": node.name})
        fields = set_by(each, node, schema)
        if each.kind == "delete":
            edits.append({"op": "retire", "ci": node.key})
        elif fields:
            edits.append({"op": "set", "ci": node.key, "attributes": fields})
        if each.actions[0] == "delete" and each.kind == "replace":
            down.append({"ci": node.key, "state": "down"})
        elif each.kind != "delete" and not fields:
            down.append({"ci": node.key, "state": "down", "minutes": 0})
    plan: dict[str, Json] = {"faultline_change": 1, "title": title_of(resources), "edits": edits, "down": down}
    return TerraformPlan(plan, matched, unmatched)


def resources_of(document: Json) -> Iterator[Resource]:
    """Yield what a plan would touch, in its order; of data sources and of what stays nothing."""
    if not isinstance(document, dict) or not isinstance(document.get("resource_changes", []), list):
        raise Invalid("plan", "is no plan of Terraform", type(document).__name__, "the output of terraform show -json")
    version = str(document.get("format_version", ""))
    if version.split(".", maxsplit=1)[0] not in ("0", "1"):
        raise Invalid("format_version", "is not known", version or None, "0.x or 1.x, from terraform show -json PLAN")
    if document.get("errored") is True:
        raise Invalid("errored", "says that planning failed", value=True, allowed="a plan that Terraform could finish")
    changes = cast("list[Json]", document.get("resource_changes", []))
    if len(changes) > MOST_RESOURCES:
        raise Invalid("resource_changes", "are too many", len(changes), f"{MOST_RESOURCES:,} at most")
    for index, each in enumerate(changes):
        where = f"resource_changes[{index}]"
        if not isinstance(each, dict) or not isinstance(address := each.get("address"), str) or not address:
            raise Invalid(f"{where}.address", "is missing", None, "a resource address such as aws_instance.web")
        change = each.get("change")
        actions = change.get("actions") if isinstance(change, dict) else None
        if not isinstance(change, dict) or not isinstance(actions, list) or not actions:
            raise Invalid(f"{where}.change.actions", "are missing", str(actions), "a list such as ['update']")
        wanted = tuple(str(action) for action in actions)
        if each.get("mode") == "data" or set(wanted) <= LEFT_ALONE:
            continue
        if unheard := sorted(set(wanted) - {"create", "update", "delete"}):
            raise Invalid(f"{where}.change.actions", "are not known", unheard[0], "create, update, delete, no-op, read")
        moved = each.get("previous_address")
        known_as = (address, moved) if isinstance(moved, str) and moved else (address,)
        before, after = (told(change, name) for name in ("before", "after"))
        yield Resource(where, address, known_as, wanted, before, after)


def told(change: Mapping[str, Json], name: str) -> dict[str, Json]:
    """Return the plain values of one side of a change, without what is sensitive."""
    values, sensitive = change.get(name), change.get(f"{name}_sensitive")
    if not isinstance(values, dict) or sensitive is True:
        return {}
    hidden = {key for key, mark in sensitive.items() if mark} if isinstance(sensitive, dict) else set()
    return {key: value for key, value in values.items() if key not in hidden and isinstance(value, str | int | float)}


def cis_at(graph: GraphStore, addresses: set[str], among: Condition) -> dict[str, Sequence[Node]]:
    """Return the CIs of some addresses: by the attribute, else by the name."""
    by_attribute: dict[str, list[Node]] = {}
    by_name: dict[str, list[Node]] = {}
    wanted = {normal_text(address): address for address in addresses}
    texts = sorted(wanted)
    for start in range(0, len(texts), AT_ONCE):
        some = frozenset(texts[start : start + AT_ONCE])
        field = f"attributes.{ADDRESS}"
        where = All((Compare("kind", "=", "ci"), Any((OneOf(field, some), OneOf("name", some))), among))
        for node in (stored.node for stored in every(graph, where)):
            said = node.attributes.get(ADDRESS)
            if isinstance(said, str) and said in addresses:
                by_attribute.setdefault(said, []).append(node)
            elif node.name in addresses:
                by_name.setdefault(node.name, []).append(node)
    return {**by_name, **by_attribute}


def set_by(resource: Resource, node: Node, schema: Schema) -> dict[str, Json]:
    """Return the attributes of a CI's class that a resource changes by the same name, each with what it says now."""
    if resource.kind == "delete":
        return {}
    declared = schema.attributes(node.cls)
    found: dict[str, Json] = {}
    for name, value in resource.after.items():
        if name not in declared or resource.before.get(name) == value or name == ADDRESS:
            continue
        try:
            wanted = coerce(f"{resource.where}.{name}", declared[name], value)
        except Invalid:
            # Of the same name, but of another kind: Terraform means something else by it.
            continue
        now = node.attributes.get(name)
        found[name] = {
            "was": None if now is None else json_value(now),
            "to": None if wanted is None else json_value(wanted),
        }
    return found


def why_unmatched(resource: Resource, found: Sequence[Node]) -> str:
    """Say why an address is no CI."""
    if found:
        keys = ", ".join(sorted(node.key for node in found)[:5])
        return f"{len(found)} CIs carry it: {keys}"
    if resource.kind == "create":
        return "it is new, and comes into the graph with the next import"
    return f"no CI has it as its attribute {ADDRESS} or as its name"


def title_of(resources: Sequence[Resource]) -> str:
    """Return what is done in all: "Terraform: 2 to change, 1 to destroy"."""
    counts = {kind: sum(each.kind == kind for each in resources) for kind in WORDS}
    parts = [f"{count} to {WORDS[kind]}" for kind, count in counts.items() if count]
    return f"Terraform: {', '.join(parts) or 'nothing to do'}"
