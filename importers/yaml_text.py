"""Read YAML as plain JSON values, safely: no tags that make objects, no alias bombs, no key twice, YAML 1.2 scalars.

The documents are built from the parser's events, with a stack of our own, for three reasons: the depth and what
aliases stand for are known while reading and can be limited; a key that stands twice is seen (PyYAML keeps the last);
and scalars follow YAML 1.2, in which ``22:22`` is text and ``on`` is no truth value, as compose files and Kubernetes
manifests mean them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from cmdb.errors import Invalid
from cmdb.values import Json
from importers.limits import ALIASED_NODES, DEPTH

__all__ = ["YamlDocument", "load_yaml"]

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CORE = "tag:yaml.org,2002:"
# Tags of compose files that only say how files are laid over each other.
HARMLESS = frozenset({"!reset", "!override", "!"})
INTEGER = re.compile(r"[-+]?[0-9]{1,300}|0o[0-7]{1,100}|0x[0-9a-fA-F]{1,100}")
NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
MERGE = "<<"


class YamlDocument(NamedTuple):
    """One document of a file: the line on which it starts, and its content."""

    line: int
    content: Json


class Sized(NamedTuple):
    """A value with the number of nodes that it stands for, and its height."""

    value: Json
    nodes: int
    height: int


@dataclass(slots=True)
class Open:
    """A list or mapping that is being read."""

    value: dict[str, Json] | list[Json]
    anchor: str | None
    key: str | None = None
    merged: list[Json] = field(default_factory=list)
    nodes: int = 1
    height: int = 1


def load_yaml(where: str, text: str) -> tuple[YamlDocument, ...]:
    """Return the documents of a file, empty ones left out. Raises ``Invalid`` with the line where it is unsound."""
    try:
        return tuple(each for each in documents(where, text) if each.content is not None)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{where} line {mark.line + 1} column {mark.column + 1}" if mark else where
        lines = text.splitlines()
        shown = lines[mark.line] if mark and mark.line < len(lines) else None
        cut = "; the file may be cut off" if mark and mark.line >= len(lines) - 1 else ""
        reason = f"is no YAML: {error.problem or error.context}{cut}"
        raise Invalid(place, reason, shown, "sound YAML") from error
    except yaml.YAMLError as error:
        raise Invalid(where, "is no YAML: " + str(error).split("\n")[0], None, "sound YAML") from error


def documents(where: str, text: str) -> Iterator[YamlDocument]:
    """Yield the documents as they end."""
    builder, line = Builder(where), 1
    for event in yaml.parse(text.removeprefix("\ufeff"), Loader=LOADER):
        if isinstance(event, DocumentStartEvent):
            builder, line = Builder(where), line_of(event)
        elif isinstance(event, NodeEvent | CollectionEndEvent):
            done = builder.take(event)
            if done is not None:
                yield YamlDocument(line, done.value)


def line_of(event: yaml.Event) -> int:
    """Return the line on which an event starts, counted from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


class Builder:
    """Builds one document from its events."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.stack: list[Open] = []
        self.anchors: dict[str, Sized | None] = {}
        self.aliased = 0

    def take(self, event: NodeEvent | CollectionEndEvent) -> Sized | None:
        """Take one event; return the document when it is complete."""
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            self.open(event)
            return None
        if isinstance(event, CollectionEndEvent):
            return self.place(self.close(), event)
        if isinstance(event, AliasEvent):
            return self.place(self.alias(event), event)
        assert isinstance(event, ScalarEvent)  # noqa: S101  # the only kind left
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            self.take_key(event)
            return None
        sized = Sized(scalar(self.place_of(event), event), 1, 0)
        if event.anchor:
            self.anchors[event.anchor] = sized
        return self.place(sized, event)

    def open(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        """Begin a list or mapping."""
        if len(self.stack) >= DEPTH:
            levels = f"more than {DEPTH} levels"
            raise Invalid(self.place_of(event), "is nested too deeply", levels, f"at most {DEPTH} levels")
        top = self.stack[-1] if self.stack else None
        if top and isinstance(top.value, dict) and top.key is None:
            raise Invalid(self.place_of(event), "a list or mapping is used as a key", None, "text as keys")
        check_tag(self.place_of(event), event.tag, ("map", "seq", "omap", "set"))
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(Open({} if isinstance(event, MappingStartEvent) else [], event.anchor))

    def close(self) -> Sized:
        """End the innermost list or mapping."""
        ended = self.stack.pop()
        value = ended.value
        if isinstance(value, dict) and ended.merged:
            value = merge(self.where, ended.merged) | value
        sized = Sized(value, ended.nodes, ended.height)
        if ended.anchor:
            self.anchors[ended.anchor] = sized
        return sized

    def alias(self, event: AliasEvent) -> Sized:
        """Return what an alias stands for, counted against the limit."""
        place, name = self.place_of(event), f"*{event.anchor}"
        if event.anchor not in self.anchors:
            raise Invalid(place, "an alias names no anchor above it", name, "an anchor of this document")
        sized = self.anchors[event.anchor]
        if sized is None:
            raise Invalid(place, "an alias stands inside what it names", name, "no circles")
        self.aliased += sized.nodes
        if self.aliased > ALIASED_NODES:
            limit = f"aliases that stand for at most {ALIASED_NODES:,} nodes"
            raise Invalid(place, "aliases multiply beyond measure", name, limit)
        return sized

    def take_key(self, event: ScalarEvent) -> None:
        """Keep a mapping's key until its value comes."""
        top = self.stack[-1]
        assert isinstance(top.value, dict)  # noqa: S101  # only called for mappings
        if event.value in top.value:
            raise Invalid(
                self.place_of(event), "the same key stands twice in one mapping", event.value, "each key once"
            )
        if event.anchor:
            self.anchors[event.anchor] = Sized(event.value, 1, 0)
        top.key = event.value

    def place(self, sized: Sized, event: NodeEvent | CollectionEndEvent) -> Sized | None:
        """Put a complete value where it belongs; return it when it is the document."""
        if not self.stack:
            return sized
        top = self.stack[-1]
        top.nodes += sized.nodes
        top.height = max(top.height, sized.height + 1)
        if len(self.stack) + sized.height > DEPTH:
            levels = f"more than {DEPTH} levels"
            raise Invalid(self.place_of(event), "is nested too deeply", levels, f"at most {DEPTH} levels")
        if isinstance(top.value, list):
            top.value.append(sized.value)
        elif top.key is None:
            raise Invalid(self.place_of(event), "an alias is used as a key", None, "text as keys")
        elif top.key == MERGE:
            top.merged += sized.value if isinstance(sized.value, list) else [sized.value]
            top.key = None
        else:
            top.value[top.key] = sized.value
            top.key = None
        return None

    def place_of(self, event: NodeEvent | CollectionEndEvent) -> str:
        """Return where an event stands, in words."""
        return f"{self.where} line {line_of(event)}"


def merge(where: str, mappings: list[Json]) -> dict[str, Json]:
    """Return what ``<<`` brings in; earlier mappings win, as YAML says."""
    found: dict[str, Json] = {}
    for each in mappings:
        if not isinstance(each, dict):
            raise Invalid(where, "<< merges something that is no mapping", str(each)[:200], "a mapping")
        found = each | found
    return found


def scalar(place: str, event: ScalarEvent) -> Json:
    """Return a scalar by the rules of YAML 1.2's core schema."""
    check_tag(place, event.tag, ("str", "int", "float", "bool", "null", "timestamp"))
    if event.tag in {f"{CORE}str", "!"} or (event.tag is None and not event.implicit[0]):
        return str(event.value)
    text: str = event.value
    if text in NOTHING:
        return None
    if text in TRUTH:
        return TRUTH[text]
    if INTEGER.fullmatch(text):
        # 0o17 and 0x1F as they say; 017 is seventeen.
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    if NUMBER.fullmatch(text):
        number = float(text)
        return number if number not in {float("inf"), float("-inf")} else text
    return text


def check_tag(place: str, tag: str | None, known: tuple[str, ...]) -> None:
    """Raise ``Invalid`` for a tag that asks for more than plain data."""
    if tag is None or tag in HARMLESS or tag.removeprefix(CORE) in known:
        return
    raise Invalid(place, "a tag asks for more than plain data", tag, "YAML without such tags")
