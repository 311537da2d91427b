"""Read tables: CSV in any encoding and with any separator, and spreadsheets (xlsx, xlsm, xlsb, xls, ods).

From bytes to observations: ``sheets`` (rows as text) -> ``header`` (which row holds the headings) -> ``columns`` (what
each means) and ``classes`` (of which class rows are), together a ``plan`` -> ``reading`` (count, then yield), with
``drafts`` (one row), ``holders`` and ``chains`` (which CI of a name) and ``merging`` (rows that name the same CI).
``proposal`` shows a plan to a person; what the person saves overrides every guess (``targets``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cmdb.errors import Invalid
from importers.observation import InputFile, Note, Observation, Options, Recognition
from importers.tabular.chains import Chains
from importers.tabular.plan import TablePlan, open_question, plan_table
from importers.tabular.proposal import ColumnProposal, MappingProposal, propose_mapping
from importers.tabular.reading import Census, read_table, take_census
from importers.tabular.separators import separator_of
from importers.tabular.sheets import is_workbook, sheets_of
from importers.tabular.vocabulary import Vocabulary
from importers.text import encoding_of

__all__ = ["TABULAR", "ColumnProposal", "MappingProposal", "Tabular", "propose_mapping"]

TEXT = (".csv", ".tsv", ".tab", ".txt")
SAMPLE = 64 * 1024
EVEN = 2


class Tabular:
    """The reader of tables."""

    name = "tabular"
    label = "CSV and spreadsheets"
    suffixes: tuple[str, ...] = (*TEXT, ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

    def recognise(self, file: InputFile) -> Recognition | None:
        """Look for a workbook's signature, a table's ending, or lines that a separator divides evenly."""
        if is_workbook(file.content):
            return Recognition(0.95, "is a workbook")
        if file.suffix in self.suffixes:
            return Recognition(0.7, f"its name ends in {file.suffix}")
        return Recognition(0.3, "its lines are divided evenly") if file.suffix == "" and is_even(file) else None

    def read(self, files: Sequence[InputFile], options: Options) -> Iterator[Observation]:
        """Yield the rows of every visible sheet. A sheet without a table is a note, unless the file has no other.

        All tables are counted before the first row is yielded: what one says of a place holds for all.
        """
        chains, given = Chains(), set[str]()
        for tables, notes in [counted(file, options, chains) for file in files]:
            for plan, census in tables:
                yield from read_table(plan, census, options.schema, chains, given)
            yield from notes


TABULAR = Tabular()


def counted(file: InputFile, options: Options, chains: Chains) -> tuple[list[tuple[TablePlan, Census]], list[Note]]:
    """Return the tables of a file, planned and counted, and notes on those left out. Raises ``Invalid`` for none."""
    vocabulary = Vocabulary(options.schema)
    tables: list[tuple[TablePlan, Census]] = []
    faults: list[Invalid] = []
    for sheet in sheets_of(file, options.mapping):
        try:
            plan = plan_table(sheet, options, vocabulary)
            if (question := open_question(plan)) is not None:
                raise question
        except Invalid as error:
            faults.append(error)
            continue
        tables.append((plan, take_census(plan, options.schema, chains)))
    if not tables:
        raise faults[0] if faults else Invalid(file.name, "has no visible sheet", None, "a sheet with a table")
    return tables, [Note(each.where, f"this sheet is left out: {each.reason}") for each in faults]


def is_even(file: InputFile) -> bool:
    """Say whether the first lines of a text divide into equally many cells."""
    try:
        encoding = encoding_of(InputFile(file.name, file.content[:SAMPLE].rpartition(b"\n")[0])).name
    except Invalid:
        return False
    separator = separator_of(file.content[:SAMPLE], encoding)
    lines = file.content[:SAMPLE].decode(encoding, errors="ignore").splitlines()[:EVEN]
    counts = {line.count(separator) for line in lines if line.strip()}
    return len(lines) == EVEN and len(counts) == 1 and counts != {0}
