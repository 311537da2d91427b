"""Commands on changes: change draft, show, assess, conflicts, window, comment, move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from cli.change_comment import comment
from cli.impact import read_plan_document
from cli.session import DONE, WANTING, Session, pass_session, show, write_json
from cli.tables import listed, table
from cmdb.errors import Invalid, NotFound
from cmdb.values import Json

if TYPE_CHECKING:
    from itsm.change.proposal import Proposal
    from itsm.kernel.desk import Act

__all__ = ["commands"]

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")


@click.group("change")
def change() -> None:
    """Draft a change from a plan, and ask how risky it is, what it collides with, and when it is safest."""


def acting(session: Session, reason: str) -> Act:
    """Return who acts now."""
    from itsm.kernel.desk import Act  # noqa: PLC0415  # other commands need no records
    from itsm.kernel.fresh import fresh_id  # noqa: PLC0415

    now = session.estate.now()
    return Act(fresh_id(now), now, session.stamp(reason))


def proposal(session: Session, text: str) -> Proposal:
    """Return the change that a key names, or the plan in a file. Raises ``NotFound``, ``Invalid``."""
    from itsm.change.proposal import canonical  # noqa: PLC0415
    from itsm.change.verbs import proposal_of  # noqa: PLC0415

    try:
        return proposal_of(session.estate, text)
    except NotFound:
        if not Path(text).is_file() and text != "-":
            raise
    found, _ = canonical(session.estate, read_plan_document(text))
    return found


@change.command("draft")
@click.argument("file")
@json_option
@pass_session
def draft(session: Session, file: str, *, as_json: bool) -> None:
    """Open a change from a plan document and print its key."""
    from itsm.change.verbs import draft as open_change  # noqa: PLC0415

    key = open_change(session.estate, read_plan_document(file), act=acting(session, f"draft of {file}"))
    show({"key": key}, as_json=as_json, text=lambda: key)


@change.command("terraform")
@click.argument("file")
@pass_session
def terraform(session: Session, file: str) -> None:
    """Turn what Terraform plans (terraform show -json) into a plan document; "-" reads standard input.

    Addresses that no CI carries are listed on standard error.
    """
    from importers.terraform_plan import terraform_plan  # noqa: PLC0415

    found = terraform_plan(session.estate.graph, session.estate.schema, read_plan_document(file))
    write_json(found.plan)
    for each in found.unmatched:
        click.echo(f"{each['action']} {each['address']}: {each['reason']}", err=True)


@change.command("show")
@click.argument("key")
@json_option
@pass_session
def show_change(session: Session, key: str, *, as_json: bool) -> None:
    """Show a change: its state, its window, the steps that it offers, its plan."""
    from itsm.change.practice import CHANGE  # noqa: PLC0415
    from itsm.change.verbs import change_record  # noqa: PLC0415
    from itsm.kernel.document import record_document, steps_document  # noqa: PLC0415

    record = change_record(session.estate, key)
    document = {
        **record_document(CHANGE, record),
        "steps": steps_document(CHANGE, record),
        "plan": record.body.get("plan", {}),
    }
    show(document, as_json=as_json, text=lambda: change_text(document))


def change_text(document: Mapping[str, Json]) -> str:
    """Return a change for people."""
    said = cast("dict[str, Json]", document["attributes"])
    steps = ", ".join(f"{each['name']} ({each['label']})" for each in listed(document, "steps"))
    return "\n".join(
        (
            f"{document['key']}  {document['title']}",
            f"state   {document['state_label']}",
            f"kind    {said.get('kind', 'normal')}",
            f"window  {said.get('starts_at', 'none')} to {said.get('ends_at', 'none')}",
            f"steps   {steps or 'none'}",
        )
    )


@change.command("assess")
@click.argument("what", metavar="KEY|FILE")
@json_option
@pass_session
def assess(session: Session, what: str, *, as_json: bool) -> None:
    """Say how risky a change is and why, what it breaks as planned and if it fails, and what it collides with."""
    from itsm.judgement import assessment  # noqa: PLC0415

    document = assessment(session.estate, proposal(session, what), now=session.estate.now())
    show(document, as_json=as_json, text=lambda: assessment_text(document))


def assessment_text(document: Mapping[str, Json]) -> str:
    """Return a judgement for people: the risk with its reasons, two sentences of impact, the collisions."""
    risk = cast("dict[str, Json]", document["risk"])
    impact = cast("dict[str, dict[str, Json]]", document["impact"])
    level = str(risk["level"]).replace("_", " ")
    lines = [f"risk {level} ({risk['score']} points of 100{likelihood_text(risk['likelihood'])})", ""]
    factors = [each for each in listed(risk, "factors") if each["contribution"]]
    rows = [(f"{each['contribution']:+}", each["name"], each["value"]) for each in factors]
    lines += [table(("points", "factor", "value"), rows), ""]
    lines += [f"as planned   {impact['planned']['headline']}", f"if it fails  {impact['if_it_fails']['headline']}", ""]
    return "\n".join((*lines, conflicts_text(listed(document, "conflicts"))))


def likelihood_text(said: Json) -> str:
    """Return how probable failing is, with the interval of 95 % and what it rests on; "" where nothing is told."""
    if not isinstance(said, dict):
        return ""
    low, high = said["low"], said["high"]
    between = f" ({low:.0%} to {high:.0%})" if isinstance(low, float) and isinstance(high, float) else ""
    return f"; {said['probability']:.0%}{between} of changes like it fail here, by {said['changes']} of them"


@change.command("conflicts")
@click.argument("what", metavar="KEY|FILE")
@json_option
@pass_session
def conflicts(session: Session, what: str, *, as_json: bool) -> None:
    """List what a change collides with: the same CIs, redundancy, freezes, incidents, people. Exit code 1 for any."""
    from itsm.change.conflicts import conflict_document  # noqa: PLC0415
    from itsm.judgement import change_collisions  # noqa: PLC0415

    collisions = change_collisions(session.estate, proposal(session, what), now=session.estate.now())
    found = [conflict_document(each) for each in collisions]
    show(found, as_json=as_json, text=lambda: conflicts_text(found))
    click.get_current_context().exit(WANTING if found else DONE)


def conflicts_text(found: Sequence[Mapping[str, Json]]) -> str:
    """Return collisions for people."""
    if not found:
        return "no collision"
    return "\n".join(map(conflict_text, found))


def conflict_text(each: Mapping[str, Json]) -> str:
    """Return one collision for people."""
    kind = str(each["kind"]).replace("_", " ")
    return f"{str(each['severity']).upper():8}  {kind} with {each['with']}: {each['reason']}"


@change.command("window")
@click.argument("what", metavar="KEY|FILE")
@click.option("--days", default=14, type=click.IntRange(1, 92), help="How far ahead to look.")
@click.option("--top", default=5, type=click.IntRange(1, 50), help="How many windows to show.")
@json_option
@pass_session
def window(session: Session, what: str, days: int, top: int, *, as_json: bool) -> None:
    """Rank the safest windows of a change's own length."""
    from itsm.change.window import window_document  # noqa: PLC0415
    from itsm.judgement import change_windows  # noqa: PLC0415

    wanted, now = proposal(session, what), session.estate.now()
    found = [window_document(each) for each in change_windows(session.estate, wanted, now=now, days=days, most=top)]
    show(found, as_json=as_json, text=lambda: windows_text(found))


def windows_text(found: Sequence[Mapping[str, Json]]) -> str:
    """Return windows for people."""
    return "\n".join(
        "\n".join((f"{each['start']} to {each['end']}  {each['score']} points", *indented(each))) for each in found
    )


def indented(each: Mapping[str, Json]) -> list[str]:
    """Return a window's reasons, one a line."""
    return [f"  {reason}" for reason in cast("list[str]", each["reasons"])]


@change.command("calibrate")
@json_option
@pass_session
def calibrate(session: Session, *, as_json: bool) -> None:
    """Fit what became of changes; from then on a risk has a probability, if the outcomes carry one."""
    from itsm.change.outcomes import recalibrate  # noqa: PLC0415

    now = session.estate.now()
    verdict = recalibrate(session.estate.graph, now=now, stamp=session.stamp("calibration of risk"))
    document = verdict.document(now)
    show(document, as_json=as_json, text=lambda: calibration_text(document))


def calibration_text(document: Mapping[str, Json]) -> str:
    """Return a calibration for people: whether there is one and why, the odds, how it did on later changes."""
    carried = "A risk has a probability now" if document["odds"] else "No probability"
    lines = [f"{carried}: {document['reason']}.", f"{document['failed']} of {document['changes']} changes failed."]
    odds = listed(document, "odds")
    if odds:
        rows = [(each["factor"], each["ratio"], f"{each['low']} to {each['high']}") for each in odds]
        lines += ["", table(("factor", "odds for each point", "95 % interval"), rows)]
    fifths = [(each["said"], f"{each['failed']} of {each['changes']}") for each in listed(document, "reliability")]
    if fifths:
        lines += ["", table(("said of later changes", "failed"), fifths)]
    return "\n".join(lines)


@change.command("plan")
@click.argument("key")
@click.argument("file")
@json_option
@pass_session
def plan(session: Session, key: str, file: str, *, as_json: bool) -> None:
    """Put the plan in a file in the place of a draft's."""
    from itsm.change.verbs import change_record, replan  # noqa: PLC0415

    record = change_record(session.estate, key)
    replan(session.estate, record, read_plan_document(file), act=acting(session, f"plan of {file}"))
    show({"key": record.key}, as_json=as_json, text=lambda: f"{record.key} has a new plan")


@change.command("move")
@click.argument("key")
@click.argument("event")
@click.option("--set", "said", multiple=True, metavar="NAME=VALUE", help="An attribute that the step sets.")
@click.option("--note", default="", help="Words that go with the step.")
@json_option
@pass_session
def move(session: Session, key: str, event: str, said: Sequence[str], note: str, *, as_json: bool) -> None:
    """Take a step of the lifecycle: submit, request_approval, approve, start, complete, close ..."""
    from itsm.change.practice import CHANGE  # noqa: PLC0415
    from itsm.change.verbs import change_record  # noqa: PLC0415
    from itsm.kernel.desk import Said  # noqa: PLC0415
    from itsm.kernel.document import record_document, steps_document  # noqa: PLC0415
    from itsm.steps import take_step  # noqa: PLC0415

    record = change_record(session.estate, key)
    words = Said(dict(pair(each) for each in said), note)
    take_step(session.estate, record, event, act=acting(session, note or event), said=words)
    after = change_record(session.estate, key)
    document = {**record_document(CHANGE, after), "steps": steps_document(CHANGE, after)}
    show(document, as_json=as_json, text=lambda: f"{key} is now: {document['state_label']}")


def pair(text: str) -> tuple[str, Json]:
    """Return an attribute and its value. Raises ``Invalid``."""
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise Invalid("--set", "is no attribute with a value", text, "NAME=VALUE")
    return name.strip(), value


change.add_command(comment)
commands = (change,)
