"""How a table would be read, for a person to look at and correct before anything is imported."""

from __future__ import annotations

from dataclasses import dataclass

from cmdb.values import Json
from importers.observation import InputFile, Note, Options
from importers.tabular.chains import Chains
from importers.tabular.plan import open_question, plan_table
from importers.tabular.reading import take_census
from importers.tabular.sheets import sheets_of
from importers.tabular.targets import target_document
from importers.tabular.vocabulary import Vocabulary

__all__ = ["ColumnProposal", "MappingProposal", "propose_mapping"]

SHOWN = 5


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """One column: heading, some values, how many cells are filled, and what it would mean.

    ``target`` is what a saved mapping would say of it, None where nobody knows it. ``confidence`` is 0..1.
    """

    heading: str
    samples: tuple[str, ...]
    filled: int
    target: dict[str, Json] | None
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class MappingProposal:
    """How one sheet would be read. ``cls`` is the class of rows that name none themselves, "" where all must.

    ``question`` is what a person has to say before it can be read (what names the rows, their class), "" for nothing.
    """

    file: str
    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    rows: int
    cls: str
    class_reason: str
    columns: tuple[ColumnProposal, ...]
    notes: tuple[Note, ...]
    question: str = ""

    def as_mapping(self) -> dict[str, Json]:
        """Return the proposal in the form in which a source saves it."""
        saved: dict[str, Json] = {
            "columns": {each.heading: each.target or {"ignore": True} for each in self.columns if each.heading},
            "header_row": self.header_row,
        }
        return saved | ({"class": self.cls} if self.cls else {}) | ({"sheet": self.sheet} if self.sheet else {})


def propose_mapping(file: InputFile, options: Options) -> MappingProposal:
    """Return how the file's first sheet (or the one that the mapping names) would be read. Raises ``Invalid``."""
    everything = sheets_of(file, {name: value for name, value in options.mapping.items() if name != "sheet"})
    sheet = sheets_of(file, options.mapping)[0]
    plan = plan_table(sheet, options, Vocabulary(options.schema))
    census = take_census(plan, options.schema, Chains())
    main = next((part for part in plan.parts if part.named), plan.parts[0])
    question = open_question(plan)
    return MappingProposal(
        file=file.name,
        sheet=sheet.name,
        sheets=tuple(each.name for each in everything),
        header_row=plan.header.row,
        rows=census.rows,
        cls=main.choice.cls,
        class_reason=main.choice.reason,
        columns=tuple(
            ColumnProposal(
                heading=each.column.heading,
                samples=plan.samples.get(each.column.index, ())[:SHOWN],
                filled=census.filled[each.column.index],
                target=target_document(each.target),
                confidence=round(each.confidence, 2),
                reason=each.reason,
            )
            for each in plan.meanings
        ),
        notes=plan.notes,
        question=str(question) if question else "",
    )
