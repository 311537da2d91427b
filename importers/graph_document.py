"""Read the graph document: the exchange form in which an estate moves between stores. Keys given in it are kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cmdb.errors import Invalid, shorten
from cmdb.values import Json
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
from importers.values import name_fault, text_fault

__all__ = ["GRAPH_DOCUMENT", "GraphDocument", "declared"]

VERSION = 1
DECLARATIONS = ("classes", "relation_types", "lifecycles")
TOP = frozenset({"faultline", "cis", "relations", "records", *DECLARATIONS})
CI_FIELDS = frozenset({"key", "class", "name", "lifecycle", "attributes", "groups"})
RELATION_FIELDS = frozenset({"need", "weight", "ride_through_s", "confidence", "last_verified"})
RELATION_ENDS = frozenset({"from", "type", "to", "group"})
NEEDS = ("hard", "soft", "none")
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
            if isinstance(entry, dict):
                unknown.update(set(entry) - CI_FIELDS)
            self.take_ci(where, row, entry)
        for field_name, count in sorted(unknown.items()):
            self.problems.append(Note(name, f"unknown field {shorten(field_name)!r} in {count} CIs: left out"))

    def take_ci(self, where: str, row: str, entry: Json) -> None:
        """Take one CI, or say why not."""
        fault = self.ci_fault(entry)
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

    def ci_fault(self, entry: Json) -> tuple[str, Json, str] | None:
        """Return why an entry is no CI: reason, value, what is allowed."""
        if not isinstance(entry, dict):
            return "is no CI", entry, "a mapping with key, class and name"
        for each in ("key", "class", "name", "lifecycle"):
            if entry.get(each) is not None and not isinstance(entry[each], str):
                return f"{each} is no text", entry[each], "text"
            if fault := name_fault(text(entry.get(each))):
                return f"{each} {fault}", entry[each], "text that people can read"
        if not text(entry.get("key")) and not text(entry.get("name")):
            return "has neither key nor name", None, "a key, a name or both"
        if not text(entry.get("class")) and not self.cls:
            return "has no class", None, "a class such as server"
        return attributes_fault(entry.get("attributes")) or groups_fault(entry.get("groups"))

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
            unknown.update(set(entry) - RELATION_FIELDS - RELATION_ENDS)
            identity = tuple(text(entry.get(each)) for each in ("from", "type", "to", "group"))
            if identity in seen:
                allowed = f"each relation once; it stands first in {seen[identity]}"
                shown = " ".join(part for part in identity if part)
                self.problems.append(Rejected(where, row, "this relation stands twice", shown, allowed, raw_of(entry)))
                continue
            seen[identity] = where
            self.attach(where, row, entry)
        for field_name, count in sorted(unknown.items()):
            self.problems.append(Note(name, f"unknown field {shorten(field_name)!r} in {count} relations: left out"))

    def attach(self, where: str, row: str, entry: Mapping[str, Json]) -> None:
        """Attach a relation to its ``from`` CI; to its ``to`` CI where only that one is in the documents.

        Where neither is, there is no CI of which the relation could be reported.
        """
        source, target = text(entry.get("from")), text(entry.get("to"))
        if source not in self.drafts and target not in self.drafts:
            allowed = "a relation with at least one end among the cis"
            reason = "neither end is in the documents"
            self.problems.append(Rejected(where, row, reason, f"{source} → {target}", allowed, entry))
            return
        outwards = source in self.drafts
        own, other = (source, target) if outwards else (target, source)
        self.drafts[own].relations.append(
            RelationObservation(
                type=text(entry.get("type")),
                other=Reference(key=other),
                direction="out" if outwards else "in",
                group=text(entry.get("group")),
                fields={name: entry[name] for name in sorted(RELATION_FIELDS & set(entry))},
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


def attributes_fault(attributes: Json) -> tuple[str, Json, str] | None:
    """Return why a CI's attributes cannot be taken."""
    if attributes is None:
        return None
    if not isinstance(attributes, dict):
        return "attributes is no mapping", attributes, "attributes by name"
    for name, value in attributes.items():
        if fault := text_fault(value):
            return f"attribute {name} {fault}", value, "text that can be stored"
    return None


def groups_fault(groups: Json) -> tuple[str, Json, str] | None:
    """Return why a CI's group rules cannot be taken."""
    if groups is None:
        return None
    allowed = 'rules by group name such as {"db": {"min_up": 1}}'
    if not isinstance(groups, dict):
        return "groups is no mapping", groups, allowed
    for name, rule in groups.items():
        if not isinstance(rule, dict):
            return f"the rule of group {name} is no mapping", rule, allowed
    return None


def relation_fault(entry: Json) -> tuple[str, Json, str] | None:
    """Return why an entry is no relation: reason, value, what is allowed."""
    if not isinstance(entry, dict):
        return "is no relation", entry, "a mapping with from, type and to"
    for each in ("from", "type", "to"):
        if not text(entry.get(each)):
            return f"has no {each}", entry.get(each), "a key" if each != "type" else "a relation type"
    for each in ("from", "type", "to", "group"):
        if fault := name_fault(text(entry.get(each))):
            return f"{each} {fault}", entry[each], "text that people can read"
    if entry.get("group") is not None and not isinstance(entry["group"], str):
        return "group is no text", entry["group"], "text"
    return field_fault(entry)


def field_fault(entry: Mapping[str, Json]) -> tuple[str, Json, str] | None:
    """Return which of a relation's fields holds what it may not."""
    need, weight = entry.get("need"), entry.get("weight")
    ride, confidence = entry.get("ride_through_s"), entry.get("confidence")
    if need is not None and need not in NEEDS:
        return "need has no such value", need, ", ".join(NEEDS)
    if weight is not None and (isinstance(weight, bool) or not isinstance(weight, int) or weight < 0):
        return "weight is no share", weight, "a whole number from 0"
    if ride is not None and not (is_number(ride) and ride >= 0):  # type: ignore[operator]  # a number by now
        return "ride_through_s is no length of time", ride, "seconds from 0"
    if confidence is not None and not (is_number(confidence) and 0 <= confidence <= 1):  # type: ignore[operator]
        return "confidence is no probability", confidence, "0 to 1"
    if entry.get("last_verified") is not None and not isinstance(entry["last_verified"], str):
        return "last_verified is no instant", entry["last_verified"], "a date-time such as 2026-12-31T23:59:00Z"
    return None


def is_number(value: Json) -> bool:
    """Say whether a value is a number; truth values are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def text(value: Json) -> str:
    """Return a text without the space round it, "" for what is none."""
    return value.strip() if isinstance(value, str) else ""


def brief(value: Json) -> Json:
    """Return a value fit for a message."""
    return value if isinstance(value, int | float | None) else str(shorten(str(value)))


def raw_of(entry: Json) -> Mapping[str, Json]:
    """Return an entry as the quarantine shows it."""
    return entry if isinstance(entry, dict) else {"entry": brief(entry)}
