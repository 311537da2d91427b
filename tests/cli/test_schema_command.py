"""``schema show`` prints what ``schema apply`` reads; a declaration holds at once, a wrong one changes nothing."""

from __future__ import annotations

import pytest

WINDMILL = {
    "classes": [
        {
            "name": "windmill",
            "parent": "device",
            "label": "Windmill",
            "prefix": "wdm",
            "attributes": [{"name": "blades", "type": "integer", "minimum": 2, "maximum": 5}],
        }
    ]
}


def test_show_and_apply_read_each_other(cli):
    shown = cli.json("schema", "show")
    assert {"classes", "relation_types", "lifecycles", "precedence"} <= set(shown)
    names = {each["name"] for each in shown["classes"]}
    assert {"server", "virtual_machine", "business_service", "application", "database"} <= names
    types = {each["name"] for each in shown["relation_types"]}
    assert {
        "depends_on",
        "runs_on",
        "powered_by",
        "connects_to",
        "member_of",
        "located_in",
        "contains",
    } <= types
    cli.json("schema", "apply", cli.file("all.json", shown))
    assert cli.json("schema", "show") == shown
    text = cli("schema", "show").out
    assert all(name in text for name in names)


def test_a_declared_class_can_be_used_at_once(cli):
    mill = cli.file("mills.csv", "name,class,blades\nnorth,windmill,3\nsouth,windmill,9\n")
    assert cli.json("import", mill, "--dry-run", code=1)["rejected_count"] == 2
    done = cli.json("schema", "apply", cli.file("windmill.json", WINDMILL))
    assert done == {"revision": 1, "declared": ["class:windmill"]}
    report = cli.json("import", mill, code=1)
    assert report["created"] == 1
    assert [each["value"] for each in report["rejected"]] == [9]
    assert cli.json("find", "class:windmill")["items"][0]["attributes"] == {"blades": 3}
    assert cli.json("schema", "apply", cli.file("windmill.json", WINDMILL))["revision"] is None
    assert cli("schema", "apply", cli.file("windmill.json", WINDMILL)).out.endswith("it was so already\n")


def test_a_declaration_may_be_yaml(cli):
    text = "classes:\n  - name: windmill\n    parent: device\n    prefix: wdm\n"
    assert cli("schema", "apply", cli.file("windmill.yaml", text)).out == "Declared class:windmill\n"


def test_values_that_would_no_longer_fit_stop_a_declaration(cli):
    cli.json("schema", "apply", cli.file("windmill.json", WINDMILL))
    cli.json("import", cli.file("mills.csv", "name,class,blades\nnorth,windmill,3\nsouth,windmill,4\n"))
    narrower = {"classes": [{"name": "windmill", "attributes": [{"name": "blades", "type": "integer", "maximum": 3}]}]}
    told = cli.json("schema", "apply", cli.file("narrower.json", narrower), code=2)
    assert "blades" in told["where"]
    assert told["value"] == 4
    assert cli.json("export")["classes"][0]["attributes"][0]["maximum"] == 5


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "cut off"),
        ("[]", "no JSON object"),
        ('{"colours": []}', "colours"),
        ('{"classes": {}}', "no list"),
        ('{"classes": [{"name": "Wind Mill", "parent": "device"}]}', "Wind Mill"),
        ('{"classes": [{"name": "mill", "parent": "nothing"}]}', "nothing"),
        ('{"classes": [{"name": "mill", "parent": "device", "expects": ["likes"]}]}', "likes"),
        ('{"classes": [{"name": "mill", "parent": "device", "attributes": [{"name": "a", "type": "odd"}]}]}', "odd"),
        ("a: 1\n---\nb: 2\n", "no single document"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused_with_its_place(cli, content, said):
    file = cli.file("schema.yaml" if content.startswith("a:") else "schema.json", content)
    assert said in cli.json("schema", "apply", file, code=2)["detail"]
    assert cli.json("export")["classes"] == []


def test_a_declaration_that_is_not_there(cli):
    cli("schema", "apply", cli.folder / "none.json").fails(3, "none.json")
    cli("schema", "apply", cli.folder).fails(2)
