"""How nodes, relations and revisions lie in Neo4j: their labels and properties, written and read back.

- ``(:Node)`` is a node as it is now. ``record`` holds it whole, and is all that is read back: one property is read
  in one piece, several may be read on both sides of a commit. The others are there to be searched, in normal form:
  ``kind``, ``class``, ``name``, ``lifecycle``, ``owner``, ``text`` (full text), ``a.NAME`` (a scalar attribute),
  ``l.NAME``, ``i.NAME``, ``r.NAME`` (texts, integers and fractions of a list), ``d.NAME`` (a document); and ``key`` as
  it is written, ``since``, ``changed_at``, ``last_seen``, ``digest``, the number of ``claims``. A name with a capital
  (``Name``, ``A.NAME``, ``Text``) holds whole what stands cut for an index under the small one, ``Key`` the normal
  form of a key that is not its own, ``odd_kind`` a kind that is not its normal form. Labels: the kind,
  ``class.CLASS``, and for few nodes that a search takes apart ``list.NAME``, ``long.NAME``, ``LongText``,
  ``OddKey``. Whoever asks in Cypher writes ``(n:ci {class: 'server'})``.
- ``(:Node)-[TYPE]->(:Node)`` is a relation as it is now, with ``group``, ``since`` and ``record``.
- ``(:Version)`` and ``(:RelationVersion)`` are what they were from ``since`` until ``until``.
- ``(:Revision)`` is one write; its ``(:Part)`` nodes name what it touched.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from cmdb.model import Claim, Relation, Revision, Stored
from cmdb.store.encoding import NodeRow, RelationRow, node_from_row, relation_from_row
from cmdb.store.matching import search_text
from cmdb.store.neo4j.names import escape
from cmdb.store.neo4j.ordered import BREAK, LONGEST, comparable, cut, number, ordered
from cmdb.store.question import ATTRIBUTES
from cmdb.values import INT_MAX, INT_MIN, normal, normal_text, parse_instant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cmdb.store.neo4j.connect import Row
    from cmdb.values import Normal, Value

__all__ = [
    "BORDER",
    "LIST_LABEL",
    "LONG_LABEL",
    "REVISION_COLUMNS",
    "Property",
    "claim_id",
    "digest",
    "indexed",
    "labels_of",
    "node_properties",
    "node_record",
    "property_of",
    "read_node_record",
    "read_relation_record",
    "relation_of",
    "relation_record",
    "revision_of",
    "stored_of",
    "value_label",
]

BORDER = "\x00"  # refused in all text, so it can stand between a record's parts
LIST_LABEL = "list."
LONG_LABEL = "long."
LONGEST_INDEXED_TEXT = 10_000  # characters of up to three bytes; a text index takes 32 kB


# ---------------------------------------------------------------- fields


class Property(NamedTuple):
    """Where a field lies.

    ``attribute``: it can be a list or a document. ``label``: what stands before a value in the label that says it.
    ``odd``: the whole replaces the scalar instead of extending it.
    """

    name: str
    scalar: str
    attribute: bool = False
    label: str | None = None
    odd: bool = False

    @property
    def long(self) -> str:
        """Where a text stands whole."""
        return capital(self.scalar)


FIELDS = {
    "key": Property("key", "key", odd=True),
    "kind": Property("kind", "kind", label=""),
    "class": Property("class", "class", label="class."),
    "name": Property("name", "name"),
    "lifecycle": Property("lifecycle", "lifecycle"),
    "owner": Property("owner", "owner"),
    "revision": Property("revision", "since"),
    "changed_at": Property("changed_at", "changed_at"),
    "last_seen": Property("last_seen", "last_seen"),
}


def property_of(field: str) -> Property:
    """Return where a field lies."""
    if field in FIELDS:
        return FIELDS[field]
    name = escape(field.removeprefix(ATTRIBUTES))
    return Property(name, f"a.{name}", attribute=True)


def capital(name: str) -> str:
    """Return the property that holds a text whole."""
    return name[0].upper() + name[1:]


def node_properties(row: NodeRow, since: int, changed_at: str) -> dict[str, object]:
    """Return all properties of a ``(:Node)`` but ``last_seen``; absent ones are left out."""
    node = node_from_row(row)
    found: dict[str, object] = {
        "key": ordered(row.key),
        "since": since,
        "changed_at": changed_at,
        "record": node_record(row, since, changed_at),
    }
    key = ordered(normal_text(row.key))
    if key != found["key"]:
        found["Key"] = key
    for field, text in (
        ("kind", row.kind),
        ("class", row.cls),
        ("name", row.name),
        ("lifecycle", row.lifecycle),
        ("owner", row.owner),
    ):
        if text:
            put_scalar(found, field, normal_text(text))
    if ordered(row.kind) != found["kind"]:
        found["odd_kind"] = ordered(row.kind)
    for name, value in node.attributes.items():
        put_attribute(found, escape(name), value)
    put_text(found, ordered(search_text(node)))
    if node.claims:
        found["claims"] = len(node.claims)
    mark = node.body.get("digest")
    if type(mark) is int and INT_MIN <= mark <= INT_MAX:
        found["digest"] = mark
    return found


def put_scalar(found: dict[str, object], name: str, value: Normal) -> None:
    """Put a value in normal form; text that is too long for an index also stands whole."""
    found[name] = value = comparable(value)
    if isinstance(value, str) and len(value) > LONGEST:
        found[name] = cut(value)
        found[capital(name)] = value


def put_attribute(found: dict[str, object], name: str, value: Value) -> None:
    """Put an attribute: a scalar, the items of a list apart by type, or for a document that it is there."""
    form = normal(value)
    if form is None:
        found[f"d.{name}"] = True
    elif isinstance(form, tuple):
        put_list(found, name, form)
    else:
        put_scalar(found, f"a.{name}", form)


def put_list(found: dict[str, object], name: str, items: tuple[Normal, ...]) -> None:
    """Put a list. Its texts are one text, so that a text index finds a whole item, its beginning or a part."""
    texts = BREAK + "".join(ordered(item) + BREAK for item in items if isinstance(item, str))
    found[f"{'l' if len(texts) <= LONGEST_INDEXED_TEXT else 'L'}.{name}"] = texts
    numbers = [number(item) for item in items if not isinstance(item, str)]
    integers = [item for item in numbers if isinstance(item, int)]
    fractions = [item for item in numbers if isinstance(item, float)]
    if integers:
        found[f"i.{name}"] = integers
    if fractions:
        found[f"r.{name}"] = fractions


def put_text(found: dict[str, object], text: str) -> None:
    """Put the search text, where it is long the beginning of it for the index and the whole beside that."""
    found["text"] = text[:LONGEST_INDEXED_TEXT]
    if len(text) > LONGEST_INDEXED_TEXT:
        found["Text"] = text


def indexed(text: str) -> str:
    """Return text in normal form as its property has it; two long texts may share one."""
    return cut(ordered(normal_text(text)))


def labels_of(properties: Mapping[str, object]) -> tuple[str, ...]:
    """Return the labels of a ``(:Node)`` beside ``Node``, as names to be quoted.

    The store's own begin with a capital or hold a dot, which no kind does: normal forms have no capitals.
    """
    labels = [value_label("", str(properties["kind"])), value_label("class.", str(properties["class"]))]
    for name in properties:
        if name.startswith(("l.", "L.")):
            labels.append(LIST_LABEL + name[2:])
        if name.startswith("L."):
            labels.append(LONG_LABEL + name[2:])
    labels += [label for name, label in (("Text", "LongText"), ("Key", "OddKey")) if name in properties]
    return tuple(labels)


def value_label(prefix: str, value: str) -> str:
    """Return the label that says what a field is."""
    return prefix + escape(value)


# ---------------------------------------------------------------- whole entities


def node_record(row: NodeRow, since: int, changed_at: str) -> str:
    """Return a node whole, as one text."""
    key, kind, cls, name, lifecycle, owner, attributes, body, claims = row
    return BORDER.join((str(since), changed_at, key, kind, cls, name, lifecycle, owner or "", attributes, body, claims))


def read_node_record(record: str) -> tuple[NodeRow, int, str]:
    """Return the row, the revision and the instant that ``node_record`` wrote."""
    since, changed_at, key, kind, cls, name, lifecycle, owner, attributes, body, claims = record.split(BORDER)
    row = NodeRow(key, kind, cls, name, lifecycle, owner or None, attributes, body, claims)
    return row, int(since), changed_at


def stored_of(record: str, last_seen: str | None = None) -> Stored:
    """Return the node of a record."""
    row, since, changed_at = read_node_record(record)
    return Stored(
        node_from_row(row),
        since,
        parse_instant(changed_at),
        None if last_seen is None else parse_instant(last_seen),
    )


def relation_record(row: RelationRow, since: int) -> str:
    """Return a relation whole, as one text."""
    return BORDER.join((str(since), *("" if part is None else str(part) for part in row)))


def read_relation_record(record: str) -> tuple[RelationRow, int]:
    """Return the row and the revision that ``relation_record`` wrote."""
    since, source, kind, target, group, need, weight, ride_through, confidence, verified, reporters = record.split(
        BORDER
    )
    row = RelationRow(
        source,
        kind,
        target,
        group,
        need or None,
        int(weight) if weight else None,
        float(ride_through) if ride_through else None,
        float(confidence) if confidence else None,
        verified or None,
        reporters,
    )
    return row, int(since)


def relation_of(record: str) -> tuple[Relation, int]:
    """Return the relation of a record and the revision since which it is so."""
    row, since = read_relation_record(record)
    return relation_from_row(row), since


def digest(*texts: str) -> str:
    """Return texts, such as the parts of a relation's identity, as one that is short enough for an index."""
    return hashlib.blake2b(BORDER.join(texts).encode(errors="surrogatepass"), digest_size=16).hexdigest()


def claim_id(claim: Claim) -> str:
    """Return a claim as one text, so that a constraint on one property keeps it unique."""
    return ordered(BORDER.join(claim))


REVISION_COLUMNS = "r.number, r.at, r.actor, r.source, r.reason, r.run"


def revision_of(row: Row) -> Revision:
    """Return the revision of a row of ``REVISION_COLUMNS``."""
    found_number, at, actor, source, reason, run = row
    return Revision(found_number, parse_instant(at), actor, source, reason, run)
