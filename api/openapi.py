"""How routes are declared and documented: blueprints that read strictly, and the OpenAPI document that they yield."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import flask_smorest
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from flask_smorest.utils import prepare_response

from api import idempotency, preconditions
from api.schemas import Parser, ProblemSchema

__all__ = ["Api", "Blueprint", "install"]

PROBLEM = "application/problem+json"
DESCRIPTION = """\
Everything that the client does, a program may do here. Errors are problem documents (RFC 9457); lists are
`{"items", "next", "total"?}`; a write to one entity needs `If-Match`; every answer names the head revision in
`X-Faultline-Revision`."""


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]  # flask-smorest is untyped
    """A group of routes whose input is read by the strict parser."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # flask-smorest's own signature
        super().__init__(*args, **kwargs)
        self._prepare_doc_cbks.append(document_headers)


def document_headers(doc: dict[str, Any], doc_info: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
    """Add the headers that a route's declaration takes to its documentation."""
    doc.setdefault("parameters", []).extend(doc_info.get("headers_taken", ()))
    return doc


class Api(flask_smorest.Api):  # type: ignore[misc]  # flask-smorest is untyped
    """The document of all routes. Errors are answered by ``api.problems``, so the handler of the base stays out."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave the errors to ``api.problems``."""

    def _register_responses(self) -> None:
        """Document every error as a problem document."""
        named = {status.name: status.phrase for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST}
        for name, phrase in {**named, "DEFAULT_ERROR": "Problem"}.items():
            response: dict[str, Any] = {"description": phrase, "schema": ProblemSchema}
            prepare_response(response, self.spec, PROBLEM)
            self.spec.components.response(name, response, lazy=True)


def schema_name(schema: Any) -> str:  # noqa: ANN401  # apispec passes a class or an instance
    """Return the name under which a schema stands in the document: its class's, without ``Schema``."""
    cls = schema if isinstance(schema, type) else type(schema)
    return str(cls.__name__).removesuffix("Schema")


def install(app: Flask, version: str) -> Api:
    """Set the app up for a document at /api/v1/openapi.json and return its collector."""
    app.config.update(
        API_TITLE="Faultline",
        API_VERSION=version,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=None,
        API_SPEC_OPTIONS={
            "info": {"description": DESCRIPTION, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
            "security": [{"session": []}, {"token": []}],
        },
    )
    api = Api(app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=schema_name)})
    components = api.spec.components
    components.parameter("IdempotencyKey", "header", idempotency.PARAMETER)
    components.parameter("IfMatch", "header", preconditions.IF_MATCH)
    components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": "faultline_session"})
    components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    return api
