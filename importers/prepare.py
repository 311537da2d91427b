"""From an observation as read to one whose values fit the schema, or to the reason why it cannot be taken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import NamedTuple

from cmdb.errors import FaultlineError, Invalid
from cmdb.lay import check_class, typed_attribute
from cmdb.model import Key
from cmdb.observed import observation_key
from cmdb.schema import Schema
from cmdb.values import Json, Value, check, normal_text
from importers.observation import CiObservation
from importers.report import RowDecision

__all__ = ["Glance", "Preparation", "Prepared", "rejection"]

LONGEST_NAME = 500


def text_writer() -> Callable[[object], str]:
    """Return what writes that over which digests are made; ``json.dumps`` makes an encoder anew for every row."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return json.JSONEncoder(default=dict).encode
    write = make(None, dict, json.encoder.encode_basestring_ascii, None, ": ", ", ", False, False, True)
    return lambda content: "".join(write(content, 0))


digest_text = text_writer()


class Prepared(NamedTuple):
    """An observation with typed values and the key under which it is kept."""

    said: CiObservation
    key: Key
    attributes: Mapping[str, Value]
    lifecycle: str
    digest: int


class Glance(NamedTuple):
    """What tells whether an observation is one that was taken before: its key, and the digest of what it says."""

    key: Key
    digest: int


class Preparation:
    """How the rows of one run are made ready. What depends on a class alone is worked out once a class.

    ``salt`` makes the digests of another schema differ.
    """

    def __init__(self, schema: Schema, source: str, salt: bytes) -> None:
        self.schema = schema
        self.source = source
        self.hashing = hashlib.blake2b(digest_size=8, key=salt)
        self.plain_by_class: dict[str, frozenset[str]] = {}

    def glance(self, said: CiObservation) -> Glance | None:
        """Return key and digest of an observation; None for one so odd that it has to be looked at first."""
        try:
            return Glance(observation_key(self.source, said.native_id), self.digest(said))
        except (TypeError, ValueError, RecursionError):
            return None

    def prepare(self, said: CiObservation, glance: Glance | None) -> Prepared:
        """Return an observation, after a glance, ready to be written. Raises ``Invalid`` naming what is wrong."""
        schema = self.schema
        check_class(schema, f"{said.where}: class", said.cls)
        check_text(f"{said.where}: name", said.name)
        check_text(f"{said.where}: native id", said.native_id)
        for group, rule in said.groups.items():
            if not isinstance(rule, Mapping):
                raise Invalid(
                    f"{said.where}: groups.{group}", "is no group rule", rule, '{"min_up": 1} or another rule'
                )
        attributes = self.attributes(said)
        state = lifecycle(schema, said)
        key, digest = glance or (observation_key(self.source, said.native_id), self.digest(said))
        return Prepared(said, key, attributes, state, digest)

    def attributes(self, said: CiObservation) -> Mapping[str, Value]:
        """Return the attributes that an observation gives, as values. Raises ``Invalid``."""
        cls = said.cls
        plain = self.plain_by_class.get(cls)
        if plain is None:
            plain = self.plain_by_class[cls] = plain_attributes(self.schema, cls)
        typed: dict[str, Value] = {}
        for name, raw in said.attributes.items():
            # Any ASCII text without NUL is a value of these; nearly all that sources say is such.
            if name in plain and type(raw) is str and raw.isascii() and "\x00" not in raw and (text := raw.strip()):
                typed[name] = text
            elif (value := typed_attribute(self.schema, said.where, cls, name, raw)) is not None:
                typed[name] = value
        return typed

    def digest(self, said: CiObservation) -> int:
        """Return a signed 64-bit digest of what was said, apart from where it stood in the file."""
        key, cls, name, attributes, state, parent, relations, groups = DIGESTED(said)
        content = (
            key,
            cls,
            name,
            sorted(attributes.items()),
            state,
            NAMED(parent) if parent else None,
            list(map(RELATED, relations)),
            {name: dict(rule) for name, rule in sorted(groups.items())} if groups else {},
        )
        hashing = self.hashing.copy()
        hashing.update(digest_text(content).encode())
        return int.from_bytes(hashing.digest(), "big", signed=True)


NAMED = attrgetter("native_id", "key", "cls", "name")
RELATED = attrgetter("type", "direction", "group", "other.native_id", "other.key", "other.cls", "other.name", "fields")
DIGESTED = attrgetter("key", "cls", "name", "attributes", "lifecycle", "parent", "relations", "groups")


def plain_attributes(schema: Schema, cls: str) -> frozenset[str]:
    """Return the attributes of a class that take any text."""
    return frozenset(
        name
        for name, declared in schema.attributes(cls).items()
        if declared.type == "text" and not declared.values and not declared.pattern
    )


def check_text(where: str, text: str) -> None:
    """Raise ``Invalid`` for a name or id that no CI can have."""
    if not text.strip():
        raise Invalid(where, "is empty", text, "a name")
    if len(text) > LONGEST_NAME:
        raise Invalid(where, "is too long", text, f"at most {LONGEST_NAME} characters")
    check(where, text)


def lifecycle(schema: Schema, said: CiObservation) -> str:
    """Return the lifecycle state that is meant. Raises ``Invalid`` with the allowed ones."""
    if not said.lifecycle:
        return ""
    declared = schema.lifecycle(said.cls)
    word = " ".join(normal_text(said.lifecycle).replace("_", " ").split())
    by_word = {normal_text(label): each.name for each in declared.states for label in (each.label, each.name)}
    meant = by_word.get(word) or by_word.get(word.replace(" ", "_")) or declared.synonyms.get(word)
    if meant is None:
        allowed = ", ".join(each.name for each in declared.states)
        raise Invalid(f"{said.where}: lifecycle", "is no known state", said.lifecycle, allowed)
    return meant


def rejection(said: CiObservation, error: FaultlineError, reason: str = "") -> RowDecision:
    """Return the record of a row that cannot be taken."""
    facts = error.facts()
    value = facts.get("value")
    shown: Json = value if isinstance(value, str | int | float | bool) else None if value is None else repr(value)[:200]
    text = reason or (f"{error.where}: {error.reason}" if isinstance(error, Invalid) else str(error))
    return RowDecision(
        row=said.row,
        where=said.where,
        decision="rejected",
        cls=said.cls,
        name=said.name,
        reason=text.removeprefix(f"{said.where}: "),
        value=shown,
        allowed=str(facts.get("allowed", "")),
        raw=said.raw,
    )
