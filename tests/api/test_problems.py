"""Every error of the tree has its line in the table, and what nobody foresaw says nothing of itself."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from api import problems
from cmdb import errors
from cmdb.errors import FaultlineError
from tests.api.conftest import Person


def below(error: type[FaultlineError]) -> set[type[FaultlineError]]:
    found = {error}
    for each in error.__subclasses__():
        found |= below(each)
    return found


def test_narrow_errors_stand_before_wide_ones() -> None:
    seen: list[type[FaultlineError]] = []
    for row in problems.ERROR_TABLE:
        assert not any(issubclass(row.error, earlier) for earlier in seen), row.error
        seen.append(row.error)
    assert len({row.code for row in problems.ERROR_TABLE}) == len(problems.ERROR_TABLE)


def test_every_error_of_the_database_has_a_line_of_its_own_or_its_kind() -> None:
    for error in below(errors.FaultlineError):
        if error.__module__ == "cmdb.errors" and error is not errors.FaultlineError:
            row = next(row for row in problems.ERROR_TABLE if issubclass(error, row.error))
            assert row.error is not errors.FaultlineError, error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.StoreUnavailable("the store does not answer"), 503),
        (errors.StoreTooNew(9, 1), 503),
        (errors.ClaimTaken("srv-1", "serial", "S1", "srv-2"), 409),
        (errors.Ambiguous("CI", "x", ("a", "b")), 409),
        (errors.Forbidden("ci.write"), 403),
    ],
)
def test_errors_are_answered_by_the_table(
    app: Flask, nobody: Person, monkeypatch: pytest.MonkeyPatch, error: FaultlineError, status: int
) -> None:
    answer = broken(app, nobody, monkeypatch, error)
    assert answer.status_code == status
    assert answer.get_json()["detail"] == str(error)
    assert answer.content_type == "application/problem+json"


def test_what_nobody_foresaw_is_a_reference_only(app: Flask, nobody: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = broken(app, nobody, monkeypatch, RuntimeError("password=hunter2"))
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert answer.get_json()["reference"] == answer.headers["X-Request-Id"]


def broken(app: Flask, nobody: Person, monkeypatch: pytest.MonkeyPatch, error: Exception) -> Any:
    def head() -> None:
        raise error

    app.testing = False
    monkeypatch.setattr(app.extensions["faultline"].store.graph, "head", head, raising=True)
    monkeypatch.setattr("api.observability.add_revision", lambda _: None)
    return nobody.get("//readyz")
