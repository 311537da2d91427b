"""What one row says of one CI: its id, class, name, attributes and relations, or why it cannot be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cmdb.schema import Schema
from cmdb.values import Json, normal_text
from importers.observation import Reference, Rejected, RelationObservation
from importers.tabular.chains import Chain, Chains, Step
from importers.tabular.columns import ENOUGH
from importers.tabular.holders import Holders, Placed, identified_inside, names_in
from importers.tabular.plan import Part, TablePlan
from importers.tabular.sizes import sized
from importers.tabular.targets import ToAttribute, ToRelation, ToRole
from importers.tabular.words import class_in, compact
from importers.values import name_fault

__all__ = ["Draft", "PartReader", "Place", "address_of"]


@dataclass(slots=True)
class Draft:
    """What one row says of one CI.

    ``within`` is all that it stands in, ``refused`` what the row says and cannot be taken.
    """

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
    within: Chain = ()
    refused: list[Rejected] = field(default_factory=list)


NOWHERE = Placed({}, frozenset())


class Spot(NamedTuple):
    """A row's CI by name, what the row says that it stands in, and its id, which is complete where ``own``."""

    step: Step
    chain: Chain
    native_id: str
    own: bool


class Place(NamedTuple):
    """A row, for what is said of it."""

    plan: TablePlan
    number: int
    raw: Mapping[str, Json]

    def rejected(self, reason: str, value: Json, allowed: str, column: str = "") -> Rejected:
        """Return the rejection of the row, or of what it says in one column."""
        where = f"{self.plan.sheet.where} row {self.number} {column}".rstrip()
        return Rejected(where, address_of(self.plan, self.number), reason, value, allowed, self.raw)


class Fitting(NamedTuple):
    """An attribute's column for CIs of one class: where it stands, and the units of sizes."""

    at: int
    name: str
    unit: str
    stated: str


class PartReader:
    """Reads one part of each row. What columns mean is sorted out once, not for each row; cells come cleaned."""

    def __init__(self, plan: TablePlan, part: Part, schema: Schema, chains: Chains) -> None:
        self.plan, self.part, self.schema, self.chains = plan, part, schema, chains
        self.used = [each for each in part.meanings if each.confidence >= ENOUGH]
        self.relations = [(each, each.target) for each in self.used if isinstance(each.target, ToRelation)]
        self.roles: dict[str, int] = {
            each.target.role: each.column.index for each in self.used if isinstance(each.target, ToRole)
        }
        self.holders = Holders(schema, self.relations, self.roles.get("parent"))
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
        if own := self.own_id(cells):
            return f"{self.part.prefix}:{own}" if self.part.prefix else own
        name = normal_text(self.role(cells, "name"))
        if not name or not self.scoped:
            return name
        return f"{self.cls(cells) or ''}:{name}"

    def own_id(self, cells: Sequence[str]) -> str:
        """Return the id that the row itself gives, "" for none."""
        return self.role(cells, "native_id") or self.role(cells, "key")

    def spot(self, cells: Sequence[str]) -> Spot | None:
        """Return the row's CI where it is of a class that is told apart by what it stands in."""
        name, cls = self.role(cells, "name"), self.cls(cells)
        if not name or cls is None or not identified_inside(self.schema, cls):
            return None
        chain = self.holders.of_row(self.chains, cls, cells)
        return Spot(Step(cls, normal_text(name)), chain, self.native_id(cells), bool(self.own_id(cells)))

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
        draft = Draft(
            number,
            native_id,
            cls,
            name,
            self.attributes(cls, name, cells),
            lifecycle=self.state(cls, self.role(cells, "lifecycle")),
            key=self.role(cells, "key"),
            parent=Reference(name=parent) if parent else None,
            raw=raw,
        )
        if (spot := self.spot(cells)) is not None and (unknown := self.settle(draft, spot, place)):
            return unknown
        if self.relations:
            self.relate(draft, cells, place)
        return draft

    def settle(self, draft: Draft, spot: Spot, place: Place) -> Rejected | None:
        """Say what a row's CI stands in, by which its id differs from others of its name; or why nobody knows."""
        within = self.chains.resolve(spot.step, spot.chain)
        if within is None and not spot.own:
            return self.ambiguous(place, draft.name, spot.step, spot.chain)
        draft.within = within or ()
        if not spot.own:
            draft.native_id += self.chains.suffix(spot.step, draft.within)
        return None

    def ambiguous(self, place: Place, name: str, step: Step, chain: Chain, column: str = "") -> Rejected:
        """Return the rejection of a name that several CIs have."""
        reason = f"several CIs have this name: {self.chains.candidates(step, chain)}"
        return place.rejected(reason, name, self.holders.asked(step.cls), column)

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

    def relate(self, draft: Draft, cells: Sequence[str], place: Place) -> None:
        """Add the relations of a row, each name of a cell once.

        What holds another place of the same row is that place's affair: a server stands in the rack, which stands in
        the room.
        """
        placed = self.holders.placed(self.chains, cells) if self.holders.places else NOWHERE
        found: list[tuple[Step | None, RelationObservation]] = []
        for meaning, target in self.relations:
            index, heading = meaning.column.index, meaning.column.heading
            if index >= len(cells) or not cells[index]:
                continue
            where = f"{self.plan.sheet.where} row {draft.number} {heading}"
            places = {each.name: each for each in placed.by_column.get(index, ())}
            for name in names_in(cells[index], target):
                named = places.get(name)
                if named is not None and named.within is None:
                    draft.refused.append(self.ambiguous(place, name, named.step, named.chain, heading))
                    continue
                other = Reference(named.native_id if named else "", cls=target.cls, name=name, create=target.create)
                relation = RelationObservation(target.type, other, target.direction, target.group, where=where)
                found.append((named.step if named else None, relation))
        held = placed.held.union(draft.within[1:])
        draft.relations += [relation for step, relation in found if step is None or step not in held]
        draft.relations += self.unsaid(draft, {step for step, _ in found})

    def unsaid(self, draft: Draft, said: Collection[Step | None]) -> Iterator[RelationObservation]:
        """Yield the relation of a place to what it stands in, where only other rows say so."""
        holder = next(iter(draft.within), None)
        column = self.holders.column_of(holder.cls) if holder and holder not in said else None
        if holder and column and self.holders.is_place(draft.cls):
            native_id = self.chains.native_id(holder, draft.within[1:])
            other = Reference(native_id, cls=holder.cls, name=self.chains.spelled[holder], create=True)
            where = f"{self.plan.sheet.where} row {draft.number} {column.heading}"
            yield RelationObservation(
                column.target.type, other, column.target.direction, column.target.group, where=where
            )


def address_of(plan: TablePlan, number: int) -> str:
    """Return the address of a row: ``servers.csv:12``, ``estate.xlsx[Servers]:12``."""
    sheet = f"[{plan.sheet.name}]" if plan.sheet.name else ""
    return f"{plan.sheet.file}{sheet}:{number}"
