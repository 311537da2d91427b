"""Which workloads stand behind a Service, and which Service a host name means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cmdb.values import Json
from importers.kubernetes.objects import Manifest, Objects, mapping, text
from importers.kubernetes.pods import pods_of

__all__ = ["Behind", "Directory", "matches"]


@dataclass(frozen=True, slots=True)
class Behind:
    """A Service and what serves it: workloads of the files by native id, or a host outside the cluster."""

    service: str
    namespace: str
    workloads: tuple[str, ...] = ()
    outside: str = ""


@dataclass(slots=True)
class Directory:
    """The Services of all files by namespace and name, as the cluster's name server knows them."""

    services: dict[tuple[str, str], Behind] = field(default_factory=dict)
    workloads: tuple[Manifest, ...] = ()

    @classmethod
    def of(cls, objects: Objects, workloads: tuple[Manifest, ...]) -> Directory:
        """Resolve every Service by its selector."""
        pods = [(each, pods_of(each).labels) for each in workloads]
        found = {}
        for service in objects.of("Service"):
            selector = labels(service.spec.get("selector"))
            served = tuple(
                each.native_id
                for each, own in pods
                if selector and each.namespace == service.namespace and matches(selector, own)
            )
            outside = text(service.spec.get("externalName")) if service.spec.get("type") == "ExternalName" else ""
            place = (service.namespace, service.name)
            found[place] = Behind(service.name, service.namespace, served, outside.rstrip(".").lower())
        return cls(found, workloads)

    def find(self, host: str, namespace: str) -> Behind | None:
        """Return the Service that a host name means, seen from a namespace.

        ``name``, ``name.namespace``, either with ``.svc`` and the cluster's domain behind it, and with the name of
        one pod before it (``db-0.db``).
        """
        parts = host.lower().split(".")
        if "svc" in parts:
            parts = parts[: parts.index("svc")]
            candidates = [(parts[-1], parts[-2])] if len(parts) > 1 else []
        else:
            candidates = [(namespace, parts[0])] if len(parts) == 1 else []
            candidates += [(parts[1], parts[0]), (namespace, parts[1])] if len(parts) == 2 else []  # noqa: PLR2004
            candidates += [(parts[2], parts[1])] if len(parts) == 3 else []  # noqa: PLR2004  # pod.service.namespace
        return next((self.services[each] for each in candidates if each in self.services), None)


def labels(value: Json) -> Mapping[str, str]:
    """Return a selector's labels."""
    return {key: str(each) for key, each in mapping(value).items()}


def matches(selector: Mapping[str, str], own: Mapping[str, str]) -> bool:
    """Say whether labels satisfy a selector."""
    return all(own.get(key) == value for key, value in selector.items())
