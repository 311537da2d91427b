"""What the pod template of a workload says: images, ports, settings, and the objects that it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cmdb.values import Json
from importers.addresses import Address, addresses, argument_addresses
from importers.kubernetes.objects import Manifest, Objects, labels_of, mapping, mappings, native_id, text

__all__ = ["Need", "Pods", "Shown", "pods_of"]

VARIABLE = re.compile(r"\$\(([A-Za-z_][\w.\-]*)\)")
EXPANSIONS = 10_000


class Need(NamedTuple):
    """An object that pods need: its kind and name, where that is said, and whether they start without it."""

    kind: str
    name: str
    how: str
    optional: bool = False


class Shown(NamedTuple):
    """An address that a setting shows, and which one."""

    how: str
    address: Address


@dataclass(frozen=True, slots=True)
class Pods:
    """The pods that a workload makes."""

    labels: Mapping[str, str]
    spec: Mapping[str, Json]

    @property
    def containers(self) -> list[Mapping[str, Json]]:
        """Return all containers, those that only start the others first."""
        return [*mappings(self.spec.get("initContainers")), *mappings(self.spec.get("containers"))]

    @property
    def images(self) -> list[Json]:
        """Return the images, each once."""
        return list(dict.fromkeys(text(each.get("image")) for each in self.containers if text(each.get("image"))))

    @property
    def ports(self) -> list[Json]:
        """Return the ports that the containers state."""
        ports = {port.get("containerPort") for each in self.containers for port in mappings(each.get("ports"))}
        return [*sorted(port for port in ports if isinstance(port, int))]

    def needs(self) -> Iterator[Need]:
        """Yield the configurations and volume claims that the pods name; the same one may come several times."""
        for volume in mappings(self.spec.get("volumes")):
            yield from volume_needs(volume, f"volumes.{text(volume.get('name'))}")
        for container in self.containers:
            for source in mappings(container.get("envFrom")):
                yield from reference(source, "envFrom")
            for entry in mappings(container.get("env")):
                yield from reference(mapping(entry.get("valueFrom")), f"env.{text(entry.get('name'))}")

    def shown(self, namespace: str, objects: Objects) -> Iterator[Shown]:
        """Yield the addresses that settings and arguments show, ConfigMaps of the files included, Secrets never."""
        for container in self.containers:
            settings = settings_of(container, namespace, objects)
            for name, value in settings.items():
                yield from (Shown(f"env.{name}", each) for each in addresses(name, value))
            words = [
                expanded(str(word), settings) for part in ("command", "args") for word in listed(container.get(part))
            ]
            yield from (Shown(f"args {flag}", each) for flag, each in argument_addresses(words))


def pods_of(workload: Manifest) -> Pods:
    """Return the pods that a workload makes; a Pod is its own."""
    if workload.kind == "Pod":
        return Pods(workload.labels, workload.spec)
    spec = workload.spec
    if workload.kind == "CronJob":
        spec = mapping(mapping(spec.get("jobTemplate")).get("spec"))
    template = mapping(spec.get("template"))
    return Pods(labels_of(mapping(template.get("metadata"))), mapping(template.get("spec")))


def volume_needs(volume: Mapping[str, Json], how: str) -> Iterator[Need]:
    """Yield what one volume of a pod stands on."""
    if claim := text(mapping(volume.get("persistentVolumeClaim")).get("claimName")):
        yield Need("PersistentVolumeClaim", claim, how)
    for source in (volume, *mappings(mapping(volume.get("projected")).get("sources"))):
        for field, kind, key in (("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName")):
            named = mapping(source.get(field))
            if name := text(named.get(key)) or text(named.get("name")):
                yield Need(kind, name, how, named.get("optional") is True)


def reference(source: Mapping[str, Json], how: str) -> Iterator[Need]:
    """Yield the ConfigMap or Secret that ``envFrom`` or ``valueFrom`` names."""
    for field, kind in (
        ("configMapRef", "ConfigMap"),
        ("configMapKeyRef", "ConfigMap"),
        ("secretRef", "Secret"),
        ("secretKeyRef", "Secret"),
    ):
        named = mapping(source.get(field))
        if name := text(named.get("name")):
            yield Need(kind, name, how, named.get("optional") is True)


def settings_of(container: Mapping[str, Json], namespace: str, objects: Objects) -> dict[str, str]:
    """Return a container's environment as far as the files show it, ``$(NAME)`` replaced."""
    settings: dict[str, str] = {}
    for source in mappings(container.get("envFrom")):
        name = text(mapping(source.get("configMapRef")).get("name"))
        prefix = text(source.get("prefix"))
        data = objects.settings.get(native_id("ConfigMap", namespace, name), {})
        settings |= {prefix + key: value for key, value in data.items() if isinstance(value, str)}
    for entry in mappings(container.get("env")):
        named = mapping(mapping(entry.get("valueFrom")).get("configMapKeyRef"))
        data = objects.settings.get(native_id("ConfigMap", namespace, text(named.get("name"))), {})
        value = entry.get("value", data.get(text(named.get("key"))))
        if value is not None and not isinstance(value, dict | list):
            settings[text(entry.get("name"))] = expanded(str(value), settings)
    return settings


def expanded(value: str, settings: Mapping[str, str]) -> str:
    """Return a value with ``$(NAME)`` replaced by the settings above it; unknown ones stay. Never grows without end."""
    if "$(" not in value:
        return value
    result = VARIABLE.sub(lambda match: settings.get(match[1], match[0]), value)
    return result if len(result) <= EXPANSIONS else value


def listed(value: Json) -> list[Json]:
    """Return a list, an empty one for anything else."""
    return value if isinstance(value, list) else []
