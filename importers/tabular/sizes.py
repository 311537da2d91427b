"""Bring sizes to the unit that an attribute is declared in: "16384 MB" and 16384 under "Memory (MB)" are 16 GB."""

from __future__ import annotations

import re

__all__ = ["sized"]

BYTES = {"b": 1, "bytes": 1, "kb": 2**10, "kib": 2**10, "mb": 2**20, "mib": 2**20, "gb": 2**30, "gib": 2**30}
BYTES |= {"tb": 2**40, "tib": 2**40, "pb": 2**50, "pib": 2**50}
WITH_UNIT = re.compile(r"([\d.,]*\d)\s*([A-Za-z]{1,5})")
PLAIN = re.compile(r"\d+(?:[.,]\d+)?")


def sized(text: str, wanted: str, stated: str) -> str:
    """Return a size in the wanted unit; text that is no size, or whose unit nobody states, as it came.

    >>> sized("16384", "GB", "mb"), sized("2 TB", "GB", ""), sized("16", "GB", ""), sized("soon", "GB", "mb")
    ('16', '2048', '16', 'soon')
    """
    target = BYTES.get(wanted.lower())
    if target is None:
        return text
    match = WITH_UNIT.fullmatch(text.strip())
    number, unit = (match[1], match[2].lower()) if match else (text.strip(), stated)
    if unit not in BYTES or not PLAIN.fullmatch(number):
        return text
    value = float(number.replace(",", ".")) * BYTES[unit] / target
    return f"{value:.6f}".rstrip("0").rstrip(".")
