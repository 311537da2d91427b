"""The one history over HTTP: who wrote what, and how much of it."""

from __future__ import annotations

import pytest

from tests.api.conftest import Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")


def test_each_revision_says_on_request_what_it_did_by_kind(admin: Person) -> None:
    assert "counts" not in admin.get("/revisions").get_json()["items"][0]
    admin.patch("/cis/db-1", {"attributes": {"version": "14"}}, match="*")
    relation = next(each for each in admin.get("/cis/srv-b").get_json()["relations"] if each["type"] == "depends_on")
    admin.delete(f"/relations/{relation['id']}", match="*")
    found = [each["counts"] for each in admin.get("/revisions?counts=true").get_json()["items"]]
    assert found[0] == {"relation": {"created": 0, "changed": 0, "removed": 1}}
    assert found[1] == {"ci": {"created": 0, "changed": 1, "removed": 0}}
    assert {
        "ci": {"created": 6, "changed": 0, "removed": 0},
        "relation": {"created": 5, "changed": 0, "removed": 0},
    } in (found[2:])
    assert any("class" in each for each in found[2:])
    head = admin.get("/revision").get_json()["revision"]
    assert admin.get(f"/revisions/{head}").get_json()["counts"] == found[0]
    assert [each["counts"] for each in admin.get("/revisions?counts=true").get_json()["items"]] == found


def test_counts_tell_nobody_of_what_is_out_of_sight(sign_in: SignIn, admin: Person) -> None:
    admin.get("/revisions?counts=true")
    retail = sign_in("rita", "engineer", scope="retail").get("/revisions?counts=true").get_json()["items"]
    assert {"ci": {"created": 1, "changed": 0, "removed": 0}} in [each["counts"] for each in retail]
    assert not any("relation" in each["counts"] for each in retail)
