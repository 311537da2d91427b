"""XML as elements, within limits: no entities, no depth or length that is only there to do harm."""

from __future__ import annotations

import io
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from cmdb.errors import Invalid
from importers.limits import DEPTH, ELEMENTS
from importers.observation import InputFile

__all__ = ["root_of"]

ALLOWED = "XML with the root element opsa-mef, without a document type of its own"


def root_of(file: InputFile) -> Element:
    """Return the root element of a file. Raises ``Invalid`` for what is no XML, or too much of it."""
    depth = count = 0
    root: Element | None = None
    try:
        for event, element in iterparse(io.BytesIO(file.content), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            count += event == "start"
            root = element if root is None else root
            if depth > DEPTH:
                raise Invalid(file.name, "is nested too deeply", f"more than {DEPTH} elements", f"up to {DEPTH}")
            if count > ELEMENTS:
                raise Invalid(file.name, "holds too many elements", f"more than {ELEMENTS:,}", f"up to {ELEMENTS:,}")
    except DefusedXmlException as error:
        raise Invalid(file.name, "declares entities or a document type", type(error).__name__, ALLOWED) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Invalid(file.name, f"is no sound XML: {str(error)[:200]}", None, ALLOWED) from error
    if root is None or root.tag != "opsa-mef":
        raise Invalid(file.name, "is no Open-PSA model", root.tag[:200] if root is not None else None, ALLOWED)
    return root
