"""CIs that a table names without giving them a row: the racks, hosts and feeds in columns of relations.

Where the heading or the mapping says of which class they are, they are observed like any other CI, with class and
name for their id: so they are identified, are withdrawn with their source, and go missing when nobody names them.
A name that has a row of its own in the table is that row's CI. What is identified inside a parent is observed with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cmdb.schema import Schema
from cmdb.values import normal_text
from importers.observation import CiObservation, Reference, RelationObservation
from importers.tabular.chains import Chain, Chains, Step
from importers.tabular.holders import identified_inside
from importers.tabular.plan import TablePlan
from importers.tabular.targets import ToRelation
from importers.values import name_fault

__all__ = ["NamedCis", "mark", "names_cis"]


def names_cis(plan: TablePlan) -> bool:
    """Say whether a column of the table may name CIs that have no row."""
    return any(isinstance(each.target, ToRelation) and each.target.create for each in plan.meanings)


class NamedCis:
    """Collects the CIs that relations name. ``rows`` are those of the table itself, as ``mark`` gives them.

    ``apart`` are the ids of rows by what stands for their CIs among those of one name. ``given`` are the ids of those
    that have been yielded, by this table or by another of the run.
    """

    def __init__(self, plan: TablePlan, schema: Schema, chains: Chains, given: set[str]) -> None:
        self.schema, self.chains, self.given = schema, chains, given
        self.rows: set[int] = set()
        self.classes: frozenset[str] = frozenset()
        self.apart: dict[tuple[Step, Chain], str] = {}
        self.found: dict[str, CiObservation] = {}
        targets = [each.target for each in plan.meanings if isinstance(each.target, ToRelation)]
        self.links = {each.cls: each for each in reversed(targets) if each.cls}

    def settle(self, relations: Iterable[RelationObservation], row: str) -> tuple[RelationObservation, ...]:
        """Return relations whose other ends are named in a way that the run can follow."""
        return tuple(self.settled(each, row) if each.other.create else each for each in relations)

    def settled(self, relation: RelationObservation, row: str) -> RelationObservation:
        """Return one relation, and keep its other end where it has no row."""
        cls, name = relation.other.cls, relation.other.name
        if not cls or name_fault(name):
            return replace(relation, other=Reference(cls=cls, name=name))
        named = self.chains.named.get(relation.other.native_id, (Step(cls, normal_text(name)), ()))
        return replace(relation, other=self.reference(*named, name, relation.where, row))

    def parent(self, within: Chain, where: str, row: str) -> Reference | None:
        """Return how the parent of what stands in a chain is named, None where it stands in nothing."""
        if not within:
            return None
        name = self.chains.spelled[within[0]]
        if not within[0].cls:
            return Reference(name=name)
        return self.reference(within[0], within[1:], name, where, row)

    def reference(self, step: Step, within: Chain, name: str, where: str, row: str) -> Reference:
        """Return how a CI is named: by the id of its row, by class and name where that will do, or by an id of its own.

        One that has no row is kept, and before it what it stands in.
        """
        if native_id := self.apart.get((step, within)):
            return Reference(native_id=native_id)
        if not self.chains.suffix(step, within) and self.has_row(step.cls, name):
            return Reference(cls=step.cls, name=name)
        native_id = self.chains.native_id(step, within)
        if native_id not in self.found:
            inside = within if identified_inside(self.schema, step.cls) else ()
            parent = self.parent(inside, where, row)
            relations = tuple(self.located(inside[0], parent, where)) if parent else ()
            self.found[native_id] = CiObservation(
                where, f"{row} {name}", native_id, step.cls, name, parent=parent, relations=relations
            )
        return Reference(native_id=native_id)

    def located(self, holder: Step, parent: Reference, where: str) -> Iterator[RelationObservation]:
        """Yield the relation to what a CI without a row stands in: as its column says, else as places do."""
        link = self.links.get(holder.cls, ToRelation("located_in"))
        if link.type in self.schema.relation_types:
            yield RelationObservation(link.type, parent, link.direction, link.group, where=where)

    def has_row(self, cls: str, name: str) -> bool:
        """Say whether a CI of this class, of one below it or above it, has a row under this name."""
        related = (each for each in self.classes if self.schema.is_a(each, cls) or self.schema.is_a(cls, each))
        return any(mark(each, name) in self.rows for each in related)

    def holding(self, parent: Reference | None) -> Iterator[CiObservation]:
        """Yield a parent that has no row and what it stands in, outermost first, as far as not yielded before."""
        named = self.found.get(parent.native_id) if parent else None
        if named is not None and named.native_id not in self.given:
            self.given.add(named.native_id)
            yield from self.holding(named.parent)
            yield named

    def observations(self) -> Iterator[CiObservation]:
        """Yield the other CIs that have no row, in the order in which they were first named."""
        for native_id in list(self.found):
            yield from self.holding(Reference(native_id=native_id))


def mark(cls: str, name: str) -> int:
    """Return what stands for a CI of a row in the set of all rows."""
    return hash((cls, normal_text(name)))
