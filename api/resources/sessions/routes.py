"""GET, POST and DELETE /session, POST /setup."""

from __future__ import annotations

from flask import Response, request

from api.auth.service import current_session, end_session, sign_in
from api.auth.service import set_up as set_up_account
from api.guard import needs, public
from api.openapi import Blueprint
from api.resources.sessions.schemas import CredentialsSchema, SessionSchema, SetupSchema

__all__ = ["blueprint"]

blueprint = Blueprint("session", __name__, description="Signing in and out.")


@blueprint.get("/session")
@blueprint.response(200, SessionSchema)
@public("says whether somebody is signed in")
def read() -> Response:
    """Return who is signed in; in a demo, sign in."""
    return current_session(request)


@blueprint.post("/session")
@blueprint.arguments(CredentialsSchema)
@blueprint.response(200, SessionSchema)
@public("this is how people sign in")
def create(credentials: dict[str, str]) -> Response:
    """Sign in with a name and a password."""
    return sign_in(request, credentials["name"], credentials["password"])


@blueprint.delete("/session")
@blueprint.response(200, SessionSchema)
@needs("self")
def delete() -> Response:
    """Sign out."""
    return end_session(request)


@blueprint.post("/setup")
@blueprint.arguments(SetupSchema)
@blueprint.response(200, SessionSchema)
@public("the one-time link that makes the first account")
def setup(given: dict[str, str]) -> Response:
    """Make the first administrator with the one-time set-up link, and sign in."""
    return set_up_account(request, given["token"], given["name"], given["password"])
