#!/usr/bin/env python3
"""Tell Faultline of a deployment: ``./tell.py in_progress --id 4711 --ci web-shop --environment production``.

Needs Python alone, and git for the commit. FAULTLINE_URL is the address of the server, FAULTLINE_TOKEN a token that
may tell of deployments. Told twice with the same id, it is one deployment: first that it began, then how it ended.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import urllib.error
import urllib.request
from datetime import UTC, datetime


def asked() -> argparse.Namespace:
    """Return what the job says."""
    parser = argparse.ArgumentParser(description="Tell Faultline of a deployment.")
    parser.add_argument("status", help="in_progress, success, failure, cancelled, rolled_back")
    parser.add_argument("--id", required=True, help="the same in every message about this deployment")
    parser.add_argument("--ci", action="append", required=True, help="a key or name; once for each")
    parser.add_argument("--environment", required=True)
    parser.add_argument("--source", default=os.environ.get("GITHUB_REPOSITORY", "pipeline"))
    for name in ("version", "url", "change", "release"):
        parser.add_argument(f"--{name}", default="")
    return parser.parse_args()


def commit() -> dict[str, str]:
    """Return the commit that is deployed and when it was made, nothing outside a repository."""
    try:
        told = subprocess.run(["git", "log", "-1", "--format=%H %cI"], capture_output=True, text=True, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        return {}
    name, at = told.stdout.split()
    return {"commit": name, "committed_at": at}


def event(said: argparse.Namespace) -> dict[str, object]:
    """Return the event as the server takes it."""
    when = "started_at" if said.status == "in_progress" else "finished_at"
    words = {name: getattr(said, name) for name in ("source", "id", "environment", "status")}
    more = {name: value for name in ("version", "url", "change", "release") if (value := getattr(said, name))}
    return {**words, "cis": said.ci, when: datetime.now(UTC).isoformat(), **more, **commit()}


def tell(body: dict[str, object]) -> dict[str, object]:
    """Send an event and return the answer; leave with the server's own words where it refuses."""
    address = os.environ["FAULTLINE_URL"].rstrip("/") + "/api/v1/deployments"
    if not address.startswith(("http://", "https://")):
        raise SystemExit(f"FAULTLINE_URL is no address of a server: {address}")
    request = urllib.request.Request(address, json.dumps(body).encode(), method="POST")  # noqa: S310  # checked above
    request.add_header("Authorization", f"Bearer {os.environ['FAULTLINE_TOKEN']}")
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  # checked above
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise SystemExit(f"refused: {error.code} {error.read().decode(errors='replace')[:2000]}") from error


if __name__ == "__main__":
    found = tell(event(asked()))
    print(f"{found['key']} {found['outcome']}: {found['state']}")
    if found["authorisation"] == "unauthorised":
        print(f"No approved change stands behind it: {found['reason']}")
