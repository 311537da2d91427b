"""A list of records as a file: its rows, order and columns, what it holds back, and what is refused."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from api import tables
from api.jobs import Cancelled, Work
from api.resources.record_tables import service
from api.settings import Settings
from tests.api.conftest import Clock, Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")


def rows_of(person: Person, query: str) -> list[list[str]]:
    """Return a list as CSV."""
    answer = person.get(f"/incidents/table?{query}")
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.text)))


def sheet_of(person: Person, query: str) -> list[list[Any]]:
    """Return a list as a workbook's sheet."""
    answer = person.get(f"/incidents/table?{query}&format=xlsx")
    assert answer.status_code == 200, answer.text
    return sheet_in(answer.data)


def sheet_in(workbook: bytes) -> list[list[Any]]:
    """Return the sheet of a workbook."""
    sheet: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    return sheet


@pytest.fixture
def queue(admin: Person, clock: Clock) -> None:
    """Open three incidents, one of them resolved."""
    for title, team in (("Mail is slow", "Desk"), ("=1+1", "Net"), ("Labels come out blank", "Desk")):
        said = {"title": title, "attributes": {"team": team, "urgency": 2}}
        assert admin.post("/incidents", said).status_code == 201
        clock.forward(minutes=90)
    done = {"step": "resolve", "attributes": {"resolution": "new toner"}}
    assert admin.post("/incidents/inc-000003/steps", done).status_code == 200


@pytest.mark.usefixtures("queue")
def test_the_file_holds_what_the_list_shows(admin: Person) -> None:
    listed = [each["key"] for each in admin.get("/incidents?q=team:Desk&sort=opened_at").get_json()["items"]]
    rows = rows_of(admin, "q=team:Desk&sort=opened_at&columns=key,title,state,opened_at")
    assert rows[0] == ["Key", "Title", "State", "Opened"]
    assert [row[0] for row in rows[1:]] == listed == ["inc-000001", "inc-000003"]
    assert rows[2] == ["inc-000003", "Labels come out blank", "Resolved", "2026-11-22T15:00:00Z"]
    assert [row[0] for row in rows_of(admin, "phase=open&columns=key")] == ["Key", "inc-000002", "inc-000001"]


@pytest.mark.usefixtures("queue")
def test_what_a_record_has_left_is_that_of_its_nearest_clock(admin: Person, clock: Clock, sign_in: SignIn) -> None:
    def left(admin: Person) -> dict[str, int | None]:
        keys = "inc-000001,inc-000002,inc-000003"
        found: dict[str, int | None] = {}
        for each in admin.get(f"/clocks?keys={keys}").get_json()["items"]:
            times = [it["target_s"] - it["elapsed_s"] for it in each["clocks"] if it["state"] != "stopped"]
            found[each["key"]] = round(min(times) / 60) if times else None
        return found

    before = left(admin)
    rows = rows_of(admin, "sort=key&columns=key,left_min")
    assert rows == [["Key", "Left (min)"], *([key, "" if it is None else str(it)] for key, it in before.items())]
    assert before["inc-000003"] is None
    clock.forward(days=9)
    admin = sign_in("bea")
    after = left(admin)
    assert (before["inc-000001"] or 0) > 0 > (after["inc-000001"] or 0)
    assert ["inc-000001", after["inc-000001"]] in sheet_of(admin, "sort=key&columns=key,left_min")
    assert "left_min" not in rows_of(admin, "")[0]
    assert admin.get("/articles/table?columns=left_min").status_code == 422


@pytest.mark.usefixtures("queue")
def test_no_cell_is_a_formula_and_numbers_are_numbers(admin: Person) -> None:
    (_, row) = rows_of(admin, "q=team:Net&columns=title,urgency")
    assert row == ["'=1+1", "2"]
    (_, cells) = sheet_of(admin, "q=team:Net&columns=title,urgency,opened_at")
    assert cells == ["=1+1", 2.0, "2026-11-22T13:30:00Z"]


@pytest.mark.usefixtures("queue")
def test_without_columns_all_are_there_also_declared_ones(admin: Person) -> None:
    field = {"name": "seat", "label": "Seat", "type": "text"}
    assert admin.put("/record-fields/incident", {"fields": [field]}, headers={"If-Match": '"0"'}).status_code == 200
    assert admin.patch("/incidents/inc-000001", {"attributes": {"seat": "4B"}}, "*").status_code == 200
    head, *rows = rows_of(admin, "")
    assert head[:3] == ["Key", "Title", "State"]
    seats = {row[0]: row[head.index("Seat")] for row in rows}
    assert seats == {"inc-000001": "4B", "inc-000002": "", "inc-000003": ""}


@pytest.mark.usefixtures("queue")
def test_sight_is_that_of_the_list(admin: Person, sign_in: SignIn) -> None:
    bank = sign_in("bob", "service_agent", scope="Bank")
    assert rows_of(bank, "columns=key") == [["Key"]]
    bank.post("/incidents", {"title": "own", "attributes": {"scope": "Bank"}})
    assert rows_of(bank, "columns=title") == [["Title"], ["own"]]
    assert len(rows_of(admin, "columns=key")) == 5
    portal = sign_in("rita", "requester")
    assert portal.get("/incidents/table").status_code == 403


@pytest.mark.usefixtures("queue")
def test_a_large_workbook_is_refused_at_once_with_the_way_to_it(admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 2)
    refused = admin.get("/incidents/table?format=xlsx")
    assert refused.status_code == 422
    (fault,) = refused.get_json()["errors"]
    assert fault["where"] == "q"
    assert fault["allowed"].startswith("2 at most; POST")
    assert len(sheet_of(admin, "phase=open")) == 3
    assert len(rows_of(admin, "")) == 4


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.usefixtures("queue")
def test_a_job_makes_what_the_list_shows(admin: Person, app: Flask, form: str) -> None:
    said = {"q": "team:Desk", "sort": "opened_at", "columns": "key,title,urgency", "format": form}
    queued = admin.post("/incidents/table", said)
    assert (queued.status_code, queued.get_json()["state"]) == (202, "queued"), queued.text
    address = f"/record-tables/{queued.get_json()['id']}"
    assert admin.get(f"{address}/file").status_code == 404
    assert app.extensions["faultline"].jobs.run_pending() == 1
    job = admin.get(address).get_json()
    file = admin.get(f"{address}/file")
    assert (job["state"], job["result"]) == ("done", {"rows": 2, "bytes": len(file.data)})
    assert file.headers["Content-Disposition"] == f"attachment; filename=incidents.{form}"
    said_at_once = "q=team:Desk&sort=opened_at&columns=key,title,urgency"
    if form == "csv":
        assert list(csv.reader(io.StringIO(file.text))) == rows_of(admin, said_at_once)
    else:
        assert sheet_in(file.data) == sheet_of(admin, said_at_once)
        assert sheet_in(file.data)[1] == ["inc-000001", "Mail is slow", 2.0]


@pytest.mark.usefixtures("queue")
def test_a_made_file_is_its_makers_alone_and_within_their_sight(admin: Person, app: Flask, sign_in: SignIn) -> None:
    bank = sign_in("bob", "service_agent", scope="Bank")
    bank.post("/incidents", {"title": "own", "attributes": {"scope": "Bank"}})
    address = f"/record-tables/{bank.post('/incidents/table', {'columns': 'title'}).get_json()['id']}"
    assert app.extensions["faultline"].jobs.run_pending() == 1
    assert bank.get(f"{address}/file").text == "Title\nown\n"
    for path in (address, f"{address}/file"):
        assert admin.get(path).status_code == 404
    assert admin.delete(address).status_code == 404


@pytest.mark.usefixtures("queue")
def test_the_making_is_stopped_and_leaves_nothing(
    admin: Person, app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = f"/record-tables/{admin.post('/incidents/table', {}).get_json()['id']}"
    assert admin.delete(waiting).get_json()["state"] == "cancelled"
    going = admin.post("/incidents/table", {"format": "xlsx"}).get_json()["id"]

    def stopped(*_: object) -> None:
        raise Cancelled

    monkeypatch.setattr(Work, "report", stopped)
    assert app.extensions["faultline"].jobs.run_pending() == 1
    assert admin.get(f"/record-tables/{going}").get_json()["state"] == "cancelled"
    assert not (settings.folder / "spool" / going).exists()


@pytest.mark.usefixtures("queue")
def test_what_a_job_could_not_make_is_refused_before(admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_ROWS", 2)
    refused = admin.post("/incidents/table", {"format": "xlsx"})
    (fault,) = refused.get_json()["errors"]
    assert (refused.status_code, fault["allowed"]) == (422, "2 at most; format csv has no limit")
    assert "finds 3 incidents" in refused.get_json()["detail"]
    assert admin.post("/incidents/table", {"format": "csv"}).status_code == 202
    for said, where in (({"q": "nonsense:1"}, "query"), ({"columns": "tittle"}, "columns"), ({"rows": 1}, "rows")):
        refused = admin.post("/incidents/table", said)
        assert (refused.status_code, refused.get_json()["errors"][0]["where"]) == (422, where), refused.text


def test_what_is_no_column_sort_or_format_is_refused(admin: Person) -> None:
    for query, where in (("columns=key,tittle", "columns"), ("sort=nonsense", "sort"), ("format=pdf", "format")):
        refused = admin.get(f"/incidents/table?{query}")
        assert (refused.status_code, refused.get_json()["errors"][0]["where"]) == (422, where), refused.text
    assert "title" in admin.get("/incidents/table?columns=tittle").get_json()["errors"][0]["allowed"]


def test_a_text_longer_than_a_cell_says_that_it_is_cut(admin: Person) -> None:
    long = "x" * (tables.MOST_LETTERS + 5)
    told = {"title": "Long", "attributes": {"description": long}}
    assert admin.post("/incidents", told).status_code == 201
    (_, (cell,)) = sheet_of(admin, "columns=description")
    assert (len(cell), cell.endswith("x … [cut]")) == (tables.MOST_LETTERS, True)
    assert rows_of(admin, "columns=description")[1] == [long]
