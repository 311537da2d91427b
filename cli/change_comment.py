"""Comments on the lines of a change's plan: change comment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import click

from cli.session import Session, pass_session, show
from cli.tables import listed, table
from cmdb.values import Json

__all__ = ["comment"]


@click.command("comment")
@click.argument("key")
@click.argument("line", required=False)
@click.argument("text", required=False, default="")
@click.option("--answer", "to", default="", metavar="ID", help="Answer this comment; the words stand where LINE does.")
@click.option("--resolve/--reopen", "resolved", default=None, help="With --answer: resolve it, or open it again.")
@click.option("--public", is_flag=True, help="The requester sees it too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@pass_session
def comment(
    session: Session,
    key: str,
    line: str | None,
    text: str,
    to: str,
    *,
    resolved: bool | None,
    public: bool,
    as_json: bool,
) -> None:
    """Comment on a line of a change's plan; without LINE list its lines and the comments on them."""
    from cli.change import acting  # noqa: PLC0415  # which has this as one of its own
    from itsm.change import comments  # noqa: PLC0415
    from itsm.change.verbs import change_record  # noqa: PLC0415
    from itsm.kernel.desk import timeline  # noqa: PLC0415

    estate, record = session.estate, change_record(session.estate, key)
    if to:
        act = acting(session, "answer to a comment")
        comments.answer(estate, record, to, line or "", act=act, public=public, resolved=resolved)
    elif line:
        comments.comment(estate, record, line, text, act=acting(session, "comment"), public=public)
    lines = comments.lines_of_change(estate, record)
    found = comments.comments_document(timeline(estate.graph, record.key), lines)
    show(found, as_json=as_json, text=lambda: comments_text(found))


def comments_text(document: Mapping[str, Json]) -> str:
    """Return lines and comments for people; of a line that is gone what it said."""
    parts = [table(("line", "what it says"), [(each["line"], each["words"]) for each in listed(document, "lines")])]
    for each in listed(document, "threads"):
        place = each["line"] if each["same"] else f"{each['line']}, which said: {each['words']}"
        gone = "" if each["now"] else " (a line that is gone)"
        state = f"resolved by {each['resolved_by']}" if each["resolved_by"] else "open"
        said = cast("list[dict[str, Json]]", each["comments"])
        lines = [f"  {one['id']}  {one['by']}: {one['text']}" for one in said]
        parts.append("\n".join((f"{place}{gone}, {state}", *lines)))
    return "\n\n".join(parts)
