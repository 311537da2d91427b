"""The OpenAPI document holds: Schemathesis makes requests from it, and no answer contradicts it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import structlog
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.auth.accounts import Account, create_account
from api.auth.tokens import create_token
from api.backend import utc_now
from api.settings import Settings
from cmdb.access import PERMISSIONS
from cmdb.store import open_store
from importers.graph_document import GRAPH_DOCUMENT
from importers.observation import InputFile
from importers.run import Request, import_files, new_run
from tests.api.conftest import ESTATE, Person

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
EXAMPLES = 12


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, str]:
    structlog.configure(processors=[structlog.testing.LogCapture()], cache_logger_on_first_use=False)
    store, now = open_store("memory:"), utc_now()
    folder: Path = tmp_path_factory.mktemp("served")
    files = [InputFile("estate.json", json.dumps(ESTATE).encode())]
    import_files(store, Request(GRAPH_DOCUMENT, files, "estate", "test", new_run(now)), now=utc_now)
    create_account(store.side, Account("root", "Root", ("admin",), None, None, now.isoformat()), None, now)
    text, _ = create_token(store.side, "root", "test", frozenset(PERMISSIONS), now=now, days=1)
    app = create_app(store, Settings(folder=folder, workers=0))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app, text


@pytest.fixture(scope="module")
def document(served: tuple[Flask, str]) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served[0])


@pytest.mark.slow
def test_no_answer_contradicts_the_document(document: Any, served: tuple[Flask, str]) -> None:
    found = {}
    for result in document.get_all_operations():
        operation = result.ok()
        if problem := contradiction(operation, {"Authorization": f"Bearer {served[1]}"}):
            found[operation.label] = problem
    assert not found, "\n\n".join(f"{label}: {problem}" for label, problem in found.items())


def contradiction(operation: Any, headers: dict[str, str]) -> str:
    """Return the first contradiction that examples of one operation bring to light, "" for none."""

    @given(case=operation.as_strategy())
    @settings(max_examples=EXAMPLES, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def probe(case: Any) -> None:
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS, headers=headers)

    try:
        probe()
    except BaseException as error:  # noqa: BLE001  # a group of failures, or one
        return "\n".join(str(each) for each in getattr(error, "exceptions", [error]))[:1500]
    return ""


def test_the_document_is_valid_and_names_its_parts_well(nobody: Person) -> None:
    shown = nobody.get("/openapi.json").get_json()
    assert shown["openapi"].startswith("3.1")
    assert not [name for name in shown["components"]["schemas"] if name[-1].isdigit()]
    assert set(shown["components"]["securitySchemes"]) == {"session", "token"}
    for path, operations_of in shown["paths"].items():
        for method, operation in operations_of.items():
            if method != "parameters":
                assert operation["tags"], f"{method} {path}"


def test_the_client_is_built_from_this_document(checkout: Path) -> None:
    """The kept document, from which the types of the client are made, is what the API answers today."""
    command = [sys.executable, "-m", "api.document"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=120, check=True)
    kept = (checkout / "web" / "openapi.json").read_text(encoding="utf-8")
    assert kept == done.stdout, "run: python -m api.document > web/openapi.json, then npm run types in web"
