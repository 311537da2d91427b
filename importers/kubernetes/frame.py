"""What holds the workloads: cluster, namespaces, nodes.

A namespace contains its workloads and passes no failure on (``need: none``): it is a name and cannot fail by itself.
What runs in a cluster that is named runs on it. Where the files are those of a live cluster, the pods say on which
nodes a workload runs: any one of them keeps it up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cmdb.values import Json
from importers.kubernetes.objects import WORKLOADS, Manifest, Objects, mapping, mappings, native_id, text
from importers.kubernetes.quantities import gigabytes
from importers.observation import CiObservation, Note, Observation, Reference, RelationObservation

__all__ = ["observe_frame", "placements", "within"]

CLUSTER = "cluster"
NO_FAILURE: Mapping[str, Json] = {"confidence": 1.0, "need": "none"}
CERTAIN: Mapping[str, Json] = {"confidence": 1.0}


def observe_frame(objects: Objects, cluster: str) -> Iterator[Observation]:
    """Yield the cluster where it is named, the namespaces in use, and the nodes."""
    first = objects.manifests[0].where if objects.manifests else ""
    parent = Reference(native_id=CLUSTER) if cluster else None
    if cluster:
        yield CiObservation(first, CLUSTER, CLUSTER, "kubernetes_cluster", cluster)
    declared = {each.name: each for each in objects.of("Namespace")}
    used = dict.fromkeys([*declared, *(each.namespace for each in objects.manifests if each.namespace)])
    if used and not cluster:
        text_ = "no cluster is named: namespaces of the same name in two clusters would be taken for one"
        yield Note(first, text_ + "; name it in the settings of the source")
    for name in used:
        own = native_id("Namespace", "", name)
        said = declared.get(name)
        where, row = (said.where, said.row) if said else (f"namespace {name}", own)
        inside = RelationObservation("contains", Reference(native_id=CLUSTER), "in", fields=NO_FAILURE, where=where)
        relations = (inside,) if cluster else ()
        yield CiObservation(where, row, own, "kubernetes_namespace", name, parent=parent, relations=relations)
    for node in objects.of("Node"):
        member = RelationObservation("member_of", Reference(native_id=CLUSTER), fields=CERTAIN, where=node.where)
        yield CiObservation(
            node.where,
            node.row,
            node.native_id,
            "kubernetes_node",
            node.name,
            attributes=node_attributes(node),
            relations=(member,) if cluster else (),
        )


def node_attributes(node: Manifest) -> Mapping[str, Json]:
    """Return what a live node says of itself."""
    status = mapping(node.content.get("status"))
    info = mapping(status.get("nodeInfo"))
    kinds = {text(each.get("type")): text(each.get("address")) for each in mappings(status.get("addresses"))}
    memory = gigabytes(text(mapping(status.get("capacity")).get("memory")))
    given: dict[str, Json] = {
        "os": text(info.get("osImage")),
        "uuid": text(info.get("systemUUID")).lower(),
        "ip_address": kinds.get("InternalIP"),
        "memory_gb": memory,
        "cpu_cores": text(mapping(status.get("capacity")).get("cpu")),
    }
    return {name: value for name, value in given.items() if value}


def within(manifest: Manifest, cluster: str) -> tuple[RelationObservation, ...]:
    """Return what holds an object's CI: its namespace, and the cluster where that is named."""
    where = f"{manifest.where} namespace"
    namespace = Reference(native_id=native_id("Namespace", "", manifest.namespace))
    inside = RelationObservation("contains", namespace, "in", fields=NO_FAILURE, where=where)
    if not cluster:
        return (inside,)
    return inside, RelationObservation("runs_on", Reference(native_id=CLUSTER), fields=CERTAIN, where=where)


def placements(objects: Objects) -> dict[str, tuple[str, ...]]:
    """Return the nodes of each workload by native id, as its pods say; only nodes that the files hold."""
    makers = {each.native_id: each.owner for each in objects.owned}
    found: dict[str, dict[str, None]] = {}
    for pod in (*objects.of("Pod"), *(each for each in objects.owned if each.kind == "Pod")):
        node = native_id("Node", "", text(pod.spec.get("nodeName")))
        if node not in objects.ids:
            continue
        own = pod.native_id
        # A pod is made by a replica set, that by a deployment: two steps, a third would be an object of its own kind.
        for _ in WORKLOADS:
            kind, name = makers.get(own, ("", ""))
            if not kind:
                break
            own = native_id(kind, pod.namespace, name)
        found.setdefault(own, {})[node] = None
    return {workload: tuple(nodes) for workload, nodes in found.items()}
