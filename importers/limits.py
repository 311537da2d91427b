"""How much of a file is too much: limits that keep hostile and broken input from exhausting the machine."""

from __future__ import annotations

__all__ = ["ALIASED_NODES", "DEPTH", "ELEMENTS", "LONGEST_CELL", "LONGEST_NAME", "UNPACKED_BYTES"]

# Nested lists and mappings in JSON and YAML. Kubernetes objects reach about 20.
DEPTH = 100
# What all aliases of a YAML file may stand for together, in nodes; an alias bomb stands for billions.
ALIASED_NODES = 200_000
# Elements of an XML file. The largest published fault trees have some ten thousand.
ELEMENTS = 2_000_000
# Characters in one cell or text value. Descriptions are shorter; what is longer is a document in the wrong place.
LONGEST_CELL = 100_000
# Characters in a name. Names are read, sorted and drawn.
LONGEST_NAME = 500
# Bytes that a packed spreadsheet may unpack to.
UNPACKED_BYTES = 2 << 30
