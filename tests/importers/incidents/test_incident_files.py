"""Incident logs and exports as files: rows gathered by number, times in their zone, bad cells named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cmdb.errors import Invalid
from cmdb.reported import ReportedRecord
from importers.formats import recognise
from importers.incidents.log import INCIDENT_LOG
from importers.incidents.servicenow import SERVICENOW_INCIDENTS
from importers.observation import InputFile, Note, Options, Rejected
from tests.importers.observed import SCHEMA

HEAD = "number,incident_state,opened_at,sys_updated_at,sys_mod_count,assignment_group,made_sla,contact_type,u_symptom\n"
LOG = HEAD + (
    "INC1,New,29/2/2016 08:11,29/2/2016 08:38,0,net,true,Phone,Slow\n"
    "INC2,New,1/3/2016 10:00,1/3/2016 10:00,0,?,true,Email,?\n"
    "INC1,Resolved,29/2/2016 08:11,8/3/2016 09:55,3,db,false,Phone,Slow\n"
    "INC1,Awaiting Vendor,29/2/2016 08:11,1/3/2016 09:00,2,db,true,Phone,Slow\n"
)
EXPORT = (
    "number,sys_id,short_description,incident_state,opened_at,resolved_at,closed_at,sys_updated_on,made_sla,"
    "reopened_time,close_code,priority\n"
)


def read(text: str, reader: object = INCIDENT_LOG, **mapping: str) -> list[object]:
    file = InputFile("log.csv", text.encode())
    return list(reader.read([file], Options(SCHEMA, mapping)))  # type: ignore[attr-defined]  # either reader


def record(found: list[object], number: str = "INC1") -> ReportedRecord:
    (one,) = [each for each in found if isinstance(each, ReportedRecord) and each.number == number]
    return one


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month ...


def test_both_are_recognised_before_any_table() -> None:
    for text, name in (
        (LOG, "incident_log"),
        (EXPORT, "servicenow_incidents"),
        (LOG.replace(",", ";"), "incident_log"),
    ):
        assert recognise(InputFile("x.csv", text.encode()))[0].name == name
    assert recognise(InputFile("x.csv", b"name,class\nweb,server\n"))[0].name == "tabular"


def test_rows_wherever_they_stand_are_one_incident_in_the_order_of_time() -> None:
    one = record(read(LOG))
    assert [(each.kind, each.occurred_at, each.facts.get("to")) for each in one.activities] == [
        ("opened", utc(2016, 2, 29, 8, 11), "new"),
        ("assignment", utc(2016, 2, 29, 8, 38), None),
        ("assignment", utc(2016, 3, 1, 9), None),
        ("transition", utc(2016, 3, 1, 9), "on_hold"),
        ("transition", utc(2016, 3, 8, 9, 55), "resolved"),
    ]
    assert (one.attributes["team"], one.attributes["made_sla_elsewhere"]) == ("db", False)
    assert (one.title, one.attributes["channel"], one.where) == ("Slow", "phone", "log.csv row 2 and 2 more")
    two = record(read(LOG), "INC2")
    assert (two.title, "team" in two.attributes) == ("Incident INC2", False)


def test_times_are_local_to_the_system_also_where_its_clock_goes_back_or_leaves_a_leap_day() -> None:
    twice = HEAD + "INC1,New,30/10/2016 02:30,30/10/2016 03:30,0,net,true,Phone,Slow\n"
    one = record(read(twice, zone="Europe/Berlin"))
    assert [each.occurred_at for each in one.activities] == [utc(2016, 10, 30, 0, 30), utc(2016, 10, 30, 2, 30)]
    none = read(HEAD + "INC1,New,29/2/2015 08:11,1/3/2015 08:38,0,net,true,Phone,Slow\n")
    (bad,) = [each for each in none if isinstance(each, Rejected)]
    assert (bad.value, bad.row) == ("29/2/2015 08:11", "log.csv:2")
    with pytest.raises(Invalid, match=r"mapping\.zone"):
        read(LOG, zone="Europe/Atlantis")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("?,New,1/3/2016 10:00,1/3/2016 10:00,0,net,true,Phone,x", "number is missing"),
        ("INC9,Asleep,1/3/2016 10:00,1/3/2016 10:00,0,net,true,Phone,x", "incident_state is no state"),
        ("INC9,New,?,1/3/2016 10:00,0,net,true,Phone,x", "opened_at is missing"),
        ("INC9,New,2/3/2016 10:00,1/3/2016 10:00,0,net,true,Phone,x", "sys_updated_at is before"),
        ("INC9,New,1/3/2016 10:00,1/3/2016 10:00,many,net,true,Phone,x", "sys_mod_count is no count"),
        ("INC9,New,1/3/2016 10:00,1/3/2016 10:00,0,net,maybe,Phone,x", "made_sla is neither"),
        ("INC9,New,1/3/2016 10:00", "has another number of cells"),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_on(row: str, reason: str) -> None:
    found = read(LOG + row + "\n")
    (bad,) = [each for each in found if isinstance(each, Rejected)]
    assert bad.reason.startswith(reason)
    assert (bad.where, bool(bad.allowed)) == ("log.csv row 6", True)
    assert sum(isinstance(each, ReportedRecord) for each in found) == 2


def test_an_export_tells_milestones_and_no_more() -> None:
    rows = (
        "INC1,a,Mail,7,2022-10-17 22:50:23,2023-01-10 19:56:12,2022-10-18 22:55:16,2023-01-10 20:16:04,false,,"
        "Solved (Work Around),1 - Critical\n"
        "INC2,b,Print,2,2022-10-17 08:00:00,,,2022-10-18 09:00:00,true,2022-10-18 08:30:00,,3\n"
        "INC2,b,Print,2,2022-10-17 08:00:00,,,2022-10-18 09:00:00,true,,,3\n"
    )
    found = read(EXPORT + rows, SERVICENOW_INCIDENTS)
    one = record(found)
    assert [(each.facts.get("to"), each.occurred_at) for each in one.activities] == [
        ("new", utc(2022, 10, 17, 22, 50, 23)),
        ("resolved", utc(2023, 1, 10, 19, 56, 12)),
        ("closed", utc(2023, 1, 10, 19, 56, 12)),
    ]
    assert (one.attributes["closure_code"], one.attributes["priority"]) == ("workaround", 1)
    assert any(isinstance(each, Note) and "before it was resolved" in each.text for each in found)
    two = record(found, "INC2")
    assert [each.facts["to"] for each in two.activities] == ["new", "resolved", "in_progress", "in_progress"]
    (bad,) = [each for each in found if isinstance(each, Rejected)]
    assert bad.reason == "number comes twice"
