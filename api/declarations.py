"""What an organisation declares as JSON documents, over HTTP: its own laid over shipped ones, each with a revision."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from api.backend import backend
from api.preconditions import expected
from api.sight import stamp
from cmdb.errors import NotFound
from cmdb.values import Json
from itsm.kernel.declared import declare, declared, drop

__all__ = ["Document", "put", "remove", "shown_all", "shown_one"]

Document = dict[str, Json]


def shown_all(kind: str, shipped: Mapping[str, Document], *, as_of: int | None = None) -> list[Document]:
    """Return the declarations of a kind by name; ``shipped`` where nobody has said otherwise (revision 0)."""
    found = {name: {**each, "shipped": True, "revision": 0} for name, each in shipped.items()}
    for name, each in declared(backend().graph, kind, as_of=as_of).items():
        found[name] = {**each.document, "name": name, "shipped": False, "revision": each.revision}
    return [found[name] for name in sorted(found)]


def shown_one(kind: str, name: str, shipped: Mapping[str, Document]) -> Document:
    """Return one declaration. Raises ``NotFound`` with those that there are."""
    found = {str(each["name"]): each for each in shown_all(kind, shipped)}
    if name not in found:
        raise NotFound(kind.replace("_", " "), name, tuple(found)[:10])
    return found[name]


def put(kind: str, name: str, document: Document, check: Callable[[str, Json], object]) -> None:
    """Write a declaration at the revision that If-Match names; 0: nobody has declared it yet."""
    declare(backend().graph, kind, name, document, check=check, stamp=stamp(), expected=expected())


def remove(kind: str, name: str) -> None:
    """Remove a declaration; a shipped one of that name holds again."""
    drop(backend().graph, kind, name, stamp=stamp(), expected=expected())
