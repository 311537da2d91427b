"""A record that is to be opened, and what is checked before it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cmdb.errors import Invalid
from cmdb.values import Json, Value
from itsm.kernel.practice import Practice
from itsm.kernel.priority import ImpactLevel, priority
from itsm.kernel.record import check_title, checked

__all__ = ["Draft", "ready", "with_priority"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as somebody reports it.

    ``links`` maps roles to what is linked, by key. ``occurred_at`` is when it happened (None: now). ``body`` is what
    its practice keeps whole, already checked; ``follows`` are the attributes that follow from it. ``source`` and
    ``number`` name it in the system that it comes from: the same again is not opened twice.
    """

    title: str
    fields: Mapping[str, Json] = field(default_factory=dict)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    occurred_at: datetime | None = None
    body: Mapping[str, Json] = field(default_factory=dict)
    follows: Mapping[str, Json] = field(default_factory=dict)
    source: str = ""
    number: str = ""


def ready(practice: Practice, draft: Draft, *, now: datetime) -> tuple[str, dict[str, Value]]:
    """Return title and attributes of a record to be opened. Raises ``Invalid`` naming what is wrong or missing."""
    title = check_title(draft.title)
    said = {**checked(practice, draft.fields), **checked(practice, draft.follows, follow=True)}
    fields = {name: value for name, value in said.items() if value is not None}
    for name in practice.required:
        if name not in fields:
            raise Invalid(name, f"is needed to open {practice.label.lower()}", None, practice.writable[name].label)
    if draft.occurred_at is not None and draft.occurred_at > now:
        raise Invalid("occurred_at", "has not happened yet", draft.occurred_at.isoformat(), "an instant until now")
    check_links(practice, draft.links)
    return title, fields


def check_links(practice: Practice, links: Mapping[str, tuple[str, ...]]) -> None:
    """Raise ``Invalid`` for a role that records of the practice do not have."""
    for role in links:
        if role not in practice.roles:
            allowed = ", ".join(practice.roles)
            raise Invalid("links", f"{practice.plural} have no such link", role, allowed)


def with_priority(fields: Mapping[str, Value], computed: ImpactLevel | None) -> dict[str, Value]:
    """Return fields with impact and priority: what a person said with a reason stands, else what was computed.

    Raises ``Invalid`` where the impact differs from the computed one without a reason.
    """
    found = dict(fields)
    said = found.get("impact")
    if computed is not None and said is None:
        found["impact"] = computed.level
    elif computed is not None and said != computed.level and not found.get("impact_reason"):
        reasons = "; ".join(f"{each['name']} {str(each['state']).upper()}" for each in computed.reasons[:3])
        raise Invalid(
            "impact_reason",
            f"impact {said} differs from the computed {computed.level} ({reasons or 'no service is hit'})",
            None,
            "a reason for the override",
        )
    impact, urgency = found.get("impact", 3), found.setdefault("urgency", 2)
    found["impact"] = impact
    known = priority(int(str(impact)), int(str(urgency)))
    return found | ({"priority": known} if known is not None else {})
