#!/usr/bin/env python3
"""Ask Faultline what a plan of Terraform would break, and write the answer as a comment for a pull request.

    terraform show -json plan.out | ./blast_radius.py > comment.md

Needs Python alone. FAULTLINE_URL is the address of the server, FAULTLINE_TOKEN a token that may ask about impact and
changes. The exit code is 1 where the change would take a business service down as planned, so that a job can stop.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request

MOST_LISTED = 10
WORST = ("down", "degraded")


def asked(path: str, body: dict) -> dict:
    """Return the answer to a question; leave with the server's own words where it refuses."""
    address = os.environ["FAULTLINE_URL"].rstrip("/") + "/api/v1" + path
    if not address.startswith(("http://", "https://")):
        raise SystemExit(f"FAULTLINE_URL is no address of a server: {address}")
    request = urllib.request.Request(address, json.dumps(body).encode(), method="POST")  # noqa: S310  # checked above
    request.add_header("Authorization", f"Bearer {os.environ['FAULTLINE_TOKEN']}")
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310  # checked above
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{path}: {error.code} {error.read().decode(errors='replace')[:2000]}") from error


def comment(found: dict, judged: dict) -> str:
    """Return Markdown: one sentence, the services, the risk with its reasons, collisions, what is not in the CMDB."""
    planned, failing = (judged["impact"][reading] for reading in ("planned", "if_it_fails"))
    risk = judged["risk"]
    lines = [
        "### Blast radius",
        "",
        f"**As planned:** {plain(planned['headline'])}  ",
        f"**If it fails:** {plain(failing['headline'])}  ",
        f"**Risk:** {risk['level'].replace('_', ' ')} ({risk['score']} points of 100)",
    ]
    if failing["services"]:
        lines += ["", "| service | as planned | if it fails |", "|---|---|---|"]
        now = {each["key"]: each["state"] for each in planned["services"]}
        lines += [
            f"| {plain(each['name'])} | {word(now.get(each['key'], 'ok'))} | {word(each['state'])} |"
            for each in failing["services"][:MOST_LISTED]
        ]
        lines += more(failing["services"])
    factors = sorted((each for each in risk["factors"] if each["contribution"]), key=lambda each: -each["contribution"])
    lines += [
        "",
        *(f"- {each['contribution']:+} {plain(each['name'])}: {plain(each['value'])}" for each in factors[:5]),
    ]
    if judged["conflicts"]:
        lines += ["", f"**Collides with {len(judged['conflicts'])}:**", ""]
        lines += [f"- {plain(each['reason'])}" for each in judged["conflicts"][:MOST_LISTED]]
        lines += more(judged["conflicts"])
    if found["unmatched"]:
        lines += ["", "<details><summary>Not judged: not in the CMDB</summary>", ""]
        lines += [f"- `{each['address']}` ({each['action']}): {plain(each['reason'])}" for each in found["unmatched"]]
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def plain(text: object) -> str:
    """Return text that Markdown shows as it is."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|@" else letter for letter in str(text)).replace("\n", " ")


def word(state: str) -> str:
    """Return a state in words."""
    return "OK" if state == "ok" else state.replace("_", " ").upper()


def more(items: list) -> list[str]:
    """Say how many are not listed."""
    left = len(items) - MOST_LISTED
    return ["", f"… and {left} more."] if left > 0 else []


def main() -> int:
    """Read Terraform's plan from standard input, print the comment."""
    try:
        document = json.load(sys.stdin)
    except ValueError as error:
        raise SystemExit(f"standard input is no JSON ({error}); pipe `terraform show -json plan.out` in") from error
    found = asked("/plans/terraform", {"terraform": document})
    judged = asked("/changes/assess", found["plan"])
    sys.stdout.write(comment(found, judged))
    return 1 if any(each["state"] in WORST for each in judged["impact"]["planned"]["services"]) else 0


if __name__ == "__main__":
    sys.exit(main())
