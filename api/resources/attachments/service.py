"""From files in requests to attachments of records, and back as downloads that no browser runs."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from flask import Response, send_file
from werkzeug.datastructures import FileStorage

from api.backend import backend
from api.resources.portal.own import own_record, own_unfinished
from api.resources.records.service import act, seen_record
from cmdb.entities import instant_json
from cmdb.values import Json
from itsm.kernel import desk
from itsm.kernel.attachment import (
    Attachment,
    Limits,
    Sent,
    attach,
    attachments,
    detach,
    find_attachment,
    read_attachment,
)
from itsm.kernel.practice import Practice
from itsm.kernel.record import Record
from itsm.practices import PRACTICES

__all__ = ["add", "add_own", "content", "listed", "own_content", "own_listed", "remove"]

# What a browser may be told of; all else is bytes to it. Nothing is ever shown in the place of a page.
SAFE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"})
POLICY = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def document(each: Attachment) -> dict[str, Json]:
    """Return an attachment as it is shown."""
    return {**each._asdict(), "at": instant_json(each.at)}


def shown(found: Sequence[Attachment]) -> dict[str, object]:
    """Return attachments as a list's answer, oldest first, with what one more may be."""
    settings = backend().settings
    limits = {"largest": settings.attachment_bytes, "most": settings.attachments}
    return {"items": [document(each) for each in found], "next": None, **limits}


def listed(practice: Practice, key: str) -> dict[str, object]:
    """Return the attachments of a record."""
    record = seen_record(practice, key)
    return shown(attachments(desk.timeline(backend().graph, record.key)))


def own_listed(key: str) -> dict[str, object]:
    """Return what the requester may see of the attachments of their own record."""
    record = own_record(key)
    return shown([each for each in attachments(desk.timeline(backend().graph, record.key)) if each.public])


def add(practice: Practice, key: str, file: FileStorage, *, public: bool) -> dict[str, Json]:
    """Attach a file to a record."""
    return attached(practice, seen_record(practice, key), file, public=public)


def add_own(key: str, file: FileStorage) -> dict[str, Json]:
    """Attach a file to the person's own record; both sides see it. One that is over takes none."""
    record = own_unfinished(key, "file")
    return attached(PRACTICES[record.practice], record, file, public=True)


def attached(practice: Practice, record: Record, file: FileStorage, *, public: bool) -> dict[str, Json]:
    """Attach a file; of one that is too large no more is read than tells so."""
    here = backend()
    limits = Limits(here.settings.attachment_bytes, here.settings.attachments)
    sent = Sent(file.filename or "", file.stream.read(limits.largest + 1), public)
    return document(attach(here.graph, here.store.side, practice, record.key, sent, act=act(), limits=limits))


def remove(practice: Practice, key: str, id_: str) -> None:
    """Remove an attachment with its content."""
    here, record = backend(), seen_record(practice, key)
    detach(here.graph, here.store.side, practice, record.key, id_, act=act())


def content(practice: Practice, key: str, id_: str) -> Response:
    """Return a file as a download."""
    record = seen_record(practice, key)
    return download(find_attachment(desk.timeline(backend().graph, record.key), id_))


def own_content(key: str, id_: str) -> Response:
    """Return a public file of the person's own record as a download."""
    record = own_record(key)
    return download(find_attachment(desk.timeline(backend().graph, record.key), id_, public=True))


def download(found: Attachment) -> Response:
    """Return an attachment so that a browser saves it, whatever is in it."""
    here = backend()
    body = BytesIO(read_attachment(here.store.side, found, now=here.clock()))
    type_ = found.type if found.type in SAFE else "application/octet-stream"
    answer = send_file(body, type_, as_attachment=True, download_name=found.name, etag=found.sha256)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
