"""The one table that turns errors into answers: ``application/problem+json`` after RFC 9457."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import structlog
from flask import Flask, Response, g, json
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from cmdb import errors
from cmdb.errors import FaultlineError, shorten
from cmdb.values import Json

__all__ = [
    "ERROR_TABLE",
    "CsrfRefused",
    "IdempotencyMismatch",
    "LockedOut",
    "PreconditionRequired",
    "ProblemRow",
    "StillUnderWay",
    "TooLarge",
    "Unauthenticated",
    "problem",
    "register",
]

MEDIA_TYPE = "application/problem+json"
SECRET = frozenset({"password", "old", "new", "token"})
log = structlog.get_logger("faultline.api")


@dataclass(slots=True, eq=False)
class Unauthenticated(FaultlineError):
    """Nobody is signed in, or what was presented is not valid."""

    reason: str

    def __str__(self) -> str:
        return self.reason


class CsrfRefused(FaultlineError):
    """A write with a session cookie, but without that session's ``X-CSRF-Token``."""

    def __str__(self) -> str:
        return "a write with a session needs the header X-CSRF-Token with the value from GET /api/v1/session"


@dataclass(slots=True, eq=False)
class LockedOut(FaultlineError):
    """Too many failed attempts to sign in; ``seconds`` until the next one counts."""

    seconds: int

    def __str__(self) -> str:
        return f"too many failed attempts; the next one counts in {self.seconds} s"

    def facts(self) -> Mapping[str, object]:
        """Return how long to wait."""
        return {"retry_after": self.seconds}


class PreconditionRequired(FaultlineError):
    """A write to one entity without If-Match."""

    def __str__(self) -> str:
        return "a write to one entity needs If-Match with the ETag that was read"


class IdempotencyMismatch(FaultlineError):
    """An Idempotency-Key that was used before, for another request."""

    def __str__(self) -> str:
        return "this Idempotency-Key was used for another request"


class StillUnderWay(FaultlineError):
    """A repeated creation of which the first is not finished yet."""

    def __str__(self) -> str:
        return "the first request with this Idempotency-Key is still under way; ask again in a moment"


@dataclass(slots=True, eq=False)
class TooLarge(FaultlineError):
    """A body or a number of files above the limit."""

    what: str
    limit: int

    def __str__(self) -> str:
        return f"{self.what} is above the limit of {self.limit}"

    def facts(self) -> Mapping[str, object]:
        """Return the limit."""
        return {"limit": self.limit}


class ProblemRow(NamedTuple):
    """One line of the error table."""

    error: type[FaultlineError]
    status: int
    code: str
    title: str


# The first line that an error is an instance of counts, so the narrow ones stand first.
ERROR_TABLE: tuple[ProblemRow, ...] = (
    ProblemRow(Unauthenticated, 401, "unauthenticated", "Sign in first"),
    ProblemRow(CsrfRefused, 403, "csrf", "The request does not prove that it comes from the page"),
    ProblemRow(LockedOut, 429, "locked_out", "Too many attempts"),
    ProblemRow(PreconditionRequired, 428, "precondition_required", "If-Match is missing"),
    ProblemRow(IdempotencyMismatch, 422, "idempotency_mismatch", "The key was used for another request"),
    ProblemRow(StillUnderWay, 409, "under_way", "The first request is not finished yet"),
    ProblemRow(TooLarge, 413, "too_large", "Too large"),
    ProblemRow(errors.QueryInvalid, 422, "query_invalid", "The query cannot be read"),
    ProblemRow(errors.AsOfTextRefused, 422, "as_of_text", "Full-text search knows the present only"),
    ProblemRow(errors.Invalid, 422, "invalid", "The input cannot be taken"),
    ProblemRow(errors.Ambiguous, 409, "ambiguous", "Several fit"),
    ProblemRow(errors.NotFound, 404, "not_found", "Not found"),
    ProblemRow(errors.PreconditionFailed, 412, "precondition_failed", "Somebody else saved first"),
    ProblemRow(errors.ClaimTaken, 409, "claim_taken", "The value must be unique and is taken"),
    ProblemRow(errors.MissingEnd, 409, "missing_end", "The relation names what does not exist"),
    ProblemRow(errors.StillConnected, 409, "still_connected", "Relations still name it"),
    ProblemRow(errors.MergeConflict, 409, "merge_conflict", "The present differs from what the plan saw"),
    ProblemRow(errors.Conflict, 409, "conflict", "It cannot be done now"),
    ProblemRow(errors.Forbidden, 403, "forbidden", "Not allowed"),
    ProblemRow(errors.StoreTooNew, 503, "store_too_new", "The store is newer than this release"),
    ProblemRow(errors.StoreClosed, 503, "store_closed", "The store is closed"),
    ProblemRow(errors.StoreUnavailable, 503, "store_unavailable", "The store does not answer"),
    ProblemRow(errors.FaultlineError, 500, "error", "Something went wrong"),
)


def row_of(error: FaultlineError) -> ProblemRow:
    """Return the error's line of the table."""
    return next(row for row in ERROR_TABLE if isinstance(error, row.error))


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    errors: Sequence[Mapping[str, object]] = (),
    facts: Mapping[str, object] | None = None,
) -> Response:
    """Return a problem document as an answer; it carries the request's id as its reference."""
    document: dict[str, object] = {
        "type": f"urn:faultline:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "reference": g.get("request_id", ""),
    }
    if errors:
        document["errors"] = list(errors)
    document = {**(facts or {}), **document}
    return Response(json.dumps(document, default=str), status=status, content_type=MEDIA_TYPE)


def from_error(error: FaultlineError) -> Response:
    """Answer with an error of the tree."""
    row = row_of(error)
    facts = error.facts()
    if row.status >= 500:  # noqa: PLR2004  # the server's own fault
        log.error("request failed", code=row.code, detail=str(error), reference=g.get("request_id", ""))
    listed = [facts] if isinstance(error, errors.Invalid) else []
    answer = problem(row.status, row.code, row.title, str(error), errors=listed, facts=facts)
    if isinstance(error, LockedOut):
        answer.headers["Retry-After"] = str(error.seconds)
    if isinstance(error, Unauthenticated):
        answer.headers["WWW-Authenticate"] = 'Bearer realm="faultline"'
    return answer


def from_http(error: HTTPException) -> Response:
    """Answer with an error of the framework, its headers (Allow, Retry-After) kept."""
    invalid = getattr(error, "exc", None)
    if isinstance(invalid, ValidationError):
        return from_validation(invalid)
    status = error.code or 500
    code = error.name.lower().replace(" ", "_")
    answer = problem(status, code, error.name, error.description or error.name)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            answer.headers[name] = value
    return answer


def from_validation(error: ValidationError) -> Response:
    """Answer 422 with every field that marshmallow refused: where, why, what was given."""
    found = list(leaves(error.messages, ()))
    listed = [each_error(path, message, error.data) for path, message in found]
    first = f"{listed[0]['where']}: {listed[0]['reason']}" if listed else "the input does not fit"
    more = f" (and {len(listed) - 1} more)" if len(listed) > 1 else ""
    return problem(422, "invalid", "The input cannot be taken", first + more, errors=listed)


def leaves(messages: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each message of a nested dict of messages with its path."""
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            yield from leaves(below, path if key == "_schema" else (*path, str(key)))
    elif isinstance(messages, list | tuple):
        for each in messages:
            yield from leaves(each, path)
    else:
        yield path, str(messages)


def each_error(path: tuple[str, ...], message: str, data: object) -> dict[str, object]:
    """Return one refused field as the problem document lists it."""
    reason, _, allowed = message.partition(" Allowed: ")
    location, *inside = path or ("input",)
    return {
        "where": ".".join(inside) or location,
        "in": location,
        "reason": reason,
        "value": None if SECRET & set(inside) else shorten(value_at(data, inside)),
        "allowed": allowed,
    }


def value_at(data: object, path: Sequence[str]) -> Json:
    """Return the value that stands at a path of the input, None where nothing stands or it is no scalar."""
    for step in path:
        if isinstance(data, Mapping) and step in data:
            data = data[step]
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return cast("Json", data) if isinstance(data, str | int | float | bool) else None


def unexpected(error: Exception) -> Response:
    """Answer with what nobody foresaw: the reference is all that leaves the server, the log has the rest."""
    log.error("unexpected error", reference=g.get("request_id", ""), exc_info=error)
    return problem(
        500,
        "unexpected",
        "Something unexpected happened",
        "Nothing is known to be wrong with the request; the server's log has the details under this reference.",
    )


def register(app: Flask) -> None:
    """Let the app answer every error from the table."""
    app.register_error_handler(FaultlineError, from_error)
    app.register_error_handler(ValidationError, from_validation)
    app.register_error_handler(HTTPException, from_http)
    app.register_error_handler(Exception, unexpected)
