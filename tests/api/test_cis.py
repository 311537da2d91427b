"""CIs and relations over HTTP: reading, finding, writing with what was seen, once only, within a scope."""

from __future__ import annotations

from typing import Any

import pytest

from cmdb.store.port import Store
from tests.api.conftest import Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")


def test_a_ci_is_found_by_key_class_and_name_and_name(admin: Person) -> None:
    for text in ("db-1", "database:db-1", "pay-app"):
        assert admin.get(f"/cis/{text}").status_code == 200
    missing = admin.get("/cis/pay-ap")
    assert missing.status_code == 404
    assert missing.get_json()["nearest"]


def test_a_key_may_hold_a_slash(admin: Person) -> None:
    plan = {"edits": [{"op": "add", "as": "$x", "class": "server", "name": "a/b", "key": "shop/web"}]}
    assert admin.post("/plans/merge", {"plan": plan}).status_code == 200
    for key in ("shop/web", "shop%2Fweb", "a/b"):
        assert admin.get(f"/cis/{key}").get_json()["key"] == "shop/web"
    assert admin.get("/cis/shop%2Fweb/history").get_json()["items"][0]["actor"] == "root"


def test_lists_are_paged_and_counted(admin: Person) -> None:
    first = admin.get("/cis?limit=4&total=true&sort=-name").get_json()
    second = admin.get(f"/cis?limit=4&sort=-name&after={first['next']}").get_json()
    names = [each["name"] for each in (*first["items"], *second["items"])]
    assert names == sorted(names, reverse=True, key=str.lower)
    assert (len(names), first["total"], second["next"]) == (6, 6, None)
    assert admin.get("/cis?after=nonsense").status_code == 422


def test_a_query_error_points_at_its_place(admin: Person) -> None:
    answer = admin.get("/cis?q=class:server%20critcality:1")
    assert answer.status_code == 422
    problem = answer.get_json()
    assert (problem["code"], problem["position"], problem["length"]) == ("query_invalid", 13, 10)
    assert "criticality" in problem["allowed"]


def test_queries_filter_and_facets_count(admin: Person) -> None:
    found = admin.get("/cis?q=depends_on:(class:database)").get_json()["items"]
    assert [each["key"] for each in found] == ["app"]
    facets = admin.get("/cis/facets?fields=class,env").get_json()["facets"]
    assert {"value": "database", "shown": "Database", "count": 2} in facets[0]["values"]
    assert {"value": "prod", "shown": "prod", "count": 2} in facets[1]["values"]
    assert admin.get("/cis/facets?fields=nonsense").status_code == 422


def test_the_past_is_read_and_refused_with_full_text(admin: Person) -> None:
    revision = admin.get("/revision").get_json()["revision"]
    etag = admin.get("/cis/db-1").headers["ETag"].strip('"')
    assert admin.patch("/cis/db-1", {"attributes": {"version": "14"}}, match=etag).status_code == 200
    then = admin.get(f"/cis/db-1?as_of={revision}").get_json()
    assert then["attributes"]["version"] == "13.2"
    assert admin.get("/cis/db-1?as_of=2020-01-01").status_code == 404
    assert admin.get(f"/cis?q=db&as_of={revision}").get_json()["code"] == "as_of_text"
    assert admin.get("/cis?as_of=yesterday").status_code == 422


def test_a_write_says_what_it_saw(admin: Person) -> None:
    revision = admin.get("/cis/db-1").get_json()["revision"]
    assert admin.patch("/cis/db-1", {"name": "x"}).status_code == 428
    assert admin.patch("/cis/db-1", {"attributes": {"version": "14"}}, match=revision).status_code == 200
    stale = admin.patch("/cis/db-1", {"attributes": {"version": "15"}}, match=revision)
    assert stale.status_code == 412
    assert stale.get_json()["current"]["attributes"]["version"] == "14"
    for nonsense in ("x", "-1", "9" * 40):
        assert admin.patch("/cis/db-1", {"name": "x"}, match=nonsense).status_code == 412
    assert admin.delete("/cis/db-1", match="*").get_json()["lifecycle"] == "retired"


def test_the_history_says_who_changed_what(admin: Person) -> None:
    admin.patch("/cis/db-1", {"attributes": {"version": "14"}, "reason": "patched"}, match="*")
    newest = admin.get("/cis/db-1/history?limit=1").get_json()
    assert newest["items"][0]["actor"] == "root"
    assert newest["items"][0]["reason"] == "patched"
    assert {"field": "attributes.version", "was": "13.2", "to": "14"} in newest["items"][0]["edits"]
    older = admin.get(f"/cis/db-1/history?after={newest['next']}").get_json()["items"]
    assert older[0]["revision"] < newest["items"][0]["revision"]


def test_a_creation_sent_twice_happens_once(admin: Person) -> None:
    body = {"class": "server", "name": "new-1", "relations": [{"type": "depends_on", "to": "db-1"}]}
    headers = {"Idempotency-Key": "k-1"}
    first, second = (admin.post("/cis", body, headers=headers) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.get_json()["key"] == second.get_json()["key"]
    assert second.headers["Idempotent-Replayed"] == "true"
    assert first.headers["Location"] == second.headers["Location"] == f"/api/v1/cis/{first.get_json()['key']}"
    other = admin.post("/cis", {**body, "name": "new-2"}, headers=headers)
    assert other.get_json()["code"] == "idempotency_mismatch"
    assert len(admin.get("/cis?q=name:new-1").get_json()["items"]) == 1


def test_a_creation_that_failed_may_be_tried_again_with_its_key(admin: Person) -> None:
    headers = {"Idempotency-Key": "k-2"}
    assert admin.post("/cis", {"class": "server", "name": ""}, headers=headers).status_code == 422
    assert admin.post("/cis", {"class": "server", "name": "new-3"}, headers=headers).status_code == 201


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"class": "server"}, "name"),
        ({"class": "server", "name": "x", "nmae": "y"}, "did you mean name"),
        ({"class": "server", "name": "x\x00"}, "NUL"),
        ({"class": "server", "name": "x", "attributes": {"os": "a\ud800"}}, "surrogate"),
        ({"class": "server", "name": "x", "attributes": {"criticality": 9}}, "at most 5"),
        ({"class": "server", "name": "x", "attributes": {"users": 2**70}}, "64-bit"),
        ({"class": "server", "name": "x", "attributes": {"oss": "a"}}, "os"),
        ({"class": "server", "name": "x", "relations": [{"type": "depends_on"}]}, "exactly one other end"),
        ([], "Invalid input type"),
    ],
)
def test_bad_input_is_refused_in_words(admin: Person, body: object, words: str) -> None:
    answer = admin.post("/cis", body)
    assert answer.status_code == 422, answer.text
    assert words in answer.get_json()["detail"] + str(answer.get_json().get("errors"))


def test_a_body_that_is_no_json_or_too_deep_is_refused(admin: Person) -> None:
    for data in ("{", "\xff", "[" * 100_000, '{"name": NaN}'):
        answer = admin.post("/cis", data=data, content_type="application/json")
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.content_type == "application/problem+json"


def test_a_parameter_stands_once_and_is_known(admin: Person) -> None:
    assert admin.get("/cis?limit=1&limit=2").status_code == 422
    assert "did you mean limit" in admin.get("/cis?limt=1").get_json()["detail"]
    assert admin.get("/cis?limit=0").status_code == 422
    assert admin.get("/cis?q=%00").status_code == 422


def test_relations_are_made_changed_and_removed(admin: Person) -> None:
    made = admin.post("/relations", {"from": "db-2", "type": "runs_on", "to": "srv-b"})
    assert made.status_code == 201, made.text
    relation = made.get_json()
    assert admin.get(f"/relations/{relation['id']}").headers["ETag"] == f'"{relation["revision"]}"'
    assert admin.patch(f"/relations/{relation['id']}", {"weight": 2}).status_code == 428
    changed = admin.patch(f"/relations/{relation['id']}", {"weight": 2}, match=relation["revision"])
    assert changed.get_json()["declared"] == {"weight": 2}
    assert admin.patch(f"/relations/{relation['id']}", {"weight": 3}, match=relation["revision"]).status_code == 412
    assert admin.delete(f"/relations/{relation['id']}", match="*").status_code == 204
    assert admin.get(f"/relations/{relation['id']}").status_code == 404
    assert admin.get("/relations/nonsense").status_code == 404
    assert admin.post("/relations", {"from": "db-2", "type": "rnus_on", "to": "srv-b"}).status_code == 404


def test_every_answer_names_the_head_revision_and_the_request(admin: Person) -> None:
    answer = admin.get("/cis", headers={"X-Request-Id": "proxy-given-id"})
    assert answer.headers["X-Request-Id"] == "proxy-given-id"
    assert answer.headers["X-Faultline-Revision"] == str(admin.get("/revision").get_json()["revision"])
    assert admin.get("/cis", headers={"X-Request-Id": "bad id\t"}).headers["X-Request-Id"] != "bad id\t"


def test_search_and_go_find_what_is_pasted(admin: Person, nobody: Person) -> None:
    found = admin.get("/search?q=CRITICAL: web-a is unreachable").get_json()
    assert found["exact"] == "srv-a"
    assert admin.get("//go?q=web-a").headers["Location"] == "/cis/srv-a"
    assert nobody.get("//go?q=web-a").headers["Location"] == "/search?q=web-a"
    assert nobody.get("//go?q=//evil.example").headers["Location"].startswith("/search?q=%2F%2F")
    assert nobody.get("//go").headers["Location"] == "/"


# ------------------------------------------------------------------ scope


def test_a_scope_hides_everything_else(sign_in: SignIn) -> None:
    retail = sign_in("rita", "engineer", scope="retail")
    assert [each["key"] for each in retail.get("/cis").get_json()["items"]] == ["srv-a"]
    assert retail.get("/cis/srv-b").status_code == 404
    assert retail.get("/cis/srv-b/history").status_code == 404
    assert "srv-b" not in retail.get("/cis/srv-a/history").text
    assert retail.get("/cis/web").get_json()["nearest"] == []
    assert retail.get("/search?q=web-b").get_json() == {"items": [], "records": [], "exact": None}
    assert retail.get("//go?q=web-b").headers["Location"] == "/search?q=web-b"
    assert retail.get("/cis/srv-a").get_json()["relations"] == []
    assert retail.get("/cis/srv-a").get_json()["hidden"] == 2
    assert retail.get("/cis/facets?fields=class").get_json()["facets"][0]["values"][0]["count"] == 1
    assert "web-b" not in retail.get("/export?format=csv").text
    assert retail.get("/export").status_code == 403
    assert retail.get("/imports").status_code == 403


def test_a_scope_bounds_writes(sign_in: SignIn) -> None:
    retail = sign_in("rita", "engineer", scope="Retail")
    assert retail.patch("/cis/srv-b", {"name": "mine"}, match="*").status_code == 404
    assert retail.patch("/cis/srv-a", {"attributes": {"scope": "Bank"}}, match="*").status_code == 403
    assert retail.patch("/cis/srv-a", {"attributes": {"os": "Debian"}}, match="*").status_code == 200
    assert retail.post("/cis", {"class": "server", "name": "x"}).status_code == 403
    inside = {"class": "server", "name": "x", "attributes": {"scope": "Retail"}}
    assert retail.post("/cis", inside).status_code == 201
    assert (
        retail.post("/cis", {**inside, "name": "y", "relations": [{"type": "depends_on", "to": "srv-b"}]}).status_code
        == 404
    )
    plan = {"edits": [{"op": "retire", "ci": "srv-b"}]}
    assert retail.post("/plans/preview", {"plan": plan}).status_code == 403
    assert retail.post("/plans/merge", {"plan": plan}).status_code == 403


def test_impact_is_computed_on_everything_and_shown_within_the_scope(sign_in: SignIn) -> None:
    retail = sign_in("rita", "reader", scope="Retail")
    answer = retail.post("/impact", {"failures": [{"ci": "srv-a"}]}).get_json()
    assert [each["key"] for each in answer["cis"]] == ["srv-a"]
    assert answer["hidden"] >= 2
    assert "web-b" not in str(answer)
    assert retail.post("/impact", {"failures": [{"ci": "srv-b"}]}).status_code == 404
    shown = retail.post("/impact/map", {"failures": [{"ci": "srv-a"}]}).get_json()
    assert [each["key"] for each in shown["nodes"]] == ["srv-a"]
    assert retail.get("/needs?ci=srv-b").status_code == 404


def test_a_removed_ci_keeps_its_history(admin: Person, estate: Store) -> None:
    del estate
    plan = {"edits": [{"op": "add", "as": "$x", "class": "server", "name": "gone"}]}
    key = admin.post("/plans/merge", {"plan": plan}).get_json()["keys"]["$x"]
    assert admin.post("/plans/merge", {"plan": {"edits": [{"op": "remove", "ci": key}]}}).status_code == 200
    assert admin.get(f"/cis/{key}").status_code == 404
    assert len(admin.get(f"/cis/{key}/history").get_json()["items"]) == 2


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (
            {"attributes": {"vesrion": "14"}},
            {"where": "attributes.vesrion", "reason": "database has no attribute of this name", "value": "14"},
        ),
        ({"attributes": {"users": -1}}, {"where": "attributes.users", "value": -1, "allowed": "at least 0"}),
        ({"lifecycle": "gone"}, {"where": "lifecycle", "value": "gone"}),
        ({"class": "databas"}, {"where": "class", "value": "databas"}),
        ({"name": " "}, {"where": "name", "reason": "may not be empty"}),
    ],
)
def test_a_refused_edit_names_its_field_once_with_the_value_and_what_is_allowed(
    admin: Person, body: dict[str, Any], error: dict[str, Any]
) -> None:
    refused = admin.patch("/cis/db-1", body, match="*")
    assert refused.status_code == 422, refused.text
    (said,) = refused.get_json()["errors"]
    assert {name: said[name] for name in error} == error
    assert said["allowed"]
    detail = refused.get_json()["detail"]
    assert detail.startswith(f"{said['where']}: ")
    assert (detail.count(f"{said['where']}: "), detail.count("allowed: ")) == (1, 1)


def test_what_is_refused_of_a_new_ci_stands_where_it_was_given(admin: Person) -> None:
    new = {"class": "database", "name": "db-9", "attributes": {"users": "many"}}
    (said,) = admin.post("/cis", new).get_json()["errors"]
    assert (said["where"], said["value"]) == ("attributes.users", "many")
