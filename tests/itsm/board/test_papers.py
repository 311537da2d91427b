"""The board's papers: a calendar that others read, a PDF that is one, drafts to owners."""

from __future__ import annotations

import builtins
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from cmdb.errors import Invalid
from itsm.board.feed import Entry, calendar_feed, meeting_entry
from itsm.board.meeting import Meeting
from itsm.board.notice import Affected, Window, notices
from itsm.board.pdf import pack_pdf

START = datetime(2026, 11, 25, 13, tzinfo=UTC)
MEETING = Meeting("board-2026-11-25", "Board; weekly, in Zürich", START, START + timedelta(hours=1), state="cancelled")
SPAN = (START - timedelta(days=1), START)
CHANGE = Entry("chg-000001", *SPAN, "chg-000001 " + "Ä" * 90, "x", "CONFIRMED", START, ("change", "normal"))
WINDOW = Window("chg-000001", "Patch", START, START + timedelta(hours=12), "Europe/Berlin")
ITEM: dict[str, Any] = {
    "change": "chg-000001", "title": "Patch Łódź", "requester": "ben", "kind": "normal", "starts_at": "s",
    "ends_at": "e",
    "reasons": ["high risk"], "fault": "", "level": "very_high", "score": 61.5, "planned": "No service is affected.",
    "if_it_fails": "Payments goes DOWN.", "hash": "abc", "approval": {"votes": []},
    "judged": {
        "risk": {"factors": [{"name": "blast_radius", "contribution": 30.0, "value": "much"}]},
        "conflicts": [{"severity": "high", "with": "chg-000002", "reason": "both feeds"}],
    },
}  # fmt: skip


def test_the_calendar_is_read_back_as_it_was_written_in_any_order() -> None:
    entries = [meeting_entry(MEETING, START), CHANGE]
    written = calendar_feed(entries)
    assert written == calendar_feed(reversed(entries))
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    first, second = Calendar.from_ical(written).walk("VEVENT")
    assert (str(first["uid"]), str(first["summary"])) == ("chg-000001@faultline", CHANGE.summary)
    assert (str(second["summary"]), str(second["status"])) == ("Board; weekly, in Zürich", "CANCELLED")
    assert second.decoded("dtstart") == START


def test_the_pack_is_a_pdf_with_the_same_bytes_each_time() -> None:
    found = pack_pdf("Board", START, [ITEM])
    assert found.startswith(b"%PDF-")
    assert found.count(b"/Type /Page\n") == 2
    assert found == pack_pdf("Board", START, [ITEM])
    assert found != pack_pdf("Board", START, [{**ITEM, "level": "low"}])


def letters_in(pdf: bytes) -> set[str]:
    """Return the letters that a PDF shows, as it tells readers that copy or search."""
    return {chr(int(code, 16)) for code in re.findall(rb"<[0-9A-F]+> <([0-9A-F]{4})>", pdf)}


def test_names_keep_their_letters_in_the_pack() -> None:
    shown = letters_in(pack_pdf("Łódź", START, [{**ITEM, "title": "Zażółć gęślą, Škoda, Київ, Ωμέγα – 3 × 漢"}]))
    assert set("ŁódźżćęąŠ") <= shown
    assert {"К", "и", "ї", "Ω", "–", "×", "?"} <= shown
    assert "漢" not in shown
    assert "?" not in letters_in(pack_pdf("Łódź", START, [{**ITEM, "title": "one → two"}]))


def test_a_change_that_cannot_be_judged_has_its_page_too() -> None:
    found = pack_pdf("Board", START, [{**ITEM, "fault": "gone", "judged": {}}])
    assert found.count(b"/Type /Page\n") == 2


@pytest.mark.parametrize("lacking", ["fpdf", "ttf_opensans"])
def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, lacking: str) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == lacking:
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(Invalid, match=r"faultline-cmdb\[pdf\]"):
        pack_pdf("Board", START, [])


def test_each_owner_is_told_of_their_own_once() -> None:
    affected = [
        Affected("pay", "Payments", "ok", "down", ("Anna Ruiz",)),
        Affected("db-1", "orders-db-1", "down", "down", ("Database team", "Anna Ruiz")),
        Affected("x", "lost-1", "at_risk", "degraded"),
    ]
    anna, database, nobody = notices(WINDOW, affected)
    assert (anna.owner, anna.about) == ("Anna Ruiz", ("pay", "db-1"))
    assert "- Payments: as planned it is not affected; if it fails it is DOWN." in anna.text
    assert "from 25 November 2026 14:00 to 26 November 2026 02:00 (Europe/Berlin)" in anna.text
    assert database.subject.startswith("chg-000001: orders-db-1 from 25 November")
    assert (nobody.owner, nobody.about) == ("", ("x",))
    assert "Nobody is named as owner" in nobody.text
    assert notices(WINDOW, reversed(affected))[1:] == [database, nobody]


def test_a_change_without_a_window_says_so() -> None:
    (one,) = notices(WINDOW._replace(start=None), [Affected("pay", "Payments", "ok", "down", ("Anna",))])
    assert "at a time that is not fixed" in one.text
