"""The first account is made through a link that is printed once, works once, and only while there is no account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from api.auth.accounts import ADMIN, Account, any_account, create_account
from api.auth.secrets import digest, new_secret
from api.problems import Unauthenticated
from cmdb.entities import instant_json
from cmdb.errors import PreconditionFailed
from cmdb.store.port import Store

__all__ = ["make_setup_token", "redeem"]

TABLE = "setup"
KEY = "link"
REFUSED = "the set-up link is not valid: it works once, for a limited time, and only while there is no account"


def make_setup_token(store: Store, now: datetime, *, hours: float = 24.0) -> str | None:
    """Return the token of a new set-up link, None where there is an account; an older link stops working.

    The link is ``/setup?token=TOKEN``.
    """
    if any_account(store.side, now):
        return None
    secret = new_secret()
    store.side.put(TABLE, KEY, {"hash": digest(secret)}, now=now, expires=now + timedelta(hours=hours))
    return secret


def redeem(store: Store, token: str, name: str, password: str, now: datetime) -> Account:
    """Create the first administrator. Raises ``Unauthenticated`` for a token that is not valid, ``Invalid``."""
    row = store.side.read(TABLE, KEY, now=now)
    valid = row is not None and cast("dict[str, str]", row.value)["hash"] == digest(token)
    if row is None or not valid or any_account(store.side, now):
        raise Unauthenticated(REFUSED)
    account = Account(name.lower(), name, (ADMIN,), None, None, str(instant_json(now)))
    created = create_account(store.side, account, password, now)
    try:
        store.side.drop(TABLE, KEY, expect=row.version)
    except PreconditionFailed as error:
        store.side.drop("accounts", created.name)
        raise Unauthenticated(REFUSED) from error
    return created
