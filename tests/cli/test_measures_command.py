"""``measures``: nothing without data, and the figures of the real log equal to a recount of its rows."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import datetime
from statistics import mean, median

import pytest

from tests.cli.conftest import SHARED

NINE = ["measure", "unit", "value", "count", "mean", "median", "p90", "target", "period"]
WANTED = {
    "incident_resolution_time",
    "service_availability",
    "csat",
    "first_contact_resolution",
    "cost_per_ticket",
    "sla_attainment",
    "reopen_rate",
    "backlog",
    "change_success",
    "change_caused_incidents",
}
STATES = {"New": "open", "Active": "open", "Resolved": "done", "Closed": "done"}


def test_an_empty_estate_has_every_measure_and_no_figure(cli):
    found = cli.json("measures")
    assert {each["measure"] for each in found} >= WANTED
    for each in found:
        assert ([*each][:9], each["value"], each["count"]) == (NINE, None, 0)
        assert each["reason"]
    assert "nothing of the kind" in cli("measures", "--period", "2026-01-01..2026-01-31").out


def test_a_wrong_period_or_dimension_is_refused(cli):
    cli("measures", "--period", "soon").fails(2, "period", "soon")
    cli("measures", "--by", "colour").fails(2, "by", "team")


@pytest.fixture(scope="module")
def rows():
    path = SHARED / "itsm" / "uci498-incident-event-log-slice.csv"
    if not path.exists():
        pytest.skip("the incident event log (../shared/data/itsm) is not beside this repository")
    found = defaultdict(list)
    with path.open() as file:
        for row in csv.DictReader(file):
            found[row["number"]].append(row)
    return path, found


def moment(said):
    return datetime.strptime(said, "%d/%m/%Y %H:%M")  # noqa: DTZ007  # all of them are of one zone


def history(rows):
    """Return when an incident was opened and last resolved, and how often it came back, by its rows alone."""
    rows = sorted(rows, key=lambda row: (moment(row["sys_updated_at"]), int(row["sys_mod_count"])))
    resolved, reopened, was = None, 0, "open"
    for row in rows:
        now = STATES.get(row["incident_state"], "open")
        if now == "done" and was == "open":
            resolved = moment(row["sys_updated_at"])
        reopened += now == "open" and was == "done"
        was = now
    return moment(rows[0]["opened_at"]), resolved, reopened


def test_the_real_log_measures_as_its_rows_say(cli, rows):
    path, by_number = rows
    cli.json("import", path)
    told = {number: history(found) for number, found in by_number.items()}
    first, last = datetime(2016, 3, 1), datetime(2016, 4, 1)  # noqa: DTZ001  # as the rows
    done = [each for each in told.values() if each[1] is not None and first <= each[1] < last]
    took = [(resolved - opened).total_seconds() for opened, resolved, _ in done]
    shown = {each["measure"]: each for each in cli.json("measures", "--period", "2016-03-01..2016-03-31")}
    time = shown["incident_resolution_time"]
    assert time["count"] == len(done) > 100
    assert (time["value"], time["median"]) == (pytest.approx(mean(took), abs=1e-5), median(took))
    assert shown["reopen_rate"]["value"] == pytest.approx(mean(bool(each[2]) for each in done), abs=1e-6)
    parts = cli.json("measures", "--period", "2016-03-01..2016-03-31", "--by", "priority")
    assert sum(each["count"] for each in parts if each["measure"] == "incident_resolution_time") == len(done)
