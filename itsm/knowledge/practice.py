"""What an article is: its states, its attributes, its links."""

from __future__ import annotations

from cmdb.schema import Attribute
from itsm.kernel.lifecycle import State, Step, lifecycle
from itsm.kernel.practice import Practice

__all__ = ["ARTICLE"]

ARTICLE = Practice(
    name="article",
    label="Article",
    plural="Articles",
    prefix="art",
    description="What somebody found out, written down for the next one.",
    lifecycle=lifecycle(
        "article",
        "draft",
        (
            State("draft", "Draft"),
            State("review", "In review"),
            State("published", "Published", "resolved", "stopped"),
            State("retired", "Retired", "closed", "stopped"),
        ),
        (
            Step("submit", "Submit for review", ("draft",), "review", ("text",)),
            Step("return", "Return to its author", ("review",), "draft"),
            Step("publish", "Publish", ("review",), "published", ("text",)),
            Step("revise", "Revise", ("published",), "draft"),
            Step("retire", "Retire", ("draft", "review", "published"), "retired"),
            Step("revive", "Revive", ("retired",), "draft"),
        ),
    ),
    attributes=(
        Attribute("text", label="Text", description="Markdown."),
        Attribute("audience", label="Audience", values=("requesters", "agents"), indexed=True),
        Attribute("review_on", "date", label="Review on", indexed=True),
        Attribute("keywords", "list", label="Keywords"),
        Attribute("helpful", "integer", label="Found helpful", minimum=0),
        Attribute("unhelpful", "integer", label="Found unhelpful", minimum=0),
    ),
    roles=("explains", "documented_in", "raised_from", "related_to"),
)
