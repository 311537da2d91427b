"""The long work of ranking: an estate too large to be ranked while somebody waits."""

from __future__ import annotations

from typing import cast

from api.jobs import JobKind, Work
from cmdb.estate import Estate
from cmdb.narrowing import Narrowing
from cmdb.questions import Question
from cmdb.values import Json
from cmdb.weak_points import ranking_document

__all__ = ["RANK"]


def rank(work: Work) -> Json:
    """Rank every CI; nothing is written to the graph."""
    estate = Estate(work.store, work.settings.folder / "snapshots", work.clock)
    question = Question(as_of=cast("str | None", work.args["as_of"]))
    top, gains = (cast("int", work.args[name]) for name in ("top", "gain"))
    only = Narrowing(*(frozenset(part) for part in cast("list[list[str]]", work.args["only"])))
    shown = ranking_document(estate, question, top=top, gains=gains, only=only, report=work.report)
    return {**shown, "next": None}


RANK = JobKind("weak_points.rank", rank)
