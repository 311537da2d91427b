"""Collect the relations of one CI: on a Service means on what serves it, one of several being enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmdb.values import Json
from importers.kubernetes.objects import Manifest
from importers.kubernetes.services import Behind
from importers.observation import Note, Reference, RelationObservation

__all__ = ["Relations"]

NODES = "nodes"
ANY_SERVES: Mapping[str, Json] = {"min_up": 1}


class Relations:
    """A CI's relations, each (type, other, group) once with the surest evidence, its group rules and open points."""

    def __init__(self, own: Manifest) -> None:
        self.own, self.namespace, self.where = own.native_id, own.namespace, own.where
        self.found: dict[tuple[str, str, str], RelationObservation] = {}
        self.groups: dict[str, Mapping[str, Json]] = {}
        self.notes: dict[str, Note] = {}

    def add(self, type_: str, native_id: str, how: str, *, group: str = "", **fields: Json) -> None:
        """Add a relation unless one as sure is there."""
        identity = (type_, native_id, group)
        known = self.found.get(identity)
        if known is None or confidence(fields) > confidence(known.fields):
            where = f"{self.where} {how}"
            reference = Reference(native_id=native_id)
            self.found[identity] = RelationObservation(type_, reference, group=group, fields=fields, where=where)

    def on_service(self, behind: Behind, how: str, sure: float) -> None:
        """Add the dependency on a Service. A CI that serves it itself names itself or its peers: no dependency."""
        if self.own in behind.workloads:
            return
        if behind.outside:
            self.add("depends_on", f"host/{behind.outside}", how, confidence=sure)
        elif len(behind.workloads) == 1:
            self.add("depends_on", behind.workloads[0], how, confidence=sure)
        elif behind.workloads:
            near = behind.namespace == self.namespace
            group = behind.service if near else f"{behind.service}.{behind.namespace}"
            self.groups[group] = ANY_SERVES
            for workload in behind.workloads:
                self.add("depends_on", workload, how, group=group, confidence=sure)
        else:
            self.note(f"{how} names the Service {behind.service}, which selects no workload of these files")

    def on_nodes(self, nodes: Sequence[str]) -> None:
        """Add the nodes on which pods run; one of several is enough."""
        group = NODES if len(nodes) > 1 else ""
        if group:
            self.groups[group] = ANY_SERVES
        for node in nodes:
            self.add("runs_on", node, "nodeName", group=group, confidence=1.0)

    def note(self, text: str) -> None:
        """Keep an open point, once."""
        self.notes.setdefault(text, Note(self.where, text))

    @property
    def observed(self) -> tuple[RelationObservation, ...]:
        """Return the relations in order."""
        return tuple(self.found.values())


def confidence(fields: Mapping[str, Json]) -> float:
    """Return how sure a relation is."""
    value = fields.get("confidence")
    return float(value) if isinstance(value, int | float) else 0.0
