"""Read whole rows: every part of them, how the CIs of one row are related, and what makes a row unreadable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cmdb.schema import Schema
from cmdb.values import Json
from importers.limits import LONGEST_CELL
from importers.observation import Reference, Rejected, RelationObservation
from importers.tabular.chains import Chains
from importers.tabular.drafts import Draft, PartReader, Place
from importers.tabular.plan import TablePlan, said_in
from importers.tabular.sheets import Row

__all__ = ["RowReader"]

MANY_CELLS, LONGEST_SHOWN = 200, 1_000
# How CIs of one row are related, by the classes of two parts: the first stands on the second.
BETWEEN = (
    ("service", "software", "depends_on"),
    ("software", "computer", "runs_on"),
    ("service", "computer", "depends_on"),
)


class RowReader:
    """Reads whole rows: every part, and how the parts of one row are related."""

    def __init__(self, plan: TablePlan, schema: Schema, chains: Chains) -> None:
        self.plan, self.schema = plan, schema
        self.parts = [PartReader(plan, part, schema, chains) for part in plan.parts if part.named]
        self.columns = frozenset(each.column.index for each in plan.meanings)
        self.width = len(plan.header.headings)

    def read(self, row: Row) -> Iterator[Draft | Rejected]:
        """Yield the CIs of a row, or why it cannot be taken. A row without any value yields nothing."""
        cells = [said_in(cell) if cell else "" for cell in row.cells]
        if not row.fault and not any(cells):
            return
        place = Place(self.plan, row.number, self.raw(row.cells))
        if fault := self.fault(row, place):
            yield fault
            return
        drafts: list[Draft] = []
        for reader in self.parts:
            draft = reader.draft(row.number, cells, place.raw)
            if isinstance(draft, Rejected):
                yield draft
                return
            if draft is not None:
                drafts.append(draft)
        if not drafts:
            headings = " or ".join(repr(reader.heading("name")) for reader in self.parts)
            yield place.rejected("has no name", None, f"a value under {headings}")
            return
        if len(drafts) > 1:
            self.relate(drafts)
        for draft in drafts:
            yield from draft.refused
            yield draft

    def raw(self, cells: Sequence[str]) -> dict[str, Json]:
        """Return a row as the quarantine shows it: values by heading, long ones cut."""
        found: dict[str, Json] = {
            heading or f"column {index}": cell[:LONGEST_SHOWN]
            for index, (heading, cell) in enumerate(zip(self.plan.header.headings, cells, strict=False), 1)
            if cell
        }
        for index, cell in enumerate(cells[self.width : self.width + MANY_CELLS], self.width + 1):
            if cell:
                found[f"column {index}"] = cell[:LONGEST_SHOWN]
        return found

    def fault(self, row: Row, place: Place) -> Rejected | None:
        """Return why a row cannot be taken whatever it says."""
        if row.fault:
            return place.rejected(row.fault, None, "a quote that is opened is closed; quotes inside are doubled")
        if len(row.cells) > self.width:
            beyond = [
                cell
                for index, cell in enumerate(row.cells[self.width :], self.width)
                if cell.strip() and index not in self.columns
            ]
            if beyond:
                reason = f"has {len(row.cells)} cells, the header has {self.width}"
                return place.rejected(reason, beyond[0][:200], "as many cells as headings; quotes round separators")
        everything = "".join(row.cells)
        if len(everything) > LONGEST_CELL or "\x00" in everything:
            return self.bad_cell(row, place)
        return None

    def bad_cell(self, row: Row, place: Place) -> Rejected | None:
        """Return which cell is too long or holds NUL, None where it is only the row that is long."""
        for index, cell in enumerate(row.cells):
            heading = self.plan.header.headings[index] if index < self.width else f"column {index + 1}"
            shown = cell[:200].replace("\x00", "\\0")
            if len(cell) > LONGEST_CELL:
                reason = f"the cell under {heading!r} is too long: {len(cell):,} characters"
                return place.rejected(reason, shown, f"at most {LONGEST_CELL:,} characters")
            if "\x00" in cell:
                return place.rejected(f"the cell under {heading!r} holds NUL", shown, "text without NUL")
        return None

    def relate(self, drafts: Sequence[Draft]) -> None:
        """Relate the CIs that a row of a view combines; a service stands on machines only without software between."""
        bridged = False
        for upper, lower, type_ in BETWEEN:
            if bridged and (upper, lower) == ("service", "computer"):
                continue
            for one in drafts:
                for other in drafts:
                    if one is other or not self.schema.is_a(one.cls, upper) or not self.schema.is_a(other.cls, lower):
                        continue
                    bridged = bridged or lower == "software"
                    where = f"{self.plan.sheet.where} row {one.number}"
                    one.relations.append(RelationObservation(type_, Reference(native_id=other.native_id), where=where))
