"""What every answer carries against misuse, and how large a request may be."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

from api.backend import backend
from api.problems import TooLarge

__all__ = ["NONCE_PLACEHOLDER", "register", "style_nonce"]

NONCE_PLACEHOLDER = "__CSP_NONCE__"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
UPLOADS = frozenset({"imports.upload"})
ATTACHING = "_attachments.attach"


def style_nonce() -> str:
    """Return this request's nonce for style tags."""
    if "style_nonce" not in g:
        g.style_nonce = secrets.token_urlsafe(16)
    return str(g.style_nonce)


def limit_body() -> None:
    """Refuse a body above the limit of its kind before it is read; without a length it is cut off by the same limit."""
    settings = backend().settings
    limit = settings.upload_bytes if request.endpoint in UPLOADS else settings.body_bytes
    if (request.endpoint or "").endswith(ATTACHING):
        # The parts around the file take some more.
        limit = settings.attachment_bytes + settings.body_bytes
    request.max_content_length = limit
    if request.content_length is not None and request.content_length > limit:
        raise TooLarge("the body in bytes", limit)


def add_headers(response: Response) -> Response:
    """Add the headers; answers of the API are never kept by a browser or proxy."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=style_nonce()))
    if request.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")
    if backend().settings.is_https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def register(app: Flask) -> None:
    """Let the app limit every request and mark every answer."""
    app.before_request(limit_body)
    app.after_request(add_headers)
