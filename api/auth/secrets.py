"""Random secrets that are shown once and kept as hashes only."""

from __future__ import annotations

import hashlib
import secrets

__all__ = ["digest", "new_id", "new_secret"]


def new_secret() -> str:
    """Return 256 random bits as text for a header or a cookie."""
    return secrets.token_urlsafe(32)


def new_id() -> str:
    """Return a short random name for something that is no secret."""
    return secrets.token_hex(6)


def digest(secret: str) -> str:
    """Return the form in which a secret is kept. It has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
