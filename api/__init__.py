"""The HTTP interface: thin resources over the database and the engine, and the built client.

``app.create_app(store, settings)`` puts a Flask app together; ``server.serve`` runs it with its workers. A request
passes ``observability`` (its id, one log line, figures), ``security`` (limits, headers), ``guard`` (who asks, what the
route needs) and ``idempotency``, then a view in ``resources/<plural>/routes.py``; every error leaves by the one table
in ``problems``. Long work goes to ``jobs``.
"""
