"""How a record hangs together with CIs and with other records: links are relations that carry no failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cmdb.errors import Invalid
from cmdb.model import RECORD_LINK, Key, Relation, RelationId

__all__ = ["LINKS", "Link", "LinkType", "link_of", "link_relation"]


@dataclass(frozen=True, slots=True)
class LinkType:
    """One way in which a record concerns something. ``to`` says what: a CI or another record."""

    name: str
    label: str
    reverse: str
    to: str


LINKS: Mapping[str, LinkType] = MappingProxyType(
    {
        each.name: each
        for each in (
            LinkType("affects", "affects", "is affected by", "ci"),
            LinkType("caused_by_ci", "was caused by", "caused", "ci"),
            LinkType("configures", "configures", "is configured by", "ci"),
            LinkType("requested_for", "is requested for", "is requested in", "ci"),
            LinkType("covers", "covers", "is covered by", "ci"),
            LinkType("explains", "explains", "is explained in", "ci"),
            LinkType("part_of", "is part of", "has part", "record"),
            LinkType("duplicate_of", "is a duplicate of", "has duplicate", "record"),
            LinkType("has_problem", "shows problem", "shows in", "record"),
            LinkType("caused_by", "was caused by", "caused", "record"),
            LinkType("fixed_by", "is fixed by", "fixes", "record"),
            LinkType("documented_in", "is documented in", "documents", "record"),
            LinkType("requires", "requires", "is required by", "record"),
            LinkType("implements", "implements", "is implemented by", "record"),
            LinkType("raised_from", "was raised from", "led to", "record"),
            LinkType("related_to", "is related to", "is related to", "record"),
        )
    }
)
"""Every way in which records are linked."""


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One link from a record to a CI or another record."""

    record: Key
    role: str
    target: Key


def link_relation(link: Link) -> Relation:
    """Return a link as the graph keeps it. Raises ``Invalid`` for a role that does not exist."""
    if link.role not in LINKS:
        raise Invalid("role", "there is no such link", link.role, ", ".join(LINKS))
    return Relation(RelationId(link.record, RECORD_LINK + link.role, link.target))


def link_of(relation: Relation) -> Link | None:
    """Return a relation as a link, None for one between CIs."""
    if not relation.id.type.startswith(RECORD_LINK):
        return None
    return Link(relation.id.source, relation.id.type.removeprefix(RECORD_LINK), relation.id.target)
