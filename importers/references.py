"""Which CI a reference names: by native id in the same source, by key, or by class and name."""

from __future__ import annotations

from collections.abc import Iterator

from cmdb.errors import Ambiguous, NotFound
from cmdb.identify import second
from cmdb.model import Claim, Key
from cmdb.observed import observation_key
from cmdb.schema import Schema
from cmdb.values import normal_text
from cmdb.workspace import Workspace
from importers.observation import Reference

__all__ = ["claims_for", "referred"]


def referred(work: Workspace, schema: Schema, source: str, reference: Reference) -> Key | None:
    """Return the CI that a reference names, None where nothing (yet) fits. Raises ``Ambiguous``."""
    if reference.native_id:
        observation = work.node(observation_key(source, reference.native_id))
        return observation.owner if observation else None
    if reference.key:
        node = work.node(Key(reference.key))
        return node.key if node is not None and node.kind == "ci" else None
    found = {holder for claim in claims_for(schema, reference) if (holder := fitting(work, schema, reference, claim))}
    if len(found) > 1:
        raise Ambiguous(reference.cls or "CI", reference.name, tuple(sorted(found)))
    return next(iter(found), None)


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
            f"{declared_by}.{rule.attributes[0]}"
            for each in wanted
            for declared_by, rule in schema.rules(each)
            if rule.attributes in (("name",), ("fqdn",)) and not rule.in_parent
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
