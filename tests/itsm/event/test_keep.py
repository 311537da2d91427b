"""A storm of alerts: bounded in rows, everything counted; repeated, late and broken messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from cmdb.errors import StoreUnavailable
from cmdb.store import open_store
from itsm.event import keep
from itsm.event.alert import alert_document, merged, read_alert
from itsm.event.keep import all_alerts, alone, counts, take_in
from itsm.event.report import Report

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def report(number: int, state: Any = "firing", minutes: float = 0) -> Report:
    at = NOW + timedelta(minutes=minutes)
    return Report("am", str(number), state, "critical", "down", at, (("instance", f"h{number}"),))


def test_a_storm_stays_bounded_and_every_message_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "MOST_ALERTS", 500)
    with open_store("memory:") as store:
        for start in range(0, 20_000, 400):
            batch = [report((start + n) % 2_000) for n in range(400)]
            take_in(store.side, batch, NOW + timedelta(seconds=start / 400))
        found = counts(store.side, NOW)
        assert sum(1 for _ in all_alerts(store.side, NOW)) == found.kept == 500
    assert found.received == 20_000 == found.new + found.repeated + found.not_kept
    assert (found.new, found.repeated, found.not_kept) == (500, 4_500, 15_000)
    assert found.sources == {"am": 20_000}


def test_what_is_over_gives_room_and_what_fires_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "MOST_ALERTS", 4)
    with open_store("memory:") as store:
        take_in(store.side, [report(n) for n in range(4)], NOW)
        take_in(store.side, [report(n, "resolved", 1) for n in (1, 2)], NOW + timedelta(minutes=1))
        take_in(store.side, [report(9)], NOW + timedelta(minutes=5))
        kept = {each.id: each.state for each in all_alerts(store.side, NOW)}
        assert kept["9"] == kept["0"] == kept["3"] == "firing"
        assert (len(kept), counts(store.side, NOW).forgotten) == (4, 1)
        later = NOW + timedelta(days=8)
        take_in(store.side, [report(n, minutes=60 * 24 * 8) for n in (20, 21, 22)], later)
        assert {each.id for each in all_alerts(store.side, later)} == {"20", "21", "22"}


def test_repetitions_are_one_alert_and_old_news_change_nothing() -> None:
    fired = merged(None, report(1), NOW)
    again = merged(fired, report(1), NOW + timedelta(hours=4))
    assert (again.count, again.since, again.last_at) == (2, NOW, NOW + timedelta(hours=4))
    over = merged(again, report(1, "resolved", 300), NOW + timedelta(hours=5))
    late = merged(over, report(1), NOW + timedelta(hours=6))
    assert (late.state, late.count) == ("resolved", 4)
    anew = merged(over, report(1, minutes=400), NOW + timedelta(hours=7))
    assert (anew.state, anew.resolved_at, anew.since) == ("firing", None, NOW + timedelta(minutes=400))
    assert read_alert(alert_document(anew)) == anew


def test_writers_at_once_lose_no_count() -> None:
    with open_store("memory:") as store:

        def send(first: int) -> None:
            for start in range(first, first + 50, 10):
                with alone(store.side, lambda: NOW):
                    take_in(store.side, [report(n % 7) for n in range(start, start + 10)], NOW)

        threads = [Thread(target=send, args=(n * 50,)) for n in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert counts(store.side, NOW).received == 200 == sum(each.count for each in all_alerts(store.side, NOW))


def test_who_waits_too_long_is_told_to_come_back() -> None:
    waited: list[float] = []
    with open_store("memory:") as store, alone(store.side, lambda: NOW):
        with pytest.raises(StoreUnavailable, match="too long"), alone(store.side, lambda: NOW, wait=waited.append):
            raise AssertionError
        # A lease that somebody left behind runs out.
        with alone(store.side, lambda: NOW + timedelta(minutes=3)):
            pass
    assert len(waited) == keep.WAITS
