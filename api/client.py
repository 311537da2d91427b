"""The built web client: its files, and index.html for every address that is a page of it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from flask import Blueprint, Response, current_app, request, send_from_directory
from werkzeug.exceptions import NotFound

from api.guard import public
from api.security import NONCE_PLACEHOLDER, style_nonce

__all__ = ["FOLDERS", "blueprint", "client_folder"]

HERE = Path(__file__).resolve().parent
# Inside the wheel the client lies beside this file, in a checkout where Vite builds it.
FOLDERS = (HERE / "client", HERE.parent / "web" / "dist")
NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Faultline</title>
<p>The server runs, but the web client is not built. <code>./faultline build</code> builds it;
the API answers at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p></html>
"""
YEAR = 31_536_000

blueprint = Blueprint("client", __name__)


def client_folder() -> Path | None:
    """Return where the built client lies, None where it is not built."""
    return next((folder for folder in FOLDERS if (folder / "index.html").is_file()), None)


@blueprint.get("/assets/<path:name>")
@public("the client's files hold nothing of the estate")
def asset(name: str) -> Response:
    """Return a file of the client; its name changes with its content, so it may be kept for ever."""
    folder = cast("Path | None", current_app.config["CLIENT_FOLDER"])
    if folder is None:
        raise NotFound
    answer = send_from_directory(folder / "assets", name, max_age=YEAR)
    answer.cache_control.immutable = True
    return answer


@blueprint.get("/", defaults={"path": ""})
@blueprint.get("/<path:path>")
@public("the page signs people in")
def page(path: str) -> Response:
    """Return a file at the root of the client, or its page; what looks like an address of the API is not found."""
    folder = cast("Path | None", current_app.config["CLIENT_FOLDER"])
    if path.startswith("api/"):
        raise NotFound(f"nothing answers at {request.path}")
    if folder is None:
        return Response(NOT_BUILT, mimetype="text/html")
    if path and "/" not in path and path != "index.html" and not path.startswith(".") and (folder / path).is_file():
        return send_from_directory(folder, path)
    text = (folder / "index.html").read_text("utf-8").replace(NONCE_PLACEHOLDER, style_nonce())
    answer = Response(text, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
