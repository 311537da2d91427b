"""Commands on templates of records: template list, show, keep, drop, use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

import click

from cli.change import acting, pair
from cli.impact import read_plan_document
from cli.session import Session, pass_session, show
from cli.tables import table
from cmdb.errors import Invalid
from cmdb.values import Json
from itsm.kernel.declared import drop as drop_declared
from itsm.kernel.declared import find_declared
from itsm.kernel.template import TEMPLATE
from itsm.templates import keep_template, template_named, templates
from itsm.templates import use as use_template

__all__ = ["commands"]

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")


@click.group("template")
def template() -> None:
    """Keep templates of incidents, problems, requests and changes, and open records from them."""


@template.command("list")
@json_option
@pass_session
def index(session: Session, *, as_json: bool) -> None:
    """List the templates."""
    found: list[dict[str, Json]] = [
        {"name": each.name, "practice": each.document["practice"], "title": each.document["title"], "fault": fault}
        for each, fault in templates(session.estate)
    ]
    rows = [(each["name"], each["practice"], each["title"], each["fault"]) for each in found]
    show(found, as_json=as_json, text=lambda: table(("name", "practice", "title", "what no longer fits"), rows))


@template.command("show")
@click.argument("name")
@pass_session
def read(session: Session, name: str) -> None:
    """Print the document of a template."""
    show(dict(find_declared(session.estate.graph, TEMPLATE, name).document), as_json=True, text=str)


@template.command("keep")
@click.argument("file")
@json_option
@pass_session
def keep(session: Session, file: str, *, as_json: bool) -> None:
    """Keep the template in a file ("-" reads standard input), in the place of one of the same name."""
    found = keep_template(session.estate, read_plan_document(file), stamp=session.stamp(f"template of {file}"))
    show({"name": found.name}, as_json=as_json, text=lambda: f"{found.name} is kept")


@template.command("drop")
@click.argument("name")
@json_option
@pass_session
def drop(session: Session, name: str, *, as_json: bool) -> None:
    """Remove a template; records made from it stay as they are."""
    drop_declared(session.estate.graph, TEMPLATE, name, stamp=session.stamp("template removed"))
    show({"name": name}, as_json=as_json, text=lambda: f"{name} is removed")


@template.command("use")
@click.argument("name")
@click.option("--blank", "chosen", multiple=True, metavar="ID=VALUE", help="What is chosen for a blank: a CI or words.")
@click.option("--set", "said", multiple=True, metavar="NAME=VALUE", help="An attribute in the place of the template's.")
@click.option("--title", default="", help="Another title.")
@click.option("--start", default="", metavar="TIME", help="When a change's window starts.")
@json_option
@pass_session
def use(
    session: Session,
    name: str,
    chosen: Sequence[str],
    said: Sequence[str],
    title: str,
    start: str,
    *,
    as_json: bool,
) -> None:
    """Open a record from a template and print its key."""
    found = template_named(session.estate, name)
    blanks = cast("dict[str, str]", dict(pair(each) for each in chosen))
    key = use_template(
        session.estate,
        found,
        blanks,
        act=acting(session, f"from template {name}"),
        title=title,
        fields=dict(pair(each) for each in said),
        start=instant(start) if start else None,
    )
    show({"key": key}, as_json=as_json, text=lambda: key)


def instant(text: str) -> datetime:
    """Return an instant; one without a zone is meant in UTC. Raises ``Invalid``."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid("--start", "is no instant", text, "ISO 8601, as 2026-12-05T22:00:00Z") from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


commands = (template,)
