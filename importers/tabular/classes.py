"""Of which class are the rows of a table? What says so, in the order in which it is believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cmdb.schema import Schema
from importers.tabular.words import HUMP, class_in

__all__ = ["ClassChoice", "class_from_name", "class_from_title", "decide_class"]

# Attributes that only machines have: several of them among the headings make a table of machines.
MACHINE = frozenset({"os", "os_version", "ip_address", "cpu_cores", "memory_gb", "disk_gb", "fqdn", "uuid"})
ENOUGH = 2


class ClassChoice(NamedTuple):
    """The class of rows that name none ("": nothing tells), why, and whether that is a guess."""

    cls: str
    reason: str
    guess: bool = False


def decide_class(
    schema: Schema,
    *,
    mapped: str = "",
    wanted: str = "",
    name_heading: str = "",
    titles: Sequence[str] = (),
    attributes: Iterable[str] = (),
) -> ClassChoice:
    """Return the class: the saved mapping's, the caller's, the name column's, a sheet's or file's, else a guess."""
    if mapped:
        return ClassChoice(mapped, "the saved mapping says so")
    if wanted:
        return ClassChoice(wanted, "asked for")
    by_heading = class_from_name(schema, name_heading)
    for title in titles:
        found = class_from_title(schema, title)
        # "Host name" says computer; that the file is called servers.csv says more, and nothing else.
        if found and (not by_heading or schema.is_a(found, by_heading)):
            return ClassChoice(found, f"the name {title!r} says so")
    if by_heading:
        return ClassChoice(by_heading, f"the heading {name_heading!r} says so")
    own = sorted(MACHINE & set(attributes))
    if len(own) >= ENOUGH and "computer" in schema.classes:
        return ClassChoice("computer", f"a guess: machines have {', '.join(own)}", guess=True)
    return ClassChoice("", "")


def class_from_name(schema: Schema, heading: str) -> str | None:
    """Return the class that the heading of the name column states: "VM name", "Server"."""
    return class_in(schema, re.sub(r"[\s_\-]*name$", "", heading, flags=re.IGNORECASE)) if heading else None


def class_from_title(schema: Schema, title: str) -> str | None:
    """Return the class that a sheet's or file's name states; the last word counts most ("app-servers" are servers)."""
    stem = re.sub(r"\.(csv|tsv|txt|tab|xls[xmb]?|ods)$", "", title, flags=re.IGNORECASE)
    words = [word for word in re.split(r"[^A-Za-z]+", HUMP.sub(" ", stem)) if word]
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - 3), end):
            phrase = " ".join(words[start:end])
            for each in (phrase, phrase.removesuffix("s"), phrase.removesuffix("es")):
                found = schema.find_class(each) if each else None
                if found and not schema.classes[found].abstract:
                    return found
    return None
