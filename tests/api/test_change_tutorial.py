"""The tutorial about a change: each request and command runs as it stands there, on the demo, days from today."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.app import create_app
from api.settings import Settings
from cli.demo_estate import build_demo
from cmdb.store import open_store
from tests.api.test_outage_tutorial import missing
from tests.docs.console import Page
from tests.support.required import missing as absent

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "a-change.md"
BLOCK = re.compile(r"^```(sh|json|shell)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOLD_ON = date(2026, 11, 23)
DATE = re.compile(r"\b\d{4}-\d\d-\d\d")
PASSWORD = "correct horse battery"
F = "http://127.0.0.1:8480/api/v1"


def counted_from(today: date, text: str) -> str:
    """Return a text with its days moved as far as today is from the day on which it was told."""

    def moved(found: re.Match[str]) -> str:
        return (date.fromisoformat(found[0]) + (today - TOLD_ON)).isoformat()

    return DATE.sub(moved, text)


class Curl:
    """Carries out requests as they stand on a page, with what it asks its reader to keep."""

    def __init__(self, client: FlaskClient, folder: Path) -> None:
        self.client, self.folder = client, folder
        self.kept = {"F": F, "ME": f"Authorization: Bearer {self.token(client, 'admin')}", "BEA": ""}

    @staticmethod
    def token(client: FlaskClient, role: str) -> str:
        """Make a token as the client's page does."""
        csrf = client.get("/api/v1/session").get_json()["csrf"]
        made = client.post("/api/v1/tokens", json={"name": role, "roles": [role]}, headers={"X-CSRF-Token": csrf})
        assert made.status_code == 201, made.text
        return str(made.get_json()["token"])

    def run(self, command: str) -> TestResponse:
        """Send what one command says. Raises ``AssertionError`` for words that curl would not know."""
        words = [self.filled(word) for word in shlex.split(command)]
        assert words.pop(0) == "curl", command
        method, url, headers, body, output = "", "", {}, None, ""
        while words:
            word = words.pop(0)
            if word == "-X":
                method = words.pop(0)
            elif word == "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            elif word == "--json":
                body = json.loads(words.pop(0))
            elif word == "-o":
                output = words.pop(0)
            elif word != "-s":
                assert word.startswith(F), word
                url = word.removeprefix("http://127.0.0.1:8480")
        method = method or ("POST" if body is not None else "GET")
        answer = self.client.open(url, method=method, headers=headers, **({} if body is None else {"json": body}))
        if output:
            (self.folder / output).write_bytes(answer.data)
        return answer

    def filled(self, word: str) -> str:
        """Return a word with the variables of the reader's shell in it."""
        return re.sub(r"\$([A-Z]+)", lambda found: self.kept[found[1]], word)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> date:
    """Return the day on which the demo is built; the store of the page is the demo's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAULTLINE_STORE", f"sqlite:///{tmp_path}/demo.db")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return datetime.now(UTC).date()


@pytest.fixture
def demo(today: date, tmp_path: Path) -> Iterator[Any]:
    """Serve a fresh demo."""
    del today
    with open_store(f"sqlite:///{tmp_path}/demo.db") as store:
        build_demo(store, say=lambda _: None)
        yield create_app(store, Settings(folder=tmp_path / "data", demo=True, workers=0))


def test_the_whole_way_by_api_and_command(demo: Any, today: date, tmp_path: Path) -> None:
    """Each answer holds what is shown below its request; each command prints what stands there."""
    try:
        import fpdf  # noqa: F401
    except ImportError:
        absent("fpdf2", "the pack cannot be made")
    curl, page = Curl(demo.test_client(), tmp_path), Page(tmp_path)
    answers: list[TestResponse] = []
    counts = {"sh": 0, "json": 0, "shell": 0}
    for kind, text in BLOCK.findall(counted_from(today, PAGE.read_text(encoding="utf-8"))):
        counts[kind] += 1
        if kind == "sh":
            answers.append(curl.run(text))
            assert answers[-1].status_code in (200, 201, 204, 409), f"{text}: {answers[-1].text}"
            if '"name": "bea"' in text:
                curl.kept["BEA"] = f"Authorization: Bearer {token_of_bea(demo)}"
        elif kind == "json":
            assert not list(missing(json.loads(text), answers[-1].get_json())), f"{text}\n{answers[-1].text}"
        else:
            page.carry_out(f"```console\n{text}```\n")
    assert (tmp_path / "pack.pdf").read_bytes().startswith(b"%PDF")
    assert counts["json"] == counts["sh"] - 1 >= 25
    assert page.executed == 6
    review = curl.run('curl -s $F/changes/chg-000009/review -H "$ME"').get_json()
    assert review["predicted_at"], "what the board approved is what its review is held against"


def token_of_bea(demo: Any) -> str:
    """Let her sign in and make a token of her own."""
    client = demo.test_client()
    assert client.post("/api/v1/session", json={"name": "bea", "password": PASSWORD}).status_code == 200
    return Curl.token(client, "board_member")


def test_days_are_counted_from_today() -> None:
    later = TOLD_ON + timedelta(days=40)
    assert counted_from(later, "board-2026-11-24, 2026-11-27T20:00:00Z") == "board-2027-01-03, 2027-01-06T20:00:00Z"
    assert counted_from(TOLD_ON, "chg-000009 1.2.3") == "chg-000009 1.2.3"
