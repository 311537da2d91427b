"""Groups that an import left as nobody can satisfy them: told with the import, because it was written all the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from cmdb.impact_rows import edge_row, rows
from cmdb.model import Key, Node, Relation
from cmdb.schema import Schema
from cmdb.store.port import Change
from cmdb.workspace import Workspace
from impact import build_graph, data_errors

__all__ = ["grouped", "unsatisfied"]

AT_ONCE = 1_000
"""CIs whose groups are looked at together."""


def grouped(schema: Schema, changes: Iterable[Change]) -> Iterator[Key]:
    """Yield the CIs of which changes may have altered a group: its rule, or who belongs to it."""
    for change in changes:
        for each in (change.before, change.after):
            if isinstance(each, Node) and each.kind == "ci" and each.body.get("groups"):
                yield each.key
            elif isinstance(each, Relation) and not each.id.links_record:
                edge = edge_row(schema, each)
                if edge is not None and edge.group is not None:
                    yield Key(edge.consumer)


def unsatisfied(work: Workspace, schema: Schema, owners: Collection[Key]) -> Iterator[tuple[Key, str]]:
    """Yield what is wrong with the groups of some CIs, by CI: (its key, a sentence).

    Groups whose members were all taken away are judged too: a rule without members cannot hold anything up.
    """
    ordered = sorted(owners)
    for start in range(0, len(ordered), AT_ONCE):
        part = ordered[start : start + AT_ONCE]
        work.load_nodes(part)
        work.load_relations_at(part)
        present = [node for key in part if (node := work.node(key)) is not None]
        relations = [
            relation
            for node in present
            for relation in work.relations_at(node.key)
            if (edge := edge_row(schema, relation)) is not None and edge.consumer == node.key
        ]
        ends = {end for each in relations for end in (each.id.source, each.id.target)} - {n.key for n in present}
        work.load_nodes(ends)
        providers = [node for key in sorted(ends) if (node := work.node(key)) is not None]
        asked = {node.key for node in present}
        for error in data_errors(build_graph(*rows(schema, [*present, *providers], relations))):
            if error.key in asked and error.group is not None:
                got = "" if error.value is None else f"; got {error.value}"
                said = f"{error.reason}{got}; allowed: {error.allowed}; taken as: {error.taken_as}"
                yield Key(error.key), f"group {error.group}: {said}"
