"""One folder a noun: ``routes`` are thin, ``schemas`` say what is taken and answered. The order is the document's."""

from __future__ import annotations

from api.openapi import Blueprint
from api.resources.accounts.routes import blueprint as accounts
from api.resources.agreements.routes import blueprint as agreements
from api.resources.approval_rules.routes import blueprint as approval_rules
from api.resources.articles.routes import blueprint as articles
from api.resources.attachments.routes import blueprints as attachments
from api.resources.availability.routes import blueprint as availability
from api.resources.calendars.routes import blueprint as calendars
from api.resources.calibration.routes import blueprint as calibration
from api.resources.catalogue.routes import blueprint as catalogue
from api.resources.changes.routes import blueprint as changes
from api.resources.cis.routes import blueprint as cis
from api.resources.closed_periods.routes import blueprint as closed_periods
from api.resources.dashboards.routes import blueprint as dashboards
from api.resources.deployments.routes import blueprint as deployments
from api.resources.events.routes import blueprint as events
from api.resources.export.routes import blueprint as export
from api.resources.formats.routes import blueprint as formats
from api.resources.impact.routes import blueprint as impact
from api.resources.imports.routes import blueprint as imports
from api.resources.incidents.routes import blueprint as incidents
from api.resources.jobs.routes import blueprint as jobs
from api.resources.measures.routes import blueprint as measures
from api.resources.meetings.routes import blueprint as meetings
from api.resources.notifications.routes import blueprint as notifications
from api.resources.on_call.routes import blueprint as on_call
from api.resources.permissions.routes import blueprint as permissions
from api.resources.plans.routes import blueprint as plans
from api.resources.portal.routes import blueprint as portal
from api.resources.problems.routes import blueprint as problems
from api.resources.record_fields.routes import blueprint as record_fields
from api.resources.record_tables.routes import blueprints as record_tables
from api.resources.record_views.routes import blueprint as record_views
from api.resources.records.routes import blueprints as records
from api.resources.records.routes import practices
from api.resources.relations.routes import blueprint as relations
from api.resources.releases.routes import blueprint as releases
from api.resources.revisions.routes import blueprint as revisions
from api.resources.root_cause.routes import blueprint as root_cause
from api.resources.schedule.routes import blueprint as schedule
from api.resources.schema.routes import blueprint as schema
from api.resources.search.routes import blueprint as search
from api.resources.service_levels.routes import blueprint as service_levels
from api.resources.services.routes import blueprint as services
from api.resources.sessions.routes import blueprint as sessions
from api.resources.sources.routes import blueprint as sources
from api.resources.surveys.routes import blueprint as surveys
from api.resources.templates.routes import blueprint as templates
from api.resources.tokens.routes import blueprint as tokens
from api.resources.tries.routes import blueprint as tries
from api.resources.unauthorised_changes.routes import blueprint as unauthorised_changes
from api.resources.watchers.routes import blueprints as watchers
from api.resources.weak_points.routes import blueprint as weak_points

__all__ = ["BLUEPRINTS"]

BLUEPRINTS: tuple[Blueprint, ...] = (
    sessions,
    accounts,
    tokens,
    permissions,
    schema,
    cis,
    relations,
    search,
    revisions,
    plans,
    impact,
    root_cause,
    tries,
    services,
    service_levels,
    weak_points,
    availability,
    formats,
    imports,
    sources,
    jobs,
    export,
    practices,
    record_fields,
    record_views,
    calendars,
    closed_periods,
    agreements,
    measures,
    dashboards,
    *records,
    *record_tables,
    templates,
    changes,
    approval_rules,
    schedule,
    calibration,
    releases,
    deployments,
    unauthorised_changes,
    meetings,
    events,
    incidents,
    problems,
    catalogue,
    portal,
    articles,
    surveys,
    *attachments,
    *watchers,
    notifications,
    on_call,
)
