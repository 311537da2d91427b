"""The log says what was asked and by whom, and holds no secret."""

from __future__ import annotations

import json

import pytest
import structlog
from flask import Flask

from api.observability import configure_logging
from api.settings import Settings
from tests.api.conftest import PASSWORD, Person, SignIn


def test_a_request_is_one_line_without_secrets(admin: Person, sign_in: SignIn, app: Flask) -> None:
    with structlog.testing.capture_logs() as lines:
        sign_in("bob", "engineer")
        token = admin.post("/tokens", {"name": "x"}).get_json()["token"]
        script = Person(app.test_client())
        script.headers = {"Authorization": f"Bearer {token}"}
        script.get("/cis?q=password-in-a-query")
        cookie = admin.client.get_cookie("faultline_session")
    text = json.dumps(lines, default=str)
    assert cookie
    for secret in (PASSWORD, token, cookie.value, admin.headers["X-CSRF-Token"], "password-in-a-query"):
        assert secret not in text
    asked = [each for each in lines if each["event"] == "request"]
    assert [(each["method"], each["path"], each["status"], each["account"]) for each in asked] == [
        ("POST", "/api/v1/session", 200, "bob"),
        ("POST", "/api/v1/tokens", 201, "root"),
        ("GET", "/api/v1/cis", 200, "root"),
    ]
    assert all(len(each["id"]) == 32 for each in asked)


def test_the_log_is_json_where_that_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(Settings(log_format="json"))
    structlog.get_logger().info("hello", number=1)
    assert json.loads(capsys.readouterr().err)["number"] == 1
