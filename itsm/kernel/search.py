"""Finding records with the query language: practices are its classes, links its relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from cmdb.errors import Invalid
from cmdb.model import RECORD_LINK, Key
from cmdb.query import All, Compare, Condition, OneOf, Order, Query, Text
from cmdb.query_language import parse_query
from cmdb.schema import CiClass, Lifecycle, LifecycleState, RelationType, Schema
from cmdb.store.port import GraphStore
from cmdb.values import normal_text
from itsm.kernel.link import LINKS
from itsm.kernel.practice import Practice
from itsm.kernel.record import RECORD, Record, read_record

__all__ = ["IS_RECORD", "of_phase", "record_query", "search_records", "search_schema"]

IS_RECORD = Compare("kind", "=", RECORD)
LONGEST_TEXT = 200


def search_schema(practices: Mapping[str, Practice], cis: Schema) -> Schema:
    """Return what queries about records may name: practices, links, and CIs behind the links."""
    return Schema(
        (*cis.classes.values(), *(as_class(each) for each in practices.values())),
        (*cis.relation_types.values(), *LINK_TYPES),
        (*cis.lifecycles.values(), *(as_lifecycle(each) for each in practices.values())),
    )


def as_class(practice: Practice) -> CiClass:
    """Return a practice as a class of the query language."""
    return CiClass(
        practice.name,
        practice.label,
        practice.plural,
        parent=None,
        prefix=practice.prefix,
        attributes=tuple(practice.all_attributes.values()),
        lifecycle=practice.name,
    )


def as_lifecycle(practice: Practice) -> Lifecycle:
    """Return a practice's states as a lifecycle of the query language."""
    states = tuple(LifecycleState(each.name, each.label, "operational") for each in practice.lifecycle.states.values())
    return Lifecycle(practice.name, states, practice.lifecycle.initial, "")


LINK_TYPES = tuple(
    RelationType(RECORD_LINK + each.name, each.label, f"{each.reverse} (record)", "neither", "none")
    for each in LINKS.values()
)


def record_query(schema: Schema, text: str, now: datetime) -> Condition:
    """Return the condition of a query about records; ``schema`` is the one of ``search_schema``.

    Raises ``QueryInvalid``.
    """
    return All((IS_RECORD, parse_query(text, schema, now)))


def search_records(graph: GraphStore, text: str, *, limit: int, where: Condition) -> Sequence[Record]:
    """Return records of a key, or with these words in their titles or texts, newest first."""
    words = normal_text(text.strip())[:LONGEST_TEXT]
    if not words:
        return ()
    key = Key(words)
    stored = graph.get([key]).get(key)
    if stored is not None and stored.node.kind == RECORD:
        page = graph.find(Query(All((IS_RECORD, Compare("key", "=", words), where)), limit=1))
        return [read_record(each) for each in page.items]
    order = (Order("attributes.opened_at", descending=True),)
    page = graph.find(Query(All((IS_RECORD, Text(tuple(words.split())), where)), order, limit))
    return [read_record(each) for each in page.items]


def of_phase(practice: Practice, phase: str) -> Condition:
    """Return the condition of records in a phase: open, resolved or closed. Raises ``Invalid``."""
    states = {normal_text(each.name) for each in practice.lifecycle.states.values() if each.phase == phase}
    if not states:
        raise Invalid("phase", "is no phase", phase, "open, resolved, closed")
    return OneOf("lifecycle", frozenset(states))
