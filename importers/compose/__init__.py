"""Read docker-compose files: a project, its services as workloads, named volumes, secrets, and who depends on whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from importers.compose.observe import host_id, observe
from importers.compose.project import projects_of
from importers.observation import CiObservation, InputFile, Observation, Options, Recognition
from importers.text import head_of

__all__ = ["COMPOSE", "Compose"]

SERVICES = re.compile(r"^[\"']?services[\"']?\s*:", re.MULTILINE)
JSON_SERVICES = re.compile(r'^\s*\{.*"services"\s*:\s*\{', re.DOTALL)
ELSE = re.compile(r"^[\"']?(apiVersion|faultline|openapi|swagger)[\"']?\s*:", re.MULTILINE)


class Compose:
    """The reader of docker-compose files."""

    name = "compose"
    label = "docker-compose file"
    suffixes: tuple[str, ...] = (".yaml", ".yml", ".json")

    def recognise(self, file: InputFile) -> Recognition | None:
        """Look for a ``services`` section at the top, or for a file that is named as compose files are."""
        if file.suffix not in {*self.suffixes, ""}:
            return None
        head = head_of(file)
        named = "compose" in PurePath(file.name).name.lower()
        if ELSE.search(head):
            return None
        if SERVICES.search(head) or (named and JSON_SERVICES.search(head)):
            return Recognition(0.95 if named else 0.8, "has a section of services")
        return Recognition(0.6, "is named as compose files are") if named else None

    def read(self, files: Sequence[InputFile], options: Options) -> Iterator[Observation]:
        """Yield each project's CIs. Raises ``Invalid`` where a file cannot be read."""
        projects, problems = projects_of(files)
        host = options.mapping.get("host")
        name = host if isinstance(host, str) else ""
        if name:
            yield CiObservation("settings of the source", "settings:host", host_id(name), "computer", name)
        for project in projects:
            yield from observe(project, name)
        yield from problems


COMPOSE = Compose()
