"""The command that takes in what a pipeline tells of deployments."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import cast

import click

from cli.session import BAD_INPUT, DONE, WANTING, Session, command, show
from cmdb.errors import FaultlineError, Invalid, NotFound
from cmdb.values import Json, check_json

__all__ = ["commands"]

MOST_BYTES = 8 * 2**20


def read_events(path: str) -> list[Json]:
    """Return the events in a file, "-" for standard input: one object, or a list of them.

    Raises ``NotFound``, ``Invalid``.
    """
    try:
        raw = sys.stdin.buffer.read(MOST_BYTES + 1) if path == "-" else read_bytes(Path(path))
        if len(raw) > MOST_BYTES:
            raise Invalid(path, "is too large", None, f"up to {MOST_BYTES:,} bytes")
        document: Json = json.loads(raw.decode("utf-8"))
    except FileNotFoundError as error:
        raise NotFound("file", path) from error
    except (OSError, ValueError, RecursionError) as error:
        raise Invalid(path, f"is no JSON document ({error})", None, "a deployment, or a list of them") from error
    check_json(path, document)
    return document if isinstance(document, list) else [document]


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes, a little more than is taken where it is too large."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


@command("deployment")
@click.argument("file")
def deployment(session: Session, file: str, *, as_json: bool) -> int:
    """Take in deployments from a JSON file, "-" for standard input: one event, or a list of them.

    The same event again changes nothing. An event that cannot be so is told, the others are taken (exit code 1).
    """
    from itsm.deployment.event import parse_deployment  # noqa: PLC0415  # other commands need no records
    from itsm.deployments import take_in_event  # noqa: PLC0415
    from itsm.kernel.desk import Act, find_record  # noqa: PLC0415
    from itsm.kernel.fresh import fresh_id  # noqa: PLC0415

    estate, stamp = session.estate, session.stamp(f"deployments of {file}")
    taken: list[Json] = []
    refused: list[Json] = []
    for place, said in enumerate(read_events(file)):
        now = estate.now()
        try:
            event = parse_deployment(f"[{place}]", said, now)
            done = take_in_event(estate, event, act=Act(fresh_id(now), now, stamp))
        except (Invalid, NotFound) as error:
            refused.append(cast("Json", {"place": place, "reason": sentence(error)}))
            continue
        record = find_record(estate.graph, done.key)
        told = {"key": done.key, "outcome": done.outcome, "title": record.title, "state": record.state}
        why = {"authorisation": record.text("authorisation"), "reason": record.text("authorisation_reason")}
        taken.append(cast("Json", {**told, **why}))
    document: dict[str, Json] = {"taken": taken, "refused": refused}
    show(document, as_json=as_json, text=lambda: told_text(document))
    if refused:
        return WANTING if taken else BAD_INPUT
    return DONE


def sentence(error: FaultlineError) -> str:
    """Return an error in one line."""
    return " ".join(str(error).split())


def told_text(document: dict[str, Json]) -> str:
    """Return what became of events for people."""
    taken, refused = (cast("list[dict[str, Json]]", document[name]) for name in ("taken", "refused"))
    lines = [
        f"{each['key']}  {each['outcome']}: {each['title']}, {worded(each['state'])}{warned(each)}" for each in taken
    ]
    lines += [f"refused event {each['place']}: {each['reason']}" for each in refused]
    return "\n".join(lines) or "no event in it"


def worded(value: Json) -> str:
    """Return a state in words."""
    return str(value).replace("_", " ")


def warned(each: dict[str, Json]) -> str:
    """Return a warning of what no approved change stands behind."""
    return f"; UNAUTHORISED: {each['reason']}" if each["authorisation"] == "unauthorised" else ""


commands = (deployment,)
