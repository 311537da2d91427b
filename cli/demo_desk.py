"""Tell the demo's service desk: the log of past incidents, and what is open, planned and frozen now."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from cli.demo_releases import tell_deployments, tell_releases
from cmdb.entities import instant_json
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.reported import ReportedActivity, ReportedRecord
from cmdb.store.port import Stamp, Store
from cmdb.values import Json
from cmdb.workspace import Workspace
from itsm.alerts import take_in_reports
from itsm.board.keep import plan_meeting, update
from itsm.board.meeting import Verdict
from itsm.board.quorum import came
from itsm.change.surroundings import FREEZE, parse_closure
from itsm.change.verbs import change_record, draft, vote
from itsm.event.report import Report, parse_event
from itsm.flows.board_change import close_meeting, give_voice, open_meeting
from itsm.kernel import desk
from itsm.kernel.activity import Activity, activity_node
from itsm.kernel.declared import declare
from itsm.kernel.draft import Draft
from itsm.kernel.hit import Effect, computed_impact
from itsm.kernel.intake import Intake
from itsm.kernel.link import Link
from itsm.kernel.on_call import ROTA, parse_rota
from itsm.measures.settings import MEASURE, parse_setting
from itsm.practices import PRACTICES
from itsm.request.catalogue import CATALOGUE_ITEM, parse_item
from itsm.request.form import in_order
from itsm.satisfaction.survey import RATING
from itsm.steps import take_step

__all__ = ["PARTS", "tell_desk"]

SOURCE = "service desk"
BOARD = "femke.petersen"
Entry = Mapping[str, Any]


PARTS = (
    "Service desk: past incidents",
    "Service desk: open incidents, problems, requests, articles",
    "Service desk: changes, releases, deployments, the board",
    "Service desk: alerts, catalogue, freezes, rotas",
)
"""What is told one after the other."""


def tell_desk(store: Store, file: Path, now: datetime, say: Callable[[str], None]) -> None:
    """Fill the service desk from a file that tells everything in days before and after today; PARTS are told before."""
    past, present, changes, beside = PARTS
    say(past)
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    estate = Estate(store, None, clock=lambda: now)
    with file.with_name(told["log"]).open(encoding="utf-8", newline="") as log:
        write_log(store, list(csv.DictReader(log)), now)
    say(present)
    problems: dict[str, Key] = {}
    for number, entry in enumerate(told["problems"]):
        problems[entry["title"]] = tell(estate, "problem", entry, f"problem-{number}", now)
    for noun, practice in (("incidents", "incident"), ("requests", "request"), ("articles", "article")):
        for number, entry in enumerate(told[noun]):
            tell(estate, practice, entry, f"{practice}-{number}", now)
    for each in told["problems"]:
        gather(estate, problems[each["title"]], each)
    say(changes)
    records: dict[str, Key] = {}
    for number, entry in enumerate(told["changes"]):
        records[entry["plan"]["title"]] = tell_change(estate, entry, f"change-{number}", now, problems)
    records |= tell_releases(estate, told["releases"], records, now, tell)
    tell_deployments(estate, told["deployments"], records, now, midnight(now))
    tell_board(estate, told["meetings"], now)
    say(beside)
    for each in told["measures"]:
        said = {name: value for name, value in each.items() if name != "name"}
        stamp = Stamp(BOARD, "manual", f"what is promised of {each['name']}")
        declare(store.graph, MEASURE, each["name"], said, check=parse_setting, stamp=stamp)
    take_in_reports(estate, [event(each, now) for each in told["alerts"]], stamp=Stamp("monitoring", "api", "alerts"))
    for name, item in told["catalogue"].items():
        stamp = Stamp(BOARD, "manual", f"{item['title']} may be asked for")
        offered = {"name": name, **item, "form": in_order(item["form"])}
        declare(store.graph, CATALOGUE_ITEM, name, offered, check=parse_item, stamp=stamp)
    for each in told["freezes"]:
        start = midnight(now) + timedelta(days=each["days"])
        end = start + timedelta(days=each["length_days"])
        document = {"start": instant_json(start), "end": instant_json(end), "reason": each["reason"]}
        stamp = Stamp(BOARD, "manual", each["name"])
        document["exempt"] = each["exempt"]
        declare(store.graph, FREEZE, each["name"], document, check=parse_closure, stamp=stamp)
    for each in told["rotas"]:
        rota = {name: each[name] for name in ("name", "team", "people", "zone", "hand_over")}
        rota |= {"start": (now + timedelta(days=each["days"])).date().isoformat(), "days": each["turn_days"]}
        stamp = Stamp(BOARD, "manual", f"who is on call for {each['team']}")
        declare(store.graph, ROTA, each["name"], rota, check=parse_rota, stamp=stamp)


def event(entry: Entry, now: datetime) -> Report:
    """Return one alert that fires."""
    at = instant_json(now - timedelta(minutes=entry["minutes_ago"]))
    said = {name: value for name, value in entry.items() if name != "minutes_ago"}
    return parse_event("alerts", {**said, "state": "firing", "at": at}, now)


def midnight(now: datetime) -> datetime:
    """Return when the day began."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def write_log(store: Store, log: Sequence[Entry], now: datetime) -> None:
    """Take the log of past incidents, in one revision."""
    work = Workspace(store.graph)
    said = [reported(entry, number, now) for number, entry in enumerate(log)]
    taken = Intake(PRACTICES, lambda: now).take(work, SOURCE, said)
    for entry, each in zip(log, taken, strict=True):
        if each.decision == "rejected":
            raise AssertionError(f"the demo's own log is refused: {each}")
        asked_at = each.said.activities[-1].occurred_at
        if entry["stars"]:
            rated = Activity(each.key, "survey", "survey", asked_at, "requester", facts={RATING: int(entry["stars"])})
            work.put(activity_node(rated))
    work.commit(Stamp("service desk", SOURCE, "log of past incidents"))


def reported(entry: Entry, number: int, now: datetime) -> ReportedRecord:
    """Return one past incident as a source would tell of it."""
    opened = now - timedelta(days=float(entry["days_ago"]))
    by, team = entry["assignee"], entry["team"]
    answered, solved, held = (float(entry[name] or 0) for name in ("answered", "solved", "held"))
    story: list[ReportedActivity] = []

    def add(minutes: float, kind: Any, **facts: Any) -> None:  # noqa: ANN401  # what the kind needs
        moment = opened + timedelta(minutes=minutes)
        if moment < now:
            story.append(ReportedActivity(f"{len(story):04d}", kind, moment, by, facts))

    first = "Workplace" if entry["moved"] else team
    add(0, "opened", to="new", team=first, assignee=by)
    if entry["moved"]:
        add(answered * 0.7, "assignment", team=team, assignee=by)
    add(answered, "transition", to="in_progress")
    if held:
        add(answered + 5, "transition", to="on_hold")
        add(answered + 5 + held, "transition", to="in_progress")
    add(solved + 6, "transition", to="resolved")
    if entry["reopened"]:
        add(solved + 300, "transition", to="in_progress")
        add(solved + 420, "transition", to="resolved")
    add(solved + 2 * 24 * 60, "transition", to="closed")
    names = ("urgency", "effect", "channel", "team", "assignee", "resolution")
    attributes = {name: entry[name] for name in names} | {"closure_code": entry["code"], "category": team}
    where = f"log {number}"
    return ReportedRecord(
        where, where, f"SD{number:05d}", "incident", entry["title"], story[-1].occurred_at, attributes, story,
        {"affects": (entry["ci"],)},
    )  # fmt: skip


def tell(estate: Estate, name: str, entry: Entry, mark: str, now: datetime) -> Key:
    """Open a record and take its steps, at the times that are told."""
    practice = PRACTICES[name]
    age = timedelta(days=entry.get("days_ago", 0), hours=entry.get("hours_ago", 0))
    opened = now - age
    by = Stamp(entry["by"], "manual", entry["title"])
    found = (estate.key(entry["ci"]),) if "ci" in entry else ()
    role = "explains" if name == "article" else "affects"
    fields = dict(entry.get("fields", {}))
    if name == "incident":
        fields["category"] = fields["team"]
    effect: Effect = "degraded" if fields.get("effect") == "degraded" else "down"
    computed = computed_impact(estate, found, effect) if practice.prioritised and found else None
    given = Draft(entry["title"], fields, {role: found} if found else {})
    key = desk.open_record(estate.graph, practice, given, act=desk.Act(f"{mark}-0", opened, by), computed=computed)
    for number, each in enumerate(entry.get("steps", ()), 1):
        at = opened + age * number / 20
        said = desk.Said(each.get("fields", {}))
        desk.move(estate.graph, practice, key, each["step"], act=desk.Act(f"{mark}-{number}", at, by), said=said)
    for kind in ("note", "public_note"):
        if kind in entry:
            public, said_at = kind == "public_note", opened + age / 2
            note = Activity(key, f"{mark}-{kind}", "note", said_at, entry["by"], entry[kind], public=public)
            desk.add(estate.graph, practice, note, stamp=by)
    return key


def gather(estate: Estate, problem: Key, entry: Entry) -> None:
    """Link the incidents on a problem's CI with it, the last few."""
    ci = estate.key(entry["gather"])
    linked = sorted(each.record for each in desk.links_of(estate.graph, [ci]) if each.role == "affects")
    stamp = Stamp(entry["by"], "manual", entry["title"])
    for each in [key for key in linked if key.startswith("inc-")][-5:]:
        desk.link(estate.graph, PRACTICES["incident"], Link(each, "has_problem", problem), stamp=stamp)


def tell_change(estate: Estate, entry: Entry, mark: str, now: datetime, problems: Mapping[str, Key]) -> Key:
    """Draft a change and take its steps; one that is over has been decided on, carried out and looked back upon."""
    practice, by = PRACTICES["change"], Stamp(entry["by"], "manual", entry["plan"]["title"])
    opened = now - timedelta(days=entry["days_ago"])
    start = midnight(now) + timedelta(days=entry["starts"]["days"], hours=entry["starts"]["hour"])
    end = start + timedelta(minutes=entry["starts"]["minutes"])
    plan = {**entry["plan"], "faultline_change": 1, "window": {"start": instant_json(start), "end": instant_json(end)}}
    key = draft(estate, plan, act=desk.Act(f"{mark}-0", opened, by))
    over = "outcome" in entry
    steps = ("submit", "request_approval", "approve", "start", "complete", "close") if over else entry["steps"]
    times = {"start": start, "complete": end, "close": end + timedelta(days=1)}
    for number, step in enumerate(steps, 1):
        at = min(now, times.get(step, opened + timedelta(hours=number)))
        said = {"complete": {"outcome": entry.get("outcome", "")}, "close": {"review": "As planned."}}.get(step, {})
        if step == "approve" and "meeting" in entry:
            meet(estate, key, entry["meeting"], opened)
            continue
        if step == "approve":
            decided = desk.Act(f"{mark}-vote", at, Stamp(BOARD, "manual", "board"))
            vote(estate, change_record(estate, key), "approve", act=decided, reason="Seen on paper.")
            # What is said of a change when it is approved is what its review is held against.
            acted = decided._replace(id=f"{mark}-{number}")
            take_step(estate, change_record(estate, key), step, act=acted, said=desk.Said(said))
            continue
        desk.move(estate.graph, practice, key, step, act=desk.Act(f"{mark}-{number}", at, by), said=desk.Said(said))
    if "fixes" in entry:
        fixed = Link(problems[entry["fixes"]], "fixed_by", key)
        desk.link(estate.graph, PRACTICES["problem"], fixed, stamp=by)
    return key


def tell_board(estate: Estate, entries: Sequence[Entry], now: datetime) -> None:
    """Plan the meetings of the board that are to come."""
    for entry in entries:
        starts = midnight(now) + timedelta(days=entry["days"], hours=entry["hour"])
        plan_board(estate, entry["title"], starts)


def plan_board(estate: Estate, title: str, starts: datetime) -> str:
    """Plan a meeting of an hour and return its id."""
    span = {"starts_at": instant_json(starts), "ends_at": instant_json(starts + timedelta(hours=1))}
    said: dict[str, Json] = {"title": title, "chair": BOARD, "zone": "Europe/Berlin", **span}
    return plan_meeting(estate.graph, said, stamp=Stamp(BOARD, "manual", title))


def meet(estate: Estate, key: Key, entry: Entry, opened: datetime) -> None:
    """Hold the meeting in which a change was approved; it has minutes."""
    starts = (opened + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    stamp = Stamp(BOARD, "manual", entry["title"])

    def act(word: str, minutes: int, who: str = BOARD) -> desk.Act:
        return desk.Act(f"board-{word}", starts + timedelta(minutes=minutes), stamp._replace(actor=who))

    name = plan_board(estate, entry["title"], starts)
    open_meeting(estate, name, act=act("open", 0))
    for number, (who, conditions) in enumerate(entry["voices"].items(), 1):
        update(estate.graph, name, partial(came, person=who), stamp=stamp)
        said: tuple[Verdict, str, str] = ("conditions" if conditions else "approve", conditions, "")
        give_voice(estate, name, key, said, act=act(f"voice-{number}", 5 * number, who))
    close_meeting(estate, name, act=act("close", 25))
