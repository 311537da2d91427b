"""What a compose project says: its CIs, and the dependencies that its files show.

A project becomes a ``compose_project``, so that its services keep their identity (name in parent) from run to run. It
is a mere name and passes no failure on (``need: none``); the machine does, where the source's settings name it.
A service becomes a ``workload`` whatever its image: that ``postgres:15`` is a database is a guess about an image's
name, and a class, once given, decides identity; whoever knows says so afterwards.
Dependencies: depends_on, links, volumes_from, ``network_mode: service:x`` (and pid, ipc), and settings that show the
address of another service (see ``importers.addresses``). A dependency that is only needed for starting
(``condition: service_completed_successfully``, ``required: false``) is soft.
Bind mounts and environment files belong to a machine and are not seen here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cmdb.values import Json
from importers.compose.dependencies import Dependencies
from importers.compose.project import Project, Service, mapping
from importers.compose.settings import listed, port_of
from importers.observation import (
    CiObservation,
    Observation,
    Reference,
    Rejected,
    RelationObservation,
)
from importers.values import name_fault, text_fault

__all__ = ["host_id", "observe"]

KIND = "compose service"
NO_FAILURE: Mapping[str, Json] = {"confidence": 1.0, "need": "none"}


def observe(project: Project, host: str) -> Iterator[Observation]:
    """Yield a project's CIs: itself, its volumes, secrets and configurations, then its services."""
    first = project.files[0]
    if fault := name_fault(project.name):
        yield Rejected(first, f"{first}:name", f"the project's name {fault}", project.name, "another name")
        return
    yield CiObservation(first, f"{first}:name", project.name, "compose_project", project.name)
    hosts = hosts_of(project)
    yield from parts(project)
    for name, service in project.services.items():
        yield from service_observations(project, name, service, hosts, host)
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
    project: Project, name: str, service: Service, hosts: Mapping[str, str], host: str
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
        relations=(*within(project, service, host), *found.relations.values()),
    )
    yield from found.notes


def within(project: Project, service: Service, host: str) -> Iterator[RelationObservation]:
    """Yield what holds a service: its project, and the machine where that is named."""
    project_end, host_end = Reference(native_id=project.name), Reference(native_id=host_id(host))
    yield RelationObservation("contains", project_end, "in", fields=NO_FAILURE, where=service.where)
    if host:
        yield RelationObservation("runs_on", host_end, where=service.where)


def host_id(host: str) -> str:
    """Return the native id of the machine that the source's settings name."""
    return f"host/{host}"


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
