"""Read the graph document: the exchange form in which an estate moves between stores. Keys given in it are kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cmdb.errors import Invalid, shorten
from cmdb.values import Json
from importers.graph_faults import brief, ci_fault, raw_of, relation_fault, text
from importers.observation import (
    CiObservation,
    InputFile,
    Note,
    Observation,
    Options,
    Recognition,
    Reference,
    Rejected,
    RelationObservation,
)
from importers.structured import parts_of
from importers.text import head_of

__all__ = ["GRAPH_DOCUMENT", "GraphDocument", "declared"]

VERSION = 1
DECLARATIONS = ("classes", "relation_types", "lifecycles")
TOP = frozenset({"faultline", "cis", "relations", "records", *DECLARATIONS})
CI_FIELDS = frozenset({"key", "class", "name", "lifecycle", "attributes", "groups"})
RELATION_FIELDS = frozenset({"need", "weight", "ride_through_s", "confidence", "last_verified"})
RELATION_KEYS = RELATION_FIELDS | {"from", "type", "to", "group"}
SIGN = re.compile(r'"faultline"\s*:|^faultline\s*:', re.MULTILINE)
LAST_BYTES = 4096


class GraphDocument:
    """The reader of graph documents, JSON or YAML."""

    name = "graph"
    label = "Faultline graph document"
    suffixes: tuple[str, ...] = (".json", ".yaml", ".yml")

    def recognise(self, file: InputFile) -> Recognition | None:
        """Look for the version key, which may stand first or, where keys are sorted, near the end."""
        tail = file.content[-LAST_BYTES:].decode("utf-8", errors="replace")
        if SIGN.search(head_of(file)) or SIGN.search(tail):
            return Recognition(1.0, 'has the key "faultline"')
        return None

    def read(self, files: Sequence[InputFile], options: Options) -> Iterator[Observation]:
        """Yield each CI with the relations that start at it; then those that only end at a CI of the documents."""
        documents = [(file.name, document(file)) for file in files]
        estate = Estate(options.cls)
        for name, content in documents:
            estate.take_cis(name, content)
        for name, content in documents:
            estate.take_relations(name, content)
        yield from estate.observations()


GRAPH_DOCUMENT = GraphDocument()


def declared(files: Sequence[InputFile]) -> Mapping[str, list[Json]]:
    """Return what the documents declare of the schema: ``classes``, ``relation_types``, ``lifecycles``, as they stand.

    Raises ``Invalid`` where a section is no list.
    """
    found: dict[str, list[Json]] = {section: [] for section in DECLARATIONS}
    for file in files:
        content = document(file)
        for section in DECLARATIONS:
            found[section] += listed(file.name, content, section)
    return found


def document(file: InputFile) -> Mapping[str, Json]:
    """Return the one document of a file. Raises ``Invalid`` for another version or none."""
    parts = parts_of(file)
    content = parts[0].content if len(parts) == 1 else None
    if not isinstance(content, dict):
        raise Invalid(file.name, "is no graph document", f"{len(parts)} documents", "one mapping with faultline: 1")
    version = content.get("faultline")
    if version != VERSION or isinstance(version, bool):
        raise Invalid(f"{file.name} faultline", "unknown version of the graph document", version, str(VERSION))
    return content


def listed(where: str, content: Mapping[str, Json], section: str) -> list[Json]:
    """Return a section, which has to be a list."""
    value = content.get(section)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Invalid(f"{where} {section}", "this section is no list", str(value)[:200], "a list")
    return value


@dataclass(slots=True)
class Draft:
    """A CI on its way: what its entry says, and the relations found for it."""

    where: str
    row: str
    key: str
    cls: str = ""
    name: str = ""
    lifecycle: str = ""
    attributes: Mapping[str, Json] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    relations: list[RelationObservation] = field(default_factory=list)
    raw: Mapping[str, Json] = field(default_factory=dict)


class Estate:
    """The CIs of all documents by key, in order, and what could not be taken."""

    def __init__(self, cls: str) -> None:
        self.cls = cls
        self.drafts: dict[str, Draft] = {}
        self.problems: list[Rejected | Note] = []

    def take_cis(self, name: str, content: Mapping[str, Json]) -> None:
        """Take the CIs of one document."""
        for field_name in sorted(set(content) - TOP):
            self.problems.append(Note(name, f"unknown section {shorten(field_name)!r}: left out"))
        if records := listed(name, content, "records"):
            self.problems.append(Note(name, f"{len(records)} records are left out: an import takes CIs and relations"))
        unknown: Counter[str] = Counter()
        for number, entry in enumerate(listed(name, content, "cis"), 1):
            where, row = f"{name} cis[{number}]", f"{name}:cis[{number}]"
            if isinstance(entry, dict) and not entry.keys() <= CI_FIELDS:
                unknown.update(entry.keys() - CI_FIELDS)
            self.take_ci(where, row, entry)
        for field_name, count in sorted(unknown.items()):
            self.problems.append(Note(name, f"unknown field {shorten(field_name)!r} in {count} CIs: left out"))

    def take_ci(self, where: str, row: str, entry: Json) -> None:
        """Take one CI, or say why not."""
        fault = ci_fault(entry, self.cls)
        if fault or not isinstance(entry, dict):
            reason, value, allowed = fault or ("is no CI", entry, "a mapping")
            self.problems.append(Rejected(where, row, reason, brief(value), allowed, raw_of(entry)))
            return
        cls, key = text(entry.get("class")) or self.cls, text(entry.get("key"))
        name = text(entry.get("name")) or key
        own = key or f"{cls}:{name}"
        if own in self.drafts:
            first = f"another key; it stands first in {self.drafts[own].where}"
            self.problems.append(Rejected(where, row, "this key stands twice", own, first, raw_of(entry)))
            return
        attributes, groups = entry.get("attributes"), entry.get("groups")
        self.drafts[own] = Draft(
            where=f"{where} ({own})",
            row=row,
            key=key,
            cls=cls,
            name=name,
            lifecycle=text(entry.get("lifecycle")),
            attributes=attributes if isinstance(attributes, dict) else {},
            groups={group: rule for group, rule in groups.items() if isinstance(rule, dict)}
            if isinstance(groups, dict)
            else {},
            raw=entry,
        )

    def take_relations(self, name: str, content: Mapping[str, Json]) -> None:
        """Take the relations of one document."""
        unknown: Counter[str] = Counter()
        seen: dict[tuple[str, ...], str] = {}
        for number, entry in enumerate(listed(name, content, "relations"), 1):
            where, row = f"{name} relations[{number}]", f"{name}:relations[{number}]"
            fault = relation_fault(entry)
            if fault or not isinstance(entry, dict):
                reason, value, allowed = fault or ("is no relation", entry, "a mapping")
                self.problems.append(Rejected(where, row, reason, brief(value), allowed, raw_of(entry)))
                continue
            if not entry.keys() <= RELATION_KEYS:
                unknown.update(entry.keys() - RELATION_KEYS)
            identity = tuple(text(entry.get(each)) for each in ("from", "type", "to", "group"))
            if identity in seen:
                allowed = f"each relation once; it stands first in {seen[identity]}"
                shown = " ".join(part for part in identity if part)
                self.problems.append(Rejected(where, row, "this relation stands twice", shown, allowed, raw_of(entry)))
                continue
            seen[identity] = where
            self.attach(where, row, entry, identity)
        for field_name, count in sorted(unknown.items()):
            self.problems.append(Note(name, f"unknown field {shorten(field_name)!r} in {count} relations: left out"))

    def attach(self, where: str, row: str, entry: Mapping[str, Json], identity: tuple[str, ...]) -> None:
        """Attach a relation to its ``from`` CI; to its ``to`` CI where only that one is in the documents.

        Where neither is, there is no CI of which the relation could be reported.
        """
        source, type_, target, group = identity
        if source not in self.drafts and target not in self.drafts:
            allowed = "a relation with at least one end among the cis"
            reason = "neither end is in the documents"
            self.problems.append(Rejected(where, row, reason, f"{source} → {target}", allowed, entry))
            return
        outwards = source in self.drafts
        own, other = (source, target) if outwards else (target, source)
        self.drafts[own].relations.append(
            RelationObservation(
                type=type_,
                other=Reference(key=other),
                direction="out" if outwards else "in",
                group=group,
                fields={name: entry[name] for name in sorted(RELATION_FIELDS & entry.keys())},
                where=where,
            )
        )

    def observations(self) -> Iterator[Observation]:
        """Yield the CIs in the documents' order, then what could not be taken."""
        for own, draft in self.drafts.items():
            yield CiObservation(
                where=draft.where,
                row=draft.row,
                native_id=own,
                cls=draft.cls,
                name=draft.name,
                attributes=draft.attributes,
                lifecycle=draft.lifecycle,
                relations=tuple(draft.relations),
                groups=draft.groups,
                key=draft.key,
                raw=draft.raw,
            )
        yield from self.problems
