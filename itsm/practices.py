"""The practices that there are, in the order in which people see them."""

from __future__ import annotations

from itsm.incident.practice import INCIDENT
from itsm.kernel.practice import registry

__all__ = ["PRACTICES"]

PRACTICES = registry(INCIDENT)
