"""CIs that a table names without giving them a row: the racks, hosts and feeds in columns of relations.

Where the heading or the mapping says of which class they are, they are observed like any other CI, with class and
name for their id: so they are identified, are withdrawn with their source, and go missing when nobody names them.
A name that has a row of its own in the table is that row's CI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cmdb.schema import Schema
from cmdb.values import normal_text
from importers.observation import CiObservation, Reference, RelationObservation
from importers.tabular.plan import TablePlan
from importers.tabular.targets import ToRelation
from importers.values import name_fault

__all__ = ["NamedCis", "mark", "names_cis"]


def names_cis(plan: TablePlan) -> bool:
    """Say whether a column of the table may name CIs that have no row."""
    return any(isinstance(each.target, ToRelation) and each.target.create for each in plan.meanings)


class NamedCis:
    """Collects the CIs that relations name. ``rows`` are those of the table itself, as ``mark`` gives them."""

    def __init__(self, schema: Schema, rows: set[int], classes: Iterable[str]) -> None:
        self.schema = schema
        self.rows, self.classes = rows, frozenset(classes)
        self.found: dict[str, CiObservation] = {}

    def settle(self, relations: Iterable[RelationObservation], row: str) -> tuple[RelationObservation, ...]:
        """Return relations whose other ends are named in a way that the run can follow."""
        return tuple(self.settled(each, row) if each.other.create else each for each in relations)

    def settled(self, relation: RelationObservation, row: str) -> RelationObservation:
        """Return one relation, and keep its other end where it has no row."""
        cls, name = relation.other.cls, relation.other.name
        if not cls or name_fault(name) or self.has_row(cls, name):
            return replace(relation, other=Reference(cls=cls, name=name))
        native_id = f"{cls}:{normal_text(name)}"
        if native_id not in self.found:
            self.found[native_id] = CiObservation(relation.where, f"{row} {name}", native_id, cls, name)
        return replace(relation, other=Reference(native_id=native_id))

    def has_row(self, cls: str, name: str) -> bool:
        """Say whether a CI of this class, of one below it or above it, has a row under this name."""
        related = (each for each in self.classes if self.schema.is_a(each, cls) or self.schema.is_a(cls, each))
        return any(mark(each, name) in self.rows for each in related)

    def observations(self) -> Iterator[CiObservation]:
        """Yield the CIs that have no row, in the order in which they were first named."""
        yield from self.found.values()


def mark(cls: str, name: str) -> int:
    """Return what stands for a CI of a row in the set of all rows."""
    return hash((cls, normal_text(name)))
