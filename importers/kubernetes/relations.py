"""Collect the relations of one CI: on a Service means on what serves it, one of several being enough."""

from __future__ import annotations

from collections.abc import Mapping

from cmdb.values import Json
from importers.kubernetes.objects import Manifest, native_id
from importers.kubernetes.services import Behind
from importers.observation import Note, Reference, RelationObservation

__all__ = ["Relations", "contained", "within"]

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

    def note(self, text: str) -> None:
        """Keep an open point, once."""
        self.notes.setdefault(text, Note(self.where, text))

    @property
    def observed(self) -> tuple[RelationObservation, ...]:
        """Return the relations in order."""
        return tuple(self.found.values())


def contained(native_id: str, where: str) -> tuple[RelationObservation]:
    """Return that a CI is contained in another and falls with it: what runs in a cluster falls with the cluster."""
    fields: Mapping[str, Json] = {"confidence": 1.0}
    return (RelationObservation("contains", Reference(native_id=native_id), "in", fields=fields, where=where),)


def within(manifest: Manifest) -> RelationObservation:
    """Return that an object's CI is contained in its namespace."""
    return contained(native_id("Namespace", "", manifest.namespace), f"{manifest.where} namespace")[0]


def confidence(fields: Mapping[str, Json]) -> float:
    """Return how sure a relation is."""
    value = fields.get("confidence")
    return float(value) if isinstance(value, int | float) else 0.0
