"""/articles/search, /articles/suggest, /articles/review and the versions of one article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.backend import backend
from api.guard import needs, principal
from api.openapi import Blueprint
from api.resources.articles.schemas import (
    ArticleSearchArgs,
    ArticleSuggestArgs,
    ArticleVersionListSchema,
    FoundArticleListSchema,
    ReviewArgs,
)
from api.resources.records.schemas import RecordListSchema
from api.resources.records.service import seen_record
from api.sight import seen_keys
from cmdb.access import condition
from cmdb.entities import instant_json
from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.kernel.document import record_document
from itsm.knowledge.find import Found, due_for_review, find_articles, suggest
from itsm.knowledge.practice import ARTICLE
from itsm.knowledge.versions import versions

__all__ = ["blueprint"]

blueprint = Blueprint("knowledge", __name__, description="Articles: found, suggested, due for review, as they were.")


def shown(found: Found) -> dict[str, Json]:
    """Return an article that was found."""
    return {
        **record_document(ARTICLE, found.record),
        "score": round(found.score, 6),
        "matched": list[Json](found.matched),
    }


def page(items: Sequence[dict[str, Json]], args: dict[str, Any]) -> dict[str, object]:
    """Return a page of a list that is worked out whole; its cursor is the key of the last shown."""
    after, limit, keys = args["after"], args["limit"], [str(each["key"]) for each in items]
    if after is not None and after not in keys:
        raise Invalid("after", "is no cursor of this list", after, "the next of the page before")
    start = keys.index(after) + 1 if after is not None else 0
    more = keys[start + limit - 1] if start + limit < len(keys) else None
    answer: dict[str, object] = {"items": items[start : start + limit], "next": more}
    return answer | ({"total": len(keys)} if args["total"] else {})


@blueprint.get("/articles/search")
@blueprint.arguments(ArticleSearchArgs, location="query")
@blueprint.response(200, FoundArticleListSchema)
@needs("record.read")
def find(args: dict[str, Any]) -> dict[str, object]:
    """Find articles by their words, best first; at most 1,000 are weighed."""
    who = condition(principal())
    found = find_articles(backend().graph, args["q"], audience=args["audience"], state=args["state"], within=who)
    return page([shown(each) for each in found], args)


@blueprint.get("/articles/suggest")
@blueprint.arguments(ArticleSuggestArgs, location="query")
@blueprint.response(200, FoundArticleListSchema)
@needs("record.read")
def suggested(args: dict[str, Any]) -> dict[str, object]:
    """Suggest articles while somebody types a title, best first."""
    cis = seen_keys([each.strip() for each in args["cis"].split(",") if each.strip()])
    found = suggest(backend().graph, args["title"], cis, within=condition(principal()), most=args["limit"])
    return {"items": [shown(each) for each in found], "next": None}


@blueprint.get("/articles/review")
@blueprint.arguments(ReviewArgs, location="query")
@blueprint.response(200, RecordListSchema)
@needs("record.read")
def review(args: dict[str, Any]) -> dict[str, object]:
    """List the published articles whose review is due, longest overdue first."""
    until = args["until"] or backend().clock().date()
    found = due_for_review(backend().graph, until, within=condition(principal()))
    return page([record_document(ARTICLE, each) for each in found], args)


@blueprint.get("/articles/<key>/versions")
@blueprint.response(200, ArticleVersionListSchema)
@needs("record.read")
def history(key: str) -> dict[str, object]:
    """List what an article said before, newest first."""
    found = versions(backend().graph, seen_record(ARTICLE, key).key)
    return {"items": [{**each._asdict(), "at": instant_json(each.at)} for each in found], "next": None}
