"""Passwords, kept as scrypt hashes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import threading

from cmdb.errors import Invalid

__all__ = ["LEAST", "check_new", "hash_password", "matches"]

LEAST, MOST = 10, 1000
COST, BLOCK, PARALLEL = 2**14, 8, 5
# Each check takes 16 MB and about 0.2 s of a processor; a flood of attempts must not take the server down.
AT_ONCE = threading.BoundedSemaphore(2)


def check_new(name: str, password: str) -> None:
    """Raise ``Invalid`` for a password that nobody should take."""
    if not LEAST <= len(password) <= MOST:
        raise Invalid("password", "its length does not fit", len(password), f"{LEAST} to {MOST} characters")
    if password.casefold() in {name.casefold(), name.casefold() * 2} or len(set(password)) <= 2:  # noqa: PLR2004
        raise Invalid(
            "password", "it is too easy to guess", None, "another one than the name or one repeated character"
        )


def derive(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    """Return the scrypt hash."""
    with AT_ONCE:
        return hashlib.scrypt(
            password.encode(), salt=salt, n=cost, r=block, p=parallel, maxmem=2**20 + 256 * cost * block, dklen=32
        )


def hash_password(password: str) -> str:
    """Return a password as it is kept: method, its costs, salt and hash."""
    salt = os.urandom(16)
    digest = derive(password, salt, COST, BLOCK, PARALLEL)
    encoded = [base64.b64encode(part).decode() for part in (salt, digest)]
    return "$".join(["scrypt", str(COST), str(BLOCK), str(PARALLEL), *encoded])


def matches(password: str, kept: str | None) -> bool:
    """Say whether a password is the one kept. With none kept it takes as long and says no."""
    if kept is None:
        derive(password, b"nobody's salt...", COST, BLOCK, PARALLEL)
        return False
    _, cost, block, parallel, salt, digest = kept.split("$")
    found = derive(password, base64.b64decode(salt), int(cost), int(block), int(parallel))
    return hmac.compare_digest(found, base64.b64decode(digest))
