"""What the objects of a cluster say: its CIs and their relations, as the files show them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cmdb.values import Json
from importers.addresses import Address
from importers.kubernetes.objects import WORKLOADS, Manifest, Objects, mapping, mappings, native_id, text
from importers.kubernetes.pods import Need, Pods, pods_of
from importers.kubernetes.relations import Relations, contained, within
from importers.kubernetes.routes import observe_routes
from importers.kubernetes.services import Directory
from importers.observation import CiObservation, Note, Observation, Reference

__all__ = ["observe"]

SIZE = re.compile(r"(\d+(?:\.\d+)?)([KMGTPE]i?|k|m)?")
UNITS = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "m": 1e-3} | {
    f"{letter}i": 1024.0**power for power, letter in enumerate("KMGTPE", 1)
}
# How many names a note lists.
MANY = 20
HERE = re.compile(r"localhost|127\.[\d.]+|0\.0\.0\.0|\[?::1?\]?")


def observe(objects: Objects, cluster: str) -> Iterator[Observation]:
    """Yield cluster, namespaces, nodes, hosts outside, configurations, volumes, workloads, entries, open points."""
    workloads = tuple(objects.of(*WORKLOADS))
    directory = Directory.of(objects, workloads)
    outside = hosts_outside(objects, directory)
    yield from frame(objects, cluster)
    yield from (external(host, where) for host, where in outside.items())
    yield from stores(objects, workloads)
    for workload in workloads:
        yield from observe_workload(workload, objects, directory, outside)
    yield from observe_routes(objects, directory)
    yield from objects.problems
    yield from silent(workloads, objects)


def silent(workloads: tuple[Manifest, ...], objects: Objects) -> Iterator[Note]:
    """Yield a note that names the workloads whose settings show no address: what their code calls is not seen."""
    names = [each.name for each in workloads if not any(pods_of(each).shown(each.namespace, objects))]
    if names:
        shown = ", ".join(names[:MANY]) + (" and others" if len(names) > MANY else "")
        text_ = f"the settings of {len(names)} of {len(workloads)} workloads show no address of anything: {shown}"
        yield Note(workloads[0].where, text_ + "; what their code calls is not to be seen here, and not guessed")


def frame(objects: Objects, cluster: str) -> Iterator[Observation]:
    """Yield the cluster where it is named, the namespaces in use, and the nodes."""
    first = objects.manifests[0].where if objects.manifests else ""
    parent = Reference(native_id="cluster") if cluster else None
    if cluster:
        yield CiObservation(first, "cluster", "cluster", "kubernetes_cluster", cluster)
    declared = {each.name: each for each in objects.of("Namespace")}
    used = dict.fromkeys([*declared, *(each.namespace for each in objects.manifests if each.namespace)])
    if used and not cluster:
        text_ = "no cluster is named: namespaces of the same name in two clusters would be taken for one"
        yield Note(first, text_ + "; name it in the settings of the source")
    for name in used:
        own = native_id("Namespace", "", name)
        said = declared.get(name)
        where, row = (said.where, said.row) if said else (f"namespace {name}", own)
        inside = contained("cluster", where) if cluster else ()
        yield CiObservation(where, row, own, "kubernetes_namespace", name, parent=parent, relations=inside)
    for node in objects.of("Node"):
        yield CiObservation(
            node.where,
            node.row,
            node.native_id,
            "kubernetes_node",
            node.name,
            attributes=node_attributes(node),
            parent=parent,
            relations=contained("cluster", node.where) if cluster else (),
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


def observe_workload(
    workload: Manifest, objects: Objects, directory: Directory, outside: Mapping[str, str]
) -> Iterator[Observation]:
    """Yield one workload with what it depends on."""
    pods, relations = pods_of(workload), Relations(workload)
    for need in needs_of(workload):
        type_ = "stored_on" if need.kind == "PersistentVolumeClaim" else "depends_on"
        own = native_id(need.kind, workload.namespace, need.name)
        relations.add(type_, own, need.how, confidence=1.0, **({"need": "soft"} if need.optional else {}))
    for shown in pods.shown(workload.namespace, objects):
        depend(relations, workload.namespace, shown.how, shown.address, directory, outside)
    node = text(pods.spec.get("nodeName"))
    if native_id("Node", "", node) in objects.ids:
        relations.add("runs_on", native_id("Node", "", node), "nodeName", confidence=1.0)
    yield CiObservation(
        where=workload.where,
        row=workload.row,
        native_id=workload.native_id,
        cls="workload",
        name=workload.name,
        attributes=workload_attributes(workload, pods),
        parent=Reference(native_id=native_id("Namespace", "", workload.namespace)),
        relations=(within(workload), *relations.observed),
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


def gigabytes(quantity: str) -> Json:
    """Return a Kubernetes quantity of bytes in GB (10Gi is 10.737), None for what is none."""
    match = SIZE.fullmatch(quantity.strip())
    return round(float(match[1]) * UNITS[match[2] or ""] / 1e9, 3) if match else None
