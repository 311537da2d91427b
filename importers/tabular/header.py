"""Which row holds the headings? Titles, dates of export and blank lines may stand above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cmdb.errors import Invalid
from importers.tabular.sheets import Row
from importers.tabular.vocabulary import Vocabulary

__all__ = ["Header", "find_header", "header_at"]

LOOKED_AT = 60
NUMERIC = re.compile(r"[-+]?[\d.,:/\s%-]+")
LONGEST_HEADING = 200
# Known words from which a row is taken for the headings although another stands above it; what a mapped one counts.
SURE, MAPPED = 2.0, 3.0


@dataclass(frozen=True, slots=True)
class Header:
    """The row of headings: its number, and the headings, each made unique ("Name", "Name (2)")."""

    row: int
    headings: tuple[str, ...]
    repeated: tuple[str, ...] = ()


def find_header(where: str, rows: Sequence[Row], vocabulary: Vocabulary, mapped: Collection[str] = ()) -> Header:
    """Return the likeliest row of headings among a sheet's first rows. Raises ``Invalid`` where none can be one.

    It is as wide as the table and holds texts that differ. Of such rows it is the first, unless a later one holds
    more known words (``mapped`` are those of a saved mapping) and so many that it can be no accident.
    """
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not filled:
        raise Invalid(where, "holds no rows", None, "a row of headings and rows below it")
    width = typical_width(filled)
    scored = [(score_of(row, vocabulary, mapped), row) for row in filled if could_be(row, width)]
    best = max(scored, key=lambda each: (each[0], -each[1].number), default=None)
    if best is None or (best[0] < 1 and width == 1):
        shown = " | ".join(cell for cell in filled[0].cells if cell.strip())[:200]
        allowed = 'headings such as "name", or header_row in the mapping'
        raise Invalid(where, "no row of headings is found", shown, allowed)
    sure = best[0] >= min(SURE, len([cell for cell in best[1].cells if cell.strip()]) / 2)
    return header_of(best[1] if sure else scored[0][1])


def score_of(row: Row, vocabulary: Vocabulary, mapped: Collection[str]) -> float:
    """Return how much a row speaks for being the headings."""
    return sum(
        MAPPED if cell.strip().lower() in mapped else vocabulary.weight(cell) for cell in row.cells if cell.strip()
    )


def header_at(where: str, rows: Sequence[Row], number: int) -> Header:
    """Return the headings of a stated row."""
    for row in rows:
        if row.number == number and any(cell.strip() for cell in row.cells):
            return header_of(row)
    raise Invalid(f"{where} row {number}", "holds no headings", None, "the number of the row with the headings")


def could_be(row: Row, width: int) -> bool:
    """Say whether a row could hold headings: wide enough, texts, and no text twice more often than not."""
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    numeric = sum(bool(NUMERIC.fullmatch(cell)) for cell in cells)
    long = any(len(cell) > LONGEST_HEADING for cell in cells)
    return (
        not long and len(cells) >= max(1, width / 2) and numeric <= len(cells) / 3 and len(set(cells)) > len(cells) / 2
    )


def typical_width(rows: Sequence[Row]) -> int:
    """Return how many cells of a row are filled in most rows of the table, which stands below any titles."""
    widths = Counter(sum(bool(cell.strip()) for cell in row.cells) for row in rows)
    return max(widths.items(), key=lambda each: (each[0] * each[1], each[0]))[0]


def header_of(row: Row) -> Header:
    """Return the headings of a row; columns behind the last heading have none."""
    headings: list[str] = []
    seen: Counter[str] = Counter()
    repeated: list[str] = []
    for cell in row.cells:
        text = " ".join(cell.replace("\x00", " ").split())[:LONGEST_HEADING]
        seen[text] += 1
        if text and seen[text] > 1:
            repeated.append(text)
            text = f"{text} ({seen[text]})"
        headings.append(text)
    while headings and not headings[-1]:
        headings.pop()
    return Header(row.number, tuple(headings), tuple(dict.fromkeys(repeated)))
