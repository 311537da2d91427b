"""What one row says of one CI: its id, class, name, attributes and relations, or why it cannot be taken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cmdb.schema import Schema
from cmdb.values import Json, normal_text
from importers.observation import Reference, Rejected, RelationObservation
from importers.tabular.columns import ENOUGH
from importers.tabular.plan import Part, TablePlan, said_in
from importers.tabular.sizes import sized
from importers.tabular.targets import ToAttribute, ToRelation, ToRole
from importers.tabular.words import class_in, compact
from importers.values import name_fault

__all__ = ["Draft", "PartReader", "Place", "address_of"]

# Names of places may hold commas ("Hall 2, Zurich"); other names in one cell are split at them.
SPLIT, SPLIT_PLACES = re.compile(r"[;,\n\r]+"), re.compile(r"[;\n\r]+")


@dataclass(slots=True)
class Draft:
    """What one row says of one CI."""

    number: int
    native_id: str
    cls: str
    name: str
    attributes: dict[str, Json]
    lifecycle: str = ""
    key: str = ""
    parent: Reference | None = None
    relations: list[RelationObservation] = field(default_factory=list)
    raw: Mapping[str, Json] = field(default_factory=dict)


class Place(NamedTuple):
    """A row, for what is said of it."""

    plan: TablePlan
    number: int
    raw: Mapping[str, Json]

    def rejected(self, reason: str, value: Json, allowed: str) -> Rejected:
        """Return the rejection of the row."""
        where = f"{self.plan.sheet.where} row {self.number}"
        return Rejected(where, address_of(self.plan, self.number), reason, value, allowed, self.raw)


class Fitting(NamedTuple):
    """An attribute's column for CIs of one class: where it stands, and the units of sizes."""

    at: int
    name: str
    unit: str
    stated: str


class PartReader:
    """Reads one part of each row. What columns mean is sorted out once, not for each row; cells come cleaned."""

    def __init__(self, plan: TablePlan, part: Part, schema: Schema) -> None:
        self.plan, self.part, self.schema = plan, part, schema
        self.used = [each for each in part.meanings if each.confidence >= ENOUGH]
        self.relations = [(each, each.target) for each in self.used if isinstance(each.target, ToRelation)]
        self.roles: dict[str, int] = {
            each.target.role: each.column.index for each in self.used if isinstance(each.target, ToRole)
        }
        self.scoped = bool(part.prefix) or "class" in self.roles
        self.names_hosts = any(word in compact(self.heading("name")) for word in ("host", "fqdn", "dns"))
        self.classes: dict[str, str | None] = {}
        self.fittings: dict[str, tuple[list[Fitting], list[Fitting]]] = {}
        self.states: dict[tuple[str, str], str] = {}
        self.misplaced: Counter[tuple[str, str]] = Counter()

    def native_id(self, cells: Sequence[str]) -> str:
        """Return the id of the row's CI in its source, "" where the row names none.

        It is the source's own where a column holds it; else the name, which a source that has nothing better keeps
        stable, with the class before it where rows are of several.
        """
        own = self.role(cells, "native_id") or self.role(cells, "key")
        if own:
            return f"{self.part.prefix}:{own}" if self.part.prefix else own
        name = normal_text(self.role(cells, "name"))
        if not name or not self.scoped:
            return name
        return f"{self.cls(cells) or ''}:{name}"

    def role(self, cells: Sequence[str], role: str) -> str:
        """Return the cell of a role, "" where there is none."""
        index = self.roles.get(role)
        return cells[index] if index is not None and index < len(cells) else ""

    def cls(self, cells: Sequence[str]) -> str | None:
        """Return the class of the row's CI: what its column says, else that of the table; None for an unknown word."""
        said = self.role(cells, "class")
        if not said:
            return self.part.choice.cls or None
        if said not in self.classes:
            self.classes[said] = class_in(self.schema, said)
        return self.classes[said]

    def draft(self, number: int, cells: Sequence[str], raw: Mapping[str, Json]) -> Draft | Rejected | None:
        """Return what a row says of this part's CI, None where it names none."""
        native_id, name = self.native_id(cells), self.role(cells, "name")
        if not native_id:
            return None
        place = Place(self.plan, number, raw)
        if not name:
            return place.rejected("has no name", native_id, f"a value under {self.heading('name')!r}")
        if fault := name_fault(name):
            return place.rejected(f"the name under {self.heading('name')!r} {fault}", name, "plain text")
        cls = self.cls(cells)
        if cls is None:
            said = self.role(cells, "class")
            near = ", ".join(self.schema.nearest(said, self.schema.classes)) or "server, application, …"
            reason = "names a class that does not exist" if said else "names no class"
            return place.rejected(reason, said or None, f"a class such as {near}")
        parent = self.role(cells, "parent")
        return Draft(
            number,
            native_id,
            cls,
            name,
            self.attributes(cls, name, cells),
            lifecycle=self.state(cls, self.role(cells, "lifecycle")),
            key=self.role(cells, "key"),
            parent=Reference(name=parent) if parent else None,
            relations=list(self.related(cells, number)) if self.relations else [],
            raw=raw,
        )

    def heading(self, role: str) -> str:
        """Return the heading of a role's column."""
        column = self.part.column_of(role)
        return column.heading if column else role

    def attributes(self, cls: str, name: str, cells: Sequence[str]) -> dict[str, Json]:
        """Return the attributes of a row. What does not apply to its class is counted and left out."""
        fitting, others = self.fitting(cls)
        found: dict[str, Json] = {}
        for index, attribute, unit, stated in fitting:
            if index < len(cells) and (text := cells[index]):
                found[attribute] = sized(text, unit, stated) if unit else text
        for each in others:
            if each.at < len(cells) and cells[each.at]:
                self.misplaced[self.plan.header.headings[each.at], cls] += 1
        if self.names_hosts and "." in name and "fqdn" in self.schema.attributes(cls):
            found.setdefault("fqdn", name)
        return found

    def fitting(self, cls: str) -> tuple[list[Fitting], list[Fitting]]:
        """Return the columns of attributes that a class has, and of those that it has not."""
        if cls not in self.fittings:
            declared = self.schema.attributes(cls)
            has: list[Fitting] = []
            has_not: list[Fitting] = []
            for each in self.used:
                if isinstance(each.target, ToAttribute):
                    known = declared.get(each.target.name)
                    one = Fitting(each.column.index, each.target.name, known.unit if known else "", each.unit)
                    (has if known else has_not).append(one)
            self.fittings[cls] = has, has_not
        return self.fittings[cls]

    def state(self, cls: str, said: str) -> str:
        """Return the lifecycle state that a word means; an unknown word as it stands, for the run to refuse."""
        if not said:
            return ""
        if (cls, said) not in self.states:
            lifecycle, word = self.schema.lifecycle(cls), normal_text(said)
            known = {normal_text(each): state for each, state in lifecycle.synonyms.items()}
            known |= {normal_text(text): each.name for each in lifecycle.states for text in (each.label, each.name)}
            self.states[cls, said] = known.get(word, said)
        return self.states[cls, said]

    def related(self, cells: Sequence[str], number: int) -> Iterator[RelationObservation]:
        """Yield the relations of a row, each name of a cell once."""
        for meaning, target in self.relations:
            index = meaning.column.index
            text = cells[index] if index < len(cells) else ""
            for name in names_in(text, target) if text else ():
                other = Reference(cls=target.cls, name=name, create=target.create)
                place = f"{self.plan.sheet.where} row {number} {meaning.column.heading}"
                yield RelationObservation(target.type, other, target.direction, target.group, where=place)


def names_in(text: str, target: ToRelation) -> list[str]:
    """Return the names in a cell, each once."""
    if target.separator:
        parts = text.split(target.separator)
    else:
        parts = (SPLIT_PLACES if target.type == "located_in" else SPLIT).split(text)
    return list(dict.fromkeys(name for part in parts if (name := said_in(part))))


def address_of(plan: TablePlan, number: int) -> str:
    """Return the address of a row: ``servers.csv:12``, ``estate.xlsx[Servers]:12``."""
    sheet = f"[{plan.sheet.name}]" if plan.sheet.name else ""
    return f"{plan.sheet.file}{sheet}:{number}"
