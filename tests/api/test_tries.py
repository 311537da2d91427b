"""The first page's proposals: the demo's own on the demo estate, nothing invented elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from cmdb.store.port import Store
from tests.api.conftest import Person, SignIn

MANIFEST = Path(__file__).resolve().parents[2] / "examples" / "demo" / "manifest.yaml"


def propose(app: Flask, path: Path) -> None:
    here = app.extensions["faultline"]
    here.settings = replace(here.settings, tries_file=path)


def test_nothing_is_proposed_where_nobody_said_so(admin: Person) -> None:
    assert admin.get("/tries").get_json() == {"items": [], "next": None}


@pytest.mark.usefixtures("estate")
def test_what_names_a_ci_that_is_not_there_is_left_out(
    app: Flask, admin: Person, sign_in: SignIn, tmp_path: Path
) -> None:
    path = tmp_path / "tries.yaml"
    path.write_text(
        "tries:\n  - {title: One, text: Take it down., down: [web-a]}\n  - {title: Two, text: Gone., down: [nobody]}\n"
    )
    propose(app, path)
    assert admin.get("/tries").get_json()["items"] == [{"title": "One", "text": "Take it down.", "down": ["srv-a"]}]
    assert sign_in("bo", "engineer", scope="bank").get("/tries").get_json()["items"] == []


def test_a_file_that_holds_none_is_refused_in_words(app: Flask, admin: Person, tmp_path: Path) -> None:
    path = tmp_path / "tries.yaml"
    path.write_text("tries: [{title: One}]")
    propose(app, path)
    assert "holds no questions" in admin.get("/tries").get_json()["detail"]
    propose(app, tmp_path / "nothing.yaml")
    assert "cannot be read" in admin.get("/tries").get_json()["detail"]
    assert admin.get("/tries").status_code == 422


@pytest.mark.slow
def test_every_try_of_the_demo_names_cis_of_the_demo(app: Flask, admin: Person, store: Store) -> None:
    from cli.demo_estate import build_demo

    build_demo(store, say=lambda _: None)
    propose(app, MANIFEST)
    tries = admin.get("/tries").get_json()["items"]
    assert len(tries) == 5
    for each in tries:
        answer = admin.get(f"/impact?ci={','.join(each['down'])}")
        assert answer.get_json()["cis"], each["title"]
