"""The forms in which an estate, or a part of it, can be written."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cmdb.drawings import dot_text, mermaid_text
from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.export import csv_text, graph_text
from cmdb.model import Key

__all__ = ["FORMATS", "OF_ONE_SERVICE", "export_text"]

FORMATS = ("graph", "csv", "graphml", "dot", "mermaid")
OF_ONE_SERVICE = ("open_psa",)
"""Forms that hold one service with all that it stands on, never a whole estate."""


def export_text(
    estate: Estate, form: str, keys: Collection[Key] | None = None, *, as_of: int | None = None
) -> Iterator[str]:
    """Yield CIs and the relations between them in a format; ``keys`` None: the whole estate. Raises ``Invalid``."""
    graph, schema = estate.graph, estate.schema
    if form == "graph":
        return graph_text(graph, keys, as_of=as_of)
    if form == "csv":
        return csv_text(graph, schema, keys, as_of=as_of)
    if form == "dot":
        return dot_text(graph, schema, keys, as_of=as_of)
    if form == "mermaid":
        return mermaid_text(graph, schema, keys, as_of=as_of)
    if form == "graphml":
        # networkx takes a third of a second to load, and only this needs it.
        from cmdb.networkx_graph import graphml_text  # noqa: PLC0415

        return graphml_text(graph, keys, as_of=as_of)
    if form == "open_psa":
        from cmdb.open_psa import open_psa_text  # noqa: PLC0415  # it takes the engine's fault trees with it

        return open_psa_text(estate.snapshots.at(as_of).graph, keys)
    raise Invalid("format", "is unknown", form, ", ".join((*FORMATS, *OF_ONE_SERVICE)))
