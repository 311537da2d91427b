"""How each service held over a period, beside the availability that is promised for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from cmdb.entities import instant_json
from cmdb.values import Json
from itsm.availability.measured import Measured, budget
from itsm.measures.answer import Question
from itsm.measures.catalogue import MEASURES
from itsm.measures.outages import measured_services, outages
from itsm.service_level.agreement import Agreement
from itsm.service_level.promises import Promises

__all__ = ["Level", "outages_behind", "service_levels"]

JUDGED = "service_availability"


class Level(NamedTuple):
    """One service as measured, None where nothing is known of the period, and what its availability is judged by."""

    measured: Measured | None
    agreement: Agreement | None

    def document(self) -> dict[str, Json]:
        """Return it as JSON: shares from 0 to 1, times in seconds; null for what is not known or not promised."""
        found, promised = self.measured, self.agreement
        target = promised.availability if promised else None
        left = budget(target, found) if found and target is not None else None
        failures = found.failures if found else 0
        return {
            "agreement": promised.name if promised else None,
            "target": target,
            "availability": round(found.availability, 9) if found else None,
            "met": found.availability >= target if found and target is not None else None,
            "failures": failures if found else None,
            "mtbf_s": round((found.length_s - found.down_s) / failures, 6) if found and failures else None,
            "mttr_s": round(sum(found.repairs) / len(found.repairs), 6) if found and found.repairs else None,
            "budget_s": {name: round(value, 6) for name, value in left._asdict().items()} if left else None,
        }


def service_levels(question: Question, promised: Promises) -> Mapping[str, Level]:
    """Return every service that is seen, by key."""
    asked = question.asked(MEASURES[JUDGED], question.period)
    found = measured_services(asked)
    return {key: Level(found.get(key), promised.availability_of(key)) for key in asked.services}


def outages_behind(question: Question, key: str) -> list[dict[str, Json]]:
    """Return the outages of a service that reach into the period, the latest first, each with the records that tell it.

    Those that touch are one, as they are counted. ``until`` is null while it lasts.
    """
    asked = question.asked(MEASURES[JUDGED], question.period)
    columns = asked.columns
    seen = {service: name for service, name in asked.services.items() if service == key}
    return [
        {
            "since": instant_json(datetime.fromtimestamp(each.begin, UTC)),
            "until": None if each.end >= asked.now else instant_json(datetime.fromtimestamp(each.end, UTC)),
            "records": [
                {"key": columns.keys[row], "practice": columns.practice.names[columns.practice.codes[row]]}
                for row in sorted(set(each.rows))
            ],
        }
        for each in outages(replace(asked, services=seen))
    ]
