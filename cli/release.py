"""Commands on releases: release list, show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import click

from cli.session import Session, pass_session, show
from cli.tables import listed, table
from cmdb.errors import NotFound
from cmdb.values import Json

__all__ = ["commands"]

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")


@click.group("release")
def release() -> None:
    """List releases, and show one with its package, its environments and its verification."""


@release.command("list")
@json_option
@pass_session
def list_releases(session: Session, *, as_json: bool) -> None:
    """List the releases, the newest first."""
    from cmdb.paging import every  # noqa: PLC0415  # other commands need no records
    from cmdb.query import All, Compare, Order  # noqa: PLC0415
    from itsm.kernel.document import record_document  # noqa: PLC0415
    from itsm.kernel.record import read_record  # noqa: PLC0415
    from itsm.kernel.search import IS_RECORD  # noqa: PLC0415
    from itsm.release.practice import RELEASE  # noqa: PLC0415

    where = All((IS_RECORD, Compare("class", "=", RELEASE.name)))
    newest = (Order("attributes.opened_at", descending=True),)
    found = [record_document(RELEASE, read_record(each)) for each in every(session.estate.graph, where, newest)]
    show(found, as_json=as_json, text=lambda: table(("key", "state", "title"), [row(each) for each in found]))


def row(each: Mapping[str, Json]) -> tuple[object, ...]:
    """Return a release as a line of the table."""
    return (each["key"], each["state_label"], each["title"])


@release.command("show")
@click.argument("key")
@json_option
@pass_session
def show_release(session: Session, key: str, *, as_json: bool) -> None:
    """Show a release: its changes, its environments, what stands in the way, and how it stands to its baseline."""
    from itsm.flows.deployment_release import release_document, verification_document  # noqa: PLC0415
    from itsm.kernel.desk import find_record  # noqa: PLC0415
    from itsm.kernel.document import record_document, steps_document  # noqa: PLC0415
    from itsm.release.practice import RELEASE  # noqa: PLC0415

    estate = session.estate
    record = find_record(estate.graph, key)
    if record.practice != RELEASE.name:
        raise NotFound("release", key)
    document: dict[str, Json] = {
        **record_document(RELEASE, record),
        "steps": steps_document(RELEASE, record),
        "package": release_document(estate, record),
        "verification": verification_document(estate, record, now=estate.now()),
    }
    show(document, as_json=as_json, text=lambda: release_text(document))


def release_text(document: Mapping[str, Json]) -> str:
    """Return a release for people."""
    package, verified = (cast("dict[str, Json]", document[name]) for name in ("package", "verification"))
    changes = [(each["key"], each["state_label"], each["title"]) for each in listed(package, "changes")]
    lines = [f"{document['key']}  {document['title']}", f"state   {document['state_label']}", ""]
    lines += [table(("change", "state", "title"), changes), ""]
    lines += [f"{each['name']}: {environment(each)}" for each in listed(package, "environments")]
    in_the_way = cast("list[str]", package["in_the_way"])
    lines += ["", *(f"in the way: {each}" for each in in_the_way)] if document["phase"] == "open" else []
    lines += ["", f"verification: {str(verified['verdict']).replace('_', ' ')}"]
    return "\n".join([*lines, *(f"  {each}" for each in cast("list[str]", verified["reasons"]))])


def environment(each: Mapping[str, Json]) -> str:
    """Return how the last deployment to an environment went."""
    told = listed(each, "deployments")
    if not told:
        return "nothing deployed"
    return f"{told[0]['state_label']}, {told[0]['version'] or 'no version'}, {told[0]['started_at']}"


commands = (release,)
