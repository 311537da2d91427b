"""``why``, ``undo``, ``withdraw`` and ``history``: each decision is explained, and can be taken back."""

from __future__ import annotations

from tests.cli.conftest import PAYMENTS

SERVERS = "name,class,serial,os\nweb,server,S1,Debian 12\ndb,server,S2,Debian 12\n"


def relation(source, target, **fields: object):
    return {"from": source, "type": "depends_on", "to": target, **fields}


def load(cli, name, cis=(), relations=(), code=0):
    return cli.json(
        "import", cli.file(name, {"faultline": 1, "cis": list(cis), "relations": list(relations)}), code=code
    )


def app(key):
    return {"key": key, "class": "application", "name": key}


# ------------------------------------------------------------------ why


def test_why_tells_what_was_decided_and_which_rules_were_tried(cli):
    file = cli.file("servers.csv", SERVERS)
    run = cli.json("import", file)["run"]
    for row in (f"{file}:2", f"{file} row 2", "2"):
        (decision,) = cli.json("why", run, row)
        assert (decision["decision"], decision["name"], decision["class"]) == ("created", "web", "server")
    other = cli.file("scan.csv", "name,class,serial,os\nWEB01,server,S1,Debian 13\n")
    second = cli.json("import", other)["run"]
    (decision,) = cli.json("why", second, "2")
    assert decision["decision"] == "updated"
    assert decision["attempts"][-1]["outcome"] == "matched"
    assert {"field": "attributes.os", "was": "Debian 12", "to": "Debian 13"} in decision["edits"]
    text = cli("why", second, "2").out
    assert "updated" in text
    assert "attributes.os: Debian 12 -> Debian 13" in text
    assert cli.json("why", second, decision["key"]) == [decision]


def test_why_tells_of_rejected_rows_and_of_dry_runs(cli):
    file = cli.file("bad.csv", "name,class,cpus\na,server,4\nb,server,many\n")
    for options in (["--dry-run"], []):
        run = cli.json("import", file, *options, code=1)["run"]
        (decision,) = cli.json("why", run, "3")
        assert (decision["decision"], decision["value"]) == ("rejected", "many")
        assert decision["allowed"]
        assert "got 'many'" in cli("why", run, "3").out


def test_why_of_nothing_names_the_nearest(cli):
    run = cli.json("import", cli.file("servers.csv", SERVERS))["run"]
    assert cli.json("why", "nothing", "2", code=3)["nearest"] == [run]
    told = cli.json("why", run, "99", code=3)
    assert (told["what"], len(told["nearest"])) == ("row", 2)


# ------------------------------------------------------------------ undo


def test_undo_puts_back_exactly_what_a_run_did(cli):
    cli.json("import", cli.file("servers.csv", SERVERS))
    before = cli("export").out
    run = cli.json(
        "import", cli.file("scan.csv", "name,class,serial,os\nweb,server,S1,Debian 13\nnew,server,S9,\n"), code=0
    )["run"]
    assert cli("export").out != before
    done = cli.json("undo", run)
    assert done["conflicts"] == []
    assert done["revision"] == 3
    assert cli("export").out == before


def test_undo_leaves_what_came_later_and_says_so(cli):
    run = cli.json("import", cli.file("servers.csv", SERVERS))["run"]
    cli.json("import", cli.file("servers.csv", SERVERS.replace("S1,Debian 12", "S1,Debian 13")))
    done = cli.json("undo", run, code=1)
    (conflict,) = done["conflicts"]
    assert conflict["ci"] == cli.json("show", "web")["key"]
    assert [each["name"] for each in cli.json("find")["items"]] == ["web"]


def test_undo_in_words(cli):
    run = cli.json("import", cli.file("servers.csv", SERVERS))["run"]
    called = cli("undo", run)
    assert (called.code, called.out) == (0, f"Took back {run}: 0 restored, 2 removed, revision 2\n")
    cli("undo", "never").fails(3, "never")


def test_a_run_that_only_tried_cannot_be_undone(cli):
    run = cli.json("import", cli.file("servers.csv", SERVERS), "--dry-run")["run"]
    cli("undo", run).fails(3, run)


# ------------------------------------------------------------------ withdraw


def test_withdraw_drops_what_one_source_said_and_keeps_what_others_say(cli):
    cli.json("import", cli.file("cmdb.csv", SERVERS))
    cli.json("import", cli.file("scan.csv", "name,class,serial,os\nweb,server,S1,Debian 13\nnew,server,S9,\n"))
    assert cli.json("show", "web")["attributes"]["os"] == "Debian 13"
    done = cli.json("withdraw", "scan.csv")
    assert done["removed"] == 2
    assert cli.json("show", "web")["attributes"]["os"] == "Debian 12"
    cli("show", "new").fails(3)
    cli("withdraw", "scan.csv").fails(3, "scan.csv")
    assert cli("withdraw", "cmdb.csv").out == "Withdrew cmdb.csv: 2 observations dropped, revision 4\n"
    assert cli.json("find")["items"] == []


# ------------------------------------------------------------------ history


def test_history_has_its_shape_newest_first(payments):
    change = {"key": "app", "class": "application", "name": "pay-app", "attributes": {"version": "2.1"}}
    load(payments, "v2.json", [change])
    newest, oldest = payments.json("history", "pay-app")
    assert set(newest) >= {"revision", "at", "actor", "source", "reason", "edits"}
    assert (newest["revision"], newest["source"], newest["actor"][:4]) == (2, "v2.json", "cli:")
    assert newest["edits"] == [{"field": "attributes.version", "was": None, "to": "2.1"}]
    assert oldest["source"] == "payments.json"
    assert "attributes.version: – -> 2.1" in payments("history", "app").out


def test_history_lists_relations_that_came_changed_and_went(cli):
    load(cli, "cis.json", [app("a"), app("b")])
    load(cli, "links.json", [app("a")], [relation("a", "b")])
    load(cli, "links.json", [app("a")], [relation("a", "b", weight=3)])
    load(cli, "links.json", [app("a")])
    for key in ("a", "b"):
        edits = {each["revision"]: each["edits"] for each in cli.json("history", key)}
        relations = {number: each for number, found in edits.items() for each in found if each["field"] == "relation"}
        assert sorted(relations) == [2, 3, 4]
        assert (relations[2]["was"], relations[2]["to"]) == (None, relation("a", "b"))
        assert relations[3]["to"] == relation("a", "b", weight=3)
        assert relations[4] == {"field": "relation", "was": relation("a", "b", weight=3), "to": None}
    assert "relation: – -> a depends_on b" in cli("history", "b").out


def test_history_of_a_ci_that_is_gone(cli):
    load(cli, "cis.json", [app("a")])
    cli.json("withdraw", "cis.json")
    assert [each["revision"] for each in cli.json("history", "a")] == [2, 1]
    cli("show", "a").fails(3)
    assert cli.json("show", "a", "--as-of", "1")["name"] == "a"
    cli("history", "never").fails(3, "never")
    cli("history", "obs:cis.json:a").fails(3)


# ------------------------------------------------------------------ find and show


def test_find_has_its_shape_a_stable_order_and_pages(payments):
    found = payments.json("find")
    assert set(found) == {"items", "next"}
    assert [each["key"] for each in found["items"]] == ["app", "db-1", "db-2", "pay"]
    assert set(found["items"][0]) >= {"key", "class", "name", "lifecycle", "attributes"}
    keys, after = [], []
    while True:
        page = payments.json("find", "--limit", "1", "--sort", "-name", *after)
        keys += [each["key"] for each in page["items"]]
        if page["next"] is None:
            break
        after = ["--after", page["next"]]
    assert keys == ["pay", "app", "db-2", "db-1"]
    assert "more: --after " in payments("find", "--limit", "1").out


def test_find_takes_the_query_language(payments):
    for query, keys in (
        ("class:database", ["db-1", "db-2"]),
        ("criticality>4", ["pay"]),
        ("depends_on:(class:database)", ["app"]),
        ("name:pay-app or key:db-1", ["app", "db-1"]),
        ("nothing", []),
    ):
        assert [each["key"] for each in payments.json("find", query)["items"]] == keys
    assert payments("find", "nothing").out.endswith("0 CIs\n")
    assert payments("find", "nothing").code == 0


def test_show_has_relations_and_sources(payments):
    shown = payments.json("show", "app")
    assert set(shown) >= {"key", "class", "name", "lifecycle", "attributes", "relations", "sources"}
    assert [(each["from"], each["to"]) for each in shown["relations"]] == [
        ("app", "db-1"),
        ("app", "db-2"),
        ("pay", "app"),
    ]
    assert [each["source"] for each in shown["sources"]] == ["payments.json"]
    assert shown["groups"] == PAYMENTS["cis"][1]["groups"]
    text = payments("show", "app").out
    assert "depends on db-1" in text
    assert "is needed by pay Payments" in text
