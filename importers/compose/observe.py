"""What a compose project says: its CIs, and the dependencies that its files show.

A project becomes a ``compose_project``, a mere name space, so that its services keep their identity (name in parent)
from run to run. A service becomes a ``workload`` whatever its image: that ``postgres:15`` is a database is a guess
about an image's name, and a class, once given, decides identity; whoever knows says so afterwards.
Dependencies: depends_on, links, volumes_from, ``network_mode: service:x`` (and pid, ipc), and settings that show the
address of another service (see ``importers.addresses``). A dependency that is only needed for starting
(``condition: service_completed_successfully``, ``required: false``) is soft.
Bind mounts and environment files belong to a machine and are not seen here.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cmdb.values import Json
from importers.addresses import addresses, argument_addresses
from importers.compose.project import Project, Service, keyed, mapping
from importers.observation import (
    CiObservation,
    Note,
    Observation,
    Options,
    Reference,
    Rejected,
    RelationObservation,
)
from importers.values import name_fault, text_fault

__all__ = ["observe"]

KIND = "compose service"
VARIABLE = re.compile(r"\$(?:(\$)|\{([A-Za-z_]\w*)(?:(:?[-+?])([^{}]*))?\}|([A-Za-z_]\w*))")
PORT = re.compile(r"(?:.*:)?(\d{1,5})(?:-\d{1,5})?(?:/\w+)?")
PATHS = ("/", ".", "~", "$")


@dataclass(slots=True)
class Known:
    """What stands in a project: by which names its services are reached, and which volumes and secrets are used."""

    project: Project
    hosts: dict[str, str] = field(default_factory=dict)


def observe(project: Project, options: Options) -> Iterator[Observation]:
    """Yield a project's CIs: itself, its volumes, secrets and configurations, then its services."""
    first = project.files[0]
    if fault := name_fault(project.name):
        yield Rejected(first, f"{first}:name", f"the project's name {fault}", project.name, "another name")
        return
    host = options.mapping.get("host")
    runs_on = Reference(native_id=f"host/{host}") if isinstance(host, str) and host else None
    if runs_on:
        yield CiObservation(first, f"{first}:host", f"host/{host}", "computer", str(host))
    yield CiObservation(
        where=first,
        row=f"{first}:name",
        native_id=project.name,
        cls="compose_project",
        name=project.name,
        relations=(RelationObservation("runs_on", runs_on, where=first),) if runs_on else (),
    )
    hosts = hosts_of(project)
    yield from parts(project)
    for name, service in project.services.items():
        yield from service_observations(project, name, service, hosts)
    yield from project.notes


def hosts_of(project: Project) -> dict[str, str]:
    """Return services by every host name under which the others reach them; a service's own name wins."""
    hosts: dict[str, str] = {}
    for name, service in project.services.items():
        given = [service.settings.get("container_name"), service.settings.get("hostname")]
        networks = mapping(service.settings.get("networks"))
        given += [alias for each in networks.values() for alias in listed(mapping(each).get("aliases"))]
        for host in given:
            if isinstance(host, str):
                hosts.setdefault(host.lower(), name)
    return hosts | {name.lower(): name for name in project.services}


def parts(project: Project) -> Iterator[Observation]:
    """Yield named volumes, secrets and configurations. Their contents are never read."""
    first, parent = project.files[0], Reference(native_id=project.name)
    for name, settings in project.volumes.items():
        yield CiObservation(
            where=f"{first} volumes.{name}",
            row=f"{first}:volumes.{name}",
            native_id=f"{project.name}/volume/{name}",
            cls="volume",
            name=volume_name(project, name, settings),
            parent=None if settings.get("external") else parent,
        )
    for section, kind in (("secrets", "secret"), ("configs", "config")):
        for name in getattr(project, section):
            yield CiObservation(
                where=f"{first} {section}.{name}",
                row=f"{first}:{section}.{name}",
                native_id=f"{project.name}/{kind}/{name}",
                cls="configuration",
                name=name,
                attributes={"configuration_kind": f"compose {kind}"},
                parent=parent,
            )


def volume_name(project: Project, name: str, settings: Mapping[str, Json]) -> str:
    """Return the name that the engine gives a volume: the stated one, else the project's name before it."""
    said = settings.get("name")
    if isinstance(said, str) and said:
        return said
    return name if settings.get("external") else f"{project.name}_{name}"


def service_observations(
    project: Project, name: str, service: Service, hosts: Mapping[str, str]
) -> Iterator[Observation]:
    """Yield one service, or why it is none, and what its settings leave open."""
    if fault := name_fault(name) or text_fault(service.settings):
        yield Rejected(service.where, service.row, f"this service {fault}", name, "plain text")
        return
    found = Dependencies(project, name, service.where)
    found.declared(service.settings)
    found.shown(service.settings, hosts)
    found.stores(service.settings)
    yield CiObservation(
        where=service.where,
        row=service.row,
        native_id=f"{project.name}/{name}",
        cls="workload",
        name=name,
        attributes=attributes_of(service.settings),
        parent=Reference(native_id=project.name),
        relations=(
            RelationObservation("contains", Reference(native_id=project.name), "in", where=service.where),
            *found.relations.values(),
        ),
    )
    yield from found.notes


def attributes_of(settings: Mapping[str, Json]) -> dict[str, Json]:
    """Return what a service says of itself."""
    replicas = mapping(settings.get("deploy")).get("replicas", settings.get("scale"))
    image = settings.get("image")
    ports = sorted({port for each in listed(settings.get("ports")) if (port := port_of(each))})
    ports = sorted({*ports, *(port for each in listed(settings.get("expose")) if (port := port_of(each)))})
    profiles = [f"profile {each}" for each in listed(settings.get("profiles"))]
    given: dict[str, Json] = {
        "workload_kind": KIND,
        "images": [image] if isinstance(image, str) else None,
        "ports": list(ports) or None,
        "replicas": replicas if isinstance(replicas, int) else None,
        "tags": [*profiles] or None,
    }
    return {name: value for name, value in given.items() if value is not None}


def port_of(entry: Json) -> int:
    """Return the port inside the container, 0 where none is said."""
    if isinstance(entry, dict):
        entry = entry.get("target")
    match = PORT.fullmatch(expanded(str(entry)))
    return int(match[1]) if match else 0


class Dependencies:
    """Collects a service's relations, one for each (type, other): the surest evidence stands."""

    def __init__(self, project: Project, name: str, where: str) -> None:
        self.project, self.name, self.where = project, name, where
        self.relations: dict[tuple[str, str], RelationObservation] = {}
        self.notes: list[Note] = []

    def add(self, type_: str, native_id: str, how: str, **fields: Json) -> None:
        """Add a relation unless one as sure is there; a service does not depend on itself."""
        if native_id == f"{self.project.name}/{self.name}":
            return
        known = self.relations.get((type_, native_id))
        if known is None or sureness(fields) > sureness(known.fields):
            self.relations[type_, native_id] = RelationObservation(
                type_, Reference(native_id=native_id), fields=fields, where=f"{self.where}.{how}"
            )

    def on_service(self, other: str, how: str, **fields: Json) -> None:
        """Add a dependency on a service by its name in the file; a note where there is none."""
        if other in self.project.services:
            self.add("depends_on", f"{self.project.name}/{other}", how, **fields)
        else:
            self.notes.append(Note(f"{self.where}.{how}", f"names {other!r}, which is no service of these files"))

    def declared(self, settings: Mapping[str, Json]) -> None:
        """Take what the file declares outright."""
        for other, terms in keyed(settings.get("depends_on")).items():
            condition, required = mapping(terms).get("condition"), mapping(terms).get("required")
            soft = condition == "service_completed_successfully" or required is False
            self.on_service(other, "depends_on", confidence=1.0, **({"need": "soft"} if soft else {}))
        for link in texts(settings.get("links")):
            self.on_service(link.partition(":")[0], "links", confidence=1.0)
        for other in texts(settings.get("volumes_from")):
            if other.startswith("container:"):
                self.notes.append(Note(f"{self.where}.volumes_from", f"names {other!r}, outside the project"))
            else:
                self.on_service(other.partition(":")[0], "volumes_from", confidence=1.0)
        for setting in ("network_mode", "pid", "ipc"):
            said = settings.get(setting)
            if isinstance(said, str) and said.startswith("service:"):
                self.on_service(said.removeprefix("service:"), setting, confidence=1.0)
        if external := texts(settings.get("external_links")):
            self.notes.append(Note(f"{self.where}.external_links", f"outside the project: {', '.join(external)}"))

    def shown(self, settings: Mapping[str, Json], hosts: Mapping[str, str]) -> None:
        """Take the addresses of other services that environment and command show."""
        links = [link.split(":") for link in texts(settings.get("links"))]
        own_hosts = {**hosts, **{link[1].lower(): link[0] for link in links if len(link) > 1}}
        environment = keyed(settings.get("environment"))
        found = [
            (f"environment.{name}", address)
            for name, value in environment.items()
            if value is not None
            for address in addresses(name, expanded(str(value)))
        ]
        for setting in ("command", "entrypoint"):
            words = words_of(settings.get(setting))
            found += [(f"{setting} {flag}", address) for flag, address in argument_addresses(words)]
        for how, address in found:
            if other := own_hosts.get(address.host):
                self.on_service(other, how, confidence=address.confidence)
            elif how.startswith("environment") and is_elsewhere(address.host):
                text = f"shows {address.shown}, which is no service of these files"
                self.notes.append(Note(f"{self.where}.{how}", text))
        if settings.get("env_file"):
            self.notes.append(Note(f"{self.where}.env_file", "environment files are not read"))

    def stores(self, settings: Mapping[str, Json]) -> None:
        """Take named volumes, secrets and configurations."""
        for mount in listed(settings.get("volumes")):
            source = source_of(mount)
            if source in self.project.volumes:
                self.add("stored_on", f"{self.project.name}/volume/{source}", "volumes", confidence=1.0)
            elif source and not source.startswith(PATHS):
                self.notes.append(Note(f"{self.where}.volumes", f"names the volume {source!r}, not declared here"))
        for section, kind in (("secrets", "secret"), ("configs", "config")):
            for entry in listed(settings.get(section)):
                name = mapping(entry).get("source") if isinstance(entry, dict) else entry
                if name in getattr(self.project, section):
                    self.add("depends_on", f"{self.project.name}/{kind}/{name}", section, confidence=1.0)
                else:
                    self.notes.append(Note(f"{self.where}.{section}", f"names {name!r}, which is not declared here"))


def sureness(fields: Mapping[str, Json]) -> tuple[float, bool]:
    """Return how sure a relation is; a hard one stands above a soft one."""
    confidence = fields.get("confidence")
    return (float(confidence) if isinstance(confidence, int | float) else 0.0, "need" not in fields)


def source_of(mount: Json) -> str:
    """Return what a mount takes from the engine: the name of a volume, a path, "" for nothing (anonymous, tmpfs)."""
    if isinstance(mount, dict):
        return str(mount.get("source") or "") if mount.get("type", "volume") == "volume" else ""
    text = str(mount)
    return text.partition(":")[0] if ":" in text else ""


def is_elsewhere(host: str) -> bool:
    """Say whether a host is another machine: not this one and no wildcard address."""
    return host not in {"localhost", "localhost.localdomain", "host.docker.internal"} and not re.fullmatch(
        r"(127\.|0\.)[\d.]*", host
    )


def expanded(text: str) -> str:
    """Return text with variables replaced by the defaults that the file gives; others stay as they stand."""

    def value(match: re.Match[str]) -> str:
        if match[1]:
            return "$"
        return match[4] if match[3] in {"-", ":-"} else match[0]

    return VARIABLE.sub(value, text)


def words_of(command: Json) -> list[str]:
    """Return a command as words."""
    if isinstance(command, list):
        return [expanded(str(word)) for word in command]
    if not isinstance(command, str):
        return []
    try:
        return shlex.split(expanded(command))
    except ValueError:
        return expanded(command).split()


def listed(value: Json) -> list[Json]:
    """Return a list; one value alone is a list of it."""
    return value if isinstance(value, list) else [] if value is None else [value]


def texts(value: Json) -> list[str]:
    """Return the texts of a list."""
    return [each for each in listed(value) if isinstance(each, str)]
