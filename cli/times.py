"""Times of an answer for people: when something is in which state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from cli.tables import listed
from cmdb.values import Json
from impact.document import duration

__all__ = ["MOST_SHOWN", "when_text", "window_start", "window_text"]

MOST_SHOWN = 3


def window_start(document: Mapping[str, Json]) -> datetime | None:
    """Return the instant at which an answer's timeline begins, None where no window tells."""
    scenario = document.get("scenario")
    window = scenario.get("window") if isinstance(scenario, dict) else None
    return datetime.fromisoformat(str(window["start"])) if isinstance(window, dict) else None


def window_text(document: Mapping[str, Json]) -> list[str]:
    """Return a line that says when the plan is carried out; none without a window."""
    start = window_start(document)
    return [] if start is None else [f"Times are UTC; the window begins {start:%Y-%m-%d %H:%M}.", ""]


def when_text(each: Mapping[str, Json], start: datetime | None) -> str:
    """Return when something is so: "22:10 for 10 min"; after a few intervals how many more there are."""
    spans = listed(each, "intervals")
    states = {str(span["state"]) for span in spans}
    said = [span_text(span, start, named=len(states) > 1) for span in spans[:MOST_SHOWN]]
    more = len(spans) - len(said)
    return ", ".join(said) + (f" and {more:,} more times" if more > 0 else "")


def span_text(span: Mapping[str, Json], start: datetime | None, *, named: bool) -> str:
    """Return one interval; with its state where there are several."""
    begin, end = number(span["start"]), number(span["end"])
    state = f"{str(span['state']).upper()} " if named else ""
    if begin is None:
        return f"{state}all along" if end is None else f"{state}until {moment_text(end, start)}"
    length = "for good" if end is None else f"for {duration(end - begin)}"
    return f"{state}{moment_text(begin, start)} {length}"


def moment_text(seconds: float, start: datetime | None) -> str:
    """Return a moment: a time of day in a window, else how long after the beginning."""
    if start is None:
        return f"{'-' if seconds < 0 else '+'}{duration(abs(seconds))}"
    moment = start + timedelta(seconds=seconds)
    day = "" if moment.date() == start.date() else f"{moment:%Y-%m-%d} "
    return f"{day}{moment:%H:%M:%S}" if moment.second else f"{day}{moment:%H:%M}"


def number(value: Json) -> float | None:
    """Return a number of a document, None for none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
