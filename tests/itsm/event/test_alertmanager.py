"""Messages of Alertmanager, of version 4 and older, real and broken, as reports."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.event.alertmanager import read_webhook
from itsm.event.report import parse_event, severity_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "alertmanager"
real = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples (../shared/data/alertmanager) are not here")


@real
def test_a_real_message_of_version_3_is_read() -> None:
    (fired,), refused = read_webhook(json.loads((SAMPLES / "alertmanager_firing.json").read_text()), NOW)
    assert not refused
    assert (fired.state, fired.severity, fired.source) == ("firing", "warning", "https://alert-manager.example.com")
    assert fired.at == datetime(2019, 3, 14, 17, 5, 37, 903000, tzinfo=UTC)
    assert fired.summary == "something_happened: Oops, something happened!"
    assert fired.names == (("instance", "server01.int:9100"), ("service", "prometheus_bot"))
    (over,), _ = read_webhook(json.loads((SAMPLES / "alertmanager_resolved.json").read_text()), NOW)
    assert over.key == fired.key
    # It says that it ended in the year 1, which is how Go writes "not set".
    assert (over.state, over.at) == ("resolved", NOW)


def test_version_4_brings_its_own_fingerprint() -> None:
    alert: dict[str, Json] = {
        "status": "firing",
        "labels": {"alertname": "Down"},
        "fingerprint": "ab12",
        "startsAt": "2026-11-22T11:00:00Z",
    }
    relabelled: dict[str, Json] = {**alert, "labels": {"alertname": "Up"}}
    (one,), _ = read_webhook({"version": "4", "alerts": [alert]}, NOW)
    (two,), _ = read_webhook({"version": "4", "alerts": [relabelled]}, NOW)
    assert (one.id, one.key) == ("ab12", two.key)
    assert one.at == datetime(2026, 11, 22, 11, tzinfo=UTC)


def test_one_bad_alert_does_not_lose_the_others() -> None:
    good: dict[str, Json] = {"labels": {"alertname": "Down", "instance": "a:1"}}
    bad: list[Json] = [
        "text",
        {"labels": {}},
        {"labels": {"alertname": 7}},
        {"labels": {"alertname": "x\0"}},
        {**good, "status": "dead"},
        {**good, "startsAt": "yesterday"},
        {**good, "startsAt": "2026-11-22T11:00:00"},
    ]
    found, refused = read_webhook({"status": "firing", "alerts": [*bad, good]}, NOW)
    assert [each.names for each in found] == [(("instance", "a:1"),)]
    assert [each.where for each in refused] == [
        "alerts.0",
        "alerts.1.labels",
        "alerts.2.labels.alertname",
        "alerts.3.labels.alertname",
        "alerts.4.status",
        "alerts.5.startsAt",
        "alerts.6.startsAt",
    ]
    assert all(each.allowed for each in refused[:3])


@pytest.mark.parametrize("body", [None, [], {}, {"alerts": {}}, "alerts"])
def test_what_is_no_message_is_refused_as_a_whole(body: Json) -> None:
    with pytest.raises(Invalid, match='a list of "alerts"'):
        read_webhook(body, NOW)


def test_words_for_severity() -> None:
    words = ("Critical", "page", "none", "", "sev-7")
    assert [severity_of(each) for each in words] == ["critical", "critical", "info", "warning", "warning"]


def test_a_plain_event() -> None:
    said: dict[str, Json] = {
        "source": "backup",
        "id": "job-7",
        "ci": "db-1",
        "severity": "error",
        "state": "firing",
        "summary": "failed",
    }
    found = parse_event("body", said, NOW)
    assert (found.names, found.severity, found.at) == ((("ci", "db-1"),), "critical", NOW)
    for fault in ({"state": "up"}, {"source": ""}, {"colour": "red"}, {"at": "2026-11-22"}):
        with pytest.raises(Invalid, match=next(iter(fault))):
            parse_event("body", {**said, **fault}, NOW)
