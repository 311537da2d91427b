"""Templates of records: what is said beforehand of those that come again and again, with blanks filled when used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.kernel.practice import Practice
from itsm.kernel.record import check_title, checked

__all__ = ["TEMPLATE", "Answer", "Blank", "Template", "filled", "parse_template", "template_document"]

TEMPLATE = "template"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
MARK = re.compile(r"\{([a-z][a-z0-9_]*)\}")
KNOWN = ("name", "practice", "label", "about", "title", "fields", "links", "blanks", "tasks", "plan", "minutes")
BLANK = ("id", "label", "kind", "class")
KINDS: Mapping[str, Literal["ci", "text"]] = {"ci": "ci", "text": "text"}
MOST_TEXT = 4_000
MOST_LABEL = 200
MOST_BLANKS = 20
MOST_MINUTES = 60 * 24 * 31


@dataclass(frozen=True, slots=True)
class Blank:
    """What is chosen when a template is used: a CI (of class ``cls`` or below, "": any), or words."""

    id: str
    label: str
    kind: Literal["ci", "text"] = "ci"
    cls: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One template. ``{id}`` in its texts stands for what is chosen for the blank of that id.

    ``links`` maps roles to blanks or keys. ``tasks``, ``plan`` and ``minutes`` (how long its window is) are read by
    the practices that have them.
    """

    name: str
    practice: str
    label: str
    about: str
    title: str
    fields: Mapping[str, Json] = field(default_factory=dict)
    links: Mapping[str, Sequence[str]] = field(default_factory=dict)
    blanks: tuple[Blank, ...] = ()
    tasks: Json = None
    plan: Json = None
    minutes: int | None = None


class Answer(NamedTuple):
    """What was chosen for a blank: the CI's key or the words, and how it is called in texts."""

    value: str
    shown: str


def parse_template(where: str, said: Json, practices: Mapping[str, Practice]) -> Template:
    """Read a template; ``practices`` are those that have templates. Raises ``Invalid``, ``NotFound``."""
    if not isinstance(said, dict):
        raise Invalid(where, "is no template", str(said)[:100], "an object with practice, label and title")
    refuse_unknown(where, said, KNOWN)
    name = text(where, said, "name", MOST_LABEL)
    if not NAME.fullmatch(name):
        raise Invalid(f"{where}.name", "is no name of a template", name, "small letters, digits, _ and -; up to 64")
    practice = text(where, said, "practice", MOST_LABEL)
    if practice not in tuple(practices):
        raise Invalid(f"{where}.practice", "has no templates", practice, ", ".join(practices))
    found = Template(
        name,
        practice,
        text(where, said, "label", MOST_LABEL) or name,
        text(where, said, "about", MOST_TEXT),
        check_title(text(where, said, "title", MOST_TEXT)),
        objects(where, said, "fields"),
        parse_links(where, said, practices[practice]),
        parse_blanks(f"{where}.blanks", said.get("blanks", [])),
        said.get("tasks"),
        said.get("plan"),
        minutes(where, said),
    )
    check_fields(where, found, practices[practice])
    check_marks(where, said, found)
    return found


def check_marks(where: str, said: Mapping[str, Json], found: Template) -> None:
    """Raise ``Invalid`` for ``{id}`` without a blank, and for a blank that nothing stands for."""
    blanks = {each.id for each in found.blanks}
    used = set()
    for part in ("title", "fields", "links", "tasks", "plan"):
        for place, each in marks(f"{where}.{part}", said.get(part)):
            if each not in blanks:
                raise Invalid(place, "stands for no blank", f"{{{each}}}", ", ".join(sorted(blanks)) or "no blank")
            used.add(each)
    for number, blank in enumerate(found.blanks):
        if blank.id not in used:
            raise Invalid(f"{where}.blanks[{number}]", "is used nowhere", blank.id, f"{{{blank.id}}} in some text")


def check_fields(where: str, found: Template, practice: Practice) -> None:
    """Raise ``Invalid`` for a field that records of the practice cannot have; what is blank is looked at when used."""
    given = {name: each for name, each in found.fields.items() if not any(marks("", each))}
    for name, each in given.items():
        checked(practice, {name: each}, at=f"{where}.fields.")
    for name in found.fields.keys() - given.keys():
        checked(practice, {name: None}, at=f"{where}.fields.")


def marks(where: str, said: Json) -> Iterator[tuple[str, str]]:
    """Yield every ``{id}`` within a document, with its place."""
    if isinstance(said, str):
        yield from ((where, each) for each in MARK.findall(said))
    elif isinstance(said, list):
        for number, each in enumerate(said):
            yield from marks(f"{where}[{number}]", each)
    elif isinstance(said, dict):
        for name, each in said.items():
            yield from marks(f"{where}.{name}", each)


def filled(said: Json, answers: Mapping[str, Answer]) -> Json:
    """Return a document with its blanks filled: alone ``{id}`` is what was chosen, within words how it is called."""
    if isinstance(said, str):
        alone = MARK.fullmatch(said)
        if alone:
            return answers[alone[1]].value
        return MARK.sub(lambda each: answers[each[1]].shown, said)
    if isinstance(said, list):
        return [filled(each, answers) for each in said]
    if isinstance(said, dict):
        return {name: filled(each, answers) for name, each in said.items()}
    return said


def template_document(found: Template) -> dict[str, Json]:
    """Return a template as ``parse_template`` reads it."""
    return {
        "name": found.name,
        "practice": found.practice,
        "label": found.label,
        "about": found.about,
        "title": found.title,
        "fields": dict(found.fields),
        "links": {role: list[Json](each) for role, each in found.links.items()},
        "blanks": [{"id": e.id, "label": e.label, "kind": e.kind, "class": e.cls} for e in found.blanks],
        "tasks": found.tasks if found.tasks is not None else [],
        "plan": found.plan,
        "minutes": found.minutes,
    }


# ---------------------------------------------------------------- parts of it


def parse_blanks(where: str, said: Json) -> tuple[Blank, ...]:
    """Read the blanks."""
    if not isinstance(said, list) or len(said) > MOST_BLANKS:
        raise Invalid(where, "are no blanks", str(said)[:100], f"a list of up to {MOST_BLANKS}")
    found = tuple(parse_blank(f"{where}[{number}]", each) for number, each in enumerate(said))
    ids = [each.id for each in found]
    for number, each in enumerate(ids):
        if ids.index(each) != number:
            raise Invalid(f"{where}[{number}].id", "is given twice", each, "each id once")
    return found


def parse_blank(where: str, said: Json) -> Blank:
    """Read one blank."""
    if not isinstance(said, dict):
        raise Invalid(where, "is no blank", str(said)[:100], f"an object with {', '.join(BLANK)}")
    refuse_unknown(where, said, BLANK)
    number, kind = text(where, said, "id", MOST_LABEL), text(where, {"kind": "ci", **said}, "kind", MOST_LABEL)
    if not MARK.fullmatch(f"{{{number}}}"):
        raise Invalid(f"{where}.id", "is no id", number, "small letters, digits and _, a letter first")
    if kind not in KINDS:
        raise Invalid(f"{where}.kind", "is no kind of blank", kind, ", ".join(KINDS))
    cls = text(where, said, "class", MOST_LABEL)
    if cls and kind != "ci":
        raise Invalid(f"{where}.class", "only a CI has a class", cls, "nothing")
    return Blank(number, text(where, said, "label", MOST_LABEL) or number, KINDS[kind], cls)


def parse_links(where: str, said: Mapping[str, Json], practice: Practice) -> dict[str, tuple[str, ...]]:
    """Read what its records are linked with."""
    found = {}
    for role, each in objects(where, said, "links").items():
        if role not in practice.roles:
            raise Invalid(f"{where}.links.{role}", "is no such link", role, ", ".join(practice.roles))
        if not isinstance(each, list) or not all(isinstance(one, str) for one in each):
            raise Invalid(f"{where}.links.{role}", "is no list", str(each)[:100], "blanks or keys")
        found[role] = tuple(str(one) for one in each)
    return found


def minutes(where: str, said: Mapping[str, Json]) -> int | None:
    """Read how long the window of its changes is."""
    found = said.get("minutes")
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int) or not 0 < found <= MOST_MINUTES:
        raise Invalid(f"{where}.minutes", "is no length of a window", str(found)[:64], f"1 to {MOST_MINUTES} minutes")
    return found


def refuse_unknown(where: str, said: Mapping[str, Json], known: Iterable[str]) -> None:
    """Raise ``Invalid`` for a part that nobody knows."""
    for name in said:
        if name not in known:
            raise Invalid(f"{where}.{name}", "is not understood", name, ", ".join(known))


def objects(where: str, said: Mapping[str, Json], part: str) -> Mapping[str, Json]:
    """Return a part that is an object by name, empty where not said."""
    found = said.get(part) or {}
    if not isinstance(found, dict):
        raise Invalid(f"{where}.{part}", "is no object", str(found)[:100], "values by name")
    return found


def text(where: str, said: Mapping[str, Json], part: str, most: int) -> str:
    """Return a part that is a text, "" where not said."""
    found = said.get(part, "")
    if not isinstance(found, str) or len(found) > most or "\x00" in found:
        raise Invalid(f"{where}.{part}", "is no text, or too long", str(found)[:80], f"up to {most} characters")
    return found.strip()
