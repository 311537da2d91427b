"""The questions that whoever runs the server proposes, as far as this estate has the CIs that they name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, cast

import yaml

from api.backend import backend
from api.sight import seen_key
from cmdb.errors import Ambiguous, Forbidden, Invalid, NotFound

__all__ = ["Try", "proposed", "read_tries", "resolved"]

ALLOWED = "tries: [{title, text, down: [CI, ...]}, ...]"
TRIES = "tries"


class Try(NamedTuple):
    """One proposed question; ``down`` names CIs."""

    title: str
    text: str
    down: tuple[str, ...]


def resolved(tries: Sequence[Try], key: Callable[[str], str]) -> list[Try]:
    """Return the questions with their CIs by key; one that names a CI that is not there is left out."""
    found = []
    for each in tries:
        try:
            found.append(each._replace(down=tuple(key(name) for name in each.down)))
        except (NotFound, Ambiguous, Forbidden):
            continue
    return found


def read_tries(path: Path) -> list[Try]:
    """Return the questions that a YAML file proposes under ``tries``. Raises ``Invalid``."""
    where = f"setting tries_file: {path.name}"
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [Try(str(each["title"]), str(each["text"]), tuple(map(str, each["down"]))) for each in document["tries"]]
    except OSError as error:
        raise Invalid(where, "cannot be read", error.strerror, "a YAML file") from error
    except (yaml.YAMLError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise Invalid(where, "holds no questions", type(error).__name__, ALLOWED) from error


def proposed() -> list[Try]:
    """Return what the first page proposes; nothing where nobody has said so."""
    here = backend()
    if here.settings.tries_file is None:
        return []
    if TRIES not in here.kept:
        here.kept[TRIES] = read_tries(here.settings.tries_file)
    return resolved(cast("list[Try]", here.kept[TRIES]), seen_key)
