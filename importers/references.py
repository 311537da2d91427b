"""Which CI a reference names: by native id in the same source, by key (or class:name), or by class and name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cmdb.errors import Ambiguous, NotFound
from cmdb.identify import second
from cmdb.model import Claim, Key
from cmdb.observed import observation_key
from cmdb.query import All, Compare, OneOf, Query
from cmdb.schema import Schema
from cmdb.values import normal_text
from cmdb.workspace import Workspace
from importers.observation import Reference
from importers.places import Places

__all__ = ["load_references", "missing", "referred"]


def load_references(
    work: Workspace, schema: Schema, source: str, references: Iterable[Reference], places: Places
) -> None:
    """Read in a few strokes what references may name."""
    natives: dict[str, None] = {}
    rest: dict[Reference, None] = {}
    for each in references:
        if each.native_id:
            natives[each.native_id] = None
        else:
            rest[each] = None
    work.load_nodes(observation_key(source, native) for native in natives if places.find(native) is None)
    work.load_nodes(Key(one.key) for one in rest if one.key)
    named = [one for one in (spelled(schema, each) for each in rest) if one is not None]
    work.load_holders(claim for one in named for claim in claims_for(schema, one))
    work.load_nodes(holder for one in named for claim in claims_for(schema, one) if (holder := work.holder(claim)))


def referred(work: Workspace, schema: Schema, source: str, reference: Reference, places: Places) -> Key | None:
    """Return the CI that a reference names, None where nothing (yet) fits. Raises ``Ambiguous``."""
    if reference.native_id:
        if (found := places.find(reference.native_id)) is not None:
            return found
        observation = work.node(observation_key(source, reference.native_id))
        return observation.owner if observation else None
    if reference.key:
        node = work.node(Key(reference.key))
        if node is not None and node.kind == "ci":
            return node.key
    named = spelled(schema, reference)
    return by_name(work, schema, named) if named else None


def spelled(schema: Schema, reference: Reference) -> Reference | None:
    """Return a reference by class and name, also where that is written as a key; None for any other."""
    if reference.native_id:
        return None
    if not reference.key:
        return reference
    cls, colon, name = reference.key.partition(":")
    return Reference(cls=cls, name=name) if colon and name and cls in schema.classes else None


def by_name(work: Workspace, schema: Schema, reference: Reference) -> Key | None:
    """Return the CI of a class and name: by its claims, else (a class that is identified in a parent) by a look."""
    found = {holder for claim in claims_for(schema, reference) if (holder := fitting(work, schema, reference, claim))}
    if len(found) > 1:
        raise Ambiguous(reference.cls or "CI", reference.name, tuple(sorted(found)))
    if not found and reference.cls and all(rule.in_parent for _, rule in schema.rules(reference.cls)):
        found = within_parents(work, schema, reference)
        if len(found) > 1:
            raise Ambiguous(reference.cls, reference.name, tuple(sorted(found)))
    return next(iter(found), None)


def within_parents(work: Workspace, schema: Schema, reference: Reference) -> set[Key]:
    """Return the CIs of a class and name in the store, whatever their parents."""
    classes = OneOf("class", frozenset(normal_text(each) for each in schema.family(reference.cls)))
    same_name = Compare("name", "=", normal_text(reference.name))
    page = work.graph.find(Query(All((Compare("kind", "=", "ci"), classes, same_name)), limit=10))
    return {stored.node.key for stored in page.items}


def claims_for(schema: Schema, reference: Reference) -> Iterator[Claim]:
    """Yield the claims under which a CI of this class and name may stand."""
    value = normal_text(reference.name)
    for scope in scopes(schema, reference.cls):
        yield Claim(scope, value)
        yield second(Claim(scope, value))


def scopes(schema: Schema, cls: str) -> list[str]:
    """Return the scopes of names (and full host names) for a class, for all classes where none is given."""
    wanted = [cls] if cls in schema.classes else list(schema.classes)
    return list(
        dict.fromkeys(
            f"{declared_by}.{rule.attributes[0]}" + (" in no parent" if rule.in_parent else "")
            for each in wanted
            for declared_by, rule in schema.rules(each)
            if rule.attributes in (("name",), ("fqdn",))
        )
    )


def fitting(work: Workspace, schema: Schema, reference: Reference, claim: Claim) -> Key | None:
    """Return who holds a claim, if its class fits the reference's."""
    holder = work.holder(claim)
    node = work.node(holder) if holder else None
    if node is None:
        return None
    related = not reference.cls or schema.is_a(node.cls, reference.cls) or schema.is_a(reference.cls, node.cls)
    return node.key if related or schema.rules(node.cls) == schema.rules(reference.cls) else None


def missing(reference: Reference) -> NotFound:
    """Return the error for a reference that nothing fits."""
    said = reference.native_id or reference.key or reference.name
    return NotFound(reference.cls or "CI", said)
