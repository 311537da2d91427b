"""What the routes of articles take and answer beyond those of every record."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from api.resources.records.schemas import RecordSchema
from api.schemas import Strict, Text, list_args, list_of
from itsm.knowledge.practice import ARTICLE

__all__ = [
    "ArticleSearchArgs",
    "ArticleSuggestArgs",
    "ArticleVersionListSchema",
    "FoundArticleListSchema",
    "ReviewArgs",
]

ArticleSearchArgs = list_args(
    q=Text(load_default="", most=500, metadata={"description": "Words; articles hold all, else some of them."}),
    audience=fields.String(load_default="", validate=validate.OneOf(["", "requesters", "agents"])),
    state=fields.String(
        load_default="published",
        validate=validate.OneOf(["", *ARTICLE.lifecycle.states]),
        metadata={"description": "Empty: any."},
    ),
)


class ArticleSuggestArgs(Strict):
    """What somebody types, and what it is about."""

    title = Text(load_default="", most=300)
    cis = Text(load_default="", metadata={"description": "Keys or names of CIs with a comma between."})
    limit = fields.Integer(load_default=5, validate=validate.Range(1, 50))


ReviewArgs = list_args(until=fields.Date(load_default=None, metadata={"description": "Absent: today."}))


class FoundArticleSchema(RecordSchema):
    """An article, how well it fits, and which words it holds."""

    score = fields.Float(required=True)
    matched = fields.List(fields.String(), required=True)


FoundArticleListSchema = list_of(FoundArticleSchema, name="FoundArticleListSchema")


class ArticleVersionSchema(ma.Schema):
    """An article as it stood from a revision on."""

    revision = fields.Integer(required=True)
    at = fields.String(required=True)
    by = fields.String(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    state = fields.String(required=True)


ArticleVersionListSchema = list_of(ArticleVersionSchema, name="ArticleVersionListSchema")
