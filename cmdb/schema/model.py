"""What a declaration of classes, attributes, relation types and lifecycles consists of. Classes are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cmdb.values import Json

__all__ = [
    "Attribute",
    "AttributeType",
    "CiClass",
    "IdentificationRule",
    "Lifecycle",
    "LifecycleState",
    "Presence",
    "RelationType",
]

AttributeType = Literal[
    "text", "integer", "number", "boolean", "date", "datetime", "duration", "money", "list", "document"
]
Presence = Literal["operational", "maintenance", "absent"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a class. ``synonyms`` are headings under which other tools export it (lower case).

    ``values`` is the closed list of allowed texts; ``pattern`` a full-match regular expression; ``items`` the type
    of a list's items. ``indexed`` ones filter and sort fast. ``unique`` ones are claimed in the whole store.
    ``controlled`` ones are to be edited by a change only; an edit outside any is recorded, not refused.
    """

    name: str
    type: AttributeType = "text"
    label: str = ""
    description: str = ""
    unit: str = ""
    items: AttributeType = "text"
    required: bool = False
    unique: bool = False
    indexed: bool = False
    values: tuple[str, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None
    synonyms: tuple[str, ...] = ()
    hidden: bool = False
    controlled: bool = False


@dataclass(frozen=True, slots=True)
class IdentificationRule:
    """One way to recognise a CI: these attributes together (``name`` counts as one).

    ``strong``: two CIs never share the values, and a CI that differs in them is another one, whatever weaker rules
    say (serial numbers). ``in_parent``: the values identify inside the parent CI only.
    """

    attributes: tuple[str, ...]
    strong: bool = False
    in_parent: bool = False

    @property
    def name(self) -> str:
        """Return the rule as it is shown: ``serial``, ``name in its parent``."""
        return " + ".join(self.attributes) + (" in its parent" if self.in_parent else "")


@dataclass(frozen=True, slots=True)
class LifecycleState:
    """One state: a CI in it takes part (operational), is DOWN for now (maintenance), or is left out (absent)."""

    name: str
    label: str
    presence: Presence


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states of a class, the first being the initial one, and which may follow which (empty: any)."""

    name: str
    states: tuple[LifecycleState, ...]
    initial: str
    retired: str
    transitions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CiClass:
    """One class of the tree. Attributes, rules and the rest are inherited from ``parent`` unless declared here.

    ``prefix`` starts the keys of its CIs. ``expects`` are relation types that each CI should have as the end that
    suffers (``a|b``: either will do); without one it is *unknown*. ``groups`` are default rules by group name.
    ``service``: shown on the services board (None: as the parent).
    """

    name: str
    label: str
    plural: str = ""
    parent: str | None = "ci"
    prefix: str = ""
    description: str = ""
    abstract: bool = False
    service: bool | None = None
    attributes: tuple[Attribute, ...] = ()
    identify: tuple[IdentificationRule, ...] = ()
    expects: tuple[str, ...] = ()
    lifecycle: str = ""
    groups: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    unavailability: float | None = None
    synonyms: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RelationType:
    """One relation type. ``consumer`` is the end that suffers when the other end fails; "neither" carries no failure.

    ``group`` is the consumer's group when a relation names none, ``rule`` that group's rule where neither the CI
    nor its class declares one.
    """

    name: str
    label: str
    reverse: str
    consumer: Literal["from", "to", "neither"]
    need: Literal["hard", "soft", "none"] = "hard"
    group: str = ""
    rule: Mapping[str, Json] | None = None
    description: str = ""
    synonyms: tuple[str, ...] = ()
    hidden: bool = False
