"""What a practice declares of its records: names, attributes, states, links. Everything generic is made from this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cmdb.errors import NotFound
from cmdb.schema import Attribute
from itsm.kernel.field import Field
from itsm.kernel.lifecycle import Lifecycle

__all__ = ["DERIVED", "STANDARD", "Practice", "Practices", "registry"]

STANDARD = (
    Attribute("description", label="Description"),
    Attribute("requester", label="Requester", description="Who asked; an account.", indexed=True),
    Attribute("channel", label="Channel", values=("portal", "phone", "mail", "event", "api", "import", "desk")),
    Attribute("category", label="Category", indexed=True),
    Attribute("team", label="Team", description="The queue that it stands in.", indexed=True),
    Attribute("assignee", label="Assignee", description="Who works on it; an account.", indexed=True),
    Attribute("watchers", "list", label="Watchers", description="Accounts that are told of every step."),
    Attribute("number_elsewhere", label="Number elsewhere", description="Its number in the system it came from."),
    Attribute("scope", label="Scope", description="Part of the estate that it belongs to."),
)
"""Attributes that every record has."""

PRIORITISED = (
    Attribute("impact", "integer", label="Impact", description="1 high to 3 low.", minimum=1, maximum=3),
    Attribute("urgency", "integer", label="Urgency", description="1 high to 3 low.", minimum=1, maximum=3),
    Attribute("priority", "integer", label="Priority", minimum=1, maximum=5, indexed=True),
    Attribute("impact_reason", label="Why this impact", description="Said by whoever overrides what was computed."),
)
"""Attributes of a record that has a priority."""

DERIVED = (
    Attribute("opened_at", "datetime", label="Opened", indexed=True),
    Attribute("first_response_at", "datetime", label="First response"),
    Attribute("resolved_at", "datetime", label="Resolved", indexed=True),
    Attribute("closed_at", "datetime", label="Closed"),
    Attribute("reassignments", "integer", label="Reassignments"),
    Attribute("reopenings", "integer", label="Reopenings"),
)
"""Attributes that follow from the activities; nobody sets them."""


@dataclass(frozen=True, slots=True)
class Practice:
    """One kind of record.

    ``roles`` are the links that its records have; the first to a CI is the one meant when none is named.
    ``required`` are attributes without which none is opened, ``follows`` those that follow from what it keeps whole
    (a change's plan). ``prioritised`` ones have impact, urgency and priority. ``fields`` are declared by the
    organisation. ``told``: machines tell of its records, and nobody opens one by hand.
    """

    name: str
    label: str
    plural: str
    prefix: str
    description: str
    lifecycle: Lifecycle
    attributes: tuple[Attribute, ...] = ()
    roles: tuple[str, ...] = ("affects", "related_to")
    required: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    prioritised: bool = False
    fields: tuple[Field, ...] = ()
    told: bool = False

    @property
    def noun(self) -> str:
        """Return how addresses of its records begin: ``incidents``."""
        return self.plural.lower().replace(" ", "-")

    @property
    def writable(self) -> Mapping[str, Attribute]:
        """Return the attributes that people set, by name."""
        priority = PRIORITISED if self.prioritised else ()
        declared = (each.attribute for each in self.fields)
        return {each.name: each for each in (*STANDARD, *priority, *self.attributes, *declared)}

    @property
    def all_attributes(self) -> Mapping[str, Attribute]:
        """Return all attributes by name."""
        return {**self.writable, **{each.name: each for each in DERIVED}}


class Practices(Mapping[str, Practice]):
    """The practices by name."""

    def __init__(self, practices: Iterable[Practice]) -> None:
        self.by_name = MappingProxyType({each.name: each for each in practices})
        self.by_prefix = MappingProxyType({each.prefix: each for each in self.by_name.values()})

    def __getitem__(self, name: str) -> Practice:
        """Return a practice. Raises ``NotFound``."""
        if name not in self.by_name:
            raise NotFound("practice", name, tuple(self.by_name))
        return self.by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_name)

    def __len__(self) -> int:
        return len(self.by_name)


def registry(*practices: Practice) -> Practices:
    """Return practices by name, in their order."""
    return Practices(practices)
