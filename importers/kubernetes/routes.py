"""The places where traffic enters: Ingress, Gateway and the routes bound to one, with what they lead to.

A route leads to Services. Where it leads to several, the entry is up while any of them is, and degraded when one is
not: a shop whose search is down still opens. A VirtualService that is bound to no gateway only steers traffic inside
the mesh; it is passed over (``objects.passed_over``), and which version it prefers is not modelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cmdb.values import Json
from importers.kubernetes.frame import within
from importers.kubernetes.objects import ROUTES, Manifest, Objects, mapping, mappings, native_id, text
from importers.kubernetes.pods import pods_of
from importers.kubernetes.relations import Relations
from importers.kubernetes.services import Behind, Directory, labels, matches
from importers.observation import CiObservation, Observation, Reference

__all__ = ["observe_routes"]

BACKENDS = "backends"
MESH = "mesh"


def observe_routes(objects: Objects, directory: Directory, cluster: str) -> Iterator[Observation]:
    """Yield each entry, then what it leaves open."""
    known = {each.native_id for each in objects.of("Gateway")}
    for route in objects.of(*ROUTES):
        relations = Relations(route)
        for gateway in gateways_of(route):
            if gateway in known:
                relations.add("depends_on", gateway, "gateway", confidence=1.0)
            else:
                relations.note(f"names the gateway {gateway}, which is not in these files")
        for served in gateway_workloads(route, directory):
            relations.add("depends_on", served, "selector", confidence=1.0)
        lead(route, relations, directory)
        hosts: list[Json] = [*dict.fromkeys(hosts_of(route))]
        yield CiObservation(
            where=route.where,
            row=route.row,
            native_id=route.native_id,
            cls="kubernetes_ingress",
            name=route.name,
            attributes={"ingress_kind": route.kind, **({"hosts": hosts} if hosts else {})},
            parent=Reference(native_id=native_id("Namespace", "", route.namespace)),
            relations=(*within(route, cluster), *relations.observed),
            groups=relations.groups,
        )
        yield from relations.notes.values()


def lead(route: Manifest, relations: Relations, directory: Directory) -> None:
    """Add what a route leads to: one Service as anybody depends on it, several as one group."""
    found: dict[str, Behind] = {}
    for host, namespace in backends_of(route):
        behind = directory.find(host, namespace)
        if behind is None:
            relations.note(f"leads to the Service {host}, which is not in these files")
        else:
            found.setdefault(f"{behind.namespace}/{behind.service}", behind)
    if len(found) < 2:  # noqa: PLR2004  # several or not
        for behind in found.values():
            relations.on_service(behind, "backend", 1.0)
        return
    for behind in found.values():
        if not behind.workloads:
            relations.note(f"leads to the Service {behind.service}, which selects no workload of these files")
        for workload in behind.workloads:
            relations.add("depends_on", workload, "backend", group=BACKENDS, confidence=1.0)
    if any(group == BACKENDS for _, _, group in relations.found):
        relations.groups[BACKENDS] = {"min_up": 1, "n_full": "100%"}


def gateways_of(route: Manifest) -> Iterator[str]:
    """Yield the native ids of the gateways to which a route is bound."""
    if route.kind == "VirtualService":
        named = route.spec.get("gateways")
        for gateway in named if isinstance(named, list) else []:
            namespace, _, name = str(gateway).rpartition("/")
            if name != MESH:
                yield native_id("Gateway", namespace or route.namespace, name)
    elif route.kind.endswith("Route"):
        for parent in mappings(route.spec.get("parentRefs")):
            if parent.get("kind", "Gateway") == "Gateway":
                namespace = text(parent.get("namespace")) or route.namespace
                yield native_id("Gateway", namespace, text(parent.get("name")))


def gateway_workloads(route: Manifest, directory: Directory) -> Iterator[str]:
    """Yield the workloads whose pods are an Istio gateway, of any namespace."""
    selector = labels(route.spec.get("selector")) if route.kind == "Gateway" else {}
    if selector:
        yield from (each.native_id for each in directory.workloads if matches(selector, pods_of(each).labels))


def backends_of(route: Manifest) -> Iterator[tuple[str, str]]:
    """Yield the Services to which a route leads, each as host and the namespace from which it is seen."""
    if route.kind == "Ingress":
        yield from ((name, route.namespace) for name in ingress_backends(route.spec))
    elif route.kind == "VirtualService":
        for part in ("http", "tcp", "tls"):
            for rule in mappings(route.spec.get(part)):
                for way in mappings(rule.get("route")):
                    if host := text(mapping(way.get("destination")).get("host")):
                        yield host, route.namespace
    else:
        for rule in mappings(route.spec.get("rules")):
            for backend in mappings(rule.get("backendRefs")):
                if backend.get("kind", "Service") == "Service" and text(backend.get("name")):
                    yield text(backend.get("name")), text(backend.get("namespace")) or route.namespace


def ingress_backends(spec: Mapping[str, Json]) -> Iterator[str]:
    """Yield the names of an Ingress's Services, in its present form and in the one before 2020."""
    paths = [path for rule in mappings(spec.get("rules")) for path in mappings(mapping(rule.get("http")).get("paths"))]
    backends = [mapping(path.get("backend")) for path in paths]
    backends += [mapping(spec.get("defaultBackend")), mapping(spec.get("backend"))]
    for backend in backends:
        if name := text(mapping(backend.get("service")).get("name")) or text(backend.get("serviceName")):
            yield name


def hosts_of(route: Manifest) -> Iterator[str]:
    """Yield the hosts for which an entry stands; "*" says nothing."""
    said = [route.spec.get("hosts"), route.spec.get("hostnames")]
    said += [server.get("hosts") for server in mappings(route.spec.get("servers"))]
    single = [rule.get("host") for rule in mappings(route.spec.get("rules"))]
    single += [listener.get("hostname") for listener in mappings(route.spec.get("listeners"))]
    for host in [*(each for part in said if isinstance(part, list) for each in part), *single]:
        if isinstance(host, str) and host not in {"", "*"}:
            yield host
