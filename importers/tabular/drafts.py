"""Turn one row into what it says of its CIs, or into why it cannot be taken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cmdb.schema import Schema
from cmdb.values import Json, normal_text
from importers.limits import LONGEST_CELL
from importers.observation import Reference, Rejected, RelationObservation
from importers.tabular.columns import ENOUGH, Meaning
from importers.tabular.plan import Part, TablePlan, is_nothing
from importers.tabular.sheets import Row
from importers.tabular.sizes import sized
from importers.tabular.targets import ToAttribute, ToRelation, ToRole
from importers.tabular.words import class_in
from importers.values import name_fault

__all__ = ["Draft", "PartReader", "RowReader"]

# Names of places may hold commas ("Hall 2, Zurich"); other names in one cell are split at them.
SPLIT, SPLIT_PLACES = re.compile(r"[;,\n\r]+"), re.compile(r"[;\n\r]+")
MANY_CELLS = 200
# How CIs of one row are related, by the classes of two parts: the first stands on the second.
BETWEEN = (
    ("service", "software", "depends_on"),
    ("software", "computer", "runs_on"),
    ("service", "computer", "depends_on"),
)


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


class PartReader:
    """Reads one part of each row. Columns are sorted by what they mean once, not for each row."""

    def __init__(self, plan: TablePlan, part: Part, schema: Schema) -> None:
        self.plan, self.part, self.schema = plan, part, schema
        used = [each for each in part.meanings if each.confidence >= ENOUGH]
        self.attributes = [(each, each.target) for each in used if isinstance(each.target, ToAttribute)]
        self.relations = [(each, each.target) for each in used if isinstance(each.target, ToRelation)]
        self.roles = {each.target.role: each.column.index for each in used if isinstance(each.target, ToRole)}
        self.scoped = len([each for each in plan.parts if each.named]) > 1 or "class" in self.roles
        self.classes: dict[str, str | None] = {}
        self.states: dict[tuple[str, str], str] = {}
        self.misplaced: Counter[tuple[str, str]] = Counter()

    def native_id(self, cells: Sequence[str]) -> str:
        """Return the id of the row's CI in its source, "" where the row names none.

        It is the source's own where a column holds it; else the name, which a source that has nothing better keeps
        stable, with the class before it where rows are of several.
        """
        own = self.role(cells, "native_id") or self.role(cells, "key")
        if own:
            return f"{self.part.prefix}:{own}" if self.part.prefix and self.scoped else own
        name = normal_text(self.role(cells, "name"))
        if not name or not self.scoped:
            return name
        return f"{self.cls(cells) or ''}:{name}"

    def role(self, cells: Sequence[str], role: str) -> str:
        """Return the cell of a role, "" where there is none or it says nothing."""
        index = self.roles.get(role)  # type: ignore[call-overload]  # any text may be asked for
        if index is None or index >= len(cells):
            return ""
        text = cells[index].strip()
        return "" if is_nothing(text) else text

    def cls(self, cells: Sequence[str]) -> str | None:
        """Return the class of the row's CI: what its column says, else that of the table; None for an unknown word."""
        said = self.role(cells, "class")
        if not said:
            return self.part.choice.cls or None
        if said not in self.classes:
            self.classes[said] = class_in(self.schema, said)
        return self.classes[said]

    def draft(self, row: Row, raw: Mapping[str, Json]) -> Draft | Rejected | None:
        """Return what a row says of this part's CI, None where it names none."""
        cells, where = row.cells, f"{self.plan.sheet.where} row {row.number}"
        native_id, name = self.native_id(cells), self.role(cells, "name")
        if not native_id:
            return None
        address = address_of(self.plan, row.number)
        if not name:
            return Rejected(where, address, "has no name", native_id, f"a value under {self.heading('name')!r}", raw)
        if fault := name_fault(name):
            return Rejected(where, address, f"the name under {self.heading('name')!r} {fault}", name, "plain text", raw)
        cls = self.cls(cells)
        if cls is None:
            said = self.role(cells, "class")
            near = ", ".join(self.schema.nearest(said, self.schema.classes)) or "server, application, …"
            reason = "names a class that does not exist" if said else "names no class"
            return Rejected(where, address, reason, said or None, f"a class such as {near}", raw)
        parent = self.role(cells, "parent")
        draft = Draft(row.number, native_id, cls, name, {}, key=self.role(cells, "key"), raw=raw)
        draft.lifecycle = self.state(cls, self.role(cells, "lifecycle"))
        draft.parent = Reference(name=parent) if parent else None
        self.take_attributes(draft, cells)
        draft.relations = list(self.related(cells, where))
        return draft

    def heading(self, role: str) -> str:
        """Return the heading of a role's column."""
        column = self.part.column_of(role)
        return column.heading if column else role

    def take_attributes(self, draft: Draft, cells: Sequence[str]) -> None:
        """Add the attributes of a row. What does not apply to its class is counted and left out."""
        declared = self.schema.attributes(draft.cls)
        for meaning, target in self.attributes:
            index = meaning.column.index
            text = cells[index].strip() if index < len(cells) else ""
            if not text or is_nothing(text):
                continue
            attribute = declared.get(target.name)
            if attribute is None:
                self.misplaced[meaning.column.heading, draft.cls] += 1
            else:
                draft.attributes[target.name] = sized(text, attribute.unit, meaning.unit) if attribute.unit else text
        if "fqdn" in declared and "." in draft.name and "fqdn" not in draft.attributes and self.names_hosts:
            draft.attributes["fqdn"] = draft.name

    @property
    def names_hosts(self) -> bool:
        """Say whether the name's heading promises host names, so that one with dots is a full host name."""
        heading = self.heading("name").lower().replace("_", "").replace(" ", "")
        return any(word in heading for word in ("host", "fqdn", "dns"))

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

    def related(self, cells: Sequence[str], where: str) -> Iterator[RelationObservation]:
        """Yield the relations of a row, each name of a cell once."""
        for meaning, target in self.relations:
            index = meaning.column.index
            text = cells[index].strip() if index < len(cells) else ""
            if not text or is_nothing(text):
                continue
            for name in names_in(text, target):
                other = Reference(cls=target.cls, name=name, create=target.create)
                place = f"{where} {meaning.column.heading}"
                yield RelationObservation(target.type, other, target.direction, target.group, where=place)


def names_in(text: str, target: ToRelation) -> list[str]:
    """Return the names in a cell, each once."""
    if target.separator:
        parts = text.split(target.separator)
    else:
        parts = (SPLIT_PLACES if target.type == "located_in" else SPLIT).split(text)
    return list(dict.fromkeys(part.strip() for part in parts if not is_nothing(part)))


def address_of(plan: TablePlan, number: int) -> str:
    """Return the address of a row: ``servers.csv:12``, ``estate.xlsx[Servers]:12``."""
    sheet = f"[{plan.sheet.name}]" if plan.sheet.name else ""
    return f"{plan.sheet.file}{sheet}:{number}"


class RowReader:
    """Reads whole rows: every part, and how the parts of one row are related."""

    def __init__(self, plan: TablePlan, schema: Schema) -> None:
        self.plan, self.schema = plan, schema
        self.parts = [PartReader(plan, part, schema) for part in plan.parts if part.named]
        self.meanings: dict[int, Meaning] = {each.column.index: each for each in plan.meanings}
        self.width = len(plan.header.headings)

    def read(self, row: Row) -> Iterator[Draft | Rejected]:
        """Yield the CIs of a row, or why it cannot be taken. A row without any value yields nothing."""
        if not row.fault and not any(cell and not cell.isspace() for cell in row.cells):
            return
        raw = self.raw(row)
        if fault := self.fault(row, raw):
            yield fault
            return
        drafts: list[tuple[Part, Draft]] = []
        for reader in self.parts:
            draft = reader.draft(row, raw)
            if isinstance(draft, Rejected):
                yield draft
                return
            if draft is not None:
                drafts.append((reader.part, draft))
        if not drafts:
            headings = " or ".join(repr(reader.heading("name")) for reader in self.parts)
            where = f"{self.plan.sheet.where} row {row.number}"
            yield Rejected(
                where, address_of(self.plan, row.number), "has no name", None, f"a value under {headings}", raw
            )
            return
        self.relate([draft for _, draft in drafts])
        yield from (draft for _, draft in drafts)

    def raw(self, row: Row) -> dict[str, Json]:
        """Return a row as the quarantine shows it: values by heading, long ones cut."""
        headings = self.plan.header.headings
        return {
            (headings[index] if index < self.width and headings[index] else f"column {index + 1}"): cell[:1000]
            for index, cell in enumerate(row.cells[: max(self.width, MANY_CELLS)])
            if cell
        }

    def fault(self, row: Row, raw: Mapping[str, Json]) -> Rejected | None:
        """Return why a row cannot be taken whatever it says."""
        where, address = f"{self.plan.sheet.where} row {row.number}", address_of(self.plan, row.number)
        if row.fault:
            return Rejected(
                where, address, row.fault, None, "a quote that is opened is closed; quotes inside are doubled", raw
            )
        beyond = [cell for cell in row.cells[self.width :] if cell.strip()]
        if beyond and not any(index >= self.width for index in self.meanings):
            reason = f"has {len(row.cells)} cells, the header has {self.width}"
            return Rejected(
                where, address, reason, beyond[0][:200], "as many cells as headings; quotes round separators", raw
            )
        for index, cell in enumerate(row.cells):
            if len(cell) > LONGEST_CELL or "\x00" in cell:
                heading = self.plan.header.headings[index] if index < self.width else f"column {index + 1}"
                long = len(cell) > LONGEST_CELL
                reason = f"the cell under {heading!r} " + (
                    f"is too long: {len(cell):,} characters" if long else "holds NUL"
                )
                allowed = f"at most {LONGEST_CELL:,} characters" if long else "text without NUL"
                return Rejected(where, address, reason, cell[:200].replace("\x00", "\\0"), allowed, raw)
        return None

    def relate(self, drafts: Sequence[Draft]) -> None:
        """Relate the CIs that a row of a view combines; a service stands on machines only without software between."""
        bridged = False
        for upper, lower, type_ in BETWEEN:
            for one in drafts:
                for other in drafts:
                    if one is other or not self.schema.is_a(one.cls, upper) or not self.schema.is_a(other.cls, lower):
                        continue
                    if upper == "service" and lower == "computer" and bridged:
                        continue
                    bridged = bridged or lower == "software"
                    where = f"{self.plan.sheet.where} row {one.number}"
                    one.relations.append(RelationObservation(type_, Reference(native_id=other.native_id), where=where))
