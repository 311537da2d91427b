"""Read one planned table: count first, then yield its CIs, those that several rows name last and once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from cmdb.schema import Schema
from importers.observation import CiObservation, Note, Observation, Rejected
from importers.tabular.chains import Chain, Chains, Step
from importers.tabular.columns import ENOUGH
from importers.tabular.drafts import Draft, Spot, address_of
from importers.tabular.merging import Merger
from importers.tabular.named import NamedCis, mark, names_cis
from importers.tabular.plan import TablePlan, said_in
from importers.tabular.rows import RowReader
from importers.tabular.sheets import Row
from importers.tabular.targets import ToNothing

__all__ = ["Census", "read_table", "take_census"]


@dataclass(slots=True)
class Census:
    """What the first reading of a table counts: rows, filled cells by column, short rows, and ids that come again.

    ``seen`` and ``repeated`` hold hashes: two ids with one hash only mean that both wait for the end, so a clash does
    no harm. ``named`` are the rows by class and name, and ``classes`` their classes; counted only where columns may
    name CIs. ``spots`` are the rows that say what their CIs stand in, by which their ids may have to differ.
    """

    rows: int = 0
    filled: Counter[int] = field(default_factory=Counter)
    short: list[int] = field(default_factory=list)
    last: Row | None = None
    seen: set[int] = field(default_factory=set)
    repeated: set[int] = field(default_factory=set)
    spots: Counter[Spot] = field(default_factory=Counter)
    named: set[int] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)

    def take(self, native_id: str, spot: Spot | None, chains: Chains) -> None:
        """Count the id of a row; where that depends on what other rows say, keep it until they are read."""
        if spot is None:
            self.count(native_id)
            return
        chains.add(spot.step, spot.chain)
        self.spots[spot] += 1

    def count(self, native_id: str) -> None:
        """Count an id."""
        number = hash(native_id)
        if number in self.seen:
            self.repeated.add(number)
        self.seen.add(number)

    def tell_apart(self, chains: Chains) -> dict[tuple[Step, Chain], str]:
        """Count the ids of rows that say what their CIs stand in, and return them by what stands for each CI."""
        apart: dict[tuple[Step, Chain], str] = {}
        for spot, times in self.spots.items():
            within = chains.resolve(spot.step, spot.chain)
            if within is None:
                continue
            native_id = spot.native_id if spot.own else spot.native_id + chains.suffix(spot.step, within)
            for _ in range(min(times, 2)):
                self.count(native_id)
            # Two ids of the source for one CI: a name tells no longer which of them is meant.
            apart[spot.step, within] = native_id if apart.get((spot.step, within), native_id) == native_id else ""
        return apart


def take_census(plan: TablePlan, schema: Schema, chains: Chains) -> Census:
    """Read a table once and count. Holds one number for each id, so that a million rows fit.

    ``chains`` takes what the rows say that CIs stand in.
    """
    census, reader = Census(), RowReader(plan, schema, chains)
    marking = names_cis(plan)
    width, filled = len(plan.header.headings), census.filled
    for row in plan.sheet.rows():
        if row.number <= plan.header.row or not any(row.cells):
            continue
        census.rows += 1
        census.last = row
        cells = [said_in(cell) if cell else "" for cell in row.cells]
        for index, cell in enumerate(cells):
            if cell:
                filled[index] += 1
        if len(cells) < width:
            census.short.append(row.number)
        for part in reader.parts:
            if part.holders.places:
                part.holders.collect(chains, cells)
            if native_id := part.native_id(cells):
                census.take(native_id, part.spot(cells) if part.holders.tells else None, chains)
                if marking and (cls := part.cls(cells)):
                    census.classes.add(cls)
                    census.named.add(mark(cls, part.role(cells, "name")))
    return census


def read_table(
    plan: TablePlan, census: Census, schema: Schema, chains: Chains, given: set[str]
) -> Iterator[Observation]:
    """Yield what a table says: notes on its columns, its CIs, rejected rows, notes on what was merged or left out.

    ``chains`` are those of all tables of the run; ``given`` the CIs without a row that have been yielded in it.
    """
    yield from plan.notes
    yield from column_notes(plan, census)
    reader, merger = RowReader(plan, schema, chains), Merger(schema)
    named = NamedCis(plan, schema, chains, given)
    named.rows, named.classes, named.apart = census.named, frozenset(census.classes), census.tell_apart(chains)
    for row in plan.sheet.rows():
        if row.number <= plan.header.row:
            continue
        if cut := cut_off(plan, census, row):
            yield cut
            continue
        for draft in reader.read(row):
            if isinstance(draft, Rejected):
                yield draft
            elif hash(draft.native_id) in census.repeated:
                merger.take(draft)
            else:
                yield from observations(plan, draft, [draft.number], named)
    for merged in merger.held.values():
        yield from observations(plan, merged.draft, merged.rows, named)
    yield from named.observations()
    yield from merge_notes(plan, merger)
    yield from misplaced_notes(plan, reader)


def cut_off(plan: TablePlan, census: Census, row: Row) -> Rejected | None:
    """Return the rejection of a last row that ends in the middle: too few cells, and no line end behind them."""
    last, width = census.last, len(plan.header.headings)
    if not plan.sheet.ends_in_row or last is None or row.number != last.number or row.fault:
        return None
    regular = len(census.short) <= 1
    if len(row.cells) >= width or not regular:
        return None
    where = f"{plan.sheet.where} row {row.number}"
    reason = f"the file ends in this row: {len(row.cells)} of {width} cells"
    shown = row.cells[-1][:200] if row.cells else None
    return Rejected(where, address_of(plan, row.number), reason, shown, "a whole file")


def observations(plan: TablePlan, draft: Draft, rows: list[int], named: NamedCis) -> Iterator[CiObservation]:
    """Yield what one row or several say of a CI, before it what it stands in and has no row."""
    where = f"{plan.sheet.where} row {rows[0]}"
    if len(rows) > 1:
        where += f" and {len(rows) - 1} more, last {rows[-1]}"
    row = address_of(plan, rows[0])
    parent = named.parent(draft.within, where, row) or draft.parent
    yield from named.holding(parent)
    yield CiObservation(
        where=where,
        row=row,
        native_id=draft.native_id,
        cls=draft.cls,
        name=draft.name,
        attributes=draft.attributes,
        lifecycle=draft.lifecycle,
        parent=parent,
        relations=named.settle(draft.relations, row),
        key=draft.key,
        raw=draft.raw,
    )


def column_notes(plan: TablePlan, census: Census) -> Iterator[Note]:
    """Yield a note for each column that is empty, unknown, or belongs to CIs that no row names."""
    unnamed = {part.prefix: part for part in plan.parts if not named_somewhere(part_column(plan, part.prefix), census)}
    for meaning in plan.meanings:
        count, heading = (
            census.filled[meaning.column.index],
            meaning.column.heading or f"column {meaning.column.index + 1}",
        )
        if not count:
            yield Note(f"{plan.sheet.where} column {heading}", f"empty in all {census.rows} rows")
        elif meaning.column.part in unnamed:
            cls = unnamed[meaning.column.part].choice.cls
            text = f"{count} values left out: they belong to the class {cls}, and no row names one of it"
            yield Note(f"{plan.sheet.where} column {heading}", text)
        elif isinstance(meaning.target, ToNothing) and not meaning.target.wanted:
            yield Note(f"{plan.sheet.where} column {heading}", f"{count} values left out: {meaning.reason}")
        elif meaning.confidence < ENOUGH:
            yield Note(
                f"{plan.sheet.where} column {heading}", f"{count} values left out: too unsure ({meaning.reason})"
            )
        elif meaning.reason.startswith("almost"):
            yield Note(f"{plan.sheet.where} column {heading}", f"read by likeness: {meaning.reason}")
    if census.short:
        count, width = len(census.short), len(plan.header.headings)
        text = f"{count} rows have fewer than {width} cells (first: row {census.short[0]}): the rest is taken as empty"
        yield Note(plan.sheet.where, text)


def part_column(plan: TablePlan, prefix: str) -> int | None:
    """Return the column that names the CIs of a part."""
    part = next(each for each in plan.parts if each.prefix == prefix)
    column = part.column_of("name")
    return column.index if column else None


def named_somewhere(column: int | None, census: Census) -> bool:
    """Say whether any row names a CI in a column."""
    return column is not None and census.filled[column] > 0


def merge_notes(plan: TablePlan, merger: Merger) -> Iterator[Note]:
    """Yield what became of rows that name the same CI."""
    several = [each for each in merger.held.values() if len(each.rows) > 1]
    if several:
        rows = sum(len(each.rows) for each in several)
        text = f"{rows} rows name {len(several)} CIs several times: one each, later rows win, of dates the newest"
        yield Note(plan.sheet.where, text)
    for name, count in sorted(merger.differing.items()):
        text = f"rows that name the same CI differ {count} times in {name}; first: {merger.examples[name]}"
        yield Note(plan.sheet.where, text)


def misplaced_notes(plan: TablePlan, reader: RowReader) -> Iterator[Note]:
    """Yield what was left out because the row's class has no such attribute."""
    for part in reader.parts:
        for (heading, cls), count in sorted(part.misplaced.items()):
            text = f"left out in {count} rows: CIs of the class {cls} have no such attribute"
            yield Note(f"{plan.sheet.where} column {heading}", text)
