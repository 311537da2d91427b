"""A table as a file: CSV, or a workbook for spreadsheets. No cell is taken for a formula."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from flask import Response, stream_with_context

from cmdb.export import safe_cell
from cmdb.values import Json

__all__ = ["CSV", "FORMATS", "MOST_ROWS", "XLSX", "media_type", "table_file", "write_table"]

FORMATS = ("csv", "xlsx")
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""Of a sheet below its heading; spreadsheets open no more."""
# Of one cell; what is longer, spreadsheets refuse.
MOST_LETTERS, CUT = 32_767, " … [cut]"
# The same table is the same file.
MADE = datetime(2000, 1, 1, tzinfo=UTC)
CHUNK = 64 * 1024
PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def table_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Json]], form: str) -> Response:
    """Return a table as a file that the browser saves as ``name``; ``form`` is one of ``FORMATS``, CSV streams."""
    made = csv_chunks(head, rows) if form == "csv" else iter([xlsx_bytes(head, rows)])
    answer = Response(stream_with_context(made), content_type=media_type(form))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def media_type(form: str) -> str:
    """Return the media type of a form."""
    return CSV if form == "csv" else XLSX


def write_table(file: Path, head: Sequence[str], rows: Iterable[Sequence[Json]], form: str) -> int:
    """Write a table of any length into a file and return how many rows it has; few of them are in memory at a time."""
    counted = itertools.count()
    passing = (row for row, _ in zip(rows, counted, strict=False))
    if form == "csv":
        with file.open("wb") as out:
            out.writelines(csv_chunks(head, passing))
    else:
        options = {"constant_memory": True, "tmpdir": str(file.parent)}
        with xlsxwriter.Workbook(str(file), {**PLAIN_TEXT, **options}) as book:
            fill(book, head, passing)
    return next(counted)


def csv_chunks(head: Sequence[str], rows: Iterable[Sequence[Json]]) -> Iterator[bytes]:
    """Yield a table as CSV in UTF-8, some lines at a time."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([safe_cell(word) for word in head])
    for row in rows:
        writer.writerow([each if isinstance(each, int | float) else safe_cell(each) for each in map(plain, row)])
        if text.tell() > CHUNK:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def xlsx_bytes(head: Sequence[str], rows: Iterable[Sequence[Json]]) -> bytes:
    """Return a table as a workbook of one sheet."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {**PLAIN_TEXT, "in_memory": True}) as book:
        fill(book, head, rows)
    return made.getvalue()


def fill(book: xlsxwriter.Workbook, head: Sequence[str], rows: Iterable[Sequence[Json]]) -> None:
    """Write a table as the one sheet of a workbook; numbers are numbers, all else is text."""
    book.set_properties({"created": MADE})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for place, word in enumerate(head):
        sheet.write_string(0, place, word, bold)
    for number, row in enumerate(rows, 1):
        for place, each in enumerate(row):
            value = plain(each)
            if isinstance(value, int | float):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, fitting(value))


def fitting(text: str) -> str:
    """Return a text as a cell of a workbook holds it: one that is too long says that it is cut."""
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - len(CUT)]}{CUT}"


def plain(value: Json) -> str | int | float:
    """Return what stands in a cell: a number, or text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(str(plain(each)) for each in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, int | float) else str(value)
