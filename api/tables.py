"""A table as a file: CSV, or a workbook for spreadsheets. No cell is taken for a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import xlsxwriter
from flask import Response

from cmdb.export import safe_cell
from cmdb.values import Json

__all__ = ["FORMATS", "table_file"]

FORMATS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Of one cell; what is longer, spreadsheets refuse.
MOST_LETTERS, CUT = 32_767, " … [cut]"
# The same table is the same file.
MADE = datetime(2000, 1, 1, tzinfo=UTC)


def table_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Json]], form: str) -> Response:
    """Return a table as a file that the browser saves as ``name``; ``form`` is one of ``FORMATS``."""
    kinds = {"csv": (csv_bytes, "text/csv; charset=utf-8"), "xlsx": (xlsx_bytes, XLSX)}
    made, media_type = kinds[form]
    answer = Response(made(head, rows), content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Json]]) -> bytes:
    """Return a table as CSV in UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in (head, *rows):
        writer.writerow(
            [plain(each) if isinstance(plain(each), int | float) else safe_cell(str(plain(each))) for each in row]
        )
    return text.getvalue().encode()


def xlsx_bytes(head: Sequence[str], rows: Iterable[Sequence[Json]]) -> bytes:
    """Return a table as a workbook of one sheet; numbers are numbers, all else is text."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
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
    return made.getvalue()


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
