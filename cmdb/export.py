"""An estate as text: the graph document that ``import`` reads, or its CIs as CSV; written as it is read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterator

from cmdb.lay import shown_value
from cmdb.model import Key, Node, Relation
from cmdb.observed import fields_json
from cmdb.overlay import load_overlay
from cmdb.part import nodes_of, relations_of
from cmdb.schema import Schema, json_value
from cmdb.schema.document import declaration
from cmdb.store.port import GraphStore
from cmdb.values import Json

__all__ = ["csv_text", "graph_text", "safe_cell"]


def graph_text(graph: GraphStore, keys: Collection[Key] | None = None, *, as_of: int | None = None) -> Iterator[str]:
    """Yield a graph document: own declarations, CIs by key, relations by identity; ``keys`` None: the whole estate."""
    overlay = load_overlay(graph, as_of=as_of)
    declared: dict[str, Json] = {
        "classes": [declaration(each) for each in overlay.classes.values()],
        "relation_types": [declaration(each) for each in overlay.relation_types.values()],
        "lifecycles": [declaration(each) for each in overlay.lifecycles.values()],
    }
    yield '{"faultline": 1'
    for name, entries in declared.items():
        if entries or name == "classes":
            yield f',\n "{name}": {compact(entries)}'
    yield ',\n "cis": ['
    yield from joined(compact(ci(node)) for node in nodes_of(graph, keys, as_of=as_of))
    yield '],\n "relations": ['
    yield from joined(compact(relation_entry(relation)) for relation in relations_of(graph, keys, as_of=as_of))
    yield '],\n "records": []}\n'


def compact(value: Json) -> str:
    """Return JSON on one line."""
    return json.dumps(value, ensure_ascii=False)


def joined(entries: Iterator[str]) -> Iterator[str]:
    """Yield entries as the lines of a JSON list."""
    for number, entry in enumerate(entries):
        yield f"{',' if number else ''}\n  {entry}"


def ci(node: Node) -> Json:
    """Return a CI as an entry of a graph document."""
    entry: dict[str, Json] = {"key": node.key, "class": node.cls, "name": node.name, "lifecycle": node.lifecycle}
    if node.attributes:
        entry["attributes"] = {name: json_value(value) for name, value in sorted(node.attributes.items())}
    groups = node.body.get("groups")
    return entry | ({"groups": groups} if groups else {})


def relation_entry(relation: Relation) -> Json:
    """Return a relation as an entry of a graph document."""
    each = relation.id
    entry: dict[str, Json] = {"from": each.source, "type": each.type, "to": each.target}
    return entry | ({"group": each.group} if each.group else {}) | fields_json(relation)


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: a leading sign is preceded by an apostrophe."""
    is_number = text[1:].replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not is_number else text


def csv_text(
    graph: GraphStore, schema: Schema, keys: Collection[Key] | None = None, *, as_of: int | None = None
) -> Iterator[str]:
    """Yield CIs as CSV, a column for each attribute that some class declares; ``keys`` None: all of them."""
    names = sorted({each.name for cls in schema.classes.values() for each in cls.attributes})
    yield line(["key", "class", "name", "lifecycle", *names])
    for node in nodes_of(graph, keys, as_of=as_of):
        cells = [cell(shown_value(node.attributes.get(name))) for name in names]
        yield line([node.key, node.cls, node.name, node.lifecycle, *cells])


def cell(value: Json) -> str:
    """Return a value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    return json.dumps(value) if isinstance(value, dict | bool) else str(value)


def line(cells: list[str]) -> str:
    """Return one line of CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([safe_cell(each) for each in cells])
    return text.getvalue()
