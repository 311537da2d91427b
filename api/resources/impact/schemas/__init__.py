"""What questions about impact take and answer, one file a noun."""

from __future__ import annotations

from api.resources.impact.schemas.answer import ImpactSchema, TextRequestSchema
from api.resources.impact.schemas.map import MapRequestSchema, MapSchema
from api.resources.impact.schemas.needs import NeedsArgs, NeedsSchema, PathsArgs, PathsSchema
from api.resources.impact.schemas.proof import ExplainSchema, ExplanationSchema, WhyNotRequestSchema, WhyNotSchema
from api.resources.impact.schemas.recent import ChangeListSchema, RecentChangesSchema
from api.resources.impact.schemas.scenario import ImpactArgs, ScenarioSchema

__all__ = [
    "ChangeListSchema",
    "ExplainSchema",
    "ExplanationSchema",
    "ImpactArgs",
    "ImpactSchema",
    "MapRequestSchema",
    "MapSchema",
    "NeedsArgs",
    "NeedsSchema",
    "PathsArgs",
    "PathsSchema",
    "RecentChangesSchema",
    "ScenarioSchema",
    "TextRequestSchema",
    "WhyNotRequestSchema",
    "WhyNotSchema",
]
