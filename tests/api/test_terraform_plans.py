"""What Terraform plans, as a plan of ours: read over HTTP, and as the comment on a pull request of the example."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.api.conftest import Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")
ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "examples" / "pull-request" / "blast_radius.py"
SAMPLES = ROOT.parent / "shared" / "data" / "terraform" / "plan"
DB_1, DB_2, WEB = "aws_db_instance.main", "module.data.aws_db_instance.second[0]", "aws_instance.web"


def resource(address: str, *actions: str, **more: Any) -> dict[str, Any]:
    """A resource that Terraform would touch."""
    change = {"actions": list(actions), "before": more.pop("before", {}), "after": more.pop("after", {})}
    return {"address": address, "mode": "managed", "change": change | more.pop("change", {}), **more}


def document(*changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A plan of Terraform."""
    return {"format_version": "1.2", "resource_changes": list(changes), **more}


@pytest.fixture
def addressed(admin: Person) -> Person:
    """The databases and a server carry addresses of Terraform."""
    for key, address in (("db-1", DB_1), ("db-2", DB_2), ("srv-b", WEB)):
        said = {"attributes": {"terraform_address": address}}
        assert admin.patch(f"/cis/{key}", said, "*").status_code == 200
    return admin


def read(person: Person, *changes: dict[str, Any]) -> dict[str, Any]:
    """Return what becomes of a plan of Terraform."""
    answer = person.post("/plans/terraform", {"terraform": document(*changes)})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_each_action_becomes_what_it_does_to_the_ci(addressed: Person) -> None:
    found = read(
        addressed,
        resource(DB_1, "update", before={"version": "13.1"}, after={"version": "15.1", "size": 4}),
        resource(DB_2, "delete"),
        resource(WEB, "delete", "create"),
        resource("aws_instance.same", "no-op"),
        resource("data.aws_ami.x", "read", mode="data"),
    )
    assert found["plan"] == {
        "faultline_change": 1,
        "title": "Terraform: 1 to change, 1 to replace, 1 to destroy",
        "edits": [
            {"op": "set", "ci": "db-1", "attributes": {"version": {"was": "13.2", "to": "15.1"}}},
            {"op": "retire", "ci": "db-2"},
        ],
        "down": [{"ci": "srv-b", "state": "down"}],
    }
    assert [each["ci"] for each in found["matched"]] == ["db-1", "db-2", "srv-b"]
    assert found["unmatched"] == []
    assert addressed.post("/plans/preview", {"plan": found["plan"]}).get_json()["mergeable"] is True


def test_what_is_changed_in_a_way_the_graph_does_not_know_is_judged_if_it_fails(addressed: Person) -> None:
    plan = read(addressed, resource(WEB, "update", after={"monitoring": True}))["plan"]
    assert (plan["edits"], plan["down"]) == ([], [{"ci": "srv-b", "state": "down", "minutes": 0}])
    other = read(addressed, resource(DB_1, "create", "delete"), resource(DB_2, "update"))["plan"]
    window = {"start": "2026-12-05T22:00:00Z", "end": "2026-12-05T23:00:00Z"}
    for given in (other, {**other, "window": window}):
        judged = addressed.post("/changes/assess", given).get_json()["impact"]
        assert judged["planned"]["services"] == []
        assert [(each["key"], each["state"]) for each in judged["if_it_fails"]["services"]] == [("pay", "down")]


def test_an_address_is_found_by_name_and_where_it_was_before(addressed: Person) -> None:
    made = addressed.post("/cis", {"class": "server", "name": "aws_instance.named"})
    assert made.status_code == 201
    found = read(
        addressed,
        resource("aws_instance.named", "delete"),
        resource("aws_db_instance.renamed", "update", previous_address=DB_1),
    )
    assert [each["ci"] for each in found["matched"]] == [made.get_json()["key"], "db-1"]


def test_what_is_no_ci_is_listed_with_the_reason(addressed: Person) -> None:
    assert addressed.patch("/cis/srv-a", {"attributes": {"terraform_address": WEB}}, "*").status_code == 200
    found = read(addressed, resource("aws_vpc.a", "create"), resource("aws_vpc.b", "update"), resource(WEB, "update"))
    assert [(each["address"], each["reason"]) for each in found["unmatched"]] == [
        ("aws_vpc.a", "it is new, and comes into the graph with the next import"),
        ("aws_vpc.b", "no CI has it as its attribute terraform_address or as its name"),
        (WEB, "2 CIs carry it: srv-a, srv-b"),
    ]
    assert (found["plan"]["edits"], found["plan"]["down"]) == ([], [])


def test_what_is_sensitive_is_not_read(addressed: Person) -> None:
    secret = {"after_sensitive": {"version": True}}
    plan = read(addressed, resource(DB_1, "update", after={"version": "hunter2"}, change=secret))["plan"]
    assert "hunter2" not in json.dumps(plan)


@pytest.mark.parametrize(
    ("terraform", "where"),
    [
        ({"format_version": "2.0"}, "format_version"),
        ({}, "format_version"),
        ({"format_version": "1.0", "resource_changes": {}}, "plan"),
        ({"format_version": "1.0", "errored": True}, "errored"),
        ({"format_version": "1.0", "resource_changes": [{"change": {}}]}, "resource_changes[0].address"),
        ({"format_version": "1.0", "resource_changes": [{"address": "a"}]}, "resource_changes[0].change.actions"),
        (document(resource("a", "forget")), "resource_changes[0].change.actions"),
    ],
)
def test_what_is_no_plan_of_terraform_is_refused_at_its_place(admin: Person, terraform: object, where: str) -> None:
    answer = admin.post("/plans/terraform", {"terraform": terraform})
    assert (answer.status_code, answer.get_json()["errors"][0]["where"]) == (422, where), answer.text


def test_a_ci_out_of_scope_is_not_found(addressed: Person, sign_in: SignIn) -> None:
    scoped = sign_in("rita", "engineer", scope="Retail")
    assert addressed.get("/cis/srv-b").status_code == 200
    found = read(scoped, resource(WEB, "delete"))
    assert (found["matched"], len(found["unmatched"])) == ([], 1)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the plans of Terraform (../shared/data) are not beside this one")
def test_real_plans_are_read(admin: Person) -> None:
    counts = {}
    for path in sorted(SAMPLES.glob("*.json")):
        answer = admin.post("/plans/terraform", {"terraform": json.loads(path.read_text())})
        assert answer.status_code == 200, answer.text
        counts[path.name] = (len(answer.get_json()["unmatched"]), answer.get_json()["plan"]["title"])
    assert counts == {
        "aws-example.plan.json": (2, "Terraform: 2 to create"),
        "example_plan.json": (5, "Terraform: 5 to create"),
    }


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """Serve the app on this machine; answer the address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(5)


def run(address: str, token: str, text: str) -> subprocess.CompletedProcess[str]:
    """Run the example as a job of a CI would."""
    environment = {**os.environ, "FAULTLINE_URL": address, "FAULTLINE_TOKEN": token}
    command = [sys.executable, str(SCRIPT)]
    return subprocess.run(command, input=text, capture_output=True, text=True, env=environment, check=False, timeout=60)


def test_the_example_comments_the_blast_radius(addressed: Person, served: str) -> None:
    permissions = ["plan.preview", "impact.ask", "ci.read"]
    token = addressed.post("/tokens", {"name": "ci", "permissions": permissions, "expires_days": 2}).get_json()["token"]
    gone = resource("aws_*", "update")
    done = run(served, token, json.dumps(document(resource(DB_1, "delete", "create"), gone)))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("### Blast radius\n\n**As planned:** ")
    assert "| Payments | OK | DOWN |" not in done.stdout
    assert "- `aws_*` (update): no CI has it as its attribute terraform\\_address or as its name" in done.stdout

    both = document(resource(DB_1, "delete", "create"), resource(DB_2, "delete"))
    done = run(served, token, json.dumps(both))
    assert (done.returncode, done.stderr) == (1, "")
    assert "| Payments | DOWN | DOWN |" in done.stdout


def test_the_example_says_what_is_wrong(addressed: Person, served: str) -> None:
    done = run(served, "nonsense", json.dumps(document()))
    assert done.returncode != 0
    assert "/plans/terraform: 401" in done.stderr
    done = run(served, "nonsense", "terraform")
    assert "standard input is no JSON" in done.stderr
    assert addressed.get("/changes").get_json()["items"] == []
