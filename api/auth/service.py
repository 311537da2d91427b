"""Signing in, signing out and setting up, as the routes call it: the decisions are in the modules beside."""

from __future__ import annotations

from flask import Request, Response, g, jsonify
from werkzeug.exceptions import Forbidden

from api.auth import lockout
from api.auth.accounts import Account, any_account, get_account, principal_of
from api.auth.identity import DEMO, DEMO_EPOCH, Caller
from api.auth.passwords import matches
from api.auth.sessions import COOKIE, close_session, open_session
from api.auth.setup_link import redeem
from api.backend import Backend, backend
from api.problems import Unauthenticated
from cmdb.access import Principal
from cmdb.errors import NotFound

__all__ = ["current_session", "end_session", "set_up", "sign_in"]

REFUSED = "name or password is wrong"


def current_session(request: Request) -> Response:
    """Return who is signed in. In a demo whoever has no session yet gets one."""
    here, caller = backend(), g.caller
    if caller.principal is not None and caller.principal.via == "demo" and caller.csrf is None:
        return start(request, here, DEMO, DEMO_EPOCH)
    return jsonify(session_document(here, caller))


def sign_in(request: Request, name: str, password: str) -> Response:
    """Open a session. Raises ``Unauthenticated`` and ``LockedOut``."""
    refuse_other_sites(request)
    here, now = backend(), backend().clock()
    counted = lockout.counters(name, request.remote_addr or "")
    lockout.charge(here.store.side, counted, now)
    try:
        account: Account | None = get_account(here.store.side, name, now)
    except NotFound:
        account = None
    if not matches(password, account.password if account else None) or account is None or account.disabled:
        raise Unauthenticated(REFUSED)
    lockout.forgive(here.store.side, counted)
    return start(request, here, principal_of(account), account.epoch, account)


def set_up(request: Request, token: str, name: str, password: str) -> Response:
    """Make the first account and open its session. Raises ``Unauthenticated``, ``LockedOut``, ``Invalid``."""
    refuse_other_sites(request)
    here, now = backend(), backend().clock()
    lockout.charge(here.store.side, lockout.counters("set-up", request.remote_addr or ""), now)
    account = redeem(here.store, token, name, password, now)
    return start(request, here, principal_of(account), account.epoch, account)


def end_session(request: Request) -> Response:
    """Close the session and take its cookie back."""
    here = backend()
    if cookie := request.cookies.get(COOKIE):
        close_session(here.store.side, cookie)
    answer = jsonify(session_document(here, Caller()))
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=is_secure(request, here))
    return answer


def start(request: Request, here: Backend, who: Principal, epoch: int, account: Account | None = None) -> Response:
    """Open a session and answer with it; a session that the browser had before ends."""
    if before := request.cookies.get(COOKIE):
        close_session(here.store.side, before)
    hours = here.settings.session_hours
    secret, session = open_session(here.store.side, who.name, epoch, now=here.clock(), hours=hours)
    g.caller = Caller(who, session.csrf, account)
    answer = jsonify(session_document(here, g.caller))
    answer.set_cookie(COOKIE, secret, path="/", httponly=True, samesite="Lax", secure=is_secure(request, here))
    return answer


def is_secure(request: Request, here: Backend) -> bool:
    """Say whether the cookie is for https only."""
    return request.is_secure or here.settings.is_https


def refuse_other_sites(request: Request) -> None:
    """Refuse a sign-in that another site's page sends; there is no session yet whose token could prove it."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise Forbidden("sign in from the page itself")


def session_document(here: Backend, caller: Caller) -> dict[str, object]:
    """Return the session as the client sees it."""
    who, demo = caller.principal, here.settings.demo
    return {
        "account": account_document(who) if who else None,
        "csrf": caller.csrf,
        "demo": demo,
        "setup_needed": not demo and not any_account(here.store.side, here.clock()),
        "version": here.version,
        "zone": caller.account.zone if caller.account else None,
    }


def account_document(who: Principal) -> dict[str, object]:
    """Return who is signed in and what they may do."""
    return {
        "name": who.name,
        "display_name": who.display_name,
        "roles": list(who.roles),
        "permissions": sorted(who.permissions),
        "scope": who.scope,
    }
