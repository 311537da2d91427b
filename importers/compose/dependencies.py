"""On what does a compose service depend? What its file declares, and the addresses that its settings show."""

from __future__ import annotations

from collections.abc import Mapping

from cmdb.values import Json
from importers.addresses import addresses, argument_addresses
from importers.compose.project import Project, keyed, mapping
from importers.compose.settings import expanded, is_elsewhere, listed, source_of, texts, words_of
from importers.observation import Note, Reference, RelationObservation

__all__ = ["Dependencies"]

PATHS = ("/", ".", "~", "$")


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
