"""From an observation as read to one whose values fit the schema, or to the reason why it cannot be taken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import NamedTuple

from cmdb.errors import FaultlineError, Invalid
from cmdb.lay import check_class, typed_attribute
from cmdb.model import Key
from cmdb.observed import observation_key
from cmdb.schema import Schema
from cmdb.values import Json, Value, check, normal_text
from importers.observation import CiObservation
from importers.report import RowDecision

__all__ = ["Prepared", "prepare", "rejection"]

LONGEST_NAME = 500


class Prepared(NamedTuple):
    """An observation with typed values and the key under which it is kept."""

    said: CiObservation
    key: Key
    attributes: Mapping[str, Value]
    lifecycle: str
    digest: int


def prepare(schema: Schema, source: str, said: CiObservation, salt: bytes) -> Prepared:
    """Return the observation ready to be written. Raises ``Invalid`` naming what is wrong."""
    check_class(schema, f"{said.where}: class", said.cls)
    check_text(f"{said.where}: name", said.name)
    check_text(f"{said.where}: native id", said.native_id)
    for group, rule in said.groups.items():
        if not isinstance(rule, Mapping):
            raise Invalid(f"{said.where}: groups.{group}", "is no group rule", rule, '{"min_up": 1} or another rule')
    attributes = {
        name: value
        for name, raw in said.attributes.items()
        if (value := typed_attribute(schema, said.where, said.cls, name, raw)) is not None
    }
    key = observation_key(source, said.native_id)
    return Prepared(said, key, attributes, lifecycle(schema, said), digest(said, salt))


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


def digest(said: CiObservation, salt: bytes) -> int:
    """Return a signed 64-bit digest of what was said, apart from where it stood in the file."""
    parent = said.parent
    content = (
        said.key,
        said.cls,
        said.name,
        sorted(said.attributes.items()),
        said.lifecycle,
        [parent.native_id, parent.key, parent.cls, parent.name] if parent else None,
        [
            [
                each.type,
                each.direction,
                each.group,
                each.other.native_id,
                each.other.key,
                each.other.cls,
                each.other.name,
                each.fields,
            ]
            for each in said.relations
        ],
        {name: dict(rule) for name, rule in sorted(said.groups.items())},
    )
    text = json.dumps(content, ensure_ascii=True, default=dict)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8, key=salt).digest(), "big", signed=True)


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
