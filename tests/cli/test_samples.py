"""Real files, imported and asked on the command line."""

from __future__ import annotations

import pytest

from tests.cli.conftest import states


@pytest.fixture
def boutique(cli, shared):
    assert cli.json("import", shared("kubernetes", "online-boutique.yaml"))["rejected"] == []
    return cli


def test_the_boutiques_cart_store_takes_with_it_what_stands_on_it_and_nothing_else(boutique):
    answer = boutique.json("impact", "workload:redis-cart")
    assert states(answer) == dict.fromkeys(
        ("redis-cart", "cartservice", "checkoutservice", "frontend", "loadgenerator"), "down"
    )
    workloads = {each["name"] for each in boutique.json("find", "class:workload")["items"]}
    assert len(workloads) == 12
    for spared in sorted(workloads - set(states(answer))):
        (why,) = boutique.json("impact", "workload:redis-cart", "--why-not", f"workload:{spared}")["why_not"]
        assert (why["name"], why["state"]) == (spared, "ok")


def test_the_boutiques_front_stands_on_all_but_what_calls_it(boutique):
    needed = {each["name"] for each in boutique.json("needs", "workload:frontend")["cis"]}
    assert {"cartservice", "redis-cart", "checkoutservice", "paymentservice"} <= needed
    assert "loadgenerator" not in needed
    (keys, types), *_ = boutique.json("path", "workload:loadgenerator", "workload:redis-cart")
    assert (len(keys), len(types)) == (4, 3)


def test_a_second_import_of_the_boutique_changes_nothing(boutique, shared):
    before = boutique("export").out
    again = boutique.json("import", shared("kubernetes", "online-boutique.yaml"))
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 13)
    assert boutique("export").out == before


def test_the_robot_shop_by_compose(cli, shared):
    report = cli.json("import", shared("compose", "robot-shop.docker-compose.yaml"))
    assert (report["format"], report["rejected"]) == ("compose", [])
    assert set(states(cli.json("impact", "mongodb"))) == {"mongodb", "catalogue", "user", "web"}


def test_two_lists_of_servers_meet_in_the_same_cis(cli, shared):
    first = cli.json("import", shared("tabular", "servicenow-cmdb-view.csv"), "--class", "server")
    assert first["created"] > 100
    second = cli.json("import", shared("tabular", "backup-tool-vms.csv"), "--class", "server")
    assert second["updated"] + second["unchanged"] > 0
    shown = cli.json("show", "aaa0001")
    assert [each["source"] for each in shown["sources"]] == ["backup-tool-vms.csv", "servicenow-cmdb-view.csv"]
    assert shown["values"]["attributes.os"]["source"] == "servicenow-cmdb-view.csv"


def test_a_folder_of_real_manifests_is_tried_whole(cli, shared):
    report = cli.json("import", shared("kubernetes", "bookinfo"), "--dry-run")
    assert (report["format"], report["rejected"], report["created"] > 5) == ("kubernetes", [], True)
    assert cli.json("find")["items"] == []


def test_incidents_are_no_cis(cli, shared):
    told = cli.json("import", shared("itsm", "uci498-incident-event-log-slice.csv"))
    assert (told["created"], told["rejected"]) == (724, [])
    assert cli.json("find")["items"] == []
