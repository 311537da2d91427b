"""Who sends a request: a token, a session's cookie, or in a demo whoever sits at this machine."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from flask import Request

from api.auth.accounts import Account, get_account, principal_of
from api.auth.last_use import note_use
from api.auth.sessions import COOKIE, read_session
from api.auth.tokens import read_token
from api.backend import Backend, backend
from api.settings import LOOPBACK
from cmdb.access import ROLES, Principal, permissions_of
from cmdb.errors import NotFound

__all__ = ["DEMO", "Caller", "identify", "is_demo_request"]

DEMO = Principal("demo", "Demo administrator", ("admin",), permissions_of(["admin"]), None, "demo")
DEMO_EPOCH = 0


class Caller(NamedTuple):
    """Who calls, and the CSRF token of their session. ``reason`` says why it is nobody."""

    principal: Principal | None = None
    csrf: str | None = None
    account: Account | None = None
    reason: str = ""


def identify(request: Request) -> Caller:
    """Return who sends a request."""
    here = backend()
    scheme, _, presented = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return by_token(here, presented.strip())
    if scheme:
        return Caller(reason="only Bearer tokens are taken")
    cookie = request.cookies.get(COOKIE)
    caller = by_session(here, cookie, request) if cookie else Caller()
    if caller.principal is None and is_demo_request(here, request):
        return Caller(DEMO)
    return caller


def by_token(here: Backend, text: str) -> Caller:
    """Return the caller of a token: the account's rights, bounded by the token's."""
    now = here.clock()
    token = read_token(here.store.side, text, now)
    account = active(here, token.account) if token else None
    if token and token.account == DEMO.name and here.settings.demo:
        return Caller(replace(DEMO, permissions=DEMO.permissions & set(token.permissions), via="token"))
    if token is None or account is None:
        return Caller(reason="the token is not valid: unknown, expired, revoked, or its account is disabled")
    note_use(here.store.side, "token", token.id, now)
    whole = principal_of(account)
    return Caller(replace(whole, permissions=whole.permissions & set(token.permissions), via="token"), None, account)


def by_session(here: Backend, cookie: str, request: Request) -> Caller:
    """Return the caller of a cookie."""
    session = read_session(here.store.side, cookie, now=here.clock(), hours=here.settings.session_hours)
    if session is None:
        return Caller(reason="the session has ended; sign in again")
    if session.account == DEMO.name and session.epoch == DEMO_EPOCH:
        return Caller(DEMO, session.csrf) if is_demo_request(here, request) else Caller()
    account = active(here, session.account)
    if account is None or account.epoch != session.epoch:
        return Caller(reason="the session has ended; sign in again")
    note_use(here.store.side, "account", account.name, here.clock())
    return Caller(principal_of(account), session.csrf, account)


def active(here: Backend, name: str) -> Account | None:
    """Return an account that may sign in, None for none."""
    try:
        account = get_account(here.store.side, name, here.clock())
    except NotFound:
        return None
    return None if account.disabled or not set(account.roles) <= set(ROLES) else account


def is_demo_request(here: Backend, request: Request) -> bool:
    """Say whether this is the demo, asked from this machine under its own name (no page elsewhere can fake that)."""
    host = request.host.rsplit(":", 1)[0].strip("[]") if request.host.count(":") != 1 else request.host.split(":")[0]
    local = (request.remote_addr or "") in {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
    return here.settings.demo and here.settings.is_loopback and local and host.lower() in LOOPBACK
