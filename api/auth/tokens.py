"""Tokens of programs: ``flt_ID_SECRET``, kept as a hash, never allowing more than the account that made them."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from api.auth.secrets import digest, new_id, new_secret
from cmdb.entities import instant_json
from cmdb.errors import NotFound
from cmdb.store.port import SideRow, SideStore

__all__ = ["PREFIX", "Token", "create_token", "get_token", "list_tokens", "read_token", "revoke_token"]

PREFIX = "flt_"
TABLE = "tokens"
PARTS = 3


class Token(NamedTuple):
    """One token. ``permissions`` is the most that it allows; the account's present rights bound it further."""

    id: str
    name: str
    account: str
    permissions: tuple[str, ...]
    created_at: str
    expires_at: str
    hash: str


def create_token(
    side: SideStore, account: str, name: str, permissions: frozenset[str], *, now: datetime, days: int
) -> tuple[str, Token]:
    """Create a token and return the text that is shown once with it."""
    secret, expires = new_secret(), now + timedelta(days=days)
    token = Token(
        new_id(),
        name,
        account,
        tuple(sorted(permissions)),
        str(instant_json(now)),
        str(instant_json(expires)),
        digest(secret),
    )
    row = {**token._asdict(), "permissions": list(token.permissions)}
    side.put(TABLE, token.id, row, now=now, expires=expires, expect=0)
    return f"{PREFIX}{token.id}_{secret}", token


def of_row(row: SideRow) -> Token:
    """Return the token that a row holds."""
    value = cast("dict[str, object]", row.value)
    texts = {name: cast("str", value[name]) for name in Token._fields if name != "permissions"}
    return Token(**texts, permissions=tuple(cast("list[str]", value["permissions"])))


def read_token(side: SideStore, text: str, now: datetime) -> Token | None:
    """Return the token that a program presents, None where it is none, was revoked or has expired."""
    parts = text.split("_", PARTS - 1)
    if len(parts) != PARTS or not text.startswith(PREFIX):
        return None
    row = side.read(TABLE, parts[1], now=now)
    if row is None:
        return None
    token = of_row(row)
    return token if hmac.compare_digest(token.hash, digest(parts[2])) else None


def get_token(side: SideStore, token_id: str, now: datetime) -> Token:
    """Return a token by its id. Raises ``NotFound``."""
    if row := side.read(TABLE, token_id, now=now):
        return of_row(row)
    raise NotFound("token", token_id)


def list_tokens(side: SideStore, now: datetime, *, after: str = "") -> Iterator[Token]:
    """Yield all tokens by id."""
    while rows := side.scan(TABLE, now=now, after=after):
        yield from map(of_row, rows)
        after = rows[-1].key


def revoke_token(side: SideStore, token_id: str) -> None:
    """Make a token worthless at once."""
    side.drop(TABLE, token_id)
