"""Incidents of other systems through ``import``: tried, strict, taken back; the real log comes out as it happened."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from cmdb.store import open_store
from cmdb.store.port import Stamp
from itsm.kernel import desk
from itsm.kernel.activity import Activity
from itsm.practices import PRACTICES
from tests.cli.conftest import SHARED

HEAD = "number,incident_state,opened_at,sys_updated_at,sys_mod_count,assignment_group,made_sla,contact_type,cmdb_ci\n"
NEW = "INC1,New,1/3/2016 10:00,1/3/2016 10:00,0,net,true,Phone,app\n"
DONE = "INC1,Resolved,1/3/2016 10:00,1/3/2016 12:00,1,net,true,Phone,app\n"
BAD = "INC2,Asleep,1/3/2016 10:00,1/3/2016 10:00,0,net,true,Phone,?\n"
COUNTS = ("created", "updated", "unchanged", "rejected_count")


def written(tmp_path, *rows: str) -> str:
    path = tmp_path / "log.csv"
    path.write_text(HEAD + "".join(rows))
    return str(path)


def counts(report) -> tuple[int, ...]:
    return tuple(report[name] for name in COUNTS)


def test_a_try_decides_and_writes_nothing(cli, tmp_path):
    log = written(tmp_path, NEW, BAD)
    tried = cli.json("import", log, "--dry-run", code=1)
    assert (counts(tried), tried["revision"]) == ((1, 0, 0, 1), 0)
    (row,) = tried["rejected"]
    assert (row["where"], row["value"]) == (f"{log} row 3", "Asleep")
    assert row["allowed"]
    refused = cli.json("import", log, "--strict", code=2)
    assert refused["stopped"]
    assert counts(cli.json("import", log, code=1)) == (1, 0, 0, 1)


def test_the_same_file_twice_makes_no_revision_and_later_rows_go_on(cli, tmp_path):
    first = cli.json("import", written(tmp_path, NEW))
    again = cli.json("import", written(tmp_path, NEW))
    assert (counts(again), again["revision"]) == ((0, 0, 1, 0), first["revision"])
    later = cli.json("import", written(tmp_path, NEW, DONE))
    assert counts(later) == (0, 1, 0, 0)
    (decision,) = cli.json("why", later["run"], "2")
    assert {"field": "resolved_at", "was": None, "to": "2016-03-01T12:00:00Z"} in decision["edits"]
    assert cli.json("why", later["run"], "3") == [decision]


def test_a_run_is_taken_back_and_the_one_before_stands(cli, tmp_path):
    first = cli.json("import", written(tmp_path, NEW))["run"]
    second = cli.json("import", written(tmp_path, NEW, DONE))["run"]
    refused = cli.json("undo", first, code=1)
    assert [each["key"] for each in refused["conflicts"]] == ["inc-000001"]
    assert cli.json("undo", second)["restored"] == 1
    assert cli.json("undo", first)["removed"] == 1
    assert counts(cli.json("import", written(tmp_path, NEW, DONE))) == (1, 0, 0, 0)


def test_a_record_that_somebody_has_written_on_is_not_taken_back(cli, tmp_path):
    run = cli.json("import", written(tmp_path, NEW, NEW.replace("INC1", "INC2")))["run"]
    at, stamp = datetime(2026, 1, 1, tzinfo=UTC), Stamp("ann", "desk", "note")
    with open_store(cli.store) as store:
        desk.add(store.graph, PRACTICES["incident"], Activity("inc-000001", "n", "note", at, "ann"), stamp=stamp)
    done = cli.json("undo", run, code=1)
    assert (done["removed"], [each["key"] for each in done["conflicts"]]) == (1, ["inc-000001"])


def test_the_text_counts_records(cli, tmp_path):
    assert "1 record created" in cli("import", written(tmp_path, NEW)).out


@pytest.fixture
def log():
    path = SHARED / "itsm" / "uci498-incident-event-log-slice.csv"
    if not path.exists():
        pytest.skip("the incident event log (../shared/data/itsm) is not beside this repository")
    return path


def test_the_real_log_becomes_its_incidents(cli, log):
    report = cli.json("import", log)
    assert counts(report) == (724, 0, 0, 0)
    assert counts(cli.json("import", log)) == (0, 0, 724, 0)
    undone = cli.json("undo", report["run"])
    assert (undone["removed"], undone["conflicts"]) == (724, [])


def test_the_real_export_becomes_its_incidents(cli):
    path = SHARED / "servicenow" / "incidents_REST.csv"
    if not path.exists():
        pytest.skip("the incident export (../shared/data/servicenow) is not beside this repository")
    report = cli.json("import", path)
    assert counts(report) == (67, 0, 0, 0)
    assert json.dumps(report["notes"]).count("closed before") > 10
