"""Which projects compose files declare: their names, files laid over each other, services that extend others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from cmdb.errors import Invalid
from cmdb.values import Json
from importers.observation import InputFile, Note
from importers.structured import parts_of

__all__ = ["Project", "Service", "mapping", "projects_of"]

WORDS = frozenset({"compose", "docker-compose", "docker_compose", "dockercompose", "yaml", "yml", "json"})
NOT_A_NAME = re.compile(r"[^a-z0-9_-]+")
# Where compose takes a list or a mapping, both are brought to the mapping before files are laid over each other.
REPLACED = frozenset({"command", "entrypoint", "healthcheck"})
KNOWN = frozenset({"name", "version", "services", "volumes", "networks", "configs", "secrets", "include", "models"})


@dataclass(slots=True)
class Service:
    """One service: where it stands, and its settings with everything it extends."""

    where: str
    row: str
    settings: dict[str, Json]


@dataclass(slots=True)
class Project:
    """One project: its name, the files that declare it, services and named volumes, secrets and configurations."""

    name: str
    files: list[str] = field(default_factory=list)
    services: dict[str, Service] = field(default_factory=dict)
    volumes: dict[str, Mapping[str, Json]] = field(default_factory=dict)
    secrets: dict[str, Mapping[str, Json]] = field(default_factory=dict)
    configs: dict[str, Mapping[str, Json]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def projects_of(files: Sequence[InputFile]) -> tuple[list[Project], list[Note]]:
    """Return the projects of all files in order. Files of one project are laid over each other as they come.

    Raises ``Invalid`` for a file that is no compose file.
    """
    contents = {file.name: document(file) for file in files}
    projects: dict[tuple[str, str], Project] = {}
    # A plain file comes before its overlays, whatever the order of their names.
    for name in sorted(contents, key=lambda each: bool(variant_of(each))):
        content = contents[name]
        label = project_name(name, content)
        project = projects.setdefault((str(PurePath(name).parent), label), Project(label))
        if project.files:
            project.notes.append(Note(name, f"is laid over {project.files[-1]}: both declare the project {label}"))
        project.files.append(name)
        lay_over(project, name, content)
    for project in projects.values():
        extend_all(project, contents)
    return list(projects.values()), twins(projects)


def document(file: InputFile) -> Mapping[str, Json]:
    """Return a file's content. Raises ``Invalid`` where it has no services."""
    parts = parts_of(file)
    content = parts[0].content if len(parts) == 1 else None
    if not isinstance(content, dict):
        found = "nothing" if not parts else f"{len(parts)} documents" if len(parts) > 1 else "no mapping"
        raise Invalid(file.name, "is no compose file", found, "one document with a section services")
    services = content.get("services")
    if services is None and "include" not in content:
        raise Invalid(file.name, "has no services", ", ".join(sorted(content))[:200], "a section services")
    if services is not None and not isinstance(services, dict):
        raise Invalid(f"{file.name} services", "is no mapping", str(services)[:200], "services by name")
    return content


def project_name(file: str, content: Mapping[str, Json]) -> str:
    """Return a project's name: what the file says, else what its name adds to "compose", else its directory."""
    said = content.get("name")
    if isinstance(said, str) and said and "$" not in said:
        return said
    before, _ = around(file)
    name = before or PurePath(file).parent.name or "compose"
    return NOT_A_NAME.sub("-", name.lower()).strip("-_") or "compose"


def variant_of(file: str) -> str:
    """Return the variant that a file name states: "prod" for ``docker-compose.prod.yml``."""
    return around(file)[1]


def around(file: str) -> tuple[str, str]:
    """Return what stands before and after the word "compose" in a file's name."""
    parts = [part for part in PurePath(file).name.split(".") if part]
    at = next((index for index, part in enumerate(parts) if part.lower() in WORDS), len(parts))
    before = ".".join(parts[:at])
    after = ".".join(part for part in parts[at + 1 :] if part.lower() not in WORDS)
    return re.sub(r"[-_]?(docker[-_])?compose$", "", before, flags=re.IGNORECASE), after


def lay_over(project: Project, file: str, content: Mapping[str, Json]) -> None:
    """Add a file to its project; later files win."""
    for name, settings in mapping(content.get("services")).items():
        where = f"{file} services.{name}"
        known = project.services.get(name)
        base = known.settings if known else {}
        project.services[name] = Service(where, f"{file}:services.{name}", laid_over(base, mapping(settings)))
        if settings is not None and not isinstance(settings, dict):
            project.notes.append(Note(where, "is no mapping: its settings are left out"))
    for section in ("volumes", "secrets", "configs"):
        getattr(project, section).update(
            {name: mapping(value) for name, value in mapping(content.get(section)).items()}
        )
    project.notes += [
        Note(file, f"unknown section {name!r}: left out")
        for name in sorted(set(content) - KNOWN)
        if not name.startswith("x-")
    ]
    if "include" in content:
        project.notes.append(Note(file, "include is not followed: import the included files as well"))


def laid_over(base: Mapping[str, Json], upper: Mapping[str, Json]) -> dict[str, Json]:
    """Return settings laid over others: mappings merge, lists grow, all else is replaced."""
    merged = dict(base)
    for name, value in upper.items():
        below = merged.get(name)
        if name in {"environment", "depends_on", "labels"} and below is not None and value is not None:
            merged[name] = {**keyed(below), **keyed(value)}
        elif name in REPLACED or type(below) is not type(value):
            merged[name] = value
        elif isinstance(below, dict) and isinstance(value, dict):
            merged[name] = laid_over(below, value)
        elif isinstance(below, list) and isinstance(value, list):
            merged[name] = [*below, *(item for item in value if item not in below)]
        else:
            merged[name] = value
    return merged


def keyed(value: Json) -> dict[str, Json]:
    """Return a list of ``NAME=value`` or of names as a mapping."""
    if isinstance(value, dict):
        return value
    items = [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
    return {item.partition("=")[0]: item.partition("=")[2] if "=" in item else None for item in items}


def extend_all(project: Project, contents: Mapping[str, Mapping[str, Json]]) -> None:
    """Put under each service what it extends."""
    for name, service in project.services.items():
        service.settings = extended(project, name, service.settings, contents, (name,))


def extended(
    project: Project,
    name: str,
    settings: dict[str, Json],
    contents: Mapping[str, Mapping[str, Json]],
    path: tuple[str, ...],
) -> dict[str, Json]:
    """Return settings laid over those of the service that they extend."""
    wanted = settings.get("extends")
    if wanted is None:
        return settings
    base_name = wanted if isinstance(wanted, str) else str(mapping(wanted).get("service", ""))
    file = mapping(wanted).get("file")
    where = project.services[name].where
    services = services_of(project, str(file), contents) if file else settings_of(project)
    base = services.get(base_name)
    own = {key: value for key, value in settings.items() if key != "extends"}
    if base is None or base_name in path[1:] or (not file and base_name == name):
        why = "the files do not hold it" if base is None else "it extends itself in a circle"
        of = f" of {file}" if file else ""
        project.notes.append(Note(where, f"extends {base_name}{of} is left out: {why}"))
        return own
    return laid_over(extended(project, name, dict(base), contents, (*path, base_name)), own)


def settings_of(project: Project) -> dict[str, dict[str, Json]]:
    """Return the settings of a project's services."""
    return {name: service.settings for name, service in project.services.items()}


def services_of(project: Project, file: str, contents: Mapping[str, Mapping[str, Json]]) -> dict[str, dict[str, Json]]:
    """Return the services of another file among those given, named as seen from the project's file."""
    wanted = PurePath(project.files[0]).parent / file
    for name, content in contents.items():
        if PurePath(name) == wanted:
            return {each: mapping(value) for each, value in mapping(content.get("services")).items()}
    return {}


def twins(projects: Mapping[tuple[str, str], Project]) -> list[Note]:
    """Return a note for each project name that files of several directories declare."""
    seen: dict[str, str] = {}
    notes = []
    for project in projects.values():
        if project.name in seen:
            text = f"declares the project {project.name}, as {seen[project.name]} does: give one of them a name"
            notes.append(Note(project.files[0], text))
        seen.setdefault(project.name, project.files[0])
    return notes


def mapping(value: Json) -> dict[str, Json]:
    """Return a mapping, an empty one for anything else."""
    return value if isinstance(value, dict) else {}
