"""Runs: identified, reconciled, tried dry, strict, resumed, taken back; nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cmdb.edit import edit_ci
from cmdb.entities import ci_detail
from cmdb.estate import Estate
from cmdb.export import graph_text
from cmdb.store import open_store
from cmdb.store.port import Stamp
from importers import run as run_module
from importers.formats import by_name
from importers.journal import row_decision
from importers.observation import InputFile
from importers.run import Request, import_files, new_run
from importers.undo import undo_run, withdraw_source


class Ticking:
    """A clock that goes on a second at each look."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def estate() -> Iterator[Estate]:
    with open_store("memory:") as store:
        yield Estate(store, None, Ticking())


def graph_file(cis, relations=()):
    document = {"faultline": 1, "cis": list(cis), "relations": list(relations)}
    return InputFile("g.json", json.dumps(document).encode())


def csv(text, name="servers.csv"):
    return InputFile(name, text.encode())


def load(estate, file, *, source="s", form=None, **options: object):
    reader = by_name(form or ("graph" if file.name.endswith("json") else "tabular"))
    request = Request(reader, [file], source, "me", options.pop("run", new_run(estate.now())), **options)
    return import_files(estate.store, request, now=estate.now)


def export(estate):
    return json.loads("".join(graph_text(estate.graph)))


SERVERS = "name,class,serial,os,runs on\nweb,server,S1,Debian 12,\nvm1,virtual_machine,,Debian 12,web\n"


def test_the_same_file_twice_makes_no_revision(estate):
    first = load(estate, csv(SERVERS))
    again = load(estate, csv(SERVERS))
    assert (first.created, again.created, again.updated, again.unchanged) == (2, 0, 0, 2)
    assert estate.graph.head().number == first.revision


def test_a_dry_run_decides_what_the_run_does_and_writes_nothing(estate):
    load(estate, csv(SERVERS))
    moved = csv(SERVERS.replace("Debian 12,\n", "Debian 13,\n") + "db,server,S1,,\nbad,server,,,nowhere\n")
    before = export(estate)
    tried = load(estate, moved, dry_run=True).document()
    assert export(estate) == before
    done = load(estate, moved).document()
    for each in (tried, done):
        for name in ("run", "revision", "dry_run"):
            each.pop(name)
    assert tried == done


def test_rejected_rows_are_named_and_the_rest_goes_on(estate):
    report = load(estate, csv("name,class,cpus\na,server,4\nb,server,many\n,server,1\nc,sever,2\n"))
    assert report.created == 1
    assert report.rejected_count == 3
    reasons = [(row["value"], bool(row["allowed"])) for row in report.rejected]
    assert ("many", True) in reasons


def test_strict_writes_nothing_unless_every_row_is_good(estate):
    report = load(estate, csv("name,class,cpus\na,server,4\nb,server,many\n"), strict=True)
    assert report.stopped
    assert estate.graph.head() is None


def test_a_reference_to_nothing_is_rejected_and_its_ci_is_kept(estate):
    report = load(estate, csv("name,class,runs on\nvm1,virtual_machine,ghost\n"))
    assert (report.created, report.rejected_count) == (1, 1)
    assert report.rejected[0]["value"] == "ghost"
    load(estate, csv("name,class\nghost,server\n", "other.csv"), source="other")
    again = load(estate, csv("name,class,runs on\nvm1,virtual_machine,ghost\n"))
    assert (again.updated, again.rejected_count) == (1, 0)


def test_forward_references_across_chunks_are_resolved(estate, monkeypatch):
    monkeypatch.setattr(run_module, "MOST_ENTITIES", 6)
    names = [f"n{number}" for number in range(12)]
    cis = [{"key": name, "class": "application", "name": name} for name in names]
    relations = [{"from": a, "type": "depends_on", "to": b} for a, b in zip(names, [*names[1:], names[0]], strict=True)]
    report = load(estate, graph_file(cis, relations))
    assert report.rejected == []
    assert len(export(estate)["relations"]) == 12
    assert estate.graph.head().number > 2
    assert load(estate, graph_file(cis, relations)).unchanged == 12


def test_two_sources_meet_in_one_ci_and_losing_values_stay_visible(estate):
    load(estate, csv("name,class,serial,os\nweb,server,S1,Debian 12\n"), source="cmdb")
    load(estate, csv("name,class,serial,os\nweb01,server,S1,Debian 13\n"), source="scanner")
    detail = ci_detail(estate.graph, estate.rules, "srv-000001")
    said = detail["values"]["attributes.os"]
    assert (said["value"], said["source"], [each["value"] for each in said["losing"]]) == (
        "Debian 13",
        "scanner",
        ["Debian 12"],
    )


@pytest.mark.parametrize("serial", ["Default string", "N/A", "0000000", "To be filled by O.E.M."])
def test_placeholders_never_identify(estate, serial):
    load(estate, csv(f"name,class,serial\na,server,{serial}\nb,server,{serial}\n"))
    assert len(export(estate)["cis"]) == 2


def test_why_tells_the_rules_that_were_tried(estate):
    load(estate, csv(SERVERS), source="cmdb")
    report = load(estate, csv("name,class,serial\nWEB,server,\n"), source="scanner")
    (decision,) = row_decision(estate.side, report.run, "servers.csv:2", now=estate.now())
    assert next((each["rule"], each["outcome"]) for each in decision["attempts"]) == ("serial", "skipped")
    assert decision["attempts"][-1]["outcome"] == "matched"
    assert decision["key"] == "srv-000001"


def test_undo_takes_back_exactly_what_a_run_did(estate):
    load(estate, csv(SERVERS), source="cmdb")
    before = export(estate)
    report = load(estate, csv("name,class,serial,os\nweb,server,S1,Debian 13\nnew,server,S9,\n"), source="scanner")
    undone = undo_run(estate.graph, report.run, Stamp("me"))
    assert undone.conflicts == ()
    assert export(estate) == before


def test_undo_leaves_what_came_later_and_says_so(estate):
    report = load(estate, csv("name,class,os\nweb,server,Debian 12\nold,server,Debian 11\n"))
    load(estate, csv("name,class,os\nweb,server,Debian 13\nold,server,Debian 11\n"))
    undone = undo_run(estate.graph, report.run, Stamp("me"))
    assert len(undone.conflicts) == 1
    assert [ci["name"] for ci in export(estate)["cis"]] == ["web"]


def test_withdraw_drops_a_source_and_recomputes(estate):
    load(estate, csv(SERVERS), source="cmdb")
    before = export(estate)
    load(estate, csv("name,class,serial,os\nweb,server,S1,Debian 13\nnew,server,S9,\n"), source="scanner")
    withdraw_source(estate.graph, "scanner", Stamp("me"))
    assert export(estate) == before


def test_a_relation_lives_while_somebody_reports_it(estate):
    load(estate, csv(SERVERS), source="cmdb")
    load(estate, csv(SERVERS), source="scanner")
    withdraw_source(estate.graph, "cmdb", Stamp("me"))
    assert len(export(estate)["relations"]) == 1
    load(estate, csv(SERVERS.replace(",web\n", ",\n")), source="scanner")
    assert export(estate)["relations"] == []


def test_a_complete_run_retires_what_nobody_reports(estate):
    rows = "".join(f"n{number},server\n" for number in range(10))
    load(estate, csv("name,class\n" + rows))
    report = load(estate, csv("name,class\n" + rows.replace("n3,server\n", "")), complete=True)
    assert (report.missing, report.retired) == (1, 1)
    assert [ci["lifecycle"] for ci in export(estate)["cis"] if ci["name"] == "n3"] == ["retired"]
    load(estate, csv("name,class\n" + rows), complete=True)
    assert {ci["lifecycle"] for ci in export(estate)["cis"]} == {"operational"}


def test_a_complete_run_that_loses_a_large_share_stops_and_asks(estate):
    rows = "".join(f"n{number},server\n" for number in range(20))
    load(estate, csv("name,class\n" + rows))
    report = load(estate, csv("name,class\nn1,server\n"), complete=True)
    assert report.missing == 19
    assert report.retired == 0
    assert "19 of 20" in report.stopped
    assert load(estate, csv("name,class\nn1,server\n"), complete=True, accept=True).retired == 19


def test_manual_values_stand_above_sources(estate):
    load(estate, csv(SERVERS), source="cmdb")
    edit_ci(estate.graph, estate.rules, "srv-000001", {"attributes.os": "NetBSD"}, Stamp("me"))
    load(estate, csv(SERVERS.replace("Debian 12", "Debian 13")), source="cmdb")
    assert ci_detail(estate.graph, estate.rules, "srv-000001")["attributes"]["os"] == "NetBSD"
    edit_ci(estate.graph, estate.rules, "srv-000001", {"attributes.os": "Debian 13"}, Stamp("me"))
    load(estate, csv(SERVERS.replace("Debian 12", "Debian 14")), source="cmdb")
    assert ci_detail(estate.graph, estate.rules, "srv-000001")["attributes"]["os"] == "Debian 14"


def test_export_and_import_again_is_the_same_estate(estate):
    load(estate, csv(SERVERS))
    first = export(estate)
    with open_store("memory:") as other_store:
        other = Estate(other_store, None, Ticking())
        load(other, InputFile("e.json", json.dumps(first).encode()))
        assert export(other) == first


@pytest.mark.parametrize("dry_run", [True, False])
def test_groups_that_nobody_can_satisfy_are_told_and_kept(estate, monkeypatch, dry_run):
    """Also where the members come in other chunks than the rule, and where another run takes one away."""
    monkeypatch.setattr(run_module, "MOST_ENTITIES", 3)
    cis = [{"key": key, "class": "database", "name": key} for key in ("d1", "d2")]
    app = {"key": "app", "class": "application", "name": "App", "groups": {"db": {"min_up": 3}, "web": {"min_up": 1}}}
    links = [{"from": "app", "type": "depends_on", "to": each["key"], "group": "db"} for each in cis]
    report = load(estate, graph_file([app, *cis], links), dry_run=dry_run)
    assert [(note["where"], note["text"].split("; allowed")[0]) for note in report.notes] == [
        ("app", "group db: min_up is more than there are members; got 3"),
        ("app", "group web: declared, but no relation names it"),
    ]
    if not dry_run:
        good = app | {"groups": {"db": {"min_up": 2}}}
        assert load(estate, graph_file([good, *cis], links)).notes == []
        (note,) = load(estate, graph_file([good, *cis], links[:1])).notes
        assert note["text"].startswith("group db: min_up is more than there are members; got 2; allowed: 1 to 1")
        assert load(estate, graph_file([good, *cis], links[:1])).notes == []
