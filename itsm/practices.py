"""The practices that there are, in the order in which people see them."""

from __future__ import annotations

from itsm.change.practice import CHANGE
from itsm.deployment.practice import DEPLOYMENT
from itsm.incident.practice import INCIDENT
from itsm.kernel.practice import registry
from itsm.knowledge.practice import ARTICLE
from itsm.problem.practice import PROBLEM
from itsm.release.practice import RELEASE
from itsm.request.practice import REQUEST
from itsm.unauthorised_change.practice import UNAUTHORISED_CHANGE

__all__ = ["PRACTICES"]

PRACTICES = registry(INCIDENT, PROBLEM, REQUEST, CHANGE, RELEASE, DEPLOYMENT, UNAUTHORISED_CHANGE, ARTICLE)
