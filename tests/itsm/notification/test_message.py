"""A message in words, and the headers that keep machines from answering it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from cmdb.model import Key
from cmdb.values import Json
from itsm.incident.practice import INCIDENT
from itsm.kernel.activity import Activity
from itsm.kernel.record import Record
from itsm.notification.message import Sender, compose, is_machine, words_of

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
KEY = Key("inc-000001")
SENDER = Sender("desk@example.org", "https://faultline.example.org/")


def letter(title: str = "slow", text: str = "Try again.", *, public: bool = False, **entry: Any) -> Any:
    record = Record(KEY, "incident", title, "new", {}, 1)
    about = Activity(KEY, "e1", entry.pop("kind", "note"), NOW, entry.pop("by", "ann"), text, public, **entry)
    return compose(INCIDENT, record, about, to="kim@example.org", id_="abc", public=public, sender=SENDER, date=NOW)


def test_it_says_what_happened_and_where_to_look() -> None:
    body = letter().get_content()
    assert "Incident inc-000001: slow" in body
    assert "ann wrote:\n\nTry again." in body
    assert "State: New" in body
    assert "https://faultline.example.org/incidents/inc-000001" in body
    assert "https://faultline.example.org/portal/mine/inc-000001" in letter(public=True).get_content()


def test_machines_do_not_answer_it_and_one_record_is_one_thread() -> None:
    found = letter()
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Precedence"] == "bulk"
    assert found["Message-ID"] == "<abc@example.org>"
    assert found["References"] == found["In-Reply-To"] == "<inc-000001@example.org>"
    assert letter().as_bytes() == letter().as_bytes()


@pytest.mark.parametrize("title", ["a\r\nBcc: eve@example.org", "a\u2028Bcc: x", "a\x00b", "x" * 300])
def test_no_title_writes_a_header_of_its_own(title: str) -> None:
    found = letter(title=title)
    assert found["Bcc"] is None
    assert found["Subject"].startswith("[inc-000001] ")
    assert "\nBcc" not in found.as_string()
    assert len(found["Subject"]) <= 200


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("desk@example.org", True),
        ("Desk <DESK@Example.org>", True),
        ("MAILER-DAEMON@elsewhere.org", True),
        ("no-reply@elsewhere.org", True),
        ("noreply+tag@elsewhere.org", True),
        ("kim@example.org", False),
        ("desk@elsewhere.org", False),
    ],
)
def test_addresses_that_would_send_it_back_are_known(address: str, *, expected: bool) -> None:
    assert is_machine(address, "desk@example.org") is expected


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("opened", {}, "ann opened it."),
        ("transition", {"to": "in_progress"}, "ann took it on: now In progress."),
        ("assignment", {"team": "Database", "assignee": None}, "ann gave it to Database."),
        ("assignment", {"team": None, "assignee": None}, "ann took it off whoever had it."),
        ("attachment", {"name": "a.png"}, "ann attached a.png."),
        ("attachment", {"name": "a.png", "removed": "e0"}, "ann removed a.png."),
        ("status", {}, "ann tells how it stands:"),
        ("vote", {}, "ann: vote"),
    ],
)
def test_each_kind_has_its_words(kind: Any, facts: Any, said: str) -> None:
    assert words_of(INCIDENT, Activity(KEY, "e1", kind, NOW, "ann", facts=facts)) == said


@pytest.mark.parametrize(
    ("spent", "due", "said"),
    [
        (6000, "2026-11-23T12:05:00Z", "83 % of the time to resolve under gold is spent: due 2026-11-23 12:05 UTC."),
        (7300, None, "101 % of the time to resolve under gold is spent: it is passed."),
    ],
)
def test_time_that_is_nearly_spent_is_said_in_words(spent: int, due: str | None, said: str) -> None:
    facts: dict[str, Json] = {"measure": "resolution", "agreement": "gold", "spent_s": spent, "target_s": 7200.0}
    entry = Activity(KEY, "e1", "escalation", NOW, "faultline", facts={**facts, "due": due})
    assert words_of(INCIDENT, entry) == said
