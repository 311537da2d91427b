"""Every measure, by name, in the order in which people see them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cmdb.errors import NotFound
from itsm.measures import delivery, outages, quality, times
from itsm.measures.definition import Measure

__all__ = ["MEASURES", "measure_named"]

RESOLVED = "Incidents resolved in the period (the last time, where they came back)."
GIVEN_UP = "Cancelled and rejected records."
OUTAGES = (
    "Outages: `outage` entries of records; where a record has none, the time that an incident with effect `down` was "
    "open, for the services that the engine found hit when it was opened and those linked with it."
)

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        each.name: each
        for each in (
            Measure(
                "incident_resolution_time",
                "Incident resolution time",
                "Mean of resolved − opened, in elapsed seconds.",
                RESOLVED,
                GIVEN_UP,
                "seconds",
                "down",
                times.resolution_time,
            ),
            Measure(
                "incident_resolution_time_service_hours",
                "Incident resolution time in service hours",
                "Mean of the open seconds of the agreement's calendar while the clock ran, pauses left out.",
                RESOLVED,
                f"{GIVEN_UP} Incidents under no agreement.",
                "seconds",
                "down",
                times.resolution_time_in_service_hours,
            ),
            Measure(
                "sla_attainment",
                "SLA attainment",
                "Resolved within the target of their service level agreement / all with a target.",
                "Incidents and requests resolved in the period.",
                f"{GIVEN_UP} Records whose agreement has no target for their priority.",
                "share",
                "up",
                times.attainment,
                spread=False,
                target=0.95,
            ),
            Measure(
                "service_availability",
                "Service availability",
                "Mean over services of 1 − time out / period, around the clock.",
                f"All services in use. {OUTAGES}",
                "The time before the first record was opened; degradation.",
                "share",
                "up",
                outages.availability,
                target=0.995,
                behind=outages.behind_availability,
            ),
            Measure(
                "csat",
                "Customer satisfaction",
                "Answers of 4 and 5 stars / all answers.",
                "Answers to surveys given in the period.",
                "Surveys without an answer.",
                "share",
                "up",
                quality.csat,
                spread=False,
                target=0.8,
            ),
            Measure(
                "first_contact_resolution",
                "First-contact resolution",
                "Never passed on and never reopened / all.",
                RESOLVED,
                GIVEN_UP,
                "share",
                "up",
                quality.first_contact,
                spread=False,
            ),
            Measure(
                "cost_per_ticket",
                "Cost per ticket",
                "Mean of the declared rate of the team that resolved it.",
                "Incidents and requests resolved in the period.",
                f"{GIVEN_UP} Tickets of teams without a rate.",
                "money",
                "down",
                quality.cost_per_ticket,
            ),
            Measure(
                "reopen_rate",
                "Reopen rate",
                "Reopened at least once / all.",
                RESOLVED,
                GIVEN_UP,
                "share",
                "down",
                quality.reopened,
                spread=False,
                target=0.05,
            ),
            Measure(
                "backlog",
                "Backlog",
                "Number of records open when the period ends.",
                "Incidents and requests.",
                GIVEN_UP,
                "tickets",
                "down",
                times.backlog,
                value="sum",
                spread=False,
            ),
            Measure(
                "backlog_age",
                "Age of the backlog",
                "Mean time since opening of what is open when the period ends, in elapsed seconds.",
                "Incidents and requests open when the period ends.",
                GIVEN_UP,
                "seconds",
                "down",
                times.backlog_age,
            ),
            Measure(
                "mtbf",
                "Time between failures",
                "Time up of services that failed / number of their failures.",
                f"Services with an outage that began in the period. {OUTAGES}",
                "Services that did not fail.",
                "seconds",
                "up",
                outages.between_failures,
                behind=outages.behind_between_failures,
            ),
            Measure(
                "mttr",
                "Time to restore",
                "Mean length of outages; those of one service that overlap are one.",
                f"Outages that ended in the period. {OUTAGES}",
                "Outages that go on.",
                "seconds",
                "down",
                outages.to_restore,
                behind=outages.behind_to_restore,
            ),
            Measure(
                "change_success",
                "Change success",
                "Outcome successful / all with an outcome.",
                "Changes whose implementation ended in the period.",
                f"{GIVEN_UP} Changes without an outcome.",
                "share",
                "up",
                quality.change_success,
                spread=False,
                target=0.95,
            ),
            Measure(
                "change_caused_incidents",
                "Incidents caused by changes",
                "Number of incidents that are linked as caused by a change.",
                "Incidents opened in the period.",
                GIVEN_UP,
                "incidents",
                "down",
                quality.change_caused_incidents,
                value="sum",
                spread=False,
            ),
            Measure(
                "emergency_changes",
                "Emergency changes",
                "Changes of kind emergency / all.",
                "Changes whose implementation ended in the period.",
                GIVEN_UP,
                "share",
                "down",
                delivery.emergency_share,
                spread=False,
            ),
            Measure(
                "change_lead_time",
                "Lead time of changes",
                "Mean of implementation ended − drafted, in elapsed seconds.",
                "Changes whose implementation ended in the period.",
                f"{GIVEN_UP} Changes that failed or were backed out.",
                "seconds",
                "down",
                delivery.lead_time,
            ),
            Measure(
                "change_restore_time",
                "Time to restore after a change",
                "Mean of resolved − opened of incidents that are linked as caused by a change, in elapsed seconds.",
                RESOLVED,
                f"{GIVEN_UP} Incidents that no change caused.",
                "seconds",
                "down",
                delivery.restored_after_change,
            ),
            Measure(
                "deployment_frequency",
                "Deployments a week",
                "Number of deployments / weeks of the period; of a period that goes on, the weeks until now.",
                "Deployments to an environment of the tier production that succeeded in the period.",
                "Failed, cancelled and rolled back deployments; periods before the first deployment told of.",
                "per week",
                "up",
                delivery.deployed,
                value="sum",
                spread=False,
            ),
            Measure(
                "deployment_lead_time",
                "Lead time of deployments",
                "Mean of deployment ended − commit made, in elapsed seconds.",
                "Deployments to an environment of the tier production that succeeded in the period.",
                "Failed, cancelled and rolled back deployments; those that do not say when their commit was made.",
                "seconds",
                "down",
                delivery.deployment_lead_time,
            ),
            Measure(
                "cmdb_health",
                "CMDB health",
                "CIs that are related to another and were seen or edited within 90 days / all, as it is now.",
                "CIs.",
                "Links of records; periods that ended in the past.",
                "share",
                "up",
                quality.cmdb_health,
                spread=False,
                target=0.9,
                of_cis=True,
            ),
        )
    }
)


def measure_named(name: str) -> Measure:
    """Return a measure. Raises ``NotFound`` with those that there are."""
    if name not in MEASURES:
        raise NotFound("measure", name, tuple(MEASURES))
    return MEASURES[name]
