"""Prints the document of the API: ``python -m api.document > web/openapi.json``, then ``npm run types`` in `web`."""

from __future__ import annotations

import json
import sys

from api.app import create_app
from cmdb.store import open_store

__all__ = ["main"]


def main() -> None:
    """Print the document as the app would answer it."""
    with open_store("memory:") as store:
        shown = create_app(store).test_client().get("/api/v1/openapi.json").get_json()
    sys.stdout.write(json.dumps(shown, indent=4) + "\n")


if __name__ == "__main__":
    main()
