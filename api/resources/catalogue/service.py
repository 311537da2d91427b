"""From a request about the catalogue to its items, and from answers to a record."""

from __future__ import annotations

from collections.abc import Iterator

from api.backend import backend
from api.declarations import Document, put, remove, shown_all
from api.guard import principal
from api.resources.records.service import act, seen_record
from cmdb.access import decide, require
from cmdb.errors import NotFound
from cmdb.values import Json
from itsm.request.catalogue import CATALOGUE_ITEM, TASKS, Item, entitled, parse_item
from itsm.request.form import in_order
from itsm.request.practice import REQUEST
from itsm.request.tasks import task_document
from itsm.request.verbs import finish_task, open_request, tasks_of

__all__ = ["ask", "done", "items", "one", "shown", "tasks", "withdraw", "write"]

MANAGE = "catalogue.manage"


def read(document: Document) -> Item:
    """Return a declared item."""
    return parse_item(str(document["name"]), {name: each for name, each in document.items() if name not in OURS})


OURS = ("shipped", "revision")


def known() -> Iterator[tuple[Item, Document]]:
    """Yield every item, as it is meant and as it was declared."""
    for document in shown_all(CATALOGUE_ITEM, {}):
        yield read(document), document


def items(*, everything: bool = False) -> list[tuple[Item, Document]]:
    """Return the items that the person may ask for, by name; or every one for whoever keeps the catalogue."""
    who = principal()
    if everything:
        require(who, MANAGE)
    return [(item, said) for item, said in known() if everything or entitled(item, who.roles, who.scope)]


def one(name: str) -> tuple[Item, Document]:
    """Return an item. One that the person may not ask for does not exist for them. Raises ``NotFound``."""
    keeps = decide(principal(), MANAGE).allowed
    found = {item.name: (item, said) for item, said in items(everything=keeps)}
    if name not in found:
        raise NotFound("catalogue item", name)
    return found[name]


def shown(said: Document) -> Document:
    """Return an item as it is shown; one that was declared before what fulfils it could be said says so too."""
    return {"fulfilled_by": TASKS, **{name: each for name, each in said.items() if name != "shipped"}}


def write(name: str, given: Document) -> None:
    """Declare an item."""
    put(CATALOGUE_ITEM, name, {**form_of(given), "name": name}, parse_item)


def form_of(given: Document) -> Document:
    """Return an item with a form, whose questions keep their order; one that says none asks nothing."""
    return {**given, "form": in_order(given["form"] or {"type": "object", "properties": {}})}


def withdraw(name: str) -> None:
    """Remove an item; requests for it stay as they are."""
    remove(CATALOGUE_ITEM, name)


def ask(name: str, answers: Json) -> str:
    """Open a request for an item in the person's name and return its key."""
    who, (item, _) = principal(), one(name)
    if not entitled(item, who.roles, who.scope):
        raise NotFound("catalogue item", name)
    return open_request(backend().graph, item, answers, act=act(), requester=who.name, scope=who.scope)


def tasks(key: str) -> list[dict[str, Json]]:
    """Return the tasks of a request."""
    return [task_document(each) for each in tasks_of(backend().graph, seen_record(REQUEST, key))]


def done(key: str, task: str, text: str) -> None:
    """Say that a task is done."""
    finish_task(backend().graph, seen_record(REQUEST, key), task, act=act(), text=text)
