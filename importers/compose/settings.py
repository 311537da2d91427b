"""What the settings of a compose service hold: variables, commands, ports and mounts in their several forms."""

from __future__ import annotations

import re
import shlex

from cmdb.values import Json

__all__ = ["expanded", "is_elsewhere", "listed", "port_of", "source_of", "texts", "words_of"]

VARIABLE = re.compile(r"\$(?:(\$)|\{([A-Za-z_]\w*)(?:(:?[-+?])([^{}]*))?\}|([A-Za-z_]\w*))")
PORT = re.compile(r"(?:.*:)?(\d{1,5})(?:-\d{1,5})?(?:/\w+)?")


def port_of(entry: Json) -> int:
    """Return the port inside the container, 0 where none is said."""
    if isinstance(entry, dict):
        entry = entry.get("target")
    match = PORT.fullmatch(expanded(str(entry)))
    return int(match[1]) if match else 0


def source_of(mount: Json) -> str:
    """Return what a mount takes from the engine: the name of a volume, a path, "" for nothing (anonymous, tmpfs)."""
    if isinstance(mount, dict):
        return str(mount.get("source") or "") if mount.get("type", "volume") == "volume" else ""
    text = str(mount)
    return text.partition(":")[0] if ":" in text else ""


def is_elsewhere(host: str) -> bool:
    """Say whether a host is another machine: not this one and no wildcard address."""
    return host not in {"localhost", "localhost.localdomain", "host.docker.internal"} and not re.fullmatch(
        r"(127\.|0\.)[\d.]*", host
    )


def expanded(text: str) -> str:
    """Return text with variables replaced by the defaults that the file gives; others stay as they stand."""

    def value(match: re.Match[str]) -> str:
        if match[1]:
            return "$"
        return match[4] if match[3] in {"-", ":-"} else match[0]

    return VARIABLE.sub(value, text)


def words_of(command: Json) -> list[str]:
    """Return a command as words."""
    if isinstance(command, list):
        return [expanded(str(word)) for word in command]
    if not isinstance(command, str):
        return []
    try:
        return shlex.split(expanded(command))
    except ValueError:
        return expanded(command).split()


def listed(value: Json) -> list[Json]:
    """Return a list; one value alone is a list of it."""
    return value if isinstance(value, list) else [] if value is None else [value]


def texts(value: Json) -> list[str]:
    """Return the texts of a list."""
    return [each for each in listed(value) if isinstance(each, str)]
