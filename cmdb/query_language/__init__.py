"""The query language of search bars, links and scripts: text in, a ``cmdb.query`` condition out.

``class:server env:prod -owner:*`` and ``or not ( )`` join terms; a bare word or "quoted text" is full text.

======================  ==============================================================================
``env:prod``            equal, letter case aside; ``env=prod`` the same without wildcards and subclasses
``name:web*``           starts with
``os~ubuntu``           contains
``owner:*``             has any value
``env:(prod or test)``  one of these
``version<14``          ``<`` ``<=`` ``>`` ``>=`` with numbers, dates, times, durations, amounts
``last_seen<30d``       an age: seen within the last 30 days; ``warranty_until<+30d``: before 30 days from now
``class:device``        the class or one below it
``depends_on:(...)``    some CI that it depends on fulfils the query in parentheses, or has this key or name
``<depends_on:(...)``   the other way; ``is_needed_by:(...)`` says the same; ``related:(...)`` any relation, either way
======================  ==============================================================================
"""

from __future__ import annotations

from cmdb.query_language.complete import Completion, Option, complete
from cmdb.query_language.fields import order_of, resolve_field
from cmdb.query_language.parse import parse_query

__all__ = ["Completion", "Option", "complete", "order_of", "parse_query", "resolve_field"]
