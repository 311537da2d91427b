"""Read a file of JSON or YAML documents, whichever it is, as plain values with their places."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from cmdb.errors import Invalid
from cmdb.values import Json
from importers.json_text import load_json
from importers.observation import InputFile
from importers.text import text_of
from importers.yaml_text import load_yaml

__all__ = ["Part", "parts_of"]


class Part(NamedTuple):
    """One document of a file: where it stands in words ("web.yaml document 2 (line 40)") and its content."""

    where: str
    content: Json


def parts_of(file: InputFile) -> tuple[Part, ...]:
    """Return the documents of a file. Raises ``Invalid`` where it is neither sound JSON nor sound YAML."""
    text = text_of(file)
    if file.suffix == ".json":
        return (Part(file.name, load_json(file.name, text)),)
    if is_json(text):
        # YAML in braces may begin as JSON does; what is JSON is read as such, because that is a hundred times faster.
        with suppress(Invalid):
            return (Part(file.name, load_json(file.name, text)),)
    found = load_yaml(file.name, text)
    if len(found) == 1:
        return (Part(file.name, found[0].content),)
    return tuple(
        Part(f"{file.name} document {number} (line {each.line})", each.content) for number, each in enumerate(found, 1)
    )


def is_json(text: str) -> bool:
    """Say whether text looks like JSON rather than YAML in braces: its first key is quoted, or it is a list of such."""
    start = text[:200].lstrip("\ufeff \t\r\n")
    return start.startswith(("{", "[")) and start[1:].lstrip(" \t\r\n[{")[:1] in {'"', "}", "]", ""}
