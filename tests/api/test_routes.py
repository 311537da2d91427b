"""Every route declares its permission, enforces it, and is documented."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from api.guard import needs, routes
from api.settings import Settings
from cmdb.access import PERMISSIONS, ROLES
from tests.api.conftest import Person, SignIn

PUBLIC = {
    ("GET", "/"),
    ("GET", "/<path:path>"),
    ("GET", "/assets/<path:name>"),
    ("GET", "/go"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/session"),
    ("POST", "/api/v1/session"),
    ("POST", "/api/v1/setup"),
}


def address(rule: str) -> str:
    return re.sub(r"<int:[^>]+>", "1", re.sub(r"<(?!int:)[^>]+>", "x", rule))


def test_every_route_declares_what_it_needs(app: Flask) -> None:
    for method, rule, need in routes(app):
        assert need is not None, f"{method} {rule} declares no permission"
        assert need.permission is None or need.permission in PERMISSIONS
        assert (need.permission is None) == ((method, rule) in PUBLIC), f"{method} {rule}"
        assert need.permission or need.reason


def test_no_route_answers_nobody_unless_it_is_public(app: Flask, nobody: Person) -> None:
    for method, rule, need in routes(app):
        if need and need.permission:
            answer = nobody.client.open(address(rule), method=method, json={})
            assert answer.status_code == 401, f"{method} {rule}: {answer.status_code}"
            assert answer.content_type == "application/problem+json"


def test_no_route_answers_who_lacks_its_permission(app: Flask, sign_in: SignIn) -> None:
    requester = sign_in("req", "requester")
    for method, rule, need in routes(app):
        if need and need.permission not in {None, "self", "portal.use"}:
            answer = requester.ask(method, "/" + address(rule), json={})
            assert answer.status_code == 403, f"{method} {rule}: {answer.status_code} {answer.text}"
            assert answer.get_json()["needs"] == need.permission


def test_every_write_by_cookie_needs_the_token_of_the_session(app: Flask, admin: Person) -> None:
    for method, rule, need in routes(app):
        if need and need.permission and method != "GET" and not need.question:
            answer = admin.client.open(address(rule), method=method, json={})
            assert answer.status_code == 403, f"{method} {rule}: {answer.status_code}"
            assert answer.get_json()["code"] == "csrf"


def test_every_change_of_one_entity_needs_if_match(app: Flask, admin: Person) -> None:
    entities = ("/cis/", "/relations/", "/accounts/", "/classes/", "/relation-types/")
    for method, rule, need in routes(app):
        if method in {"PUT", "PATCH", "DELETE"} and any(each in rule for each in entities):
            assert need is not None
            assert need.match, f"{method} {rule}"
            assert admin.ask(method, "/" + address(rule), json={}).status_code == 428


def test_every_creation_honours_the_idempotency_key(app: Flask) -> None:
    # The answer of these holds a secret that must not be kept, or says the same when asked again.
    apart = {"/api/v1/tokens", "/api/v1/schema", "/api/v1/accounts/<name>/password"}
    for method, rule, need in routes(app):
        if method == "POST" and need and need.permission and not need.question and rule not in apart:
            assert need.once, f"{method} {rule}"


def test_every_route_under_api_is_documented(app: Flask, nobody: Person) -> None:
    paths = nobody.get("/openapi.json").get_json()["paths"]
    for method, rule, need in routes(app):
        if rule.startswith("/api/v1/") and rule != "/api/v1/openapi.json":
            documented = paths[re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule)][method.lower()]
            assert documented["summary"]
            assert documented["x-permission"] == (need.permission if need and need.permission else "(anybody)")
            assert any(code.startswith("2") for code in documented["responses"]), rule


def test_an_unknown_permission_cannot_be_declared() -> None:
    with pytest.raises(KeyError):
        needs("everything")


def test_roles_allow_only_what_exists() -> None:
    assert all(role.permissions <= set(PERMISSIONS) for role in ROLES.values())
    assert ROLES["admin"].permissions == set(PERMISSIONS)


def test_permissions_are_listed_with_the_routes(admin: Person, app: Flask) -> None:
    shown = admin.get("/permissions").get_json()
    assert {role["name"] for role in shown["roles"]} == set(ROLES)
    assert len(shown["routes"]) == len(list(routes(app)))


def test_metrics_can_be_closed(admin: Person, nobody: Person, app: Flask) -> None:
    assert b"faultline_requests_total" in nobody.get("//metrics").data
    app.extensions["faultline"].settings = Settings(metrics_public=False)
    assert nobody.get("//metrics").status_code == 401
    assert admin.get("//metrics").status_code == 200


def test_what_is_not_there_and_what_is_not_allowed_are_problems(nobody: Person) -> None:
    missing = nobody.get("/nothing")
    assert (missing.status_code, missing.get_json()["code"]) == (404, "not_found")
    wrong = nobody.ask("PUT", "/session")
    assert wrong.status_code == 405
    assert set(wrong.headers["Allow"].split(", ")) >= {"GET", "POST", "DELETE"}
    assert wrong.get_json()["reference"] == wrong.headers["X-Request-Id"]
