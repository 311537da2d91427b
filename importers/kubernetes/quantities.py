"""Read the quantities that Kubernetes writes for sizes: 10Gi, 500M, 1.5e3 is none of them."""

from __future__ import annotations

import re

from cmdb.values import Json

__all__ = ["gigabytes"]

SIZE = re.compile(r"(\d+(?:\.\d+)?)([KMGTPE]i?|k|m)?")
UNITS = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "m": 1e-3} | {
    f"{letter}i": 1024.0**power for power, letter in enumerate("KMGTPE", 1)
}


def gigabytes(quantity: str) -> Json:
    """Return a Kubernetes quantity of bytes in GB (10Gi is 10.737), None for what is none."""
    match = SIZE.fullmatch(quantity.strip())
    return round(float(match[1]) * UNITS[match[2] or ""] / 1e9, 3) if match else None
