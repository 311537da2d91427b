"""The nodes and relations of the one graph, and the revisions that are its one history."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, NewType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cmdb.values import Json, Value

__all__ = [
    "EMPTY",
    "RECORD_LINK",
    "Claim",
    "EntityRef",
    "Key",
    "Node",
    "Relation",
    "RelationFields",
    "RelationId",
    "Revision",
    "Stored",
    "Version",
]

Key = NewType("Key", str)
EMPTY: Mapping[str, Value] = MappingProxyType({})
RECORD_LINK = "record."
"""How the types of relations begin that link a record with a CI or a record. They carry no failure."""
NO_BODY: Mapping[str, Json] = MappingProxyType({})


class Claim(NamedTuple):
    """A value that at most one current node of the store may hold, such as a serial number."""

    scope: str
    value: str


class Node(NamedTuple):
    """One node in one version: a CI, an observation, a person, a record, a declared class.

    ``kind`` says which of these it is; ``cls`` is its class; ``owner`` is the key of the node it belongs to
    (an observation's CI), None for none; it need not exist. ``body`` is a JSON document for what the product
    keeps itself (a CI's group rules, an observation's relations); it is not queryable. ``claims`` are unique
    among current nodes.
    """

    key: Key
    kind: str
    cls: str
    name: str = ""
    lifecycle: str = ""
    owner: Key | None = None
    attributes: Mapping[str, Value] = EMPTY
    body: Mapping[str, Json] = NO_BODY
    claims: frozenset[Claim] = frozenset()


class RelationId(NamedTuple):
    """What identifies a relation: its ends, its type, and the consumer's group ("" for none)."""

    source: Key
    type: str
    target: Key
    group: str = ""

    @property
    def links_record(self) -> bool:
        """Return whether it links a record with something, and so is none between CIs."""
        return self.type.startswith(RECORD_LINK)


class RelationFields(NamedTuple):
    """What a relation says beside its identity. None is "not said": the type's default then holds.

    ``reported_by`` are the keys of the observations that say so, sorted; a relation lives while it has one.
    ``confidence`` is 0..1, ``ride_through_s`` seconds, ``last_verified`` an instant.
    """

    need: Literal["hard", "soft", "none"] | None = None
    weight: int | None = None
    ride_through_s: float | None = None
    confidence: float | None = None
    last_verified: datetime | None = None
    reported_by: tuple[str, ...] = ()


class Relation(NamedTuple):
    """One relation in one version."""

    id: RelationId
    fields: RelationFields = RelationFields()


EntityRef = Key | RelationId


class Revision(NamedTuple):
    """One write: gap-free number from 1 in commit order, instant (UTC, never going back), who, whence, why.

    ``run`` is the import run or merge that it is a part of, "" for none.
    """

    number: int
    at: datetime
    actor: str
    source: str = ""
    reason: str = ""
    run: str = ""


class Stored(NamedTuple):
    """A node as the store holds it: the revision and instant since which it is so, and when it was last seen.

    ``last_seen`` is not versioned: None for what no source has reported, and in the past (``as_of``).
    """

    node: Node
    since: int
    changed_at: datetime
    last_seen: datetime | None = None


class Version(NamedTuple):
    """An entity as it was from ``since`` until ``until`` (exclusive; None: still); ``entity`` None: removed."""

    ref: EntityRef
    entity: Node | Relation | None
    since: Revision
    until: int | None
