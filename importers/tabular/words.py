"""What do headings mean? Headings brought to a form in which they can be compared, and the words that are known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cmdb.schema import Schema
from cmdb.values import normal_text

__all__ = [
    "CLASS_WORDS",
    "FIRST_ADDRESS",
    "KIND_WORDS",
    "LIFECYCLE_WORDS",
    "NAME_WORDS",
    "NATIVE_ID_WORDS",
    "PARENT_WORDS",
    "class_in",
    "compact",
    "readings",
    "unit_of",
    "words_of",
]

# Best first: where a table has several, the first names its rows.
NAME_WORDS = (
    "name", "ci name", "configuration item", "configuration item name", "display name", "ci", "asset name",
    "host name", "hostname", "server name", "machine name", "computer name", "device name", "vm name", "system name",
    "node name", "short name", "instance name", "resource name", "object name", "label", "title", "dns name", "fqdn",
    "host", "node",
)  # fmt: skip
# From here on a name is an address: a column that names the rows' own class goes before it.
FIRST_ADDRESS = "dns name"
NATIVE_ID_WORDS = (
    "sys id", "native id", "external id", "source id", "record id", "ci id", "object id", "unique id", "moref", "id",
)  # fmt: skip
# These say a class whatever their values are ...
CLASS_WORDS = ("class", "ci class", "ci type", "class name", "sys class name", "sys class")
# ... and these where most of their values are classes.
KIND_WORDS = (
    "type", "category", "kind", "device type", "asset type", "object type", "resource type", "device role", "role",
    "item type", "asset class",
)  # fmt: skip
LIFECYCLE_WORDS = (
    "lifecycle", "life cycle", "lifecycle state", "lifecycle status", "life cycle stage", "operational status",
    "operational state", "install status", "ci status", "asset status", "status", "state",
)  # fmt: skip
PARENT_WORDS = ("parent", "parent name", "parent ci", "part of")

HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
BRACKETS = re.compile(r"[(\[{].*?[)\]}]")
BREAKS = re.compile(r"[\W_]+")
# What tools put before the names of fields that people have added, or of their tables.
VENDOR_PREFIXES = frozenset({"u", "x", "cf", "custom", "ci", "cmdb", "sys", "v", "fld"})
TRAILING = frozenset({"name", "value"})
UNITS = frozenset({"b", "bytes", "kb", "kib", "mb", "mib", "gb", "gib", "tb", "tib", "pb", "pib"})


def words_of(text: str) -> tuple[str, ...]:
    """Return a heading's words in lower case: "lastProtectedDate" gives last, protected, date."""
    return tuple(word for word in BREAKS.split(normal_text(HUMP.sub(" ", text))) if word)


def compact(text: str) -> str:
    """Return a heading without anything between its letters, for comparison."""
    return "".join(words_of(text))


def readings(heading: str) -> Iterator[tuple[str, str]]:
    """Yield the ways in which a heading may be read, surest first, each with what was left off ("" for nothing).

    As it stands; without what stands in brackets; the last field of a path ("support_group.name"); without a vendor's
    prefix ("u_environment"); without a unit at the end ("Memory MB").
    """
    words = words_of(heading)
    yield " ".join(words), ""
    plain = words_of(BRACKETS.sub(" ", heading))
    if plain != words and plain:
        yield " ".join(plain), "brackets"
    if "." in heading.strip("."):
        parts = [words_of(part) for part in heading.split(".") if words_of(part)]
        if len(parts) > 1 and len(parts[-1]) == 1 and parts[-1][0] in TRAILING:
            parts.pop()
        if parts:
            plain = parts[-1]
            yield " ".join(plain), "path"
    while len(plain) > 1 and plain[0] in VENDOR_PREFIXES:
        plain = plain[1:]
        yield " ".join(plain), "prefix"
    if len(plain) > 1 and plain[-1] in UNITS:
        yield " ".join(plain[:-1]), "unit"
    if len(plain) > 1 and plain[-1] in TRAILING:
        yield " ".join(plain[:-1]), "name"


def unit_of(heading: str) -> str:
    """Return the unit of size that a heading states ("Memory (MB)"), "" for none."""
    return next((word for word in reversed(words_of(heading)) if word in UNITS), "")


def class_in(schema: Schema, text: str) -> str | None:
    """Return the class that a text names, as far as CIs can be of it: "cmdb_ci_linux_server" is a server.

    The whole text counts first, then what is left when words are taken from its front, and its singular.
    """
    words = words_of(text)
    for start in range(len(words)):
        phrase = " ".join(words[start:])
        for each in (phrase, phrase.removesuffix("s"), phrase.removesuffix("es")):
            if found := schema.find_class(each) if each else None:
                # "Network device" is a class of which nothing is; it is not a device of some other kind.
                return None if schema.classes[found].abstract else found
    return None
