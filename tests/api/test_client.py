"""The built client is served with a strict policy, its pages from one file, its assets for ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.api.conftest import Person

INDEX = '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><div id="root"></div>'


@pytest.fixture
def bundle(app: Flask, tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "assets" / "app-1.js").write_text("1")
    (folder / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    app.config["CLIENT_FOLDER"] = folder
    return folder


@pytest.mark.usefixtures("bundle")
def test_every_page_is_index_with_a_nonce_of_its_own(nobody: Person) -> None:
    nonces = set()
    for path in ("//", "//impact", "//cis/srv-000001", "//setup?token=x"):
        answer = nobody.get(path)
        assert answer.status_code == 200
        nonce = answer.text.split('content="')[1].split('"')[0]
        assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-cache"
        nonces.add(nonce)
    assert len(nonces) == 4


@pytest.mark.usefixtures("bundle")
def test_the_policy_lets_nothing_in(nobody: Person) -> None:
    headers = nobody.get("//").headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.usefixtures("bundle")
def test_assets_are_kept_and_files_outside_are_out_of_reach(nobody: Person) -> None:
    asset = nobody.get("//assets/app-1.js")
    assert "immutable" in asset.headers["Cache-Control"]
    assert nobody.get("//favicon.svg").text == "<svg/>"
    assert nobody.get("//assets/missing.js").status_code == 404
    for path in ("//assets/../../secret.txt", "//..%2fsecret.txt", "//assets/%2e%2e/%2e%2e/secret.txt"):
        assert "secret" not in nobody.get(path).text


def test_without_a_client_the_page_says_so(app: Flask, nobody: Person) -> None:
    app.config["CLIENT_FOLDER"] = None
    assert "not built" in nobody.get("//").text
    assert nobody.get("//assets/x.js").status_code == 404


@pytest.mark.usefixtures("bundle")
def test_an_address_of_the_api_is_never_a_page(nobody: Person) -> None:
    for path in ("/nothing", "//api", "//api/v2/x"):
        answer = nobody.get(path)
        assert answer.status_code == (200 if path == "//api" else 404), path


def test_answers_of_the_api_are_not_kept(nobody: Person) -> None:
    assert nobody.get("/session").headers["Cache-Control"] == "no-store"
    assert nobody.get("//healthz").get_json()["status"] == "ok"
    assert nobody.get("//readyz").get_json() == {"status": "ready", "revision": 0}
