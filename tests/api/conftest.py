"""An app over a store in memory, a clock that stands still, people with roles, and a small estate."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.app import create_app
from api.auth import passwords
from api.auth.accounts import Account, create_account
from api.settings import Settings
from cmdb.store import open_store
from cmdb.store.port import Store
from importers.graph_document import GRAPH_DOCUMENT
from importers.observation import InputFile
from importers.run import Request, import_files, new_run

PASSWORD = "correct horse battery"
ESTATE = {
    "faultline": 1,
    "classes": [{"name": "server", "attributes": [{"name": "scope", "type": "text"}]}],
    "cis": [
        {
            "key": "pay",
            "class": "business_service",
            "name": "Payments",
            "attributes": {"criticality": 5, "users": 1200},
        },
        {"key": "app", "class": "application", "name": "pay-app", "groups": {"db": {"min_up": 1}}},
        {"key": "db-1", "class": "database", "name": "db-1", "attributes": {"version": "13.2"}},
        {"key": "db-2", "class": "database", "name": "db-2"},
        {"key": "srv-a", "class": "server", "name": "web-a", "attributes": {"scope": "Retail", "environment": "prod"}},
        {"key": "srv-b", "class": "server", "name": "web-b", "attributes": {"scope": "Bank", "environment": "prod"}},
    ],
    "relations": [
        {"from": "pay", "type": "depends_on", "to": "app"},
        {"from": "app", "type": "depends_on", "to": "db-1", "group": "db"},
        {"from": "app", "type": "depends_on", "to": "db-2", "group": "db"},
        {"from": "db-1", "type": "runs_on", "to": "srv-a"},
        {"from": "srv-b", "type": "depends_on", "to": "srv-a"},
    ],
}


@dataclass
class Clock:
    """A clock that tests move."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **length: float) -> None:
        self.now += timedelta(**length)


class Person:
    """A client that is signed in: it carries the CSRF token of its session."""

    def __init__(self, client: FlaskClient, csrf: str = "") -> None:
        self.client = client
        self.headers = {"X-CSRF-Token": csrf} if csrf else {}

    def ask(self, method: str, path: str, **options: Any) -> TestResponse:
        headers = {**self.headers, **options.pop("headers", {})}
        where = path if path.startswith("//") else f"/api/v1{path}"
        return self.client.open(where.replace("//", "/", 1), method=method, headers=headers, buffered=True, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.ask("GET", path, **options)

    def post(self, path: str, body: object = None, **options: Any) -> TestResponse:
        return self.ask("POST", path, **({"json": body} if body is not None else {}), **options)

    def put(self, path: str, body: object = None, **options: Any) -> TestResponse:
        return self.ask("PUT", path, json=body, **options)

    def patch(self, path: str, body: object, match: object = None, **options: Any) -> TestResponse:
        return self.ask("PATCH", path, json=body, headers=if_match(match), **options)

    def delete(self, path: str, match: object = None, **options: Any) -> TestResponse:
        return self.ask("DELETE", path, headers=if_match(match), **options)


def if_match(match: object) -> dict[str, str]:
    return {} if match is None else {"If-Match": f'"{match}"' if match != "*" else "*"}


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    structlog.configure(processors=[structlog.testing.LogCapture()], cache_logger_on_first_use=False)
    monkeypatch.setattr(passwords, "COST", 2)
    monkeypatch.setattr(passwords, "PARALLEL", 1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("memory:") as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path, workers=0)


@pytest.fixture
def app(store: Store, settings: Settings, clock: Clock) -> Flask:
    return create_app(store, settings, clock=clock)


@pytest.fixture
def nobody(app: Flask) -> Person:
    return Person(app.test_client())


SignIn = Callable[..., Person]


@pytest.fixture
def sign_in(app: Flask, store: Store, clock: Clock) -> SignIn:
    def make(name: str = "ann", *roles: str, scope: str | None = None) -> Person:
        account = Account(name, name.title(), roles or ("admin",), scope, None, "2026-11-22T12:00:00Z")
        create_account(store.side, account, PASSWORD, clock())
        client = app.test_client()
        answer = client.post("/api/v1/session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return Person(client, answer.get_json()["csrf"])

    return make


@pytest.fixture
def admin(sign_in: SignIn) -> Person:
    return sign_in("root")


@pytest.fixture
def estate(store: Store, clock: Clock) -> Store:
    files = [InputFile("estate.json", json.dumps(ESTATE).encode())]
    request = Request(GRAPH_DOCUMENT, files, "estate", "test", new_run(clock()))
    report = import_files(store, request, now=clock)
    assert not report.rejected, report.rejected
    return store
