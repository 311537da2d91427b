"""Every route declares the permission that it needs; one check before each request enforces it."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from typing import NamedTuple, ParamSpec, TypeVar, cast

from flask import Flask, g, request
from flask_smorest import Blueprint

from api.auth.identity import Caller, identify
from api.problems import CsrfRefused, PreconditionRequired, Unauthenticated
from cmdb.access import PERMISSIONS, Principal, require
from cmdb.errors import Forbidden

__all__ = ["Need", "declared", "needs", "principal", "public", "register", "routes"]

P = ParamSpec("P")
R = TypeVar("R")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ATTRIBUTE = "faultline_need"


class Need(NamedTuple):
    """What a route declares: its permission (None: anybody), and why anybody.

    ``question``: it writes nothing although it is a POST, so it needs no CSRF token. ``once``: it creates something
    and honours Idempotency-Key. ``match``: it writes to one entity and needs If-Match.
    """

    permission: str | None
    reason: str = ""
    question: bool = False
    once: bool = False
    match: bool = False


def needs(
    permission: str, *, question: bool = False, once: bool = False, match: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare the permission of a route, and how its writes are kept safe (see ``Need``)."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    return declaring(Need(permission, question=question, once=once, match=match))


def public(reason: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare that a route answers anybody, and why."""
    return declaring(Need(None, reason))


def declaring(need: Need) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return the decorator that attaches a declaration to a view and to its documentation."""
    extra: dict[str, object] = {"x-permission": need.permission or "(anybody)"}
    if need.permission is None:
        extra["security"] = []

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        documented = cast("Callable[P, R]", Blueprint.doc(**extra)(view))
        names = [name for name, wanted in (("IdempotencyKey", need.once), ("IfMatch", need.match)) if wanted]
        documented._apidoc["headers_taken"] = names  # type: ignore[attr-defined]  # noqa: SLF001  # flask-smorest's own
        setattr(documented, ATTRIBUTE, need)
        return documented

    return decorate


def declared(app: Flask, endpoint: str) -> Need | None:
    """Return what the view of an endpoint declares, None for nothing."""
    return cast("Need | None", getattr(app.view_functions[endpoint], ATTRIBUTE, None))


def routes(app: Flask) -> Iterator[tuple[str, str, Need | None]]:
    """Yield every route as method, rule and declaration, by rule."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule.rule, declared(app, rule.endpoint)


def principal() -> Principal:
    """Return who acts in this request. Raises ``Unauthenticated`` for nobody."""
    caller = cast("Caller | None", g.get("caller"))
    if caller is None or caller.principal is None:
        raise Unauthenticated("sign in, or present a token")
    return caller.principal


def check(app: Flask) -> None:
    """Refuse the request unless its route's declaration is met."""
    if request.endpoint is None or (request.method == "OPTIONS" and request.url_rule is not None):
        return
    need = declared(app, request.endpoint)
    if need is None:
        raise Forbidden("an undeclared permission")
    g.caller = caller = identify(request)
    if need.permission is None:
        return
    if caller.principal is None:
        raise Unauthenticated(caller.reason or "sign in, or present a token")
    require(caller.principal, need.permission)
    if request.method not in SAFE and not need.question:
        check_csrf(caller)
    if need.match and not request.headers.get("If-Match"):
        raise PreconditionRequired


def check_csrf(caller: Caller) -> None:
    """Refuse a write that comes with a cookie but not with that session's token."""
    if caller.principal is None or caller.principal.via == "token":
        return
    given = request.headers.get("X-CSRF-Token", "")
    if not caller.csrf or not hmac.compare_digest(given.encode(), caller.csrf.encode()):
        raise CsrfRefused


def register(app: Flask) -> None:
    """Let the app check every request."""
    app.before_request(lambda: check(app))
