"""``template list|show|keep|drop|use``."""

from __future__ import annotations

from tests.cli.test_change_command import ESTATE

PATCH = {
    "name": "patch-balancer",
    "practice": "change",
    "title": "Patch {lb}",
    "blanks": [{"id": "lb", "class": "load_balancer"}],
    "minutes": 30,
    "plan": {
        "kind": "standard",
        "edits": [{"op": "set", "ci": "{lb}", "attributes": {"version": {"to": "2.1"}}}],
        "backout": "boot the old release",
    },
}


def test_a_template_is_kept_used_and_dropped(cli) -> None:
    cli.json("import", cli.file("estate.json", ESTATE))
    assert cli.json("template", "keep", cli.file("patch.json", PATCH)) == {"name": "patch-balancer"}
    assert [each["name"] for each in cli.json("template", "list")] == ["patch-balancer"]
    key = cli.json("template", "use", "patch-balancer", "--blank", "lb=lb-1", "--start", "2036-12-05T22:00")["key"]
    change = cli.json("change", "show", key)
    assert change["title"] == "Patch lb-1"
    assert change["plan"]["window"] == {"start": "2036-12-05T22:00:00Z", "end": "2036-12-05T22:30:00Z"}
    assert change["plan"]["edits"][0]["attributes"]["version"] == {"was": "2.0", "to": "2.1"}
    assert cli.json("template", "drop", "patch-balancer") == {"name": "patch-balancer"}
    assert cli.json("template", "list") == []


def test_what_does_not_fit_is_said(cli) -> None:
    cli.json("import", cli.file("estate.json", ESTATE))
    wrong = cli("template", "keep", cli.file("patch.json", {**PATCH, "minutes": None}))
    wrong.fails(2, "template patch-balancer.minutes", "is needed for a change")
    cli.json("template", "keep", cli.file("patch.json", PATCH))
    cli("template", "use", "patch-balancer", "--blank", "lb=app").fails(2, "a load_balancer")
    cli("template", "use", "nothing").fails(3, "patch-balancer")
