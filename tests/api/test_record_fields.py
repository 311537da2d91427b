"""Declared fields over HTTP: declared by who may, in forms, queries, counts and history of the practice's records."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")

NEW = {"If-Match": '"0"'}
FIELDS: list[dict[str, Any]] = [
    {"name": "tier", "label": "Tier", "values": ["gold", "silver"], "indexed": True},
    {"name": "calls", "label": "Calls", "type": "integer", "minimum": 0},
    {"name": "on_site", "type": "boolean"},
    {"name": "cause", "label": "Faulty part", "refers_to": "database", "required_in": ["resolved"]},
]


def declare(person: Person, *fields: dict[str, Any], match: int = 0) -> Any:
    answer = person.put("/record-fields/incident", {"fields": list(fields)}, headers={"If-Match": f'"{match}"'})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def opened(person: Person, **attributes: Any) -> Any:
    answer = person.post("/incidents", {"title": "Confirmations are slow", "attributes": attributes})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def fault(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 422, answer.text
    found: dict[str, Any] = answer.get_json()["errors"][0]
    return found


def test_a_field_goes_from_its_declaration_to_forms_queries_counts_and_history(admin: Person, sign_in: SignIn) -> None:
    kept = declare(admin, *FIELDS)
    assert [each["name"] for each in kept["fields"]] == ["tier", "calls", "on_site", "cause"]
    sam = sign_in("sam", "service_agent")
    assert sam.put("/record-fields/incident", {"fields": []}, headers=NEW).status_code == 403
    practices = {each["name"]: each for each in sam.get("/practices").get_json()["items"]}
    shown = {each["name"]: each for each in practices["incident"]["attributes"] if each["declared"]}
    assert (shown["tier"]["values"], shown["cause"]["refers_to"]) == (["gold", "silver"], "database")
    assert not any(each["declared"] for each in practices["problem"]["attributes"])

    first = opened(sam, tier="gold", calls=12, on_site="yes", cause="db-1")["key"]
    opened(sam, tier="silver", calls=1)
    found = sam.get("/incidents?q=tier:gold calls>10&sort=-calls").get_json()["items"]
    assert [each["key"] for each in found] == [first]
    assert found[0]["attributes"]["on_site"] is True
    (facet,) = sam.get("/incidents/facets?fields=tier").get_json()["facets"]
    assert {(each["value"], each["count"]) for each in facet["values"]} == {("gold", 1), ("silver", 1)}
    assert [each["attributes"]["calls"] for each in sam.get("/incidents?sort=calls").get_json()["items"]] == [1, 12]
    revision = sam.get(f"/incidents/{first}").get_json()["revision"]
    changed = sam.patch(f"/incidents/{first}", {"attributes": {"tier": "silver"}}, revision).get_json()
    assert changed["attributes"]["tier"] == "silver"
    before = sam.get(f"/incidents/{first}?as_of={revision}").get_json()
    assert before["attributes"]["tier"] == "gold"


def test_what_does_not_fit_is_said(admin: Person) -> None:
    declare(admin, *FIELDS)
    wrong = admin.post("/incidents", {"title": "x", "attributes": {"tier": "bronze"}})
    assert (fault(wrong)["where"], fault(wrong)["allowed"]) == ("tier", "gold, silver")
    named = admin.post("/incidents", {"title": "x", "attributes": {"cause": "app"}})
    assert (fault(named)["where"], fault(named)["reason"]) == ("cause", "is no database")
    taken = admin.put("/record-fields/incident", {"fields": [{"name": "urgency"}]}, headers={"If-Match": "*"})
    assert fault(taken)["where"] == "record_fields incident.fields[0].name"
    key = opened(admin, tier="gold")["key"]
    gone = admin.put(
        "/record-fields/incident", {"fields": [{**FIELDS[0], "values": ["silver"]}]}, headers={"If-Match": "*"}
    )
    assert (fault(gone)["where"], fault(gone)["value"]) == ("record_fields incident.fields[0].values", "gold")
    assert key in fault(gone)["reason"]
    other = admin.put(
        "/record-fields/incident", {"fields": [{"name": "tier", "type": "date"}]}, headers={"If-Match": "*"}
    )
    assert key in fault(other)["reason"]
    assert admin.get("/record-fields/party").status_code == 404


def test_a_state_asks_for_a_field(admin: Person) -> None:
    declare(admin, *FIELDS, {"name": "caller", "required_in": ["new"]})
    missing = admin.post("/incidents", {"title": "x", "attributes": {}})
    assert fault(missing)["where"] == "caller"
    key = opened(admin, caller="Ann")["key"]
    assert admin.post(f"/incidents/{key}/steps", {"step": "start"}).status_code == 200
    step = {"step": "resolve", "attributes": {"resolution": "restarted"}}
    assert fault(admin.post(f"/incidents/{key}/steps", step))["where"] == "cause"
    step["attributes"] = {"resolution": "restarted", "cause": "db-1"}
    resolved = admin.post(f"/incidents/{key}/steps", step)
    assert resolved.status_code == 200, resolved.text
    assert resolved.get_json()["attributes"]["cause"] == "db-1"


def test_fields_go_with_their_revision(admin: Person) -> None:
    kept = declare(admin, FIELDS[0])
    assert admin.put("/record-fields/incident", {"fields": []}, headers=NEW).status_code == 412
    key = opened(admin, tier="gold")["key"]
    assert admin.delete("/record-fields/incident", kept["revision"]).status_code == 204
    assert admin.get("/record-fields/incident").get_json()["fields"] == []
    assert admin.get(f"/incidents/{key}").get_json()["attributes"]["tier"] == "gold"
