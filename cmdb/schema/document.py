"""Declarations as JSON and back: the ``classes``, ``relation_types`` and ``lifecycles`` of a schema document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, cast, get_args

from cmdb.errors import Invalid
from cmdb.schema.model import (
    Attribute,
    AttributeType,
    CiClass,
    IdentificationRule,
    Lifecycle,
    LifecycleState,
    Presence,
    RelationType,
)
from cmdb.values import Json

__all__ = ["declaration", "read_class", "read_lifecycle", "read_relation_type"]

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
LONGEST_TEXT = 4_000
Declared = CiClass | Attribute | IdentificationRule | Lifecycle | LifecycleState | RelationType


def declaration(declared: Declared) -> dict[str, Json]:
    """Return a declaration as JSON; what equals the default is left out."""
    document: dict[str, Json] = {}
    for each in fields(declared):
        value = getattr(declared, each.name)
        default = each.default if each.default is not MISSING else None
        if value != default and value not in ((), {}):
            document[each.name] = plain(value)
    return document


def plain(value: object) -> Json:
    """Return a declaration's part as JSON."""
    if is_dataclass(value):
        return declaration(cast("Declared", value))
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return cast("Json", value)


def read_class(where: str, document: Json, before: CiClass | None = None) -> CiClass:
    """Read a class; what is not said stays as ``before`` (attributes are added to or replaced by name)."""
    said = read(where, document, CiClass)
    name = name_of(where, said)
    attributes = tuple(
        read_attribute(f"{where}.attributes[{n}]", each) for n, each in listed(where, said, "attributes")
    )
    identify = tuple(read_rule(f"{where}.identify[{n}]", each) for n, each in listed(where, said, "identify"))
    texts = {part: text(where, said, part) for part in ("label", "plural", "prefix", "description", "lifecycle")}
    check_prefix(where, texts["prefix"])
    given: dict[str, Any] = {part: value for part, value in texts.items() if part in said}
    given |= {part: flag(where, said, part) for part in ("abstract", "service", "hidden") if part in said}
    given |= {part: words(where, said, part) for part in ("expects", "synonyms") if part in said}
    if "parent" in said:
        given["parent"] = said["parent"] if said["parent"] is None else text(where, said, "parent")
    if "groups" in said:
        given["groups"] = rules_by_name(where, said)
    if "unavailability" in said:
        given["unavailability"] = number(where, said, "unavailability", 0, 1)
    if identify:
        given["identify"] = identify
    base = {each.name: getattr(before, each.name) for each in fields(CiClass)} if before else {"label": name}
    merged = {each.name: each for each in (*(before.attributes if before else ()), *attributes)}
    return CiClass(**{**base, **given, "name": name, "attributes": tuple(merged.values())})


def read_attribute(where: str, document: Json) -> Attribute:
    """Read an attribute."""
    said = read(where, document, Attribute)
    kinds = get_args(AttributeType)
    pattern = text(where, said, "pattern")
    check_pattern(where, pattern)
    return Attribute(
        name=name_of(where, said),
        type=choice(where, said, "type", kinds, "text"),
        label=text(where, said, "label"),
        description=text(where, said, "description"),
        unit=text(where, said, "unit"),
        items=choice(where, said, "items", [kind for kind in kinds if kind not in ("list", "document")], "text"),
        required=flag(where, said, "required"),
        unique=flag(where, said, "unique"),
        indexed=flag(where, said, "indexed"),
        values=words(where, said, "values"),
        pattern=pattern,
        minimum=number(where, said, "minimum"),
        maximum=number(where, said, "maximum"),
        synonyms=words(where, said, "synonyms"),
        hidden=flag(where, said, "hidden"),
        controlled=flag(where, said, "controlled"),
    )


def read_rule(where: str, document: Json) -> IdentificationRule:
    """Read an identification rule."""
    said = read(where, document, IdentificationRule)
    attributes = words(where, said, "attributes")
    if not attributes:
        raise Invalid(f"{where}.attributes", "names no attribute", None, "at least one attribute")
    return IdentificationRule(attributes, flag(where, said, "strong"), flag(where, said, "in_parent"))


def read_relation_type(where: str, document: Json, before: RelationType | None = None) -> RelationType:
    """Read a relation type; what is not said stays as ``before``."""
    said = read(where, document, RelationType)
    name = name_of(where, said)
    given: dict[str, Any] = {
        part: text(where, said, part) for part in ("label", "reverse", "group", "description") if part in said
    }
    if "consumer" in said or before is None:
        given["consumer"] = choice(where, said, "consumer", ("from", "to", "neither"), None)
    if "need" in said:
        given["need"] = choice(where, said, "need", ("hard", "soft", "none"), "hard")
    if "rule" in said:
        given["rule"] = said["rule"] if said["rule"] is None else mapping(f"{where}.rule", said["rule"])
    if "synonyms" in said:
        given["synonyms"] = words(where, said, "synonyms")
    if "hidden" in said:
        given["hidden"] = flag(where, said, "hidden")
    if before:
        base = {each.name: getattr(before, each.name) for each in fields(RelationType)}
    else:
        base = {"label": name.replace("_", " "), "reverse": f"{name.replace('_', ' ')} (reverse)"}
    return RelationType(**{**base, **given, "name": name})


def read_lifecycle(where: str, document: Json) -> Lifecycle:
    """Read a lifecycle."""
    said = read(where, document, Lifecycle)
    states = tuple(read_state(f"{where}.states[{n}]", each) for n, each in listed(where, said, "states"))
    names = [state.name for state in states]
    if not states:
        raise Invalid(f"{where}.states", "holds no state", None, "at least one state")
    transitions = {
        origin: words(f"{where}.transitions", cast("dict[str, Json]", said["transitions"]), origin)
        for origin in mapping(f"{where}.transitions", said.get("transitions", {}))
    }
    if unknown := sorted({*transitions, *(each for follow in transitions.values() for each in follow)} - set(names)):
        raise Invalid(f"{where}.transitions", "names a state that is not there", unknown[0], ", ".join(names))
    return Lifecycle(
        name=name_of(where, said),
        states=states,
        initial=choice(where, said, "initial", names, names[0]),
        retired=choice(where, said, "retired", names, names[-1]),
        transitions=transitions,
        synonyms={
            str(word): str(state) for word, state in mapping(f"{where}.synonyms", said.get("synonyms", {})).items()
        },
    )


def read_state(where: str, document: Json) -> LifecycleState:
    """Read a lifecycle state."""
    said = read(where, document, LifecycleState)
    name = name_of(where, said)
    presence = choice(where, said, "presence", get_args(Presence), "operational")
    return LifecycleState(name, text(where, said, "label") or name.capitalize(), presence)


# ------------------------------------------------------------------ parts


def read(where: str, document: Json, kind: type) -> dict[str, Json]:
    """Return a declaration's document. Raises ``Invalid`` for a part that nobody knows."""
    said = mapping(where, document)
    known = [each.name for each in fields(kind)]
    if unknown := sorted(set(said) - set(known)):
        raise Invalid(f"{where}.{unknown[0]}", "is not a part of this declaration", unknown[0], ", ".join(known))
    return said


def mapping(where: str, value: Json) -> dict[str, Json]:
    """Return a JSON object."""
    if not isinstance(value, dict):
        raise Invalid(where, "is no JSON object", type(value).__name__, "an object")
    return value


def name_of(where: str, said: Mapping[str, Json]) -> str:
    """Return a name that must be there."""
    name = said.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Invalid(f"{where}.name", "is no name", name, "snake_case: a to z, 0 to 9 and _, up to 63 characters")
    return name


def text(where: str, said: Mapping[str, Json], part: str) -> str:
    """Return a text, "" where not said."""
    value = said.get(part, "")
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\x00" in value:
        raise Invalid(f"{where}.{part}", "is no text", value, f"a text up to {LONGEST_TEXT} characters")
    return value


def flag(where: str, said: Mapping[str, Json], part: str) -> bool:
    """Return a truth value, false where not said."""
    value = said.get(part, False)
    if not isinstance(value, bool):
        raise Invalid(f"{where}.{part}", "is neither true nor false", value, "true or false")
    return value


def number(
    where: str, said: Mapping[str, Json], part: str, lowest: float | None = None, highest: float | None = None
) -> float | None:
    """Return a number, None where not said."""
    value = said.get(part)
    if value is None:
        return None
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    if not fits or (lowest is not None and value < lowest) or (highest is not None and value > highest):  # type: ignore[operator]  # judged first
        bounds = "a number" if lowest is None else f"a number from {lowest:g} to {highest:g}"
        raise Invalid(f"{where}.{part}", "cannot be", value, bounds)
    return float(cast("float", value))


def words(where: str, said: Mapping[str, Json], part: str) -> tuple[str, ...]:
    """Return a list of texts, empty where not said."""
    value = said.get(part, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Invalid(f"{where}.{part}", "is no list of texts", value, "a list of texts")
    return tuple(cast("list[str]", value))


def listed(where: str, said: Mapping[str, Json], part: str) -> Sequence[tuple[int, Json]]:
    """Return a list with positions, empty where not said."""
    value = said.get(part, [])
    if not isinstance(value, list):
        raise Invalid(f"{where}.{part}", "is no list", type(value).__name__, "a list")
    return list(enumerate(value))


def choice(where: str, said: Mapping[str, Json], part: str, allowed: Sequence[str], default: str | None) -> Any:  # noqa: ANN401  # a literal of the caller's
    """Return one of the allowed words."""
    value = said.get(part, default)
    if value not in allowed:
        raise Invalid(f"{where}.{part}", "is none of the allowed", value, ", ".join(allowed))
    return value


def rules_by_name(where: str, said: Mapping[str, Json]) -> dict[str, Mapping[str, Json]]:
    """Return default group rules by group name."""
    groups = mapping(f"{where}.groups", said["groups"])
    return {name: mapping(f"{where}.groups.{name}", rule) for name, rule in groups.items()}


def check_prefix(where: str, prefix: str) -> None:
    """Raise ``Invalid`` for a prefix that no key can start with."""
    if prefix and not re.fullmatch(r"[a-z][a-z0-9]{0,7}", prefix):
        raise Invalid(f"{where}.prefix", "is no prefix", prefix, "one to eight letters or digits, a letter first")


LONGEST_PATTERN = 200
NESTED_REPEAT = re.compile(r"[+*}]\)?[+*{]|\([^)]*[+*][^)]*\)[+*{]")


def check_pattern(where: str, pattern: str) -> None:
    """Raise ``Invalid`` for a regular expression that is broken, or that could take for ever (nested repeats)."""
    if len(pattern) > LONGEST_PATTERN or NESTED_REPEAT.search(pattern):
        allowed = f"up to {LONGEST_PATTERN} characters, without a repeat inside a repeat"
        raise Invalid(f"{where}.pattern", "is too long or repeats a repeat", pattern, allowed)
    try:
        re.compile(pattern)
    except re.error as error:
        raise Invalid(f"{where}.pattern", f"is no regular expression ({error})", pattern, "Python's syntax") from error
