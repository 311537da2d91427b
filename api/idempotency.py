"""A creation sent twice with one Idempotency-Key happens once; the second time gets the first answer."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import cast

from flask import Flask, Response, g, request

from api.backend import backend
from api.guard import declared, principal
from api.problems import IdempotencyMismatch, StillUnderWay
from cmdb.errors import Invalid, PreconditionFailed
from cmdb.values import Json

__all__ = ["HEADER", "PARAMETER", "TABLE", "register", "same_again"]

HEADER = "Idempotency-Key"
PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "The same request again with the same key, within a day, creates nothing and answers as before.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
TABLE = "idempotency"
KEPT = timedelta(days=1)
PENDING = timedelta(minutes=5)
LONGEST = 200


def fingerprint() -> str:
    """Return what tells this request from another one; of an upload only its length, as its body is not read twice."""
    is_upload = request.mimetype == "multipart/form-data"
    body = str(request.content_length).encode() if is_upload else request.get_data(cache=True)
    return hashlib.sha256(b"\n".join([request.full_path.encode(), body])).hexdigest()


def before(app: Flask) -> Response | None:
    """Answer a repeated creation from what is kept, or note that it is under way."""
    key = request.headers.get(HEADER)
    need = declared(app, request.endpoint) if request.endpoint and request.method == "POST" else None
    if key is None or need is None or not need.once:
        return None
    if not 1 <= len(key) <= LONGEST or not key.isprintable():
        raise Invalid(HEADER, "its length does not fit", key, f"1 to {LONGEST} printable characters")
    here, row_key = backend(), hashlib.sha256(f"{principal().name}\n{key}".encode()).hexdigest()
    now, mark = here.clock(), fingerprint()
    try:
        here.store.side.put(TABLE, row_key, {"mark": mark}, now=now, expires=now + PENDING, expect=0)
    except PreconditionFailed:
        row = here.store.side.read(TABLE, row_key, now=now)
        return repeat(cast("dict[str, Json]", row.value) if row else {}, mark)
    g.idempotency = (row_key, mark)
    return None


def same_again() -> str | None:
    """Return what is the same for a request that is sent again with its key, None where it has none.

    What a request writes under this id is written once, even where its answer was never kept as the server died.
    """
    found = g.get("idempotency")
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:32] if found else None


def repeat(kept: dict[str, Json], mark: str) -> Response:
    """Return the first answer again."""
    if kept.get("mark", mark) != mark:
        raise IdempotencyMismatch
    if "status" not in kept:
        raise StillUnderWay
    answer = Response(cast("str", kept["body"]), status=cast("int", kept["status"]))
    for name, value in cast("dict[str, str]", kept["headers"]).items():
        answer.headers[name] = value
    answer.headers["Idempotent-Replayed"] = "true"
    return answer


def after(response: Response) -> Response:
    """Keep the answer of a creation that took place; forget one that did not, so that it can be tried again."""
    if "idempotency" not in g:
        return response
    row_key, mark = g.pop("idempotency")
    here = backend()
    now = here.clock()
    if not 200 <= response.status_code < 300:  # noqa: PLR2004  # success
        here.store.side.drop(TABLE, row_key)
        return response
    headers = {
        name: response.headers[name] for name in ("Content-Type", "Location", "ETag") if name in response.headers
    }
    value: Json = {
        "mark": mark,
        "status": response.status_code,
        "headers": cast("Json", headers),
        "body": response.get_data(as_text=True),
    }
    here.store.side.put(TABLE, row_key, value, now=now, expires=now + KEPT)
    return response


def register(app: Flask) -> None:
    """Let the app honour the header on routes that create."""
    app.before_request(lambda: before(app))
    app.after_request(after)
