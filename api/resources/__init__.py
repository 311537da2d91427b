"""One folder a noun: ``routes`` are thin, ``schemas`` say what is taken and answered. The order is the document's."""

from __future__ import annotations

from api.openapi import Blueprint
from api.resources.accounts.routes import blueprint as accounts
from api.resources.permissions.routes import blueprint as permissions
from api.resources.sessions.routes import blueprint as sessions
from api.resources.tokens.routes import blueprint as tokens

__all__ = ["BLUEPRINTS"]

BLUEPRINTS: tuple[Blueprint, ...] = (
    sessions,
    accounts,
    tokens,
    permissions,
)
