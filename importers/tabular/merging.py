"""Rows that name the same CI become one: later rows win, the newest date stands, and differences are counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from cmdb.errors import Invalid
from cmdb.schema import Schema, coerce
from cmdb.schema.model import Attribute
from cmdb.values import Json, normal, normal_text
from importers.tabular.drafts import Draft

__all__ = ["Merger"]

TIMES = frozenset({"date", "datetime"})


@dataclass(slots=True)
class Merged:
    """A CI of several rows: what stands so far, and which rows said it."""

    draft: Draft
    rows: list[int]
    origin: dict[str, int] = field(default_factory=dict)


class Merger:
    """Holds the CIs that several rows name until all rows are read."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.held: dict[str, Merged] = {}
        self.differing: Counter[str] = Counter()
        self.examples: dict[str, str] = {}

    def take(self, draft: Draft) -> None:
        """Take one row's word on a CI."""
        known = self.held.get(draft.native_id)
        if known is None:
            self.held[draft.native_id] = Merged(draft, [draft.number], dict.fromkeys(draft.attributes, draft.number))
            return
        known.rows.append(draft.number)
        self.join(known, draft)

    def join(self, known: Merged, later: Draft) -> None:
        """Lay a later row over what stands."""
        draft = known.draft
        for name, value in later.attributes.items():
            before = draft.attributes.get(name)
            if before is None or self.prefer(draft, name, before, value):
                if before is not None and before != value and not self.is_time(draft, name):
                    self.differ(known, name, before, later, value)
                draft.attributes[name] = value
                known.origin[name] = later.number
        if later.lifecycle and draft.lifecycle and later.lifecycle != draft.lifecycle:
            self.differ(known, "lifecycle", draft.lifecycle, later, later.lifecycle)
        if normal_text(later.name) != normal_text(draft.name):
            self.differ(known, "name", draft.name, later, later.name)
        if later.cls != draft.cls:
            self.differ(known, "class", draft.cls, later, later.cls)
        draft.cls, draft.name = later.cls, later.name
        draft.lifecycle = later.lifecycle or draft.lifecycle
        draft.parent, draft.within = later.parent or draft.parent, later.within or draft.within
        draft.key = later.key or draft.key
        said = {(each.type, each.direction, each.other, each.group) for each in draft.relations}
        draft.relations += [
            each for each in later.relations if (each.type, each.direction, each.other, each.group) not in said
        ]
        draft.raw = later.raw

    def is_time(self, draft: Draft, name: str) -> bool:
        """Say whether an attribute is a day or an instant, of which the newest counts."""
        attribute = self.schema.attributes(draft.cls).get(name)
        return attribute is not None and attribute.type in TIMES

    def prefer(self, draft: Draft, name: str, before: Json, after: Json) -> bool:
        """Say whether the later row's value replaces the one that stands."""
        attribute = self.schema.attributes(draft.cls).get(name)
        if attribute is None or attribute.type not in TIMES:
            return True
        old, new = moment(attribute, before), moment(attribute, after)
        return old is None or (new is not None and new >= old)

    def differ(self, known: Merged, name: str, before: Json, later: Draft, after: Json) -> None:
        """Count a difference, and keep the first as an example."""
        self.differing[name] += 1
        first = known.origin.get(name, known.rows[0])
        text = f"{later.name!r} has {str(before)[:60]!r} in row {first} and {str(after)[:60]!r} in row {later.number}"
        self.examples.setdefault(name, text)


def moment(attribute: Attribute, value: Json) -> str | None:
    """Return a day or an instant in a form that sorts, None for what is none."""
    try:
        found = coerce("", attribute, value)
    except Invalid:
        return None
    return str(normal(found)) if found is not None else None
