"""Windows and offsets of plans, what else is going on, and what recent changes say of a cause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cmdb.context import Outage, Overlap, beside, overlapping
from cmdb.errors import Invalid
from cmdb.estate import Estate
from cmdb.merge import merge
from cmdb.model import Key
from cmdb.plan import parse_plan
from cmdb.questions import Question, impact_document, pose
from cmdb.root_cause import cause_document, recent_changes
from cmdb.store import open_store
from cmdb.store.port import Stamp
from cmdb.taken_down import Window, immune_until, taken_down, window_of
from impact import ContextRecord, Failure, Immunity

START = datetime(2026, 12, 5, 22, tzinfo=UTC)
WINDOW = Window(START, START + timedelta(hours=1))
SAID = {"start": "2026-12-05T22:00:00Z", "end": "2026-12-05T23:00:00Z"}
EDITS = [
    {"op": "add", "as": "$web", "class": "application", "name": "web", "key": "web", "groups": {"lb": {"min_up": 1}}},
    {"op": "add", "as": "$a", "class": "load_balancer", "name": "lb-1", "key": "lb-1"},
    {"op": "add", "as": "$b", "class": "load_balancer", "name": "lb-2", "key": "lb-2"},
    {"op": "relate", "from": "$web", "type": "depends_on", "to": "$a", "group": "lb"},
    {"op": "relate", "from": "$web", "type": "depends_on", "to": "$b", "group": "lb"},
]


@pytest.fixture
def balanced(estate, me):
    merge(estate.graph, estate.rules, parse_plan({"edits": EDITS}, estate.schema), me)
    return estate


def plan(estate, *down: object, window=SAID, title="t"):
    document = {"title": title, "down": list(down)} | ({"window": window} if window else {})
    return parse_plan(document, estate.schema)


def at(minutes):
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("down", "window", "start", "length"),
    [
        ({"ci": "x", "start_minutes": 5, "minutes": 20}, SAID, 300, 1200),
        ({"ci": "x", "minutes": 0.5}, SAID, None, 30),
        ({"ci": "x", "minutes": 0}, SAID, None, 0),
        ({"ci": "x", "start_minutes": 45}, SAID, 2700, 900),
        ({"ci": "x", "start_minutes": 90}, SAID, 5400, 0),
        ({"ci": "x"}, SAID, 0, 3600),
        ({"ci": "x"}, None, None, None),
        ({"ci": "x", "start_minutes": -10, "minutes": 20}, None, -600, 1200),
        ({"ci": "x", "start_minutes": 5}, None, 300, None),
    ],
)
def test_offsets_are_seconds_from_the_windows_start(estate, down, window, start, length):
    assert taken_down(plan(estate, down, window=window), timed=True) == [Failure("x", "down", start, length)]
    assert taken_down(plan(estate, down, window=window), timed=False) == [Failure("x")]


def test_a_window_is_read_in_utc_whatever_its_zone(estate):
    said = {"start": "2026-12-06T00:00:00+02:00", "end": "2026-12-05T23:00:00"}
    assert window_of(plan(estate, window=said)) == WINDOW
    assert window_of(plan(estate, window=None)) is None
    with pytest.raises(Invalid, match=r"plan\.window\.end"):
        window_of(plan(estate, window={"start": SAID["end"], "end": SAID["start"]}))


@pytest.mark.parametrize(
    ("start", "end", "real"),
    [
        # The night in which the clock goes back is an hour longer than it reads, the other one an hour shorter.
        ("2026-10-25T00:30:00+02:00", "2026-10-25T03:30:00+01:00", 4 * 3600),
        ("2026-03-29T00:30:00+01:00", "2026-03-29T03:30:00+02:00", 2 * 3600),
    ],
)
def test_a_window_across_daylight_saving_is_as_long_as_it_lasts(balanced, start, end, real):
    window = {"start": start, "end": end}
    changed = plan(balanced, {"ci": "lb-1"}, {"ci": "lb-2", "start_minutes": 90}, window=window)
    answer = impact_document(balanced, Question(plan=changed))
    spans = {each["key"]: [(i["start"], i["end"]) for i in each["intervals"]] for each in answer["cis"]}
    assert spans["lb-1"] == [(0, real)]
    assert spans["web"] == [(5400, real)]


def test_an_immunity_ends_at_an_instant():
    given = [Immunity("a", until="2026-12-05T22:10:00Z"), Immunity("b", until="tomorrow"), Immunity("c", until_s=5)]
    assert [each.until_s for each in immune_until(given, WINDOW)] == [600, None, 5]
    assert [each.until_s for each in immune_until(given, None)] == [None, None, 5]


def test_structural_questions_take_everything_down_at_once(balanced):
    rolling = plan(balanced, {"ci": "lb-1", "minutes": 5}, {"ci": "lb-2", "start_minutes": 9, "minutes": 5})
    assert not pose(balanced, Question(plan=rolling)).scenario.timed
    assert pose(balanced, Question(plan=rolling), timed=True).scenario.timed


# ---------------------------------------------------------------- context


def source(*overlaps: Overlap):
    asked = []

    def records(start, end):
        asked.append((start, end))
        return overlaps

    return records, asked


def test_records_that_overlap_come_with_their_outages(balanced):
    change = Overlap("CHG-2", "Patch lb-2", "change", [Outage(Key("lb-2"), "down", at(10), at(30))])
    gone = Overlap("CHG-3", "Other", "change", [Outage(Key("no-more"), "down", None, None)])
    records, asked = source(change, gone)
    balanced.context_sources.append(records)
    mine = plan(balanced, {"ci": "lb-1", "minutes": 20})
    assert "collisions" not in impact_document(balanced, Question(plan=mine))
    answer = impact_document(balanced, Question(plan=mine, with_context=True))
    assert asked == [(WINDOW.start, WINDOW.end)]
    assert answer["scenario"]["context"] == [
        {"reference": "CHG-2", "title": "Patch lb-2", "kind": "change", "cis": ["lb-2"]}
    ]
    (met,) = answer["collisions"]
    assert met["intervals"] == [{"state": "down", "start": 600, "end": 1200}]


def test_outages_are_placed_on_the_timeline():
    def placed(start, end, window=WINDOW, now=START):
        records, _ = source(Overlap("R", "", "incident", [Outage(Key("x"), "down", start, end)]))
        found = overlapping([records], window, now)
        return [(each.start_s, each.duration_s) for record in found for each in record.failures]

    assert placed(None, None) == [(None, None)]
    assert placed(at(-30), at(5)) == [(-1800, 2100)]
    assert placed(at(5), None) == [(300, None)]
    assert placed(None, at(5))[0][0] < -(10**8)
    assert placed(at(-30), at(0)) == []
    assert placed(at(-30), None, window=None) == [(None, None)]
    assert placed(at(5), None, window=None) == []
    assert placed(at(-30), at(-5), window=None) == []


def test_plans_beside_are_shifted_by_their_windows(estate):
    later = {"start": "2026-12-05T22:30:00Z", "end": "2026-12-05T23:00:00Z"}
    others = [plan(estate, {"ci": "x", "minutes": 10}, window=later), plan(estate, {"ci": "y"}, window=None)]
    assert beside(others, WINDOW, Key, lambda each: ["z"] if each is others[0] else []) == [
        ContextRecord("t", "t", (Failure("x", "down", 1800, 600), Failure("z", "down", 1800))),
        ContextRecord("t (2)", "t", (Failure("y"),)),
    ]


def test_who_may_not_see_a_record_s_cis_sees_no_title(balanced):
    records, _ = source(Overlap("CHG-2", "Secret", "change", [Outage(Key("lb-2"), "down", None, None)]))
    balanced.context_sources.append(records)
    question = Question((Failure("lb-1"),), with_context=True, visible=lambda keys: [key != "lb-2" for key in keys])
    answer = impact_document(balanced, question)
    assert answer["scenario"]["context"] == [{"reference": "CHG-2", "title": "", "kind": "change", "cis": []}]
    assert answer["collisions"][0]["members"] == ["lb-1"]


# ---------------------------------------------------------------- causes


class Clock:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_the_later_and_the_fewer_with_it_the_more_a_change_says():
    clock = Clock()
    with open_store("memory:") as store:
        estate = Estate(store, None, clock)
        merge(estate.graph, estate.rules, parse_plan({"edits": EDITS}, estate.schema), Stamp("ops", "test", "all new"))
        edit = {"op": "set", "ci": "lb-1", "attributes": {"description": {"to": "new"}}}
        merge(estate.graph, estate.rules, parse_plan({"edits": [edit]}, estate.schema), Stamp("ann", "test", "upgrade"))
        written = estate.graph.revision(2).at
        clock.now = written + timedelta(minutes=90)
        found = recent_changes(estate, None, 72)(["lb-1", "lb-2", "nobody"])
        assert set(found) == {"lb-1", "lb-2"}
        assert found["lb-1"].weight > found["lb-2"].weight > 0
        assert found["lb-1"].reason == "changed 1 h 30 min before (revision 2 by ann: upgrade)"
        assert found["lb-2"].reason.endswith("(revision 1 by ops: all new), with 2 others")
        clock.now = written + timedelta(hours=73)
        assert recent_changes(estate, None, 72)(["lb-1"]) == {}
        as_it_was = recent_changes(estate, 1, 72)(["lb-1"])
        assert "revision 1" in as_it_was["lb-1"].reason


def test_of_equal_causes_the_changed_one_comes_first(balanced, me):
    edit = {"op": "relate", "from": "lb-1", "type": "depends_on", "to": "lb-2"}
    merge(balanced.graph, balanced.rules, parse_plan({"edits": [edit]}, balanced.schema), me)
    set_version = {"op": "set", "ci": "lb-2", "attributes": {"description": {"to": "new"}}}
    merge(balanced.graph, balanced.rules, parse_plan({"edits": [set_version]}, balanced.schema), me)
    found = cause_document(balanced, ["lb-1", "web"])
    assert found["causes"][0]["cause"] == ["lb-2"]
    assert found["names"]["lb-2"] == "lb-2"
    hidden = cause_document(balanced, ["lb-1"], visible=lambda keys: [key != "lb-2" for key in keys])
    assert hidden["hidden"] == 1
    assert all("lb-2" not in each["cause"] for each in hidden["causes"])


@pytest.mark.parametrize(("down", "top", "where"), [([], 10, "down"), (["web"], 0, "top"), (["web"], 101, "top")])
def test_what_cannot_be_asked(balanced, down, top, where):
    with pytest.raises(Invalid, match=where):
        cause_document(balanced, down, top=top)
