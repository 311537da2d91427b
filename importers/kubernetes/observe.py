"""What the objects of a cluster say: its CIs and their relations, as the files show them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cmdb.values import Json
from importers.addresses import Address
from importers.kubernetes.frame import observe_frame, placements, within
from importers.kubernetes.objects import WORKLOADS, Manifest, Objects, mapping, mappings, native_id, text
from importers.kubernetes.pods import Need, Pods, pods_of
from importers.kubernetes.quantities import gigabytes
from importers.kubernetes.relations import Relations
from importers.kubernetes.routes import observe_routes
from importers.kubernetes.services import Directory
from importers.observation import CiObservation, Note, Observation, Reference

__all__ = ["observe"]

# How many names a note lists.
MANY = 20
HERE = re.compile(r"localhost|127\.[\d.]+|0\.0\.0\.0|\[?::1?\]?")


def observe(objects: Objects, cluster: str) -> Iterator[Observation]:
    """Yield cluster, namespaces, nodes, hosts outside, configurations, volumes, workloads, entries, open points."""
    workloads = tuple(objects.of(*WORKLOADS))
    directory = Directory.of(objects, workloads)
    outside = hosts_outside(objects, directory)
    nodes = placements(objects)
    yield from observe_frame(objects, cluster)
    yield from (external(host, where) for host, where in outside.items())
    yield from stores(objects, workloads)
    for workload in workloads:
        yield from observe_workload(workload, objects, directory, Surroundings(outside, nodes, cluster))
    yield from observe_routes(objects, directory, cluster)
    yield from objects.problems
    yield from silent(workloads, objects)


def silent(workloads: tuple[Manifest, ...], objects: Objects) -> Iterator[Note]:
    """Yield a note that names the workloads whose settings show no address: what their code calls is not seen."""
    names = [each.name for each in workloads if not any(pods_of(each).shown(each.namespace, objects))]
    if names:
        shown = ", ".join(names[:MANY]) + (" and others" if len(names) > MANY else "")
        text_ = f"the settings of {len(names)} of {len(workloads)} workloads show no address of anything: {shown}"
        yield Note(workloads[0].where, text_ + "; what their code calls is not to be seen here, and not guessed")


def hosts_outside(objects: Objects, directory: Directory) -> dict[str, str]:
    """Return hosts outside the cluster that objects declare (ServiceEntry, ExternalName), with where they do."""
    found: dict[str, str] = {}
    for entry in objects.of("ServiceEntry"):
        hosts = entry.spec.get("hosts")
        for host in hosts if isinstance(hosts, list) else []:
            if isinstance(host, str) and host and text(entry.spec.get("location")) != "MESH_INTERNAL":
                found.setdefault(host.rstrip(".").lower(), entry.where)
    for service in objects.of("Service"):
        behind = directory.services[service.namespace, service.name]
        if behind.outside and directory.find(behind.outside, service.namespace) is None:
            found.setdefault(behind.outside, service.where)
    return found


def external(host: str, where: str) -> CiObservation:
    """Return a service of somebody else."""
    return CiObservation(where, f"host/{host}", f"host/{host}", "external_service", host)


def stores(objects: Objects, workloads: tuple[Manifest, ...]) -> Iterator[CiObservation]:
    """Yield configurations and volumes, declared or only named by a workload. Contents are left where they are."""
    found: dict[str, CiObservation] = {}
    for each in objects.of("ConfigMap", "Secret", "PersistentVolumeClaim"):
        found[each.native_id] = store(each.kind, each.name, each.namespace, each.where, each.row, size_of(each.spec))
    for workload in workloads:
        for need in needs_of(workload):
            own = native_id(need.kind, workload.namespace, need.name)
            where = f"{workload.where} {need.how}"
            size = next((size_of(each) for name, each in templates(workload) if name == need.name), None)
            if own not in found:
                found[own] = store(need.kind, need.name, workload.namespace, where, workload.row, size)
    yield from found.values()


def store(kind: str, name: str, namespace: str, where: str, row: str, size: Json) -> CiObservation:
    """Return a configuration or a volume."""
    volume = kind == "PersistentVolumeClaim"
    attributes: dict[str, Json] = {} if volume else {"configuration_kind": kind}
    return CiObservation(
        where=where,
        row=row,
        native_id=native_id(kind, namespace, name),
        cls="volume" if volume else "configuration",
        name=name,
        attributes=attributes | ({"size_gb": size} if size else {}),
        parent=Reference(native_id=native_id("Namespace", "", namespace)),
    )


class Surroundings(NamedTuple):
    """What stands round a workload: declared hosts outside, the nodes of each workload, the cluster's name."""

    outside: Mapping[str, str]
    nodes: Mapping[str, tuple[str, ...]]
    cluster: str


def observe_workload(
    workload: Manifest, objects: Objects, directory: Directory, around: Surroundings
) -> Iterator[Observation]:
    """Yield one workload with what it depends on."""
    pods, relations = pods_of(workload), Relations(workload)
    for need in needs_of(workload):
        type_ = "stored_on" if need.kind == "PersistentVolumeClaim" else "depends_on"
        own = native_id(need.kind, workload.namespace, need.name)
        relations.add(type_, own, need.how, confidence=1.0, **({"need": "soft"} if need.optional else {}))
    for shown in pods.shown(workload.namespace, objects):
        depend(relations, workload.namespace, shown.how, shown.address, directory, around.outside)
    relations.on_nodes(around.nodes.get(workload.native_id, ()))
    yield CiObservation(
        where=workload.where,
        row=workload.row,
        native_id=workload.native_id,
        cls="workload",
        name=workload.name,
        attributes=workload_attributes(workload, pods),
        parent=Reference(native_id=native_id("Namespace", "", workload.namespace)),
        relations=(*within(workload, around.cluster), *relations.observed),
        groups=relations.groups,
    )
    yield from relations.notes.values()


def workload_attributes(workload: Manifest, pods: Pods) -> dict[str, Json]:
    """Return what a workload says of itself."""
    replicas = workload.spec.get("replicas")
    given: dict[str, Json] = {
        "workload_kind": workload.kind,
        "replicas": replicas if isinstance(replicas, int) else None,
        "images": pods.images or None,
        "ports": pods.ports or None,
    }
    return {name: value for name, value in given.items() if value is not None}


def depend(
    relations: Relations,
    namespace: str,
    how: str,
    address: Address,
    directory: Directory,
    outside: Mapping[str, str],
) -> None:
    """Add the dependency that an address means, or say that the files do not hold its end."""
    behind = directory.find(address.host, namespace)
    if behind is not None and behind.outside and (inner := directory.find(behind.outside, behind.namespace)):
        behind = inner
    if behind is not None:
        relations.on_service(behind, how, address.confidence)
    elif declared := declared_host(address.host, outside):
        relations.add("depends_on", f"host/{declared}", how, confidence=address.confidence)
    elif how.startswith("env.") and not HERE.fullmatch(address.host):
        relations.note(f"{how} shows {address.shown}, which no Service of these files has: no dependency")


def declared_host(host: str, outside: Mapping[str, str]) -> str:
    """Return the declared host outside the cluster that an address means: itself, or a wildcard over it."""
    if host in outside:
        return host
    return next((each for each in outside if each.startswith("*.") and host.endswith(each[1:])), "")


def needs_of(workload: Manifest) -> list[Need]:
    """Return the configurations and volumes of a workload, each once; a hard need stands above an optional one."""
    found: dict[tuple[str, str], Need] = {}
    for need in pods_of(workload).needs():
        known = found.get((need.kind, need.name))
        if known is None or (known.optional and not need.optional):
            found[need.kind, need.name] = need
    for name, _ in templates(workload):
        found.setdefault(("PersistentVolumeClaim", name), Need("PersistentVolumeClaim", name, "volumeClaimTemplates"))
    return list(found.values())


def templates(workload: Manifest) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Yield the claims of a StatefulSet by the name that its pods' claims begin with."""
    for template in mappings(workload.spec.get("volumeClaimTemplates")):
        if name := text(mapping(template.get("metadata")).get("name")):
            yield f"{name}-{workload.name}", mapping(template.get("spec"))


def size_of(spec: Mapping[str, Json]) -> Json:
    """Return the size that a claim asks for, in GB."""
    asked = mapping(mapping(spec.get("resources")).get("requests")).get("storage")
    return gigabytes(str(asked)) if asked is not None else None
