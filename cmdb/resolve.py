"""From what a person types or pastes to the CI meant: key, ``class:name``, name; never a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from cmdb.errors import Ambiguous, NotFound
from cmdb.model import Key, Node, Stored
from cmdb.query import All, Any, Compare, Condition, OneOf, Order, Query, Text
from cmdb.schema import Schema
from cmdb.store.port import GraphStore
from cmdb.values import normal, normal_text

__all__ = ["Hit", "resolve", "resolve_all", "search"]

IS_CI = Compare("kind", "=", "ci")
MOST_SHOWN = 10
MOST_COMPARED = 500
LOOKED_UP = ("fqdn", "ip_address", "serial", "asset_tag", "uuid", "email")
WORD = re.compile(r"[^\s,;=\"'<>(){}\[\]|]+")
LONGEST_TEXT = 4_000
MOST_WORDS = 200
SHORTEST_WORD = 2


class Hit(NamedTuple):
    """One CI that a search found, and by what: "key", "name", "serial FCH123"."""

    stored: Stored
    why: str


def resolve(graph: GraphStore, schema: Schema, text: str, *, as_of: int | None = None) -> Key:
    """Return the CI that ``text`` names. Raises ``NotFound`` or ``Ambiguous`` with the nearest."""
    text = text.strip()
    stored = graph.get([Key(text)], as_of=as_of).get(Key(text)) if text else None
    if stored is not None and stored.node.kind == "ci":
        return stored.node.key
    cls, colon, name = text.partition(":")
    if colon and cls in schema.classes and (found := named(graph, name, schema.family(cls), as_of)):
        return only(text, found)
    if found := named(graph, text, None, as_of):
        return only(text, found)
    hits = nearest(graph, text, as_of) or nearest(graph, name.strip(), as_of)
    raise NotFound("CI", text, tuple(str(hit.stored.node.key) for hit in hits))


def resolve_all(graph: GraphStore, schema: Schema, texts: Sequence[str], *, as_of: int | None = None) -> list[Key]:
    """Return the CIs that these texts name, in order, each once."""
    return list(dict.fromkeys(resolve(graph, schema, text, as_of=as_of) for text in texts))


def named(graph: GraphStore, name: str, classes: Sequence[str] | None, as_of: int | None) -> Sequence[Node]:
    """Return CIs of this name: those that are written the same, else those that only differ in letter case."""
    parts: list[Condition] = [IS_CI, Compare("name", "=", normal_text(name))]
    if classes is not None:
        parts.append(OneOf("class", frozenset(classes)))
    page = graph.find(Query(All(tuple(parts)), limit=MOST_SHOWN), as_of=as_of)
    nodes = [stored.node for stored in page.items]
    return [node for node in nodes if node.name == name] or nodes


def only(text: str, found: Sequence[Node]) -> Key:
    """Return the single CI found. Raises ``Ambiguous``."""
    if len(found) > 1:
        raise Ambiguous("CI", text, tuple(f"{node.key} ({node.cls} {node.name})" for node in found))
    return found[0].key


def nearest(graph: GraphStore, text: str, as_of: int | None) -> Sequence[Hit]:
    """Return a few CIs that look like what was typed."""
    if not text:
        return ()
    # The text index knows the present only.
    hits = by_text(graph, [normal_text(text)], MOST_SHOWN // 2) if as_of is None else ()
    return hits or by_prefix(graph, text, as_of) or by_spelling(graph, text, as_of)


def by_prefix(graph: GraphStore, text: str, as_of: int | None) -> Sequence[Hit]:
    """Return CIs whose key or name starts with the first half of what was typed."""
    start = normal_text(text)[: max(SHORTEST_WORD, len(text) // 2)]
    page = graph.find(Query(starting(start), limit=MOST_SHOWN // 2), as_of=as_of)
    return [Hit(stored, "similar name") for stored in page.items]


def by_spelling(graph: GraphStore, text: str, as_of: int | None) -> Sequence[Hit]:
    """Return CIs that begin with the same letter and are spelled much like what was typed, likeliest first."""
    wanted = normal_text(text)
    found = graph.find(Query(starting(wanted[:1]), limit=MOST_COMPARED), as_of=as_of).items
    words: dict[str, Stored] = {}
    for stored in found:
        for word in (stored.node.name, stored.node.key):
            words.setdefault(normal_text(word), stored)
    close = get_close_matches(wanted, words, MOST_SHOWN // 2)
    return [
        Hit(stored, "similar spelling") for stored in {words[word].node.key: words[word] for word in close}.values()
    ]


def starting(start: str) -> Condition:
    """Return the condition of a CI whose key or name starts with a text."""
    return All((IS_CI, Any((Compare("name", "prefix", start), Compare("key", "prefix", start)))))


def search(graph: GraphStore, text: str, *, limit: int = 20) -> tuple[Sequence[Hit], Key | None]:
    """Return CIs for anything pasted (name, address, serial, an alert), likeliest first, and the exact one if any."""
    text = text.strip()[:LONGEST_TEXT]
    if not text:
        return (), None
    exact = by_identifier(graph, [text])
    if not exact:
        exact = by_identifier(graph, [word.strip(".:") for word in WORD.findall(text)[:MOST_WORDS]])
    hits = {hit.stored.node.key: hit for hit in exact}
    if len(hits) < limit:
        words = [normal_text(word) for word in text.split()][:MOST_WORDS]
        for hit in by_text(graph, words, limit):
            hits.setdefault(hit.stored.node.key, hit)
    only_one = exact[0].stored.node.key if len(exact) == 1 else None
    return list(hits.values())[:limit], only_one


def by_identifier(graph: GraphStore, words: Sequence[str]) -> list[Hit]:
    """Return CIs of which one of the words is the key, the name or an identifier, in the words' order."""
    wanted = dict.fromkeys(normal_text(word) for word in words if len(word) >= SHORTEST_WORD)
    wanted |= {host: None for word in wanted for host in hosts_in(word)}
    values = frozenset(wanted)
    if not values:
        return []
    fields = ("key", "name", *(f"attributes.{name}" for name in LOOKED_UP))
    where = All((IS_CI, Any(tuple(OneOf(name, values) for name in fields))))
    hits = [Hit(stored, reason(stored.node, values)) for stored in graph.find(Query(where, limit=50)).items]
    order = list(wanted)
    return sorted(hits, key=lambda hit: min(order.index(value) for value in texts_of(hit.stored.node) & values))


def hosts_in(word: str) -> list[str]:
    """Return what else a word may name: the host of host:port or of an address, the short name of a full one."""
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", word).split("/")[0]
    host = bare.rsplit("@", 1)[-1]
    if host.count(":") == 1:
        host = host.split(":")[0]
    short = host.split(".")[0] if host and not host.replace(".", "").isdigit() else host
    return [each for each in (host, short) if len(each) >= SHORTEST_WORD]


def texts_of(node: Node) -> set[str]:
    """Return what identifies a node, in normal form."""
    found: set[str] = {normal_text(node.key), normal_text(node.name)}
    for name in LOOKED_UP:
        if isinstance(value := node.attributes.get(name), str):
            found.add(normal_text(value))
    return found


def reason(node: Node, values: frozenset[str | int | float]) -> str:
    """Return by what a CI was found."""
    if normal_text(node.key) in values:
        return "key"
    if normal_text(node.name) in values:
        return "name"
    for name in LOOKED_UP:
        value = node.attributes.get(name)
        if value is not None and normal(value) in values:
            return f"{name.replace('_', ' ')} {value}"
    return "text"


def by_text(graph: GraphStore, words: Sequence[str], limit: int) -> list[Hit]:
    """Return CIs that hold all the words, names that start with the first word before others."""
    page = graph.find(Query(All((IS_CI, Text(tuple(words)))), (Order("name"),), limit=max(limit * 5, 50)))
    ranked = sorted(page.items, key=lambda each: (not normal_text(each.node.name).startswith(words[0]), each.node.name))
    return [Hit(stored, "text") for stored in ranked[:limit]]
