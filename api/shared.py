"""What people keep and share, over HTTP: how one is shown, and how one is kept under a revision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.backend import backend
from api.guard import principal
from api.preconditions import expected
from api.sight import stamp
from cmdb.values import Json
from itsm.kernel.declared import Declared, declare
from itsm.kernel.fresh import fresh_id
from itsm.kernel.shared import owned, parse_shared

__all__ = ["keep_new", "keep_shared", "shown_shared"]

NEW = 0


def shown_shared(kind: str, each: Declared) -> dict[str, Json]:
    """Return one as it is shown: what it says, and what the person is to it."""
    who, said = principal(), parse_shared(kind, each.document)
    return {
        **each.document,
        "name": each.name,
        "mine": said.owner == who.name,
        "alterable": said.altered_by(who),
        "revision": each.revision,
    }


def keep_new(kind: str, given: Mapping[str, Any], check: Callable[[str, Json], object]) -> str:
    """Keep a new one and return its name. Raises ``Invalid``, ``Forbidden``."""
    name = fresh_id(backend().clock())
    keep_shared(kind, name, given, check, revision=NEW)
    return name


def keep_shared(
    kind: str,
    name: str,
    given: Mapping[str, Any],
    check: Callable[[str, Json], object],
    *,
    revision: int | None = None,
) -> None:
    """Keep one in the place of that with a revision, unless said otherwise the one that the request expects.

    Raises ``Invalid``, ``Forbidden``, ``NotFound``, ``PreconditionFailed``.
    """
    graph = backend().graph
    said = owned(graph, kind, name, given, who=principal(), expected=revision)
    at = expected() if revision is None else revision
    declare(graph, kind, name, said, check=check, stamp=stamp(), expected=at)
