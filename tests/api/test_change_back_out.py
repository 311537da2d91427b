"""Backing a merged change out over HTTP: conflicts by attribute, settled one by one."""

from __future__ import annotations

import pytest

from tests.api.conftest import Person
from tests.api.test_change_work import complete, started

pytestmark = pytest.mark.usefixtures("estate")


def test_a_merged_change_is_taken_back_with_its_conflict_settled(admin: Person) -> None:
    key = started(admin, [])
    assert admin.get(f"/changes/{key}/back-out").get_json()["revisions"] == []
    before = admin.get("/export?format=graph").get_data()
    complete(admin, key, "successful")
    assert admin.get("/export?format=graph").get_data() != before
    shown = admin.get(f"/changes/{key}/back-out").get_json()
    assert (len(shown["revisions"]), len(shown["plan"]["edits"]), shown["conflicts"]) == (1, 1, [])

    assert admin.patch("/cis/db-1", {"attributes": {"version": "16.0"}}, "*").status_code == 200
    refused = admin.post(f"/changes/{key}/back-out", {"text": "it leaks"})
    assert refused.status_code == 409
    (conflict,) = admin.get(f"/changes/{key}/back-out").get_json()["conflicts"]
    assert refused.get_json()["conflicts"] == [conflict]
    assert (conflict["left"], conflict["now"], conflict["before"]) == ("15.1", "16.0", "13.2")
    assert admin.get("/cis/db-1").get_json()["attributes"]["version"] == "16.0"

    settled = [{"ci": "db-1", "field": conflict["field"], "take": "restore", "now": "16.0"}]
    done = admin.post(f"/changes/{key}/back-out", {"settled": settled, "text": "it leaks"})
    assert (done.status_code, done.get_json()["state"]) == (200, "backed_out"), done.text
    assert done.get_json()["attributes"]["outcome"] == "backed_out"
    assert admin.get("/export?format=graph").get_data() == before
    assert admin.post(f"/changes/{key}/back-out", {}).status_code == 422


def test_a_change_that_merged_nothing_is_backed_out_without_a_write(admin: Person) -> None:
    key = started(admin, [])
    done = admin.post(f"/changes/{key}/back-out", {"outcome": "failed"})
    assert (done.status_code, done.get_json()["attributes"]["outcome"]) == (200, "failed")
    assert admin.get("/cis/db-1").get_json()["attributes"]["version"] == "13.2"
