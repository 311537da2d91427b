"""Classes and relation types over HTTP: what is shown, and that nobody writes over what they have not seen."""

from __future__ import annotations

import pytest

from tests.api.conftest import Person

pytestmark = pytest.mark.usefixtures("estate")
BACKUP_UNIT = {"parent": "server", "label": "Backup unit"}
PLUGGED = {"label": "is plugged into", "reverse": "feeds", "consumer": "from", "need": "hard"}


def match(revision: object) -> dict[str, str]:
    return {"If-Match": "*" if revision == "*" else f'"{revision}"'}


def test_a_class_is_declared_changed_and_hidden_at_the_revision_that_was_read(admin: Person) -> None:
    made = admin.put("/classes/backup_unit", BACKUP_UNIT, headers=match(0))
    assert made.status_code == 200, made.text
    first = made.get_json()["revision"]
    assert made.headers["ETag"] == f'"{first}"'
    admin.patch("/cis/db-1", {"attributes": {"version": "14"}}, match="*")
    assert admin.get("/classes/backup_unit").headers["ETag"] == f'"{first}"', "another entity's write moved it"
    changed = admin.put("/classes/backup_unit", {"label": "Backup"}, headers=match(first))
    assert changed.get_json()["label"] == "Backup"
    stale = admin.put("/classes/backup_unit", {"label": "Safe"}, headers=match(first))
    assert stale.status_code == 412
    assert stale.get_json()["current"]["label"] == "Backup"
    assert admin.delete("/classes/backup_unit", match=first).status_code == 412
    assert admin.delete("/classes/backup_unit", match=changed.get_json()["revision"]).status_code == 204
    assert admin.get("/classes/backup_unit").get_json()["hidden"] is True


def test_a_shipped_class_is_at_revision_0_until_somebody_declares_it(admin: Person) -> None:
    listed = {each["name"]: each for each in admin.get("/classes").get_json()["items"]}
    assert listed["application"]["revision"] == 0
    assert listed["server"]["revision"] > 0, "the estate's own file declares it"
    assert admin.put("/classes/server", {"description": "A box."}, headers=match(0)).status_code == 412
    assert admin.put("/classes/application", {"description": "A program."}, headers=match(0)).status_code == 200


def test_a_relation_type_is_written_at_the_revision_that_was_read(admin: Person) -> None:
    made = admin.put("/relation-types/plugged_into", PLUGGED, headers=match(0))
    assert made.status_code == 200, made.text
    assert admin.put("/relation-types/plugged_into", {"reverse": "powers"}, headers=match(0)).status_code == 412
    assert admin.delete("/relation-types/plugged_into", match=0).status_code == 412
    assert admin.delete("/relation-types/plugged_into", match="*").status_code == 204


@pytest.mark.parametrize("path", ["/classes/server", "/relation-types/depends_on"])
def test_a_write_that_does_not_say_what_it_read_is_refused(admin: Person, path: str) -> None:
    for answer in (admin.put(path, {"label": "X"}), admin.delete(path)):
        assert answer.status_code == 428


def test_each_class_says_whether_it_is_a_service(admin: Person) -> None:
    services = {each["name"] for each in admin.get("/classes").get_json()["items"] if each["service"]}
    assert "business_service" in services
    admin.put("/classes/tariff", {"parent": "business_service", "label": "Tariff"}, headers=match(0))
    assert admin.get("/classes/tariff").get_json()["service"] is True
