"""What was said of single lines of a change's plan? A comment names its line by what it edits, never by its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from cmdb.entities import instant_json
from cmdb.errors import Invalid, NotFound
from cmdb.estate import Estate
from cmdb.model import Key
from cmdb.plan import Add, Edit, Plan, Relate, SetFields, Unrelate, parse_plan
from cmdb.values import Json
from itsm.change.practice import CHANGE
from itsm.change.proposal import PLAN
from itsm.kernel import desk
from itsm.kernel.activity import Activity, Kind, in_order
from itsm.kernel.record import Record

__all__ = [
    "PARTS",
    "Line",
    "Thread",
    "answer",
    "comment",
    "comments_document",
    "lines_of",
    "lines_of_change",
    "threads",
]

KIND: Kind = "comment"
PARTS = {"description": "What and why", "window": "Window", "tests": "Tests", "backout": "Back-out"}
"""Parts of a plan beside its edits that can be spoken of, with their names."""
LONGEST_WORDS = 200
Name = Mapping[str, str]


class Line(NamedTuple):
    """A line of a plan. ``id`` outlives other edits; ``part`` is "edit", "down", or the name of another part.

    ``edit`` is its place among the edits now (None: another part); ``of`` the field that an edit sets ("": the line is
    the whole edit), or the CI that is taken down. ``says`` tells whether it still says the same; ``words`` are for
    people.
    """

    id: str
    part: str
    edit: int | None
    of: str
    says: Json
    words: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its answers, oldest first.

    ``words`` are what the line said when the comment was made; ``now`` is the line as it is, None where it is gone.
    ``resolved`` is who has resolved it, and when; None while it is open.
    """

    id: str
    line: str
    words: str
    now: Line | None
    same: bool
    comments: tuple[Activity, ...]
    resolved: Activity | None


# ---------------------------------------------------------------- lines


def lines_of(plan: Plan, names: Name) -> list[Line]:
    """Return the lines of a plan in its order, each once: what is said twice of one thing is one line.

    ``names`` tells the names of CIs by key.
    """
    found: dict[str, Line] = {}
    for place, edit in enumerate(plan.edits):
        for each in lines_of_edit(place, edit, names):
            found.setdefault(each.id, each)
    for said in taken(plan):
        ci = str(said["ci"])
        words = f"{named(ci, names)} is taken {said.get('state', 'down')}"
        found.setdefault(identity(ci, "down"), Line(identity(ci, "down"), "down", None, ci, said, words))
    for name, label in PARTS.items():
        if part := plan.rest.get(name):
            found[name] = Line(name, name, None, "", part, f"{label}: {worded(part)}")
    return list(found.values())


def taken(plan: Plan) -> list[dict[str, Json]]:
    """Return what a plan takes down, as it says it."""
    down = plan.rest.get("down", [])
    return [each for each in down if isinstance(each, dict) and "ci" in each] if isinstance(down, list) else []


def lines_of_edit(place: int, edit: Edit, names: Name) -> Iterable[Line]:
    """Yield the lines of one edit: one for each field that it sets, else one for the whole."""
    if isinstance(edit, SetFields):
        for field, change in edit.fields.items():
            words = f"{field.partition('.')[2] or field} of {named(edit.ci, names)}: "
            says: Json = {"to": change.to}
            words += f"{was(change.was)}{worded(change.to)}"
            yield Line(identity(edit.ci, field), "edit", place, field, says, words)
    elif isinstance(edit, Add):
        called = edit.placeholder or f"{edit.cls} {edit.name}"
        says = {"class": edit.cls, "name": edit.name, "attributes": dict(edit.attributes)}
        yield Line(f"+/{quoted(called)}", "edit", place, "", says, f"{edit.name} ({edit.cls}) is added")
    elif isinstance(edit, Relate | Unrelate):
        parts = (edit.source, edit.type, edit.target, *([edit.group] if edit.group else []))
        verb = "is related" if isinstance(edit, Relate) else "is no longer related"
        said: dict[str, Json] = dict(edit.fields) if isinstance(edit, Relate) else {}
        words = f"{named(edit.source, names)} {edit.type} {named(edit.target, names)}"
        group = f" (group {edit.group})" if edit.group else ""
        yield Line(identity(*parts), "edit", place, "", {"does": verb, **said}, f"{words}{group}: {verb}")
    else:
        verb = type(edit).__name__.lower()
        yield Line(identity(edit.ci, verb), "edit", place, "", verb, f"{named(edit.ci, names)}: {verb}")


def identity(*parts: str) -> str:
    """Return a line's identity from what it edits: the key of a CI and what of it."""
    return "/".join(map(quoted, parts))


def quoted(part: str) -> str:
    """Return a part of an identity; no slash and no plus sign stays, which separate parts and mark what is added."""
    return quote(part, safe="$:@ ,")


def named(key: str, names: Name) -> str:
    """Return the name of a CI, its key where it has none."""
    return names.get(key) or key


def was(seen: object) -> str:
    """Return what an edit saw, before the arrow."""
    return f"{worded(seen)} → " if seen is None or isinstance(seen, str | int | float | bool | list | dict) else ""


def worded(value: object) -> str:
    """Return a value in words."""
    if value is None:
        return "nothing"
    if isinstance(value, dict) and {"start", "end"} <= value.keys():
        return f"{value['start']} to {value['end']}"
    text = str(value)
    return text if len(text) <= LONGEST_WORDS else f"{text[:LONGEST_WORDS]}…"


def lines_of_change(estate: Estate, record: Record) -> list[Line]:
    """Return the lines of a change's plan as it is now. Raises ``Invalid``."""
    plan = parse_plan(record.body.get(PLAN, {"edits": []}), estate.schema)
    keys = {str(each["ci"]) for each in taken(plan)}
    for edit in plan.edits:
        if isinstance(edit, Relate | Unrelate):
            keys |= {edit.source, edit.target}
        elif not isinstance(edit, Add):
            keys.add(edit.ci)
    found = estate.graph.get([Key(each) for each in sorted(keys)])
    return lines_of(plan, {str(key): each.node.name for key, each in found.items()})


# ---------------------------------------------------------------- verbs


def comment(estate: Estate, record: Record, line: str, text: str, *, act: desk.Act, public: bool = False) -> str:
    """Say something of a line of a change's plan and return the comment's id; internal unless ``public``.

    Raises ``Invalid`` for a line that there is not, or for no words.
    """
    check_said(text)
    lines = {each.id: each for each in lines_of_change(estate, record)}
    if line not in lines:
        allowed = ", ".join(list(lines)[:20]) or "the plan has no line yet"
        raise Invalid("line", "is no line of the plan", line, allowed)
    found = lines[line]
    facts: dict[str, Json] = {"line": line, "words": found.words, "says": found.says}
    write(estate, record, text, facts, act=act, public=public)
    return act.id


def answer(
    estate: Estate,
    record: Record,
    to: str,
    text: str = "",
    *,
    act: desk.Act,
    public: bool = False,
    resolved: bool | None = None,
) -> str:
    """Answer a comment, resolve it, or open it again (``resolved``; None: as it is), and return the thread's id.

    Raises ``NotFound`` for a comment that there is not, ``Invalid`` for neither words nor a resolution.
    """
    known = {each.id: each for each in desk.timeline(estate.graph, record.key) if each.kind == KIND}
    if to not in known:
        raise NotFound("comment", to)
    root = str(known[to].facts.get("answers") or to)
    if resolved is None:
        check_said(text)
    facts: dict[str, Json] = {"answers": root} | ({} if resolved is None else {"resolved": resolved})
    write(estate, record, text, facts, act=act, public=public)
    return root


def check_said(text: str) -> None:
    """Raise ``Invalid`` where nothing is said."""
    if not text.strip():
        raise Invalid("text", "is missing", text, "what is to be said of the line")


def write(estate: Estate, record: Record, text: str, facts: Mapping[str, Json], *, act: desk.Act, public: bool) -> None:
    """Write one entry."""
    entry = Activity(record.key, act.id, KIND, act.now, act.stamp.actor, text.strip(), public, facts)
    desk.add(estate.graph, CHANGE, entry, stamp=act.stamp)


# ---------------------------------------------------------------- reading


def threads(entries: Iterable[Activity], lines: Sequence[Line]) -> list[Thread]:
    """Return the comments of a change with their answers: by their lines' order now, those of lines gone last."""
    now = {each.id: each for each in lines}
    place = {each.id: number for number, each in enumerate(lines)}
    told: dict[str, list[Activity]] = {}
    known = in_order(each for each in entries if each.kind == KIND)
    for entry in sorted(known, key=lambda each: "answers" in each.facts):
        told.setdefault(str(entry.facts.get("answers") or entry.id), []).append(entry)
    found = [thread(said, now) for root, said in told.items() if said[0].id == root]
    return sorted(found, key=lambda each: (place.get(each.line, len(place)), each.comments[0].occurred_at, each.id))


def thread(said: Sequence[Activity], now: Mapping[str, Line]) -> Thread:
    """Return one comment with its answers, which are ``said`` in order."""
    first = said[0]
    line = now.get(str(first.facts.get("line")))
    judged = [each for each in said if "resolved" in each.facts]
    resolved = judged[-1] if judged and judged[-1].facts["resolved"] is True else None
    same = line is not None and line.says == first.facts.get("says")
    spoken = tuple(each for each in said if each.text)
    return Thread(first.id, str(first.facts.get("line")), str(first.facts.get("words")), line, same, spoken, resolved)


def comments_document(entries: Iterable[Activity], lines: Sequence[Line]) -> dict[str, Json]:
    """Return the lines of a plan and the comments on them as JSON."""
    found = threads(entries, lines)
    return {
        "lines": [
            {"line": each.id, "part": each.part, "edit": each.edit, "of": each.of, "words": each.words}
            for each in lines
        ],
        "threads": [thread_document(each) for each in found],
        "open": sum(each.resolved is None for each in found),
    }


def thread_document(each: Thread) -> dict[str, Json]:
    """Return a comment with its answers as JSON."""
    return {
        "id": each.id,
        "line": each.line,
        "words": each.words,
        "now": each.now.words if each.now else None,
        "same": each.same,
        "resolved_by": each.resolved.by if each.resolved else None,
        "resolved_at": instant_json(each.resolved.occurred_at) if each.resolved else None,
        "comments": [
            {
                "id": said.id,
                "by": said.by,
                "at": instant_json(said.occurred_at),
                "text": said.text,
                "public": said.public,
            }
            for said in each.comments
        ],
    }
