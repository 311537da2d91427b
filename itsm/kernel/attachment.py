"""Which files are attached to a record? Each is an entry of its timeline; what is in it is a blob beside the graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from cmdb.errors import Invalid, NotFound
from cmdb.model import Key
from cmdb.store.blobs import keep_blob, read_blob, release_blob
from cmdb.store.port import GraphStore, SideStore
from cmdb.values import Json
from itsm.kernel.activity import Activity, in_order
from itsm.kernel.desk import Act, add, timeline
from itsm.kernel.media import harmless_name, media_type
from itsm.kernel.practice import Practice

__all__ = ["Attachment", "Limits", "Sent", "attach", "attachments", "detach", "find_attachment", "read_attachment"]


class Attachment(NamedTuple):
    """One attached file. ``id`` is that of the entry which tells of it; ``size`` in bytes; ``sha256`` of its content.

    ``public`` ones are shown to the requester.
    """

    id: str
    name: str
    type: str
    size: int
    sha256: str
    by: str
    at: datetime
    public: bool


class Sent(NamedTuple):
    """A file as it was sent."""

    name: str
    content: bytes
    public: bool = False


class Limits(NamedTuple):
    """How large one file may be, in bytes, and how many a record may have."""

    largest: int
    most: int


def attachments(entries: Iterable[Activity]) -> Sequence[Attachment]:
    """Return what is attached, oldest first; what was removed is no more."""
    known = [each for each in in_order(entries) if each.kind == "attachment"]
    removed = {each.facts["removed"] for each in known if "removed" in each.facts}
    return [read(each) for each in known if "removed" not in each.facts and each.id not in removed]


def read(entry: Activity) -> Attachment:
    """Read an attachment from the entry that tells of it."""
    said = entry.facts
    return Attachment(
        entry.id,
        str(said["name"]),
        str(said["type"]),
        int(str(said["size"])),
        str(said["sha256"]),
        entry.by,
        entry.occurred_at,
        entry.public,
    )


def find_attachment(entries: Iterable[Activity], id_: str, *, public: bool = False) -> Attachment:
    """Return one attachment; ``public``: only one that the requester may see. Raises ``NotFound``."""
    for each in attachments(entries):
        if each.id == id_ and (each.public or not public):
            return each
    raise NotFound("attachment", id_)


def checked(sent: Sent, held: Sequence[Attachment], limits: Limits) -> tuple[str, str]:
    """Return the name and the type of a file that may be attached beside those that are. Raises ``Invalid``."""
    name = harmless_name(sent.name)
    if not sent.content:
        raise Invalid("file", f"{name} is empty", 0, f"1 to {limits.largest} bytes")
    if len(sent.content) > limits.largest:
        raise Invalid("file", f"{name} is too large, in bytes", len(sent.content), f"1 to {limits.largest} bytes")
    if len(held) >= limits.most:
        raise Invalid("file", "the record has as many attachments as it may have", len(held), f"{limits.most}")
    return name, media_type(name, sent.content)


def attach(
    graph: GraphStore, side: SideStore, practice: Practice, key: Key, sent: Sent, *, act: Act, limits: Limits
) -> Attachment:
    """Attach a file to a record and return it.

    Raises ``NotFound``, ``Invalid`` for one that is empty, too large, one too many, or not what its name says.
    """
    name, type_ = checked(sent, attachments(timeline(graph, key)), limits)
    use = f"{key}:{act.id}"
    digest = keep_blob(side, sent.content, use, now=act.now)
    facts: dict[str, Json] = {"name": name, "type": type_, "size": len(sent.content), "sha256": digest}
    entry = Activity(key, act.id, "attachment", act.now, act.stamp.actor, name, sent.public, facts)
    try:
        add(graph, practice, entry, stamp=act.stamp)
    except Exception:
        release_blob(side, digest, use, now=act.now)
        raise
    return read(entry)


def read_attachment(side: SideStore, attachment: Attachment, *, now: datetime) -> bytes:
    """Return the content of an attachment. Raises ``NotFound``."""
    return read_blob(side, attachment.sha256, now=now)


def detach(graph: GraphStore, side: SideStore, practice: Practice, key: Key, id_: str, *, act: Act) -> None:
    """Remove an attachment: its content goes unless others use it, and the timeline tells so. Raises ``NotFound``."""
    found = find_attachment(timeline(graph, key), id_)
    facts: dict[str, Json] = {"removed": id_, "name": found.name}
    # One id for every removal of it, so that two who remove it at once leave one entry.
    entry = Activity(key, f"{id_}-removed", "attachment", act.now, act.stamp.actor, "", found.public, facts)
    add(graph, practice, entry, stamp=act.stamp)
    release_blob(side, found.sha256, f"{key}:{id_}", now=act.now)
