"""Say what is wrong with a name or a value before it goes further: NUL, half characters, endless length."""

from __future__ import annotations

import unicodedata

from cmdb.values import Json
from importers.limits import LONGEST_CELL, LONGEST_NAME

__all__ = ["name_fault", "text_fault"]

# Characters that turn the direction of the text round them: a name could be shown as another one. Letters that are
# written from right to left are as good as any.
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SURROGATES = ("\ud800", "\udfff")


def text_fault(value: Json, longest: int = LONGEST_CELL) -> str:
    """Return what is wrong with a value, "" for nothing. Lists and documents are looked through."""
    if isinstance(value, str):
        if "\x00" in value:
            return "holds NUL"
        if len(value) > longest:
            return f"is too long: {len(value):,} characters, at most {longest:,}"
        if not value.isascii() and any(SURROGATES[0] <= each <= SURROGATES[1] for each in value):
            return "holds half a character"
        return ""
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list):
        return next((fault for item in value if (fault := text_fault(item, longest))), "")
    return ""


def name_fault(name: str) -> str:
    """Return what is wrong with a name, "" for nothing: control characters and hidden changes of direction as well.

    Names that are merely odd (``<b>``, ``=1+1``, ``../x``) are names: whoever shows or exports them escapes them.
    """
    if len(name) <= LONGEST_NAME and name.isascii() and name.isprintable():
        return ""
    if fault := text_fault(name, LONGEST_NAME):
        return fault
    if any(each in DIRECTIONS for each in name):
        return "holds characters that change the direction of text"
    if any(unicodedata.category(each) == "Cc" for each in name):
        return "holds control characters"
    return ""
