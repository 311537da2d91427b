"""/tokens."""

from __future__ import annotations

from itertools import islice
from typing import Any

from api.auth.last_use import last_use
from api.auth.tokens import Token, create_token, get_token, list_tokens, revoke_token
from api.backend import backend
from api.guard import needs, principal
from api.openapi import Blueprint
from api.resources.tokens.schemas import CreatedTokenSchema, NewTokenSchema, TokenListSchema
from api.schemas import list_args
from cmdb.access import decide, permissions_of, require
from cmdb.errors import Invalid

__all__ = ["blueprint"]

blueprint = Blueprint("tokens", __name__, description="Tokens of programs; shown once, revocable.")


def document(token: Token) -> dict[str, object]:
    """Return a token as it is shown."""
    shown = {name: value for name, value in token._asdict().items() if name != "hash"}
    return {**shown, "last_used_at": last_use(backend().store.side, "token", token.id, backend().clock())}


@blueprint.get("/tokens")
@blueprint.arguments(list_args(), location="query")
@blueprint.response(200, TokenListSchema)
@needs("token.own")
def index(args: dict[str, Any]) -> dict[str, object]:
    """List one's own tokens; everybody's for who manages them."""
    here, who, limit = backend(), principal(), args["limit"]
    found = list_tokens(here.store.side, here.clock(), after=args["after"] or "")
    everybody = decide(who, "token.manage").allowed
    mine = list(islice((each for each in found if everybody or each.account == who.name), limit + 1))
    return {
        "items": [document(each) for each in mine[:limit]],
        "next": mine[limit - 1].id if len(mine) > limit else None,
    }


@blueprint.post("/tokens")
@blueprint.arguments(NewTokenSchema)
@blueprint.response(201, CreatedTokenSchema)
@needs("token.own")
def create(given: dict[str, Any]) -> dict[str, object]:
    """Make a token. Its text stands in this answer only."""
    here, who, days = backend(), principal(), given["expires_days"]
    if days > here.settings.token_days:
        raise Invalid("expires_days", "is longer than tokens may live", days, f"at most {here.settings.token_days}")
    wanted = permissions_of(given.get("roles", ())) | set(given.get("permissions", ()))
    allowed = who.permissions & wanted if wanted else who.permissions
    text, token = create_token(here.store.side, who.name, given["name"], allowed, now=here.clock(), days=days)
    return {**document(token), "token": text}


@blueprint.delete("/tokens/<token_id>")
@blueprint.response(204)
@needs("token.own")
def delete(token_id: str) -> str:
    """Revoke a token at once."""
    here = backend()
    token = get_token(here.store.side, token_id, here.clock())
    if token.account != principal().name:
        require(principal(), "token.manage")
    revoke_token(here.store.side, token_id)
    return ""
