# ruff: noqa: E501  # XML stands as it is written
from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from cmdb.errors import Invalid
from cmdb.values import Json
from importers.formats import recognise
from importers.tabular import TABULAR
from tests.importers.observed import Read, file, read

FILES = Path(__file__).parent / "files"
Cells = list[list[object]]


def workbook(hidden: tuple[str, ...] = (), **sheets: Cells) -> bytes:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, column, value, day)
                elif isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(number, column, value, None, "cached")
                elif value is not None:
                    sheet.write(number, column, value)
    book.close()
    return packed.getvalue()


def sheets(
    *, cls: str = "", mapping: dict[str, Json] | None = None, hidden: tuple[str, ...] = (), **cells: Cells
) -> Read:
    return read(TABULAR, file("estate.xlsx", workbook(hidden, **cells)), cls=cls, mapping=mapping)


def test_cells_come_as_people_write_them() -> None:
    found = sheets(
        Servers=[
            ["Inventory of 2026"],
            [],
            ["Name", "RAM (GB)", "Purchased", "Warranty until", "Tags", "OS", "Serial"],
            [
                "a",
                4.0,
                dt.date(2024, 1, 2),
                dt.datetime.fromisoformat("2024-01-02T03:04:05"),
                True,
                "=A1",
                123456789012,
            ],
            [1001, 0.5, None, None, None, None, "007"],
        ]
    )
    one, two = found.cis
    assert one.attributes == {
        "memory_gb": "4",
        "purchased": "2024-01-02",
        "warranty_until": "2024-01-02T03:04:05",
        "tags": "true",
        "os": "cached",
        "serial": "123456789012",
    }
    assert (two.name, two.attributes) == ("1001", {"memory_gb": "0.5", "serial": "007"})
    assert (one.cls, one.row, one.where) == ("server", "estate.xlsx[Servers]:4", "estate.xlsx sheet Servers row 4")


def test_all_visible_sheets_are_read_each_with_its_class() -> None:
    found = sheets(
        hidden=("Old",),
        Servers=[["Name", "OS"], ["a", "x"]],
        VMs=[["Name", "runs on"], ["v", "a"]],
        Read_me=[["This file holds everything."]],
        Empty=[],
        Old=[["Name"], ["gone"]],
    )
    assert {(each.cls, each.name) for each in found.cis} == {("server", "a"), ("virtual_machine", "v")}
    assert "the sheet 'Old' is hidden: left out" in found.texts
    assert "sheet Read_me: this sheet is left out" in found.texts
    assert "sheet Empty: this sheet is left out: holds no rows" in found.texts


def test_one_sheet_may_be_named() -> None:
    cells: dict[str, Cells] = {"Servers": [["Name"], ["a"]], "VMs": [["Name"], ["v"]]}
    found = sheets(mapping={"sheet": "VMs"}, **cells)
    assert [each.name for each in found.cis] == ["v"]
    with pytest.raises(Invalid, match=r"has no such sheet.*got Racks; allowed: Servers, VMs"):
        sheets(mapping={"sheet": "Racks"}, **cells)


def test_a_file_without_any_table_is_refused() -> None:
    with pytest.raises(Invalid, match="holds no rows"):
        sheets(Sheet1=[])
    with pytest.raises(Invalid, match="nothing tells of which class"):
        sheets(Sheet1=[["Name", "Description"], ["a", "b"]])


def test_wide_sheets() -> None:
    row: list[object] = [f"column {number}" for number in range(16_000)]
    found = sheets(Servers=[["Name", "OS", *row], ["a", "x", *row]])
    assert found.ci("a").attributes == {"os": "x"}
    assert len(found.notes) == 16_000


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_other_forms_of_workbooks(ending: str) -> None:
    name = f"servers.{ending}"
    content = (FILES / name).read_bytes()
    assert recognise(file(name, content))[0] is TABULAR
    found = read(TABULAR, file(name, content))
    assert [(each.name, each.cls, each.attributes) for each in found.cis] == [
        ("srv-1", "server", {"os": "Linux", "memory_gb": "64", "purchased": "2024-01-02"}),
        ("srv-2", "server", {"os": "Windows", "memory_gb": "32.5", "purchased": "2024-01-03"}),
    ]


def test_workbooks_are_recognised_whatever_their_name() -> None:
    assert recognise(file("-", workbook(Servers=[["Name"], ["a"]])))[0] is TABULAR


def damaged() -> list[tuple[str, bytes]]:
    whole = workbook(Servers=[["Name", "OS"], *([f"srv-{n}", "x"] for n in range(200))])
    return [
        ("cut off", whole[: len(whole) // 2]),
        ("cut off", whole[:-30]),
        ("cut off", (FILES / "servers.xls").read_bytes()[:3000]),
        ("cut off", (FILES / "servers.ods").read_bytes()[:900]),
        ("cut off|no workbook", b"PK\x03\x04" + b"0" * 100),
        ("damaged|no workbook|cannot be read", whole[:400] + b"\x00" * 200 + whole[600:]),
    ]


@pytest.mark.parametrize(("reason", "content"), damaged())
def test_damaged_workbooks_are_refused(reason: str, content: bytes) -> None:
    with pytest.raises(Invalid, match=reason):
        read(TABULAR, file("estate.xlsx", content))


def packed(name: str, content: bytes) -> bytes:
    whole = io.BytesIO(workbook(Servers=[["Name"], ["a"]]))
    result = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return result.getvalue()


def test_workbooks_that_unpack_beyond_measure_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(Invalid, match=r"its cells span too much.*1,048,576 rows by 16,384 columns"):
        read(TABULAR, file("a.xlsx", packed("xl/worksheets/sheet1.xml", sheet)))
    monkeypatch.setattr("importers.tabular.unpacking.UNPACKED_BYTES", 1_000_000)
    with pytest.raises(Invalid, match="unpacks to too much"):
        read(TABULAR, file("a.xlsx", packed("xl/media/big.bin", b"\x00" * 2_000_000)))


def open_document(rows: str) -> bytes:
    name = "urn:oasis:names:tc:opendocument:xmlns:"
    text = f'<office:document-content xmlns:office="{name}office:1.0" xmlns:table="{name}table:1.0" xmlns:text="{name}text:1.0"><office:body><office:spreadsheet><table:table table:name="Servers">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO((FILES / "servers.ods").read_bytes())) as old, zipfile.ZipFile(result, "w") as new:
        for each in old.namelist():
            new.writestr(each, text if each == "content.xml" else old.read(each))
    return result.getvalue()


def test_repetitions_of_open_documents_are_counted() -> None:
    cell = '<table:table-cell office:value-type="string"{0}><text:p>name</text:p></table:table-cell>'
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    good = f"<table:table-row>{cell.format('')}</table:table-row>" * 2 + empty
    assert read(TABULAR, file("a.ods", open_document(good))).of("server") == {"name"}
    many = cell.format(' table:number-columns-repeated="1000"')
    bomb = f'<table:table-row table:number-rows-repeated="100000">{many}</table:table-row>'
    with pytest.raises(Invalid, match=r"its cells span too much.*100,000,000 cells"):
        read(TABULAR, file("a.ods", open_document(bomb)))
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(Invalid, match="damaged"):
        read(TABULAR, file("a.ods", with_prologue(laughs, good)))


def with_prologue(prologue: str, rows: str) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(open_document(rows))) as old, zipfile.ZipFile(result, "w") as new:
        for each in old.namelist():
            new.writestr(each, prologue.encode() + old.read(each) if each == "content.xml" else old.read(each))
    return result.getvalue()
