"""How a table is to be read: its header, what each column means, of which class its rows are, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePath

from cmdb.errors import Invalid
from cmdb.schema import Schema
from importers.observation import Note, Options
from importers.tabular.classes import ClassChoice, decide_class
from importers.tabular.columns import Column, Meaning, match_columns, name_column
from importers.tabular.header import LOOKED_AT, Header, find_header, header_at
from importers.tabular.sheets import Row, Sheet
from importers.tabular.targets import SavedMapping, ToAttribute, ToRole, class_of, saved_mapping
from importers.tabular.vocabulary import Vocabulary

__all__ = ["Part", "TablePlan", "open_question", "plan_table", "said_in"]

# Rows from which the meaning of columns is read, and how many different values of each are looked at.
SURVEYED = 2_000
SAMPLES = 60
# The share of headings that begin with the name of a class, from which a table is a view over several classes.
VIEW = 0.8
EMPTY = frozenset({"", "-", "--", "n/a", "#n/a", "na", "null", "nil", "(null)", "(empty)", "?"})

LONGEST_EMPTY = max(map(len, EMPTY))


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of CI that the rows hold: the prefix of its headings ("" where all are of one kind), its class, why."""

    prefix: str
    choice: ClassChoice
    meanings: tuple[Meaning, ...]

    def column_of(self, role: str) -> Column | None:
        """Return the column of a role."""
        return next((each.column for each in self.meanings if each.target == ToRole(role)), None)  # type: ignore[arg-type]

    @property
    def named(self) -> bool:
        """Say whether a column names CIs of this part."""
        return self.column_of("name") is not None


@dataclass(frozen=True, slots=True)
class TablePlan:
    """The plan of one sheet."""

    sheet: Sheet
    header: Header
    parts: tuple[Part, ...]
    notes: tuple[Note, ...] = ()
    samples: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        """Return all columns in the order of the table."""
        found = [meaning for part in self.parts for meaning in part.meanings]
        return tuple(sorted(found, key=lambda each: each.column.index))


def said_in(cell: str) -> str:
    """Return what a cell says, without the space round it; "" where it says that nothing is known ("n/a", "-")."""
    text = cell.strip()
    return "" if len(text) <= LONGEST_EMPTY and text.lower() in EMPTY else text


def plan_table(sheet: Sheet, options: Options, vocabulary: Vocabulary) -> TablePlan:
    """Return how a sheet is to be read. Raises ``Invalid`` where no header is found or the mapping is unsound."""
    saved = saved_mapping(options.mapping, options.schema)
    class_of("class", options.cls, options.schema)
    rows = list(islice(sheet.rows(), SURVEYED + LOOKED_AT + saved.header_row))
    if saved.header_row:
        header = header_at(sheet.where, rows, saved.header_row)
    else:
        header = find_header(sheet.where, rows[:LOOKED_AT], vocabulary, saved.columns)
    samples = sampled(header, rows)
    columns = [
        Column(index, heading, samples.get(index, ()))
        for index, heading in enumerate(header.headings)
        if heading or samples.get(index)
    ]
    parts = view_parts(columns, saved, options, vocabulary) or (only_part(sheet, columns, saved, options, vocabulary),)
    return TablePlan(sheet, header, parts, tuple(notes_of(sheet, header, saved, parts)), samples)


def sampled(header: Header, rows: Iterable[Row]) -> dict[int, tuple[str, ...]]:
    """Return some different values of each column, in their order."""
    found: dict[int, dict[str, None]] = {}
    for row in rows:
        if row.number <= header.row:
            continue
        for index, cell in enumerate(row.cells):
            values = found.setdefault(index, {})
            if len(values) < SAMPLES and (text := said_in(cell)):
                values[text[:500]] = None
    return {index: tuple(values) for index, values in found.items()}


def only_part(
    sheet: Sheet, columns: Sequence[Column], saved: SavedMapping, options: Options, vocabulary: Vocabulary
) -> Part:
    """Return the one part of a table whose rows are all of one kind, or say theirs in a column."""
    schema = options.schema
    titles = [title for title in (sheet.name, PurePath(sheet.file).name) if title]
    naming = saved_name(columns, saved) or name_column(columns, "", schema)
    heading = naming.heading if naming else ""
    choice = decide_class(schema, mapped=saved.cls, wanted=options.cls, name_heading=heading, titles=titles)
    if not choice.cls and naming is None:
        bare = next((each.heading for each in columns if options.schema.find_class(each.heading)), "")
        choice = decide_class(schema, name_heading=bare)
    if not choice.cls:
        everywhere = match_columns(columns, cls=machine(schema), vocabulary=vocabulary, saved=saved.columns)
        if not any(each.target == ToRole("class") for each in everywhere):
            own = [each.target.name for each in everywhere if isinstance(each.target, ToAttribute)]
            choice = decide_class(schema, attributes=own)
    return Part("", choice, match_columns(columns, cls=choice.cls, vocabulary=vocabulary, saved=saved.columns))


def saved_name(columns: Sequence[Column], saved: SavedMapping) -> Column | None:
    """Return the column that the saved mapping makes the name."""
    return next((each for each in columns if saved.columns.get(each.heading.lower()) == ToRole("name")), None)


def machine(schema: Schema) -> str:
    """Return the class of machines, "" where the schema has none."""
    return "computer" if "computer" in schema.classes else ""


def view_parts(
    columns: Sequence[Column], saved: SavedMapping, options: Options, vocabulary: Vocabulary
) -> tuple[Part, ...]:
    """Return the parts of a view over several classes, whose headings begin with them (serv_name, app_name, bus_name).

    Such is the database view of ServiceNow: server by application by service, one row for each combination.
    """
    headed = [column for column in columns if column.heading]
    prefixes = Counter(prefix for column in headed if (prefix := prefix_of(column.heading, options.schema)))
    if saved.cls or prefixes.total() < VIEW * len(headed) or not prefixes:
        return ()
    if not any(each.heading.lower() in {f"{prefix}_name", f"{prefix}.name"} for each in headed for prefix in prefixes):
        return ()
    parts = []
    for prefix in prefixes:
        own = [
            Column(each.index, each.heading, each.samples, prefix)
            for each in headed
            if prefix_of(each.heading, options.schema) == prefix
        ]
        cls = options.schema.find_class(prefix) or ""
        choice = ClassChoice(cls, f"headings that begin with {prefix}_ say so")
        parts.append(Part(prefix, choice, match_columns(own, cls=cls, vocabulary=vocabulary, saved=saved.columns)))
    return tuple(parts)


def prefix_of(heading: str, schema: Schema) -> str:
    """Return the class word with which a heading begins ("serv" of "serv_u_environment"), "" for none."""
    prefix, mark, rest = heading.lower().partition("_")
    found = schema.find_class(prefix) if mark and rest else None
    return prefix if found and not schema.classes[found].abstract else ""


def open_question(plan: TablePlan) -> Invalid | None:
    """Return what has to be said before the table can be read: what names its rows, or of which class they are."""
    where = f"{plan.sheet.where} row {plan.header.row}"
    headings = ", ".join(heading for heading in plan.header.headings if heading)[:500]
    if not any(part.named for part in plan.parts):
        allowed = 'a heading such as "name", or a mapping of the columns'
        return Invalid(where, "no column names the rows", headings, allowed)
    for part in plan.parts:
        if part.named and not part.choice.cls and part.column_of("class") is None:
            allowed = 'a column "class", a class given for the import, or a sheet or file named after one'
            return Invalid(where, "nothing tells of which class the rows are", headings, allowed)
    return None


def notes_of(sheet: Sheet, header: Header, saved: SavedMapping, parts: Sequence[Part]) -> Iterable[Note]:
    """Yield what is worth saying before a row is read."""
    yield from sheet.notes
    for part in parts:
        if part.choice.guess:
            yield Note(
                sheet.where, f"rows are taken for {part.choice.cls}: {part.choice.reason}; name the class if not"
            )
    for heading in header.repeated:
        yield Note(f"{sheet.where} row {header.row}", f"the heading {heading!r} stands more than once")
    known = {heading.lower() for heading in header.headings}
    for heading in saved.columns:
        if heading not in known:
            yield Note(sheet.where, f"the saved mapping names the column {heading!r}, which is not here")
