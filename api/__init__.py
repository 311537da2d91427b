"""The HTTP interface: thin resources over the database and the engine, and the built client."""
