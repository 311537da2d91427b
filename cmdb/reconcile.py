"""What is true of a CI when several sources speak: a pure function of its observations and their precedence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from cmdb.model import Node
from cmdb.observed import MANUAL, UNSAID, source_of
from cmdb.schema import Schema
from cmdb.values import Document, Json, Value

__all__ = ["Precedence", "Reconciled", "Rules", "Said", "believed", "reconcile"]


class Said(NamedTuple):
    """One value of one source."""

    value: Value | None
    source: str
    since: int


@dataclass(frozen=True, slots=True)
class Precedence:
    """Which source is believed first, by class and attribute ("" for any); sources not named come after.

    ``order`` maps (class, attribute) to source names, most believed first. Manual values stand above all.
    Among sources of equal rank the one that said its value last is believed; then the source's name decides.
    """

    order: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def rank(self, lineage: Sequence[str], attribute: str, source: str) -> int:
        """Return how far down a source stands for an attribute of a class; 0 is most believed."""
        if source == MANUAL:
            return -1
        if not self.order:
            return 0
        for cls in (*lineage, ""):
            for name in (attribute, ""):
                if (listed := self.order.get((cls, name))) is not None:
                    return listed.index(source) if source in listed else len(listed)
        return 0


class Rules(NamedTuple):
    """What reconciliation goes by."""

    schema: Schema
    precedence: Precedence = Precedence()


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A CI as its observations make it: each attribute's values, the believed one first."""

    cls: str
    name: str
    lifecycle: str
    attributes: Mapping[str, Value]
    groups: Mapping[str, Json]
    said: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)


def reconcile(
    schema: Schema, precedence: Precedence, observations: Sequence[tuple[Node, int]], present: Node | None = None
) -> Reconciled:
    """Return the CI that these observations (each with the revision since which it is so) describe.

    Class and name that no observation says (only people have added to it since) stay as they are at ``present``.
    """
    if len(observations) == 1 and is_whole(observations[0][0]):
        return alone(schema, *observations[0])
    cls = most_specific(schema, precedence, observations) or (present.cls if present else "")
    lineage = [each.name for each in schema.lineage(cls)]
    said = collect(lambda attribute, source: precedence.rank(lineage, attribute, source), observations)
    return Reconciled(
        cls=cls,
        name=text(said, "name") or (present.name if present else ""),
        lifecycle=text(said, "lifecycle") or schema.lifecycle(cls).initial,
        attributes={
            name.removeprefix("attributes."): values[0].value
            for name, values in said.items()
            if name.startswith("attributes.") and values[0].value is not None
        },
        groups=merged_groups(said),
        said=said,
    )


def believed(
    schema: Schema, precedence: Precedence, observations: Sequence[tuple[Node, int]], present: Node | None = None
) -> Reconciled:
    """Return what ``reconcile`` does, without ``said`` where one source alone speaks: imports ask this most."""
    if len(observations) == 1 and is_whole(observations[0][0]):
        return unquestioned(schema, observations[0][0])
    return reconcile(schema, precedence, observations, present)


def is_whole(node: Node) -> bool:
    """Say whether an observation alone makes a CI: it says class and name, and denies nothing."""
    groups = node.body.get("groups")
    denies = isinstance(groups, dict) and None in groups.values()
    return bool(node.cls != UNSAID and node.name) and not node.body.get("cleared") and not denies


def alone(schema: Schema, node: Node, since: int) -> Reconciled:
    """Return the CI of a single observation: what it says is so."""
    source = source_of(node)
    said = {name: (Said(value, source, since),) for name, value in spoken(node).items()}
    return replace(unquestioned(schema, node), said=said)


def unquestioned(schema: Schema, node: Node) -> Reconciled:
    """Return the CI of a single observation, without who said what."""
    groups = node.body.get("groups")
    return Reconciled(
        cls=node.cls,
        name=node.name,
        lifecycle=node.lifecycle or schema.lifecycle(node.cls).initial,
        attributes=node.attributes,
        groups=groups if isinstance(groups, dict) else {},
    )


def most_specific(schema: Schema, precedence: Precedence, observations: Sequence[tuple[Node, int]]) -> str:
    """Return the class: the deepest of those that are compatible with the most believed source's."""
    ranked = sorted(
        (each for each in observations if each[0].cls != UNSAID),
        key=lambda each: (precedence.rank((each[0].cls,), "class", source_of(each[0])), each[1], source_of(each[0])),
    )
    chosen = ranked[0][0].cls if ranked else ""
    for node, _ in ranked[1:]:
        if schema.is_a(node.cls, chosen):
            chosen = node.cls
    return chosen


def spoken(node: Node) -> dict[str, Value | None]:
    """Return everything that an observation says, by field; None where it says "empty"."""
    said: dict[str, Value | None] = {f"attributes.{name}": value for name, value in node.attributes.items()}
    cleared = node.body.get("cleared")
    if isinstance(cleared, list):
        said |= dict.fromkeys((f"attributes.{name}" for name in cleared), None)
    if node.name:
        said["name"] = node.name
    if node.lifecycle:
        said["lifecycle"] = node.lifecycle
    return said


def collect(rank: Callable[[str, str], int], observations: Sequence[tuple[Node, int]]) -> dict[str, tuple[Said, ...]]:
    """Return what is said of each field, the believed first."""
    heard: dict[str, list[Said]] = {}
    for node, since in observations:
        source = source_of(node)
        for name, value in spoken(node).items():
            heard.setdefault(name, []).append(Said(value, source, since))
        groups = node.body.get("groups")
        for group in groups if isinstance(groups, dict) else ():
            heard.setdefault(f"groups.{group}", []).append(Said(None, source, since))
    ordered = {
        name: sorted(
            values, key=lambda each: (rank(name.removeprefix("attributes."), each.source), -each.since, each.source)
        )
        for name, values in heard.items()
    }
    rules = {source_of(node): node.body.get("groups") for node, _ in observations}
    return {name: tuple(with_rule(name, each, rules) for each in values) for name, values in sorted(ordered.items())}


def with_rule(name: str, said: Said, rules: Mapping[str, Json]) -> Said:
    """Return a group's rule as its value; other fields as they are."""
    if not name.startswith("groups."):
        return said
    declared = rules[said.source]
    rule = declared[name.removeprefix("groups.")] if isinstance(declared, dict) else None

    return said._replace(value=None if rule is None else Document(rule))


def text(said: Mapping[str, tuple[Said, ...]], name: str) -> str:
    """Return a text field's believed value, "" for none."""
    values = said.get(name)
    return str(values[0].value) if values else ""


def merged_groups(said: Mapping[str, tuple[Said, ...]]) -> dict[str, Json]:
    """Return the rule of each group that somebody declares and nobody above denies."""
    return {
        name.removeprefix("groups."): values[0].value.json
        for name, values in said.items()
        if name.startswith("groups.") and isinstance(values[0].value, Document)
    }
