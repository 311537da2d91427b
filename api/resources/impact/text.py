"""An answer as text for a chat, as a Mermaid graph, as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from cmdb.export import safe_cell

__all__ = ["as_csv", "as_mermaid", "as_text"]

MOST_LINES, MOST_SHAPES = 200, 150
SIGNS = {"down": "■", "degraded": "◧", "ok": "●", "at_risk": "▲"}
COLUMNS = ("key", "name", "class", "state", "hops", "because")


def as_text(answer: Mapping[str, Any], because_of: Mapping[str, str]) -> str:
    """Return an answer as lines: the headline, services first, then CIs, then what is at risk."""
    names = names_of(answer)
    lines = [answer["headline"], ""]
    if answer["services"]:
        lines += [
            "Services:",
            *(f"  {SIGNS[each['state']]} {each['name']}: {each['state'].upper()}" for each in answer["services"]),
        ]
    lines.append("CIs:")
    for ci in answer["cis"][:MOST_LINES]:
        why = f" ({because_of[ci['key']]})" if because_of.get(ci["key"]) else ""
        lines.append(f"  {SIGNS[ci['state']]} {ci['name'] or ci['key']} [{ci['class']}]: {ci['state'].upper()}{why}")
    if len(answer["cis"]) > MOST_LINES:
        lines.append(f"  … and {len(answer['cis']) - MOST_LINES} more")
    if answer["at_risk"]:
        lines.append("Redundancy used up:")
        for risk in answer["at_risk"][:MOST_LINES]:
            left = ", ".join(names.get(key, key) for key in risk["left"])
            lines.append(
                f"  {SIGNS['at_risk']} {names.get(risk['key'], risk['key'])}: {risk['group'] or ''} left {left}"
            )
    lines += ["", f"Revision {answer['revision']}"]
    return "\n".join(lines) + "\n"


def names_of(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of all CIs that an answer mentions."""
    return {**answer["names"], **{ci["key"]: ci["name"] or ci["key"] for ci in answer["cis"]}}


def as_csv(answer: Mapping[str, Any], because_of: Mapping[str, str]) -> str:
    """Return the CIs of an answer as a table."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for ci in answer["cis"]:
        cells = [ci["key"], ci["name"], ci["class"], ci["state"], ci["hops"], because_of.get(ci["key"], "")]
        table.writerow([safe_cell(str(cell)) for cell in cells])
    return out.getvalue()


def as_mermaid(drawing: Mapping[str, Any]) -> str:
    """Return a map as a Mermaid flow chart."""
    nodes = drawing["nodes"][:MOST_SHAPES]
    number = {node["id"]: f"n{index}" for index, node in enumerate(nodes)}
    lines = ["flowchart BT"]
    for node in nodes:
        many = f" × {node['members']}" if node["members"] > 1 else ""
        lines.append(f'  {number[node["id"]]}["{quoted(node["label"])}{many}"]:::{node["state"]}')
    for edge in drawing["edges"]:
        ends = (edge["from"], edge["to"]) if edge["provider"] == "from" else (edge["to"], edge["from"])
        if ends[0] in number and ends[1] in number:
            arrow = "==>" if edge["carries"] else "-->"
            lines.append(f"  {number[ends[0]]} {arrow} {number[ends[1]]}")
    lines += [
        "  classDef down fill:#c92a2a,color:#fff,stroke:#862e9c",
        "  classDef degraded fill:#f08c00,color:#000",
        "  classDef at_risk fill:#ffe066,color:#000,stroke-dasharray:4 2",
        "  classDef ok fill:#d3f9d8,color:#000",
        "  classDef unknown fill:#f1f3f5,color:#000,stroke-dasharray:2 2",
    ]
    return "\n".join(lines) + "\n"


def quoted(label: str) -> str:
    """Return a label that Mermaid shows as it is."""
    return label.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
