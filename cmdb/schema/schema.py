"""One schema: the shipped layer with the users' overlay, asked by name, inheritance resolved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property

from cmdb.errors import Invalid, NotFound
from cmdb.schema.model import Attribute, CiClass, IdentificationRule, Lifecycle, LifecycleState, RelationType
from cmdb.values import Json, normal_text

__all__ = ["Schema"]


class Schema:
    """Classes, relation types and lifecycles by name. Immutable; answers are cached."""

    def __init__(
        self,
        classes: Iterable[CiClass],
        relation_types: Iterable[RelationType],
        lifecycles: Iterable[Lifecycle],
    ) -> None:
        self.classes: Mapping[str, CiClass] = {each.name: each for each in classes}
        self.relation_types: Mapping[str, RelationType] = {each.name: each for each in relation_types}
        self.lifecycles: Mapping[str, Lifecycle] = {each.name: each for each in lifecycles}
        self.attributes_by_class: dict[str, Mapping[str, Attribute]] = {}
        self.unique_by_class: dict[str, tuple[str, ...]] = {}
        self.rules_by_class: dict[str, tuple[tuple[str, IdentificationRule], ...]] = {}
        self.lineages: dict[str, tuple[CiClass, ...]] = {}
        self.lifecycle_by_class: dict[str, Lifecycle] = {}
        self.service_by_class: dict[str, bool] = {}
        self.kinships: dict[tuple[str, str], bool] = {}

    def cls(self, name: str) -> CiClass:
        """Return the class. Raises ``NotFound`` with the nearest names."""
        if found := self.classes.get(name):
            return found
        raise NotFound("class", name, self.nearest(name, self.classes))

    def relation_type(self, name: str) -> RelationType:
        """Return the relation type. Raises ``NotFound`` with the nearest names."""
        if found := self.relation_types.get(name):
            return found
        raise NotFound("relation type", name, self.nearest(name, self.relation_types))

    def lineage(self, name: str) -> tuple[CiClass, ...]:
        """Return the class and its ancestors, itself first."""
        if name not in self.lineages:
            self.lineages[name] = self.ancestry(name)
        return self.lineages[name]

    def ancestry(self, name: str) -> tuple[CiClass, ...]:
        """Walk up from a class. Raises ``NotFound``, ``Invalid`` for a circle."""
        found, current = [], name
        while current:
            cls = self.cls(current)
            if cls in found:
                raise Invalid(f"class {name}", "its ancestors form a circle", current, "a tree")
            found.append(cls)
            current = cls.parent or ""
        return tuple(found)

    def is_a(self, name: str, ancestor: str) -> bool:
        """Say whether a class is ``ancestor`` or stands below it; an unknown class is nothing."""
        if (name, ancestor) not in self.kinships:
            known = name in self.classes and any(each.name == ancestor for each in self.lineage(name))
            self.kinships[name, ancestor] = known
        return self.kinships[name, ancestor]

    def family(self, name: str) -> tuple[str, ...]:
        """Return the class and all below it, by name."""
        return tuple(sorted(each for each in self.classes if self.is_a(each, name)))

    def attributes(self, name: str) -> Mapping[str, Attribute]:
        """Return all attributes of a class by name, inherited ones first."""
        if name not in self.attributes_by_class:
            merged: dict[str, Attribute] = {}
            for cls in reversed(self.lineage(name)):
                merged |= {each.name: each for each in cls.attributes}
            self.attributes_by_class[name] = merged
        return self.attributes_by_class[name]

    def rules(self, name: str) -> tuple[tuple[str, IdentificationRule], ...]:
        """Return the identification rules in order, each with the class that declares it (the scope of its values)."""
        if name not in self.rules_by_class:
            declaring = next((cls for cls in self.lineage(name) if cls.identify), None)
            self.rules_by_class[name] = (
                tuple((declaring.name, rule) for rule in declaring.identify) if declaring else ()
            )
        return self.rules_by_class[name]

    def expects(self, name: str) -> tuple[str, ...]:
        """Return the relation types of which a CI of this class should have at least one."""
        return next((cls.expects for cls in self.lineage(name) if cls.expects), ())

    def lifecycle(self, name: str) -> Lifecycle:
        """Return the lifecycle of a class."""
        if name not in self.lifecycle_by_class:
            lineage = self.lineage(name) if name in self.classes else ()
            own = next((cls.lifecycle for cls in lineage if cls.lifecycle), "")
            self.lifecycle_by_class[name] = self.lifecycles.get(own) or next(iter(self.lifecycles.values()))
        return self.lifecycle_by_class[name]

    def state(self, name: str, state: str) -> LifecycleState:
        """Return a lifecycle state of a class. Raises ``Invalid`` naming the allowed ones."""
        lifecycle = self.lifecycle(name)
        for each in lifecycle.states:
            if each.name == state:
                return each
        allowed = ", ".join(each.name for each in lifecycle.states)
        raise Invalid("lifecycle", f"{name} has no such state", state, allowed)

    def group_rule(self, name: str, group: str) -> Mapping[str, Json] | None:
        """Return the default rule that a class declares for a group of its CIs."""
        return next((cls.groups[group] for cls in self.lineage(name) if group in cls.groups), None)

    def unavailability(self, name: str) -> float:
        """Return the class's default unavailability, 0 where none is declared."""
        return self.declared_unavailability(name) or 0.0

    def declared_unavailability(self, name: str) -> float | None:
        """Return the default unavailability that a class or its nearest ancestor declares, None where none does."""
        return next((cls.unavailability for cls in self.lineage(name) if cls.unavailability is not None), None)

    def is_service(self, name: str) -> bool:
        """Say whether CIs of this class stand on the services board."""
        if name not in self.service_by_class:
            lineage = self.lineage(name) if name in self.classes else ()
            said = (cls.service for cls in lineage if cls.service is not None)
            self.service_by_class[name] = next(said, False)
        return self.service_by_class[name]

    @cached_property
    def fingerprint(self) -> bytes:
        """16 bytes that differ for another schema."""
        parts = repr(
            (sorted(self.classes.items()), sorted(self.relation_types.items()), sorted(self.lifecycles.items()))
        )
        return hashlib.blake2b(parts.encode(), digest_size=16).digest()

    @cached_property
    def class_words(self) -> Mapping[str, str]:
        """Class names by every word under which they are known, in normal form."""
        words: dict[str, str] = {}
        for cls in self.classes.values():
            for word in (*cls.synonyms, cls.plural, cls.label, cls.name):
                if word:
                    words.setdefault(plain(word), cls.name)
        return words | {plain(name): name for name in self.classes}

    @cached_property
    def relation_words(self) -> Mapping[str, tuple[str, str]]:
        """Relation type and direction ("out", "in") by every word under which they are known, in normal form."""
        words: dict[str, tuple[str, str]] = {}
        for each in self.relation_types.values():
            for word in (each.name, each.label, *each.synonyms):
                words.setdefault(plain(word), (each.name, "out"))
            words.setdefault(plain(each.reverse), (each.name, "in"))
        return words

    def find_class(self, word: str) -> str | None:
        """Return the class meant by a word from a file ("Virtual Machines", "db"), None for none."""
        return self.class_words.get(plain(word))

    @cached_property
    def indexed(self) -> tuple[str, ...]:
        """All attributes that some class declares ``indexed``, by name."""
        return tuple(sorted({each.name for cls in self.classes.values() for each in cls.attributes if each.indexed}))

    def unique_attributes(self, name: str) -> tuple[str, ...]:
        """Return the attributes of a class whose values are unique in the store."""
        if name not in self.unique_by_class:
            self.unique_by_class[name] = tuple(each.name for each in self.attributes(name).values() if each.unique)
        return self.unique_by_class[name]

    @staticmethod
    def nearest(word: str, names: Iterable[str], limit: int = 3) -> tuple[str, ...]:
        """Return the names most like ``word``, likeliest first."""
        # Only a wrong word needs it, and it is slow to load.
        from rapidfuzz import process  # noqa: PLC0415

        return tuple(match[0] for match in process.extract(word, list(names), limit=limit, score_cutoff=50))


def plain(word: str) -> str:
    """Return a heading or class word as it is compared: normal form, ``_`` and ``-`` as spaces."""
    return " ".join(normal_text(word).replace("_", " ").replace("-", " ").split())
