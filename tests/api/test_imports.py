"""An import over HTTP: uploaded, mapped, tried, applied, corrected, taken back; limits and jobs."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from api.backend import Backend
from api.spool import Spool
from cmdb.errors import Invalid
from tests.api.conftest import Clock, Person, SignIn

TABLE = b"Name,Type,Serial,OS\nweb-1,Server,SN1,Debian\nweb-2,Server,SN2,Debian\nweb-3,Nonsense,SN3,Debian\n"


def send(person: Person, content: bytes = TABLE, name: str = "servers.csv", **fields: object) -> Any:
    data = {"files": [(io.BytesIO(content), name)], **fields}
    return person.ask("POST", "/imports", data=data, content_type="multipart/form-data")


@pytest.fixture
def backend(app: Flask) -> Backend:
    found: Backend = app.extensions["faultline"]
    return found


def run(backend: Backend, person: Person, key: str, verb: str, **options: object) -> Any:
    answer = person.post(f"/imports/{key}/{verb}", options)
    assert answer.status_code == 202, answer.text
    assert backend.jobs.run_pending() == 1
    return person.get(f"/jobs/{answer.get_json()['id']}").get_json()


def test_an_import_goes_its_way(admin: Person, backend: Backend) -> None:
    made = send(admin, source="inventory")
    assert made.status_code == 201, made.text
    shown = made.get_json()
    assert (shown["state"], shown["format"], shown["source"]) == ("uploaded", "tabular", "inventory")
    assert [each["heading"] for each in shown["mapping"]["columns"]] == ["Name", "Type", "Serial", "OS"]
    key = shown["id"]

    tried = run(backend, admin, key, "dry-run")
    assert (tried["state"], tried["result"]["created"], tried["result"]["rejected_count"]) == ("done", 2, 1)
    assert admin.get("/cis").get_json()["items"] == []
    rejected = admin.get(f"/imports/{key}/rows?decision=rejected").get_json()["items"]
    assert [(each["value"], each["raw"]["Name"]) for each in rejected] == [("Nonsense", "web-3")]

    done = run(backend, admin, key, "apply")
    assert done["result"]["created"] == 2
    found = admin.get(f"/imports/{key}").get_json()
    assert (found["state"], found["undoable"]) == ("applied", True)
    assert [each["name"] for each in admin.get("/cis?sort=name").get_json()["items"]] == ["web-1", "web-2"]
    assert admin.get("/cis/web-1/attempts").get_json()["items"][0]["decision"] == "created"
    source = admin.get("/sources").get_json()["items"][0]
    assert (source["name"], source["cis"], source["observations"], source["rejected"]) == ("inventory", 2, 2, 1)
    assert admin.put(f"/imports/{key}/mapping", {"class": "server"}).status_code == 409

    rows = {"rows": [{"row": "servers.csv:4", "raw": {**rejected[0]["raw"], "Type": "Server"}}]}
    again = admin.post(f"/imports/{key}/corrections", rows)
    assert again.status_code == 201, again.text
    assert run(backend, admin, again.get_json()["id"], "apply")["result"]["created"] == 1
    assert len(admin.get("/cis").get_json()["items"]) == 3

    undone = run(backend, admin, key, "undo")
    assert undone["result"]["taken_back"][0]["removed"] == 2
    assert [each["name"] for each in admin.get("/cis").get_json()["items"]] == ["web-3"]
    assert admin.post(f"/imports/{key}/undo").status_code == 409


def test_the_mapping_that_a_person_says_is_kept_for_the_source(admin: Person, backend: Backend) -> None:
    table = b"Host,What\nweb-1,rack 7\n"
    key = send(admin, table, source="odd").get_json()["id"]
    columns = {"Host": {"role": "name"}, "What": {"attribute": "location"}}
    said = admin.put(f"/imports/{key}/mapping", {"class": "server", "columns": columns, "save": True})
    assert said.status_code == 200, said.text
    assert said.get_json()["mapping"]["class"] == "server"
    run(backend, admin, key, "apply")
    assert admin.get("/cis/web-1").get_json()["attributes"] == {"location": "rack 7"}
    later = send(admin, table, source="odd").get_json()
    assert {each["heading"]: each["target"] for each in later["mapping"]["columns"]} == columns


def test_a_source_is_withdrawn(admin: Person, backend: Backend) -> None:
    key = send(admin, source="inventory").get_json()["id"]
    run(backend, admin, key, "apply")
    assert admin.delete("/sources/inventry").get_json()["nearest"] == ["inventory"]
    assert admin.delete("/sources/inventory").status_code == 202
    backend.jobs.run_pending()
    assert admin.get("/cis").get_json()["items"] == []


def test_uploads_are_limited_and_their_names_harmless(admin: Person, backend: Backend, tmp_path: Path) -> None:
    name = send(admin, name="../../etc/pass\x07wd.csv").get_json()["files"][0]["name"]
    assert name == "passwd.csv"
    assert {each.name for each in tmp_path.iterdir()} <= {"spool", "snapshots"}
    backend.settings = replace(backend.settings, upload_bytes=1024, upload_files=1, body_bytes=1024)
    assert send(admin, b"x" * 5000).status_code == 413
    files = {"files": [(io.BytesIO(b"a"), "a.csv"), (io.BytesIO(b"b"), "b.csv")]}
    assert admin.ask("POST", "/imports", data=files, content_type="multipart/form-data").status_code == 413
    assert admin.post("/cis", {"class": "server", "name": "x", "reason": "y" * 3000}).status_code == 413
    chunked = admin.ask(
        "POST", "/cis", input_stream=io.BytesIO(b'{"a": "' + b"x" * 5000), content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )  # fmt: skip
    assert chunked.status_code == 413


def test_what_is_no_upload_is_refused(admin: Person) -> None:
    assert admin.post("/imports", {}).status_code == 422
    assert send(admin, format="nonsense").status_code == 422
    assert send(admin, source="a:b").status_code == 422
    assert send(admin, TABLE, "servers.csv", **{"class": "srver"}).status_code == 404
    unknown = send(admin, b"\x00\x01\x02", name="x.bin").get_json()
    assert unknown["files"][0]["format"] is None
    assert unknown["files"][0]["reason"]


def test_a_job_that_fails_says_why(admin: Person, backend: Backend) -> None:
    key = send(admin, b"\x00\x01\x02", name="x.bin").get_json()["id"]
    job = run(backend, admin, key, "apply")
    assert job["state"] == "failed"
    assert "no known format" in job["error"]
    assert admin.get(f"/imports/{key}").get_json()["state"] == "failed"


def test_a_waiting_job_is_cancelled_and_a_done_one_is_not(admin: Person, backend: Backend, clock: Clock) -> None:
    key = send(admin).get_json()["id"]
    job = admin.post(f"/imports/{key}/dry-run", {}).get_json()
    assert admin.post(f"/imports/{key}/apply", {}).status_code == 409
    assert admin.delete(f"/jobs/{job['id']}").get_json()["state"] == "cancelled"
    assert admin.delete(f"/jobs/{job['id']}").status_code == 409
    assert backend.jobs.run_pending() == 0
    clock.forward(seconds=1)
    assert run(backend, admin, key, "dry-run")["state"] == "done"
    assert admin.get("/jobs/nothing").status_code == 404
    assert [each["state"] for each in admin.get("/jobs").get_json()["items"]] == ["done", "cancelled"]


def test_files_that_are_old_are_removed(admin: Person, backend: Backend, tmp_path: Path) -> None:
    key = send(admin).get_json()["id"]
    spool = Spool(tmp_path / "spool")
    assert spool.sweep(1) == 0
    assert spool.sweep(-1) == 1
    assert "upload them again" in run(backend, admin, key, "dry-run")["error"]
    with pytest.raises(Invalid):
        spool.place("../x")


def test_a_reader_sees_imports_and_changes_nothing(admin: Person, sign_in: SignIn) -> None:
    key = send(admin).get_json()["id"]
    reader = sign_in("rita", "reader")
    assert reader.get(f"/imports/{key}").status_code == 200
    assert send(reader).status_code == 403
    assert reader.post(f"/imports/{key}/apply", {}).status_code == 403


def test_imports_are_listed_newest_first(admin: Person, clock: Clock) -> None:
    keys = []
    for _ in range(3):
        clock.forward(seconds=1)
        keys.append(send(admin).get_json()["id"])
    first = admin.get("/imports?limit=2").get_json()
    second = admin.get(f"/imports?limit=2&after={first['next']}").get_json()
    assert [each["id"] for each in (*first["items"], *second["items"])] == keys[::-1]
