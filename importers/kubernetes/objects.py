"""The objects of Kubernetes manifests: lists flattened, names and namespaces settled, the same object never twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cmdb.values import Json
from importers.observation import InputFile, Note, Rejected
from importers.structured import parts_of
from importers.values import name_fault

__all__ = ["Manifest", "Objects", "labels_of", "mapping", "mappings", "objects_of", "text"]

WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob", "Pod")
ROUTES = ("Ingress", "Gateway", "VirtualService", "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute")
TAKEN = frozenset(
    {
        *WORKLOADS,
        *ROUTES,
        "Service",
        "ConfigMap",
        "Secret",
        "PersistentVolumeClaim",
        "Namespace",
        "Node",
        "ServiceEntry",
    }
)
# Without a namespace by nature; whatever their manifest says.
CLUSTER_WIDE = frozenset({"Namespace", "Node"})
# Known, and of no bearing on what depends on what.
PASSED_OVER = frozenset(
    {
        "ServiceAccount",
        "Role",
        "RoleBinding",
        "ClusterRole",
        "ClusterRoleBinding",
        "NetworkPolicy",
        "PodDisruptionBudget",
    }
    | {"HorizontalPodAutoscaler", "LimitRange", "ResourceQuota", "PriorityClass", "DestinationRule", "EndpointSlice"}
    | {"Endpoints", "Event", "Lease", "CustomResourceDefinition", "StorageClass", "IngressClass", "PersistentVolume"}
    | {"GatewayClass", "PeerAuthentication", "AuthorizationPolicy", "ServiceMonitor", "ControllerRevision"}
)
# Every namespace gets these by itself.
BY_ITSELF = frozenset(
    {("ConfigMap", "kube-root-ca.crt"), ("ConfigMap", "istio-ca-root-cert"), ("Service", "kubernetes")}
)
DEFAULT_NAMESPACE = "default"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One object: its kind, name and namespace ("" for none), its content, and where it stands."""

    kind: str
    name: str
    namespace: str
    content: Mapping[str, Json]
    where: str
    row: str

    @property
    def native_id(self) -> str:
        """Return its id: the same from run to run, and unique in a cluster."""
        return native_id(self.kind, self.namespace, self.name)

    @property
    def spec(self) -> Mapping[str, Json]:
        """Return its specification."""
        return mapping(self.content.get("spec"))

    @property
    def labels(self) -> Mapping[str, str]:
        """Return its own labels."""
        return labels_of(mapping(self.content.get("metadata")))

    @property
    def owner(self) -> tuple[str, str]:
        """Return kind and name of the object that made this one, empty where a person did."""
        owners = mappings(mapping(self.content.get("metadata")).get("ownerReferences"))
        made = (each for each in owners if each.get("controller", True))
        return next(((text(each.get("kind")), text(each.get("name"))) for each in made), ("", ""))


@dataclass(frozen=True)
class Objects:
    """All objects of a run in order, what could not be taken, and what other objects made (pods of deployments)."""

    manifests: tuple[Manifest, ...]
    problems: tuple[Rejected | Note, ...]
    owned: tuple[Manifest, ...] = ()

    def of(self, *kinds: str) -> Iterator[Manifest]:
        """Yield the objects of some kinds in order."""
        return (each for each in self.manifests if each.kind in kinds)

    @cached_property
    def settings(self) -> Mapping[str, Mapping[str, Json]]:
        """Return the contents of ConfigMaps by native id, for those that containers take as their environment."""
        return {each.native_id: mapping(each.content.get("data")) for each in self.of("ConfigMap")}

    @cached_property
    def ids(self) -> frozenset[str]:
        """Return the native ids of all objects."""
        return frozenset(each.native_id for each in self.manifests)


def native_id(kind: str, namespace: str, name: str) -> str:
    """Return the id under which an object is known."""
    return f"{namespace}/{kind}/{name}" if namespace else f"{kind}/{name}"


def objects_of(files: Sequence[InputFile]) -> Objects:
    """Return the objects of all files. Raises ``Invalid`` where a file cannot be read at all."""
    taken: dict[str, Manifest] = {}
    problems: list[Rejected | Note] = []
    owned: list[Manifest] = []
    for file in files:
        left: Counter[str] = Counter()
        again = 0
        for where, content in contents(file):
            found = manifest(file.name, where, content)
            if isinstance(found, Rejected):
                problems.append(found)
            elif found.owner[0] in WORKLOADS:
                owned.append(found)
            elif passed_over(found):
                left[found.kind] += found.kind not in PASSED_OVER
            elif found.native_id not in taken:
                taken[found.native_id] = found
            elif taken[found.native_id].content == found.content:
                again += 1
            else:
                problems.append(twin(found, taken[found.native_id]))
        problems += left_out(file.name, left)
        if again:
            problems.append(Note(file.name, f"{again} objects stand twice, word for word: taken once"))
    return Objects(tuple(taken.values()), tuple(problems), tuple(owned))


def left_out(file: str, left: Mapping[str, int]) -> Iterator[Note]:
    """Yield a note for each kind of which something was passed over."""
    for kind, count in sorted(left.items()):
        why = "it steers traffic inside the mesh only" if kind == "VirtualService" else "this kind is not read"
        if count and kind not in {"ConfigMap", "Secret", "Service"}:
            yield Note(file, f"{count} of kind {kind[:100]} left out: {why}")


def contents(file: InputFile) -> Iterator[tuple[str, Json]]:
    """Yield the objects of a file with their places; lists of any kind are opened."""
    for part in parts_of(file):
        content = part.content
        if isinstance(content, dict) and text(content.get("kind")).endswith("List") and "items" in content:
            kind = text(content.get("kind")).removesuffix("List")
            for number, item in enumerate(items_of(content), 1):
                full = (
                    {"kind": kind, "apiVersion": content.get("apiVersion"), **item} if isinstance(item, dict) else item
                )
                yield f"{part.where} items[{number}]", full
        elif isinstance(content, list):
            for number, item in enumerate(content, 1):
                yield f"{part.where} [{number}]", item
        else:
            yield part.where, content


def items_of(content: Mapping[str, Json]) -> list[Json]:
    """Return a list's items."""
    items = content.get("items")
    return items if isinstance(items, list) else []


def manifest(file: str, where: str, content: Json) -> Manifest | Rejected:
    """Return one object, or why it is none."""
    if not isinstance(content, dict) or not text(content.get("kind")) or not text(content.get("apiVersion")):
        return Rejected(
            where, f"{file}:{where}", "is no Kubernetes object", brief(content), "apiVersion, kind, metadata"
        )
    metadata = mapping(content.get("metadata"))
    kind, name = text(content.get("kind")), text(metadata.get("name")) or text(metadata.get("generateName"))
    if not name:
        return Rejected(where, f"{file}:{where}", f"this {kind[:100]} has no name", None, "metadata.name")
    namespace = "" if kind in CLUSTER_WIDE else text(metadata.get("namespace")) or DEFAULT_NAMESPACE
    for each in (name, namespace, kind):
        if fault := name_fault(each):
            return Rejected(where, f"{file}:{where}", f"a name of this object {fault}", each, "a Kubernetes name")
    own = native_id(kind, namespace, name)
    return Manifest(kind, name, namespace, content, f"{where} {kind} {name}", f"{file}:{own}")


def passed_over(found: Manifest) -> bool:
    """Say whether an object is no CI: of another kind, or the same in every namespace."""
    if found.kind not in TAKEN or (found.kind, found.name) in BY_ITSELF:
        return True
    if found.kind == "VirtualService" and not steers_entry(found):
        return True
    return found.kind == "Secret" and text(found.content.get("type")) == "kubernetes.io/service-account-token"


def steers_entry(found: Manifest) -> bool:
    """Say whether a VirtualService is bound to a gateway; others only steer traffic inside the mesh."""
    gateways = found.spec.get("gateways")
    return isinstance(gateways, list) and any(each != "mesh" for each in gateways)


def twin(second: Manifest, first: Manifest) -> Rejected:
    """Return the rejection of an object that another manifest describes otherwise."""
    allowed = f"one manifest an object; the first stands in {first.where}"
    return Rejected(
        second.where, second.row, "the same object is described twice, differently", second.native_id, allowed
    )


def labels_of(metadata: Mapping[str, Json]) -> Mapping[str, str]:
    """Return the labels of an object or a pod template."""
    return {key: str(value) for key, value in mapping(metadata.get("labels")).items()}


def mapping(value: Json) -> Mapping[str, Json]:
    """Return a mapping, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def mappings(value: Json) -> list[Mapping[str, Json]]:
    """Return the mappings of a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def text(value: Json) -> str:
    """Return a text, "" for anything else."""
    return value if isinstance(value, str) else ""


def brief(content: Json) -> Json:
    """Return what stands where an object should, fit for a message: the names of its fields, never their contents."""
    return ", ".join(sorted(content))[:200] if isinstance(content, dict) else type(content).__name__
