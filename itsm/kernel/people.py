"""Is it the same person? People are named in any letter case and with any form of accents, and are compared without."""

from __future__ import annotations

from collections.abc import Iterable

from cmdb.values import normal_text

__all__ = ["as_known", "is_among", "known", "same_person"]


def as_known(name: str) -> str:
    """Return a name as it is compared: trimmed, composed and case-folded."""
    return normal_text(name.strip())


def known(names: Iterable[str]) -> frozenset[str]:
    """Return names as they are compared."""
    return frozenset(map(as_known, names))


def same_person(one: str, other: str) -> bool:
    """Say whether two spellings name the same person."""
    return as_known(one) == as_known(other)


def is_among(name: str, names: Iterable[str]) -> bool:
    """Say whether somebody is one of those named."""
    return as_known(name) in known(names)
