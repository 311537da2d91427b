"""What can be a key, a name of an attribute, or any other word that identifies."""

from __future__ import annotations

from functools import lru_cache

from cmdb.errors import Invalid
from cmdb.values import check_text

__all__ = ["check_key", "check_names", "check_plain", "check_word"]

LONGEST_KEY = 512


def check_key(where: str, key: object) -> None:
    """Raise ``Invalid`` unless ``key`` is text of 1 to 512 characters that a store may hold."""
    if not isinstance(key, str) or not 1 <= len(key) <= LONGEST_KEY:
        shown = key if isinstance(key, str) else repr(key)
        raise Invalid(where, "this cannot be a key or name", shown, f"1 to {LONGEST_KEY} characters")
    if not key.isascii() or "\x00" in key:
        check_text(where, key)


def check_plain(what: str, key: str, text: object) -> None:
    """Raise ``Invalid`` unless ``text``, which may be empty, is text that a store may hold."""
    if not isinstance(text, str):
        raise Invalid(f"{what} of {key}", "this is no text", repr(text), "text, empty for none")
    if not text.isascii() or "\x00" in text:
        check_text(f"{what} of {key}", text)


# Kinds, classes, types, groups and attribute names repeat: each is looked at once.
@lru_cache(maxsize=10_000)
def check_word(where: str, word: str) -> None:
    """Raise as ``check_key`` does."""
    check_key(where, word)


@lru_cache(maxsize=1000)
def check_names(names: tuple[str, ...]) -> None:
    """Raise as ``check_key`` does for the names of a node's attributes, which nodes of a class share."""
    for name in names:
        check_key("attribute name", name)
