"""A list of records as a file: its rows, order and columns, what it holds back, and what is refused."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from api import tables
from api.resources.records import export
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
    sheet: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
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
def test_what_does_not_fit_a_file_is_refused_with_the_limit(admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_RECORDS", 2)
    refused = admin.get("/incidents/table")
    assert refused.status_code == 422
    (fault,) = refused.get_json()["errors"]
    assert (fault["where"], fault["allowed"]) == ("q", "2 at most")
    assert len(rows_of(admin, "phase=open")) == 3


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
