"""Text and numbers in the one form in which every plan of Neo4j compares them alike.

Its indexes compare text by code points but its runtime by UTF-16 units, so the order of a character above U+FFFF
and one from U+E000 to U+FFFF depends on the plan. Its indexes hold 0 and -0.0 apart, its runtime does not, and
its runtime takes 2**63 - 1 for the float 2**63. What is written here has none of these: both ways give one answer.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cmdb.values import INT_MAX, INT_MIN

if TYPE_CHECKING:
    from cmdb.values import Normal

__all__ = ["BREAK", "LONGEST", "comparable", "cut", "number", "ordered", "restored"]

SURROGATE = "\ud800"
FIRST = "\ue000"  # characters from here on become a pair: one of 0xE000.., then one of 0xF000..0xF7FF
SECOND = "\uf000"
BITS = 11

NO_TEXT = "\ueffd"  # stands in no ordered text
BREAK = "\uefff"  # stands in no ordered text: between the items of a list
CUT = "\ueffe"  # the same: at the end of text that was cut
LONGEST = 1000  # characters that an index of Neo4j takes (8 kB) even when it holds two fields of three bytes each


def ordered(text: str) -> str:
    """Return text whose order by code points and by UTF-16 units is that of ``text`` by code points.

    Each character is replaced by itself or by a pair of its own, so beginnings and parts stay such. Half a
    surrogate pair, which the server does not take, becomes what stands in no ordered text.
    """
    if text.isascii() or max(text) < SURROGATE:
        return text
    return "".join(character if character < SURROGATE else replacement(character) for character in text)


def replacement(character: str) -> str:
    """Return what stands for a character from the surrogates on."""
    if character < FIRST:
        return NO_TEXT
    offset = ord(character) - ord(FIRST)
    return chr(ord(FIRST) + (offset >> BITS)) + chr(ord(SECOND) + (offset & ((1 << BITS) - 1)))


def restored(text: str) -> str:
    """Return the text that ``ordered`` wrote."""
    if text.isascii() or max(text) < FIRST:
        return text
    found: list[str] = []
    high = 0
    for character in text:
        if character < FIRST:
            found.append(character)
        elif character < SECOND:
            high = ord(character) - ord(FIRST)
        else:
            found.append(chr(ord(FIRST) + (high << BITS) + ord(character) - ord(SECOND)))
    return "".join(found)


def cut(text: str) -> str:
    """Return ordered text as far as an index takes it; what was cut stands right behind its beginning."""
    return text if len(text) <= LONGEST else text[:LONGEST] + CUT


def number(value: int | float) -> int | float:  # noqa: PYI041  # what is no float is told apart here
    """Return a number as an integer where it is one, and out of the integers' way where it is larger than they."""
    if isinstance(value, float):
        if value.is_integer() and INT_MIN <= value <= INT_MAX:
            return int(value)
        return value if value < INT_MAX else math.nextafter(value, math.inf)
    return int(value)  # also for a truth value, which Cypher does not compare with numbers


def comparable(value: Normal) -> Normal:
    """Return a value in normal form as it is compared."""
    return ordered(value) if isinstance(value, str) else number(value)
